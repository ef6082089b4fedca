/** The pages of the authority: picking a person, having signed out, and what is wrong. */
import type { FastifyReply } from 'fastify';
import { demoTenant } from '../../model/demo-tenant.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Denial } from './denials.ts';
import { html, type Markup, sendPage } from './markup.ts';
import type { Listed } from './people.ts';
import type { Place } from './realm.ts';

export interface Chooser {
  readonly place: Place;
  /** The request, as the form sends it again. */
  readonly query: string;
  readonly people: readonly Listed[];
  readonly more: boolean;
  readonly asked: Pick<AuthorizationRequest, 'client' | 'permissions' | 'redirectUri' | 'loginHint'>;
  readonly failure: string | undefined;
}

/** The page on which one picks who to be. */
export function sendChooser(reply: FastifyReply, { place, query, people, more, asked, failure }: Chooser): FastifyReply {
  const { client, permissions, redirectUri, loginHint } = asked;
  const body = html`<p>to <strong>${client.displayName}</strong>, as somebody of ${tenantName(place)}. Nobody has a password here.</p>
${permissions.length > 0 && html`<p class="quiet">It asks for ${permissions.join(', ')}.</p>`}
<form method="post" action="?${query}">
${personChoice({ people, more, hint: loginHint ?? '', failure })}
<button name="cancel" value="1">Cancel</button>
</form>`;
  return sendPage(reply, 200, { title: 'Sign in', body, leadsTo: redirectUri });
}

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

function tenantName({ tenant, named }: Place): string {
  return tenant === demoTenant.id ? demoTenant.displayName : `the tenant ${named}`;
}

/** What is wrong with a request that nobody can be told of but who looks at the page. */
export function sendDenial(reply: FastifyReply, denial: Denial, correlation: string): FastifyReply {
  const body = html`<p>${denial.message}</p>
<p class="quiet">Correlation ID: ${correlation}</p>`;
  return sendPage(reply, denial.row.status, { title: 'You cannot be signed in', body });
}

export function sendSignedOut(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 200, { title: 'You are signed out', body: html`<p>This window can be closed.</p>` });
}
