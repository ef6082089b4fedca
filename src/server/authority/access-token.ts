/** Access tokens in Entra ID's two forms: what they say, and their signature. */
import { createHash, randomUUID } from 'node:crypto';
import { personalTenant } from '../claims.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface SignedInPerson {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  /** Template ids of directory roles. */
  readonly directoryRoles: readonly string[];
}

/** How a client proved itself: `azpacr` and `appidacr`. */
export type ClientProof = 'none' | 'secret' | 'certificate';

/** What a token is issued for. */
export interface Grant {
  readonly form: '1.0' | '2.0';
  /** The authority's origin. */
  readonly origin: string;
  readonly tenant: string;
  readonly audience: string;
  readonly client: { readonly id: string; readonly displayName: string; readonly proof: ClientProof };
  /** Absent: an app-only token. */
  readonly person?: SignedInPerson;
  /** Delegated permissions with a person, application permissions without. */
  readonly permissions: readonly string[];
  /** Milliseconds. */
  readonly at: number;
  readonly seconds: number;
}

/** The template id of the directory role Global Administrator. */
export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

const proofs = { none: '0', secret: '1', certificate: '2' } as const;

/** The claims of an access token (Entra ID, "Access token claims reference"). */
export function accessClaims(grant: Grant): Record<string, unknown> {
  const { client, person, tenant, permissions } = grant;
  const issued = Math.floor(grant.at / 1000);
  const proof = proofs[client.proof];
  // A service principal of this tenant has the client's own id here: there is no directory of applications.
  const object = person?.id ?? client.id;
  return {
    aud: grant.audience,
    iss: issuerOf(grant.form, grant.origin, tenant),
    iat: issued,
    nbf: issued,
    exp: issued + grant.seconds,
    ...(grant.form === '1.0' ? { appid: client.id, appidacr: proof } : { azp: client.id, azpacr: proof }),
    app_displayname: client.displayName,
    ...(tenant === personalTenant && { idp: 'live.com' }),
    idtyp: person ? 'user' : 'app',
    oid: object,
    sub: person ? pairwise(client.id, person.id) : object,
    tid: tenant,
    ...(person ? personClaims(grant.form, person) : {}),
    ...(person ? { scp: permissions.join(' ') } : permissions.length > 0 && { roles: permissions }),
    ...(person && { wids: [...person.directoryRoles, everyone] }),
    uti: randomUUID().replaceAll('-', '').slice(0, 22),
    ver: grant.form,
  };
}

/** The role that Entra ID puts into everybody's `wids`. */
const everyone = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

function personClaims(form: Grant['form'], { displayName, userPrincipalName }: SignedInPerson): Record<string, unknown> {
  const names = { name: displayName, upn: userPrincipalName };
  return form === '1.0' ? { ...names, unique_name: userPrincipalName } : { ...names, preferred_username: userPrincipalName };
}

/** The issuer of a tenant: on the authority's own origin, for clients hold the two against each other; Entra ID's for the older form. */
export function issuerOf(form: Grant['form'], origin: string, tenant: string): string {
  return form === '1.0' ? `https://sts.windows.net/${tenant}/` : `${origin}/${tenant}/v2.0`;
}

/** The subject that one client knows a person by, and no other does. */
export function pairwise(clientId: string, person: string): string {
  return createHash('sha256').update(`${clientId} ${person}`).digest('base64url');
}

/** Claims as a signed token. */
export async function signToken(keys: SigningKeys, claims: Readonly<Record<string, unknown>>): Promise<string> {
  const [{ SignJWT }, { kid, key }] = await Promise.all([import('jose/jwt/sign'), keys.current()]);
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid }).sign(key);
}
