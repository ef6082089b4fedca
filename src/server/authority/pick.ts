/** Picking a person on a page: the inside of the form, and what it sends. */
import type { FastifyRequest } from 'fastify';
import { originOf } from '../wire.ts';
import type { SignedInPerson } from './access-token.ts';
import { Denial, deny } from './denials.ts';
import { html, type Markup } from './markup.ts';
import type { Listed } from './people.ts';
import type { Parameters, Realm } from './realm.ts';

interface PersonChoice {
  readonly people: readonly Listed[];
  readonly more: boolean;
  readonly hint: string;
  readonly failure: string | undefined;
}

/** The inside of a form: a name to type, and people to pick. What is typed comes first, for that is what Enter sends. */
export function personChoice({ people, more, hint, failure }: PersonChoice): Markup {
  return html`${failure !== undefined && html`<p class="bad" role="alert">${failure}</p>`}
<label for="username">userPrincipalName</label>
<div class="row"><input type="text" id="username" name="username" value="${hint}" autocomplete="username" spellcheck="false" placeholder="name@example.com"> <button class="main" name="choose" value="1">Sign in</button></div>
<label class="choice"><input type="checkbox" name="administrator" value="1"> with the role Global Administrator</label>
${
  people.length > 0 &&
  html`<p id="people">or pick somebody:</p>
<ul aria-labelledby="people">
${people.map(listedPerson)}
</ul>`
}
${more && html`<p class="quiet">There are more people than fit here; type the name of others.</p>`}`;
}

function listedPerson({ id, displayName, userPrincipalName, about }: Listed): Markup {
  return html`<li><button name="person" value="${id}"><span>${displayName}</span><span>${userPrincipalName}${about && ` · ${about}`}</span></button></li>
`;
}

/** What such a form sends. */
export interface Choice {
  readonly kind: 'person' | 'cancel';
  readonly name: string;
  readonly role: 'member' | 'administrator';
}

/** What was picked; undefined for a form of another kind. */
export function readChoice(form: Parameters): Choice | undefined {
  const name = form.get('person') ?? form.get('username');
  const role = form.has('administrator') ? 'administrator' : 'member';
  if (form.has('cancel')) return { kind: 'cancel', name: '', role };
  return name === undefined && !form.has('choose') ? undefined : { kind: 'person', name: name ?? '', role };
}

/** Another site may not sign somebody in behind their back. Denies `forgedChoice`. */
export function requireOwnForm({ publicUrl }: Realm, request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== publicUrl && origin !== originOf(request.raw)) deny('forgedChoice');
}

/** Somebody, or nobody and what to say of that. */
export type Picked =
  | { readonly kind: 'person'; readonly person: SignedInPerson }
  | { readonly kind: 'nobody'; readonly failure: string | undefined };

/** Who was picked, or what keeps them from signing in: the page then says so, and another may be picked. */
export async function pick({ people }: Realm, tenant: string, { name, role }: Choice): Promise<Picked> {
  try {
    return { kind: 'person', person: await people.find(tenant, name, role) };
  } catch (error) {
    if (error instanceof Denial) return { kind: 'nobody', failure: error.message };
    throw error;
  }
}
