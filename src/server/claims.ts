/** What a verified token says of its caller: claims of Entra ID, of Keycloak, of any OpenID Connect issuer -> Caller. */
import { refuse } from '../fault.ts';
import type { Caller, ClientApplication } from '../profile/caller.ts';
import { isGuid } from '../profile/guid.ts';
import { derivedId } from '../profile/person-id.ts';

/**
 * Where each fact is found. Names of claims in order of preference; the first that is there counts. A dot goes into an
 * object (`realm_access.roles`), unless a claim of the whole name exists.
 */
export interface ClaimMapping {
  readonly tenant: readonly string[];
  readonly person: readonly string[];
  readonly displayName: readonly string[];
  readonly userPrincipalName: readonly string[];
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly directoryRoles: readonly string[];
  readonly client: readonly string[];
  readonly clientName: readonly string[];
}

export const defaultClaims: ClaimMapping = {
  tenant: ['tid'],
  person: ['oid', 'sub'],
  displayName: ['name'],
  userPrincipalName: ['upn', 'preferred_username', 'unique_name', 'email'],
  scopes: ['scp', 'scope'],
  roles: ['roles'],
  directoryRoles: ['wids'],
  client: ['azp', 'appid', 'client_id'],
  clientName: ['app_displayname'],
};

/** The tenant of all personal Microsoft accounts. */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Directory roles that may change other people's data, by template id and by name for issuers without ids. */
export const administratorRoles: ReadonlySet<string> = new Set([
  '62e90394-69f5-4237-9190-012177145e10',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'global administrator',
  'user administrator',
]);

/** Namespaces of derived ids. They never change: what belongs to people hangs on them. */
const namespaces = {
  tenant: '0c5d9a52-7e0b-4a5e-9d0a-3a1f6f6f2b11',
  subject: 'f2b0e3a7-91c4-4d6b-8a55-6c1de0a4c7d2',
} as const;

/** How the claims of one issuer's tokens are to be read. */
export interface Reading {
  readonly mapping: ClaimMapping;
  /** True if this issuer may name any tenant in its tokens. A GUID in the issuer's own name always binds. */
  readonly namesTenants: boolean;
  /** Accepted audiences: a scope may be written with one of them in front. */
  readonly accepts: (audience: string) => boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Tells who calls (profile of Entra ID access tokens; RFC 9068 for other issuers).
 * Refuses `tokenRefused` where the token does not say who calls, speaks of a tenant that is not its issuer's, or is an ID token.
 */
export function readCaller(claims: Claims, reading: Reading): Caller {
  const { mapping } = reading;
  const issuer = text(claims.iss) ?? '';
  const tenant = readTenant(claims, issuer, reading);
  const subject = first(claims, mapping.person, text) ?? refuse('tokenRefused', { reason: 'The token names no subject' });
  const id = isGuid(subject) ? subject.toLowerCase() : derivedId(namespaces.subject, `${issuer} ${subject}`);
  requireAccessToken(claims, mapping);
  const client = readClient(claims, mapping);
  const scopes = new Set((first(claims, mapping.scopes, words) ?? []).map((scope) => bareScope(scope, reading)));
  const roles = new Set(first(claims, mapping.roles, words) ?? []);
  if (isApplication(claims, mapping, scopes, roles)) {
    return { kind: 'application', tenant, id, scopes: new Set([...roles, ...scopes]), client };
  }
  const directoryRoles = first(claims, mapping.directoryRoles, words) ?? [];
  return {
    kind: 'person',
    tenant,
    id,
    displayName: first(claims, mapping.displayName, text) ?? null,
    userPrincipalName: first(claims, mapping.userPrincipalName, text) ?? null,
    scopes,
    administrator: directoryRoles.some((role) => administratorRoles.has(role.toLowerCase())),
    personal: tenant === personalTenant,
    client,
  };
}

/**
 * `idtyp` decides where it is given. Without it an Entra token without `scp` but with `roles` is an application's (a person's
 * may carry `roles` too, so these alone decide nothing). Other issuers: the subject is the client (RFC 9068 2.2), or
 * Keycloak's service account of the client.
 */
function isApplication(claims: Claims, mapping: ClaimMapping, scopes: ReadonlySet<string>, roles: ReadonlySet<string>): boolean {
  if (claims.idtyp === 'app') return true;
  if (claims.idtyp === 'user') return false;
  const client = first(claims, mapping.client, text);
  // Before `scp`, by which Okta names an application's permissions, too. The subjects of Entra ID never are the client's id.
  if (client !== undefined && claims.sub === client) return true;
  if (claims.scp !== undefined) return false;
  // Whoever may choose a name may choose this one, but then has a session.
  const hasSession = claims.sid !== undefined || claims.session_state !== undefined;
  if (client !== undefined && !hasSession && claims.preferred_username === `service-account-${client.toLowerCase()}`) return true;
  if (claims.gty === 'client-credentials') return true;
  if (scopes.size > 0) return false;
  return roles.size > 0 || first(claims, mapping.userPrincipalName, text) === undefined;
}

/** What binds an ID token to the answer it came with (OpenID Connect Core 2 and 3.3.2.11). */
const bindings = ['nonce', 'at_hash', 'c_hash'] as const;

/**
 * An ID token tells an application who signed in and lets nobody in; without scopes it would be taken for an application's.
 * Some issuers put a nonce into access tokens, too, but these name their client.
 */
function requireAccessToken(claims: Claims, mapping: ClaimMapping): void {
  if (first(claims, mapping.client, text) === undefined && bindings.some((name) => claims[name] !== undefined))
    refuse('tokenRefused', {
      reason: 'The token is an ID token, which is for the application that people sign in to: send the access token',
    });
}

function readTenant(claims: Claims, issuer: string, { mapping, namesTenants }: Reading): string {
  const named = first(claims, mapping.tenant, text);
  const bound = guidIn(issuer);
  if (bound !== undefined) {
    if (named !== undefined && named.toLowerCase() !== bound) {
      refuse('tokenRefused', { reason: 'The tenant of the token is not the one of its issuer' });
    }
    return bound;
  }
  if (named === undefined) return derivedId(namespaces.tenant, issuer);
  if (!namesTenants) {
    refuse('tokenRefused', {
      reason: 'Several issuers are accepted here, so an issuer may name a tenant only if the claim mapping says so',
    });
  }
  return isGuid(named) ? named.toLowerCase() : derivedId(namespaces.tenant, `${issuer} ${named}`);
}

/** The GUID in an issuer's path, as in `https://sts.windows.net/{tid}/`. */
function guidIn(issuer: string): string | undefined {
  return issuer.split('/').slice(3).find(isGuid)?.toLowerCase();
}

function readClient(claims: Claims, mapping: ClaimMapping): ClientApplication {
  const id = first(claims, mapping.client, text) ?? '';
  return { id: isGuid(id) ? id.toLowerCase() : id, displayName: first(claims, mapping.clientName, text) ?? null };
}

/** `api://people/User.Read` is `User.Read` if `api://people` is this server; a scope of another resource stays as it is. */
function bareScope(scope: string, { accepts }: Reading): string {
  const slash = scope.lastIndexOf('/');
  return slash > 0 && accepts(scope.slice(0, slash)) ? scope.slice(slash + 1) : scope;
}

function first<Value>(claims: Claims, names: readonly string[], read: (claim: unknown) => Value | undefined): Value | undefined {
  for (const name of names) {
    const value = read(claimAt(claims, name));
    if (value !== undefined) return value;
  }
  return undefined;
}

function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    // Just seen to be an object that has the member.
    value = (value as Claims)[step];
  }
  return value;
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}

/** A space-separated string, as OAuth writes scopes, or a list of strings, as Entra writes roles and Okta scopes. */
function words(claim: unknown): readonly string[] | undefined {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : undefined;
}
