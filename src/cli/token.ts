/** `proficio token`: an access token of the development authority, whether or not a server runs. */

import { demoTenant } from '../model/demo-tenant.ts';
import { people } from '../profile/demo/people.ts';
import { personId } from '../profile/person-id.ts';
import { accessClaims, globalAdministrator, type SignedInPerson, signToken } from '../server/authority/access-token.ts';
import { builtInClient } from '../server/authority/clients.ts';
import { type SigningKeys, storedSigningKeys } from '../server/authority/signing-keys.ts';
import { personalTenant } from '../server/claims.ts';
import { Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

/** Whom a token is for and what it permits. Everything has the default that `proficio token` has. */
export interface TokenOptions {
  /** userPrincipalName of a person; exactly one of `user` and `app` is given. */
  readonly user?: string | undefined;
  readonly app?: boolean;
  readonly tenant?: string;
  readonly oid?: string | undefined;
  readonly name?: string | undefined;
  readonly scope?: string;
  readonly roles?: string | undefined;
  readonly admin?: boolean;
  readonly minutes?: number;
  readonly personal?: boolean;
}

/** Where a token comes from: its keys, the origin of its authority, and the clock. */
export interface Mint {
  readonly keys: SigningKeys;
  readonly origin: string;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Makes an access token, as the development authority would for its built-in client.
 * @returns the signed token
 * Throws a Mistake unless exactly one of `user` and `app` is asked for.
 */
export async function mintToken(options: TokenOptions, mint: Mint): Promise<string> {
  const { user, app = false, personal = false, scope = 'User.ReadWrite', roles = 'User.ReadWrite.All', minutes = 60 } = options;
  if (app === (user !== undefined)) throw new Mistake('token takes either --user with a userPrincipalName or --app');
  if (app && personal) throw new Mistake('--personal is for people, not for --app');
  const tenant = personal ? personalTenant : (options.tenant ?? demoTenant.id).toLowerCase();
  const { id, displayName } = builtInClient;
  const claims = accessClaims({
    form: '2.0',
    origin: mint.origin,
    tenant,
    audience: 'https://graph.microsoft.com',
    client: { id, displayName, proof: 'secret' },
    ...(user !== undefined && { person: personOf(user, tenant, options) }),
    permissions: (app ? roles : scope).split(/\s+/).filter((permission) => permission !== ''),
    at: mint.now(),
    seconds: Math.round(minutes * 60),
  });
  // For --app the object id is that of the service principal.
  return signToken(mint.keys, app && options.oid ? { ...claims, oid: options.oid, sub: options.oid } : claims);
}

function personOf(userPrincipalName: string, tenant: string, { oid, name, admin }: TokenOptions): SignedInPerson {
  return {
    id: oid?.toLowerCase() ?? personId(tenant, userPrincipalName),
    displayName: name ?? displayNameOf(userPrincipalName),
    userPrincipalName,
    directoryRoles: admin ? [globalAdministrator] : [],
  };
}

/** The demo people have names; of others, `adele.vance@example.com` is probably called Adele Vance. */
function displayNameOf(userPrincipalName: string): string {
  const [local = '', domain] = userPrincipalName.split('@');
  const known = domain === demoTenant.domain ? people.find(({ key }) => key === local) : undefined;
  if (known) return `${known.given} ${known.surname}`;
  const words = local.split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || userPrincipalName;
}

/** Prints a token on standard output. */
export async function printToken({ data, ...options }: ValuesOf<typeof settings.token>): Promise<void> {
  const keys = storedSigningKeys(data);
  const token = await mintToken(options, { keys, origin: 'https://localhost:8443', now: Date.now });
  process.stdout.write(`${token}\n`);
}
