/** Where keys come from: an issuer's discovery document and key set, fetched, remembered and fetched again when keys rotate. */
import type { KeyObject } from 'node:crypto';
import type { CryptoKey, JSONWebKeySet, JWK, JWTHeaderParameters } from 'jose';
import { Fault, refuse } from '../fault.ts';
import { isGuid } from '../profile/guid.ts';
import { type ClaimMapping, type Claims, defaultClaims, personalTenant } from './claims.ts';
import { fetchDocument } from './fetch-document.ts';
import { isLoopback } from './loopback.ts';

/** An issuer whose tokens are accepted. */
export interface Issuer {
  readonly mapping: ClaimMapping;
  /** True if the operator said which claim names the tenant, so that this issuer may name any. */
  readonly namesTenants: boolean;
  /** True for the development authority, beside which an issuer still counts as the only one. */
  readonly development: boolean;
  /** True if the token claims to be of this issuer; nothing is verified yet. Cheap, and no request is made for it. */
  readonly claims: (claims: Claims) => boolean;
  /** True if the audience is this server, as this issuer names it. */
  readonly accepts: (audience: string) => boolean;
  /** The key for a token. Refuses `tokenRefused` if there is none and `keysUnavailable` if the keys cannot be had. */
  readonly key: (header: JWTHeaderParameters, claims: Claims) => Promise<CryptoKey | KeyObject>;
  /** Where people sign in, as far as that is known by now: for the challenge of a 401. */
  readonly authorizationUri: () => string | undefined;
  /** Fetches what it will need, so that the first caller does not wait; failures are left for the first caller to meet. */
  readonly prepare: () => void;
}

export interface DiscoveredIssuerOptions {
  /** The issuer as its tokens name it. For Entra ID also `.../common/v2.0`, `.../organizations/v2.0` or `.../{tenantid}/v2.0`. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly claims?: Partial<ClaimMapping>;
  /** Milliseconds. */
  readonly now: () => number;
  readonly fetch?: typeof fetchDocument;
  readonly limits?: Partial<typeof limits>;
}

/** Milliseconds and bytes. */
const limits = {
  /** Keys are taken as they are for so long. */
  fresh: 600_000,
  /** Keys are used for so long while the issuer cannot be reached. */
  stale: 86_400_000,
  /** An unknown key, or a failure, does not lead to another request for so long. */
  coolDown: 30_000,
  timeout: 5_000,
  size: 1_048_576,
};

/** Entra ID says of some keys whom they sign for. */
type PublishedKey = JWK & { readonly issuer?: unknown };

interface KeySet {
  /** The issuer as tokens name it; may hold `{tenantid}`. */
  readonly issuer: string;
  readonly authorizationUri: string | undefined;
  readonly keys: readonly PublishedKey[];
  readonly at: number;
  /** What finds a key among those that may sign for an issuer, by which these are: each reads its keys once. */
  readonly finders: Map<string, KeyFinder>;
}

/** The key that a header asks for; undefined if there is none, or more than one. */
type KeyFinder = (header: JWTHeaderParameters) => Promise<CryptoKey | undefined>;

/**
 * An issuer known by its address (OpenID Connect Discovery 1.0). Entra ID's tenant-independent documents are understood: the
 * `{tenantid}` of their issuer is the token's own tenant, and a key that names an issuer signs for that one only.
 */
export function discoveredIssuer(options: DiscoveredIssuerOptions): Issuer {
  const { fetch: request = fetchDocument, now } = options;
  const bounds = { ...limits, ...options.limits };
  const template = issuerTemplate(options.issuer);
  const audiences = new Set(options.audiences);
  let known: KeySet | undefined;
  let pending: Promise<KeySet> | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  async function load(): Promise<KeySet> {
    const discovered = await read(`${discoveryBase(options.issuer)}/.well-known/openid-configuration`);
    const { issuer, jwks_uri: address, authorization_endpoint: authorize } = discovered;
    // Discovery 4.3: the issuer of the document is the one that was asked, but for Entra ID's templates.
    if (typeof issuer !== 'string' || (issuer !== options.issuer && issuer !== template)) {
      throw new Error(`The discovery document of ${options.issuer} is of the issuer ${String(issuer)}`);
    }
    if (typeof address !== 'string') throw new Error(`The discovery document of ${options.issuer} names no jwks_uri`);
    const { keys } = await read(address);
    if (!Array.isArray(keys)) throw new Error(`There is no key set at ${address}`);
    const authorizationUri = typeof authorize === 'string' ? authorize : undefined;
    const objects = keys.filter((key) => typeof key === 'object' && key !== null);
    return { issuer, authorizationUri, keys: objects, at: now(), finders: new Map() };
  }

  async function read(address: string): Promise<Record<string, unknown>> {
    const url = new URL(address);
    // A key set that anyone on the way can change is no key set.
    if (url.protocol !== 'https:' && !isLoopback(url.hostname)) throw new Error(`${address} is not https`);
    const response = await request(url, { signal: AbortSignal.timeout(bounds.timeout), headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const body = await response.text();
    if (body.length > bounds.size) throw new Error(`${address} answered more than ${bounds.size} bytes`);
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) throw new Error(`${address} answered no object`);
    return value as Record<string, unknown>; // an object, seen one line above
  }

  /** Asks the issuer, once for all who wait, and not again within the cool-down. */
  function ask(): Promise<KeySet> {
    if (pending !== undefined) return pending;
    asked = now();
    pending = load()
      .then((set) => {
        failure = undefined;
        known = set;
        return set;
      })
      .catch((error: unknown) => {
        failure = error;
        throw error;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  const mayAsk = (): boolean => pending !== undefined || Math.abs(now() - asked) >= bounds.coolDown;

  async function current(): Promise<KeySet> {
    const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(now() - known.at);
    if (known !== undefined && age < bounds.fresh) return known;
    try {
      if (mayAsk()) return await ask();
    } catch {
      // Told below, if there are no keys left to go on with.
    }
    if (known !== undefined && age < bounds.stale) return known;
    return refuse('keysUnavailable', { cause: failure, retryAfter: Math.ceil(bounds.coolDown / 1000) });
  }

  return {
    mapping: { ...defaultClaims, ...options.claims },
    namesTenants: options.claims?.tenant !== undefined,
    development: false,
    claims: (claims) => typeof claims.iss === 'string' && matches(template, claims.iss),
    accepts: (audience) => audiences.has(audience),
    async key(header, claims) {
      let set = await current();
      let key = await select(set, header, claims);
      if (key === undefined && mayAsk()) {
        // Unknown key: the issuer may have rotated. What cannot be fetched now leaves the key unknown.
        set = await ask().catch(() => set);
        key = await select(set, header, claims);
      }
      return key ?? refuse('tokenRefused', { reason: 'The key that the token is signed with is not one of its issuer' });
    },
    authorizationUri: () => known?.authorizationUri,
    prepare() {
      if (known !== undefined || !mayAsk()) return;
      ask().catch(() => {
        // An issuer that starts later than this server is asked again as soon as somebody needs it.
        asked = Number.NEGATIVE_INFINITY;
      });
    },
  };
}

/** The key of a set for a token: by `kid` and algorithm, of the token's very issuer. */
async function select(set: KeySet, header: JWTHeaderParameters, claims: Claims): Promise<CryptoKey | undefined> {
  const tenant = typeof claims.tid === 'string' ? claims.tid : '';
  const issuer = String(claims.iss);
  if (fillTenant(set.issuer, tenant) !== issuer) return undefined;
  // Entra ID: keys of personal accounts sign for the issuer of personal accounts and no other, and the reverse.
  const signing = set.keys.map((key) => typeof key.issuer !== 'string' || fillTenant(key.issuer, tenant) === issuer);
  const name = `${header.alg} ${signing.map(Number).join('')}`;
  let find = set.finders.get(name);
  if (!find) {
    find = await keyFinder({ keys: set.keys.filter((_, index) => signing[index]).map(withAlgorithm(header)) });
    set.finders.set(name, find);
  }
  return find(header);
}

/** Key sets without `alg` (Entra ID leaves it out) take the header's, which the allow-list of algorithms has passed. */
function withAlgorithm(header: JWTHeaderParameters): (key: JWK) => JWK {
  return (key) => (key.alg === undefined ? { ...key, alg: header.alg } : key);
}

async function keyFinder(set: JSONWebKeySet): Promise<KeyFinder> {
  const { createLocalJWKSet } = await import('jose/jwks/local');
  const find = createLocalJWKSet(set);
  return async (header) => {
    try {
      return await find(header);
    } catch (error) {
      if (error instanceof Fault) throw error;
      return undefined;
    }
  };
}

function fillTenant(issuer: string, tenant: string): string {
  return issuer.replace('{tenantid}', tenant);
}

/**
 * The issuer that tokens may name, for an issuer as the operator writes it: `common` and `organizations` stand for any tenant
 * of Entra ID and `consumers` for that of personal accounts, none of which ever stands in a token.
 */
function issuerTemplate(configured: string): string {
  return configured
    .replace(/\/(?:common|organizations)(?=\/|$)/i, '/{tenantid}')
    .replace(/\/consumers(?=\/|$)/i, `/${personalTenant}`);
}

function matches(template: string, issuer: string): boolean {
  const [before = '', after] = template.split('{tenantid}');
  if (after === undefined) return issuer === template;
  return issuer.startsWith(before) && issuer.endsWith(after) && isGuid(issuer.slice(before.length, issuer.length - after.length));
}

/** The address that an issuer describes itself below: `{tenantid}` is asked for as `common`. */
export function discoveryBase(issuer: string): string {
  return issuer.replace('{tenantid}', 'common').replace(/\/$/, '');
}
