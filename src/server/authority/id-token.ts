/** ID tokens in Entra ID's two forms, and the client information that goes with them. */
import { createHash, randomUUID } from 'node:crypto';
import { type Grant, issuerOf, pairwise, type SignedInPerson } from './access-token.ts';

/** What an ID token is made of. */
export interface Identification extends Pick<Grant, 'form' | 'origin' | 'tenant' | 'at' | 'seconds'> {
  readonly client: string;
  readonly person: SignedInPerson;
  /** The scopes of OpenID Connect that were asked for. */
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** A code that the token comes with (OpenID Connect Core 3.3.2.11). */
  readonly code?: string | undefined;
}

/** The claims of an ID token (Entra ID, "ID token claims reference"). */
export function idClaims(identification: Identification): Record<string, unknown> {
  const { form, origin, tenant, client, person, scopes, nonce, code } = identification;
  const issued = Math.floor(identification.at / 1000);
  const { displayName, userPrincipalName } = person;
  const names =
    form === '1.0' ? { upn: userPrincipalName, unique_name: userPrincipalName } : { preferred_username: userPrincipalName };
  return {
    aud: client,
    iss: issuerOf(form, origin, tenant),
    iat: issued,
    nbf: issued,
    exp: issued + identification.seconds,
    ...(code !== undefined && { c_hash: halfHash(code) }),
    ...(scopes.includes('email') && { email: userPrincipalName }),
    ...((form === '1.0' || scopes.includes('profile')) && { name: displayName, oid: person.id, ...names }),
    ...(nonce !== undefined && { nonce }),
    sub: pairwise(client, person.id),
    tid: tenant,
    uti: randomUUID().replaceAll('-', '').slice(0, 22),
    ver: form,
  };
}

function halfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}

/** By what MSAL knows an account: the person's and the tenant's ids. */
export function clientInfo(tenant: string, person: SignedInPerson): string {
  return Buffer.from(JSON.stringify({ uid: person.id, utid: tenant })).toString('base64url');
}
