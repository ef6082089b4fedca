/** Bearer token -> Caller: verified once, then remembered until it expires. */
import { hash } from 'node:crypto';
import type { JWTHeaderParameters } from 'jose';
import { Fault, type FaultDetails, refuse } from '../fault.ts';
import type { Caller } from '../profile/caller.ts';
import { type Claims, readCaller } from './claims.ts';
import { holdTokens } from './held-tokens.ts';
import type { Issuer } from './keys.ts';

export interface VerifierOptions {
  readonly issuers: readonly Issuer[];
  readonly personalAccounts: 'refuse' | 'allow';
  /** Milliseconds, as Date.now; in development a tenant may have a clock of its own. */
  readonly now: (tenant: string) => number;
  /** How many tokens are remembered. */
  readonly remember?: number;
  /** Seconds by which an issuer's clock may be ahead of this one. An expired token is expired. */
  readonly clockSkew?: number;
}

export interface Verifier {
  /**
   * The caller of a request. Refuses `tokenMissing`, `tokenMalformed`, `tokenRefused`, `personalAccount` (all 401) and
   * `keysUnavailable` (503).
   */
  readonly authenticate: (authorization: string | undefined) => Promise<Caller>;
  /** The caller, at once, if this very token has been verified and is still valid. The same value each time. */
  readonly recall: (authorization: string | undefined) => Caller | undefined;
  /** Forgets all verified tokens; the next requests verify them anew. */
  readonly forget: () => void;
}

/** Algorithms with a public key. `none` and those with a shared secret are not among them (RFC 8725 3.1 and 3.2). */
export const algorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Characters: more than any issuer sends, less than what costs anything to take apart. */
const longest = 16_384;

interface Verified {
  readonly caller: Caller;
  /** Milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** Tokens held as they were sent. */
const heldLimit = 8192;

function digestOf(authorization: string): string {
  return hash('sha256', authorization, 'base64');
}

/** Makes the verifier of bearer tokens (RFC 6750, RFC 7519, RFC 8725). */
export function createVerifier(options: VerifierOptions): Verifier {
  const { now, remember = 20_000, clockSkew = 60 } = options;
  /** By digest, so that no token is kept; the one used longest ago comes first. */
  const verified = new Map<string, Verified>();

  const latest = holdTokens<Verified>(heldLimit);

  function recall(authorization: string | undefined): Caller | undefined {
    if (authorization === undefined) return undefined;
    const held = latest.find(authorization);
    const found = held ?? find(authorization);
    if (found === undefined) return undefined;
    const present = now(found.caller.tenant);
    if (present < found.from || present >= found.until) {
      verified.delete(digestOf(authorization));
      latest.drop(authorization);
      return undefined;
    }
    if (held === undefined) latest.hold(authorization, found);
    return found.caller;
  }

  function find(authorization: string): Verified | undefined {
    const digest = digestOf(authorization);
    const found = verified.get(digest);
    // While there is room nothing will be dropped, and the order does not matter.
    if (found !== undefined && verified.size > remember / 2) {
      verified.delete(digest);
      verified.set(digest, found);
    }
    return found;
  }

  async function authenticate(authorization: string | undefined): Promise<Caller> {
    const recalled = recall(authorization);
    if (recalled !== undefined) return recalled;
    const token = readBearer(authorization);
    const result = await verify(token, options.issuers, { now, clockSkew, personalAccounts: options.personalAccounts });
    if (verified.size >= remember) verified.delete(verified.keys().next().value ?? '');
    verified.set(digestOf(authorization ?? ''), result);
    return result.caller;
  }

  function forget(): void {
    verified.clear();
    latest.clear();
  }

  return { authenticate, recall, forget };
}

/** The token of an Authorization header (RFC 6750 2.1). Refuses `tokenMissing` and `tokenMalformed`. */
function readBearer(authorization: string | undefined): string {
  const [, token] = /^bearer +(\S.*)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (token === undefined) return refuse('tokenMissing');
  if (token.length > longest || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return refuse('tokenMalformed');
  return token;
}

type Terms = Required<Pick<VerifierOptions, 'now' | 'clockSkew' | 'personalAccounts'>>;

async function verify(token: string, issuers: readonly Issuer[], terms: Terms): Promise<Verified> {
  const { header, claims } = decode(token);
  if (!algorithms.includes(header.alg)) refuseToken(`The signing algorithm '${header.alg.slice(0, 20)}' is not accepted`);
  const issuer = issuers.find((candidate) => candidate.claims(claims));
  if (issuer === undefined) return refuseToken('The issuer of the token is not accepted here');
  const { compactVerify } = await import('jose/jws/compact/verify');
  const key = await issuer.key(header, claims);
  try {
    await compactVerify(token, key, { algorithms: [header.alg] });
  } catch (cause) {
    return refuseToken('The signature is not valid', { cause });
  }
  if (![claims.aud].flat().some((audience) => typeof audience === 'string' && issuer.accepts(audience))) {
    refuseToken('Invalid audience: the token is for another resource');
  }
  // Keycloak signs its ID tokens and refresh tokens with the same keys.
  if (claims.typ === 'ID' || claims.typ === 'Refresh') refuseToken('The token is not an access token');
  const caller = readCaller(claims, {
    mapping: issuer.mapping,
    namesTenants: issuer.namesTenants || issuers.filter(({ development }) => !development).length === 1,
    accepts: issuer.accepts,
  });
  const times = requireTimes(claims, caller.tenant, terms);
  if (caller.kind === 'person' && caller.personal && terms.personalAccounts === 'refuse') refuse('personalAccount');
  return { caller, ...times };
}

/** Header and claims, not yet to be trusted. Refuses `tokenMalformed`. */
function decode(token: string): { readonly header: JWTHeaderParameters; readonly claims: Claims } {
  const [head = '', body = ''] = token.split('.');
  const header = decodePart(head);
  const claims = decodePart(body);
  const { alg, kid, crit } = header;
  // RFC 7515 4.1.11: no extension is understood here, so none may be critical.
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string') || crit !== undefined) {
    return refuse('tokenMalformed');
  }
  return { header: { ...header, alg }, claims };
}

function decodePart(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims; // an object, as just seen
  } catch {
    // Not JSON: refused below like all that is no object.
  }
  return refuse('tokenMalformed');
}

/** When the token is valid. Refuses `tokenRefused` if that is not now. */
function requireTimes(
  claims: Claims,
  tenant: string,
  { now, clockSkew }: Terms,
): { readonly from: number; readonly until: number } {
  const until = seconds(claims, 'exp') ?? refuseToken("The claim 'exp' is missing");
  const notBefore = seconds(claims, 'nbf');
  const from = notBefore === undefined ? Number.NEGATIVE_INFINITY : notBefore - clockSkew * 1000;
  const present = now(tenant);
  if (present >= until) refuseToken('Lifetime validation failed, the token is expired');
  if (present < from) refuseToken('Lifetime validation failed, the token is not yet valid');
  return { from, until };
}

/** A NumericDate (RFC 7519 2) in milliseconds. Refuses what is no number. */
function seconds(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  return typeof value === 'number' ? value * 1000 : refuseToken(`The claim '${name}' is not a number`);
}

function refuseToken(reason: string, details: FaultDetails = {}): never {
  throw new Fault('tokenRefused', { ...details, reason });
}

/**
 * The WWW-Authenticate header of a 401, as Graph words it (RFC 9110 11.6.1): where a token can be had, and of whom.
 * @param authorizationUri the authorize endpoint, absolute; undefined while it is not known
 */
export function challenge(authorizationUri: string | undefined, fault: Fault): string {
  const where = authorizationUri === undefined ? [] : [`authorization_uri="${quote(authorizationUri)}"`];
  const parameters = ['realm=""', ...where, `client_id="${graphApplication}"`];
  // RFC 6750 3.1: no error where no token was sent.
  if (fault.refusal !== 'tokenMissing') {
    parameters.push('error="invalid_token"', `error_description="${quote(fault.message)}"`);
  }
  return `Bearer ${parameters.join(', ')}`;
}

/** Microsoft Graph's own application id, which its challenges name. */
export const graphApplication = '00000003-0000-0000-c000-000000000000';

/** A quoted-string of RFC 9110 5.6.4, without what could end the header. */
function quote(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&');
}
