/** The pages of the authorization endpoint: picking a person, and what is wrong. */
import type { FastifyReply } from 'fastify';
import { demoTenant } from '../../model/demo-tenant.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Denial } from './denials.ts';
import { html, sendPage } from './markup.ts';
import type { Listed } from './people.ts';
import { personChoice } from './pick.ts';
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

function tenantName({ tenant, named }: Place): string {
  return tenant === demoTenant.id ? demoTenant.displayName : `the tenant ${named}`;
}

/** What is wrong with a request that nobody can be told of but who looks at the page. */
export function sendDenial(reply: FastifyReply, denial: Denial, correlation: string): FastifyReply {
  const body = html`<p>${denial.message}</p>
<p class="quiet">Correlation ID: ${correlation}</p>`;
  return sendPage(reply, denial.row.status, { title: 'You cannot be signed in', body });
}
