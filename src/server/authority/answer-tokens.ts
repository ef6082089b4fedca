/** What the token endpoint answers when all is well: the tokens, in the newer form or the older. */
import { accessClaims, type ClientProof, type Grant, type SignedInPerson, signToken } from './access-token.ts';
import type { Client } from './clients.ts';
import { lifetimes, type RefreshToken } from './grant.ts';
import { clientInfo, idClaims } from './id-token.ts';
import type { Place, Realm } from './realm.ts';
import { grantDelegated, grantedScope, permissionsAt, type Wanted } from './scopes.ts';
import { seal } from './sealed.ts';

/** Seconds that an access token counts, and an ID token. */
export const lifetime = 3599;

/** For whom tokens are, and how they were asked for. */
export interface Issue {
  readonly client: Client;
  readonly proof: ClientProof;
  readonly wanted: Wanted;
  readonly clientInfo: boolean;
}

/** Tokens of a person. */
export interface PersonIssue extends Issue {
  readonly person: SignedInPerson;
  readonly nonce: string | undefined;
  readonly refresh: { readonly scope: string; readonly milliseconds: number } | undefined;
}

/** Tokens for somebody who is signed in. Denies `notConsented`. */
export async function answerPerson(realm: Realm, place: Place, issue: PersonIssue): Promise<Record<string, unknown>> {
  const { client, proof, person, wanted, nonce, refresh } = issue;
  const { tenant, origin } = place;
  const { form } = place.family;
  const at = realm.now(tenant);
  const permissions = grantDelegated(client, wanted, realm.permissions.delegated);
  const shared = { form, origin, tenant, at, seconds: lifetime };
  const access = accessClaims({
    ...shared,
    audience: wanted.resource.audience[form],
    client: { ...client, proof },
    person,
    permissions,
  });
  const identified = form === '1.0' || wanted.openid.includes('openid');
  const id = identified && idClaims({ ...shared, client: client.id, person, scopes: wanted.openid, nonce });
  const again: RefreshToken | undefined = refresh && {
    kind: 'refresh',
    tenant,
    client: client.id,
    scope: refresh.scope,
    person,
    until: at + refresh.milliseconds,
  };
  return {
    token_type: 'Bearer',
    scope: form === '1.0' ? permissions.join(' ') : grantedScope(wanted, permissions),
    ...times(form, issue, at),
    access_token: await signToken(realm.keys, access),
    ...(again && { refresh_token: await seal(realm.keys, again) }),
    ...(id && { id_token: await signToken(realm.keys, id) }),
    ...(issue.clientInfo && { client_info: clientInfo(tenant, person) }),
  };
}

/** A token for the client itself. */
export async function answerApplication(realm: Realm, place: Place, issue: Issue): Promise<Record<string, unknown>> {
  const { client, proof, wanted } = issue;
  const { tenant, origin } = place;
  const { form } = place.family;
  const at = realm.now(tenant);
  const claims = accessClaims({
    form,
    origin,
    tenant,
    audience: wanted.resource.audience[form],
    client: { ...client, proof },
    permissions: permissionsAt(client.roles, wanted),
    at,
    seconds: lifetime,
  });
  return { token_type: 'Bearer', ...times(form, issue, at), access_token: await signToken(realm.keys, claims) };
}

/** When a token ends. The older endpoint writes its numbers as strings, names the instant, and what the token is for. */
function times(form: Grant['form'], { wanted }: Issue, at: number): Record<string, unknown> {
  if (form === '2.0') return { expires_in: lifetime, ext_expires_in: lifetime };
  const issued = Math.floor(at / 1000);
  const seconds = String(lifetime);
  return {
    expires_in: seconds,
    ext_expires_in: seconds,
    expires_on: String(issued + lifetime),
    not_before: String(issued),
    resource: wanted.prefix || wanted.resource.audience['1.0'],
  };
}

/** A refresh token is answered to those who asked for one, and by the older endpoint to all. */
export function refreshOf(form: Grant['form'], wanted: Wanted, scope: string, from: 'page' | 'program'): PersonIssue['refresh'] {
  if (form === '2.0' && !wanted.openid.includes('offline_access')) return undefined;
  return { scope, milliseconds: from === 'page' ? lifetimes.refreshOfPage : lifetimes.refresh };
}
