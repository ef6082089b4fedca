/** Access tokens made on the spot, for the command line and for tests: what the authority would issue to its built-in client. */
import { demoTenant } from '../../model/demo-tenant.ts';
import { people } from '../../profile/demo/people.ts';
import { personId } from '../../profile/person-id.ts';
import { personalTenant } from '../claims.ts';
import { accessClaims, globalAdministrator, type SignedInPerson, signToken } from './access-token.ts';
import { builtInClient } from './clients.ts';
import type { SigningKeys } from './signing-keys.ts';

interface AnyTokenWish {
  /** Default: the demo tenant, or the one whose controls are used. */
  readonly tenant?: string;
  /** The object id of the person or of the service principal; by default derived from tenant and name, always the same. */
  readonly oid?: string | undefined;
  /** How long it is valid, 60 by default; less than nothing makes a token that has expired. */
  readonly minutes?: number;
  /** By default that of Microsoft Graph. */
  readonly audience?: string;
  /** The form of its claims, `2.0` by default. */
  readonly form?: '1.0' | '2.0';
  /** The application id of the client; by default the built-in one's. */
  readonly client?: string;
  /** Claims that are set besides, or instead. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token of a person. */
export interface PersonTokenWish extends AnyTokenWish {
  /** The userPrincipalName. */
  readonly user: string;
  readonly name?: string | undefined;
  /** Delegated permissions, `User.ReadWrite` by default. */
  readonly scopes?: string | readonly string[];
  /** True: with the directory role Global Administrator. */
  readonly admin?: boolean;
  /** True: a personal Microsoft account. */
  readonly personal?: boolean;
}

/** A token of an application of its own, without a person. */
export interface AppTokenWish extends AnyTokenWish {
  readonly app: true;
  /** Application permissions, `User.ReadWrite.All` by default. */
  readonly roles?: string | readonly string[] | undefined;
}

export type TokenWish = PersonTokenWish | AppTokenWish;

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
 */
export function mintToken(wish: TokenWish, mint: Mint): Promise<string> {
  const tenant = 'user' in wish && wish.personal ? personalTenant : (wish.tenant ?? demoTenant.id).toLowerCase();
  const permissions = 'user' in wish ? (wish.scopes ?? 'User.ReadWrite') : (wish.roles ?? 'User.ReadWrite.All');
  const { id, displayName } = builtInClient;
  const claims = accessClaims({
    form: wish.form ?? '2.0',
    origin: mint.origin,
    tenant,
    audience: wish.audience ?? 'https://graph.microsoft.com',
    client: { id: wish.client ?? id, displayName, proof: 'secret' },
    ...('user' in wish && { person: personOf(wish, tenant) }),
    permissions: wordsOf(permissions),
    at: mint.now(),
    seconds: Math.round((wish.minutes ?? 60) * 60),
  });
  // For an application the object id is that of the service principal.
  const principal = !('user' in wish) && wish.oid !== undefined ? { oid: wish.oid, sub: wish.oid } : {};
  return signToken(mint.keys, { ...claims, ...principal, ...wish.claims });
}

function wordsOf(words: string | readonly string[]): readonly string[] {
  return typeof words === 'string' ? words.split(/\s+/).filter((word) => word !== '') : words;
}

function personOf({ user, oid, name, admin }: PersonTokenWish, tenant: string): SignedInPerson {
  return {
    id: oid?.toLowerCase() ?? personId(tenant, user),
    displayName: name ?? displayNameOf(user),
    userPrincipalName: user,
    directoryRoles: admin ? [globalAdministrator] : [],
  };
}

/** The demo people have names; of others, `adele.vance@example.com` is probably called Adele Vance. */
export function displayNameOf(userPrincipalName: string): string {
  const [local = '', domain] = userPrincipalName.split('@');
  const known = domain === demoTenant.domain ? people.find(({ key }) => key === local) : undefined;
  if (known) return `${known.given} ${known.surname}`;
  const words = local.split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || userPrincipalName;
}
