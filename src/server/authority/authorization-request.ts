/** A request to the authorization endpoint: what it asks for, read and held against what its client may ask for. */
import type { Client } from './clients.ts';
import { deny } from './denials.ts';
import type { Challenge } from './grant.ts';
import { type Parameters, type Place, type Realm, required } from './realm.ts';
import { requireRedirect } from './redirect.ts';
import { grantDelegated, readScopes, scopeAsked } from './scopes.ts';

const responseTypes = ['code', 'id_token', 'code id_token'] as const;
export type ResponseType = (typeof responseTypes)[number];
const responseModes = ['query', 'fragment', 'form_post'] as const;

/** To whom and how an answer goes: an error as well as a code. */
export interface Return {
  readonly client: Client;
  readonly redirectUri: string;
  readonly mode: (typeof responseModes)[number];
  readonly state: string | undefined;
}

export interface AuthorizationRequest extends Return {
  readonly type: ResponseType;
  /** As it was sent. */
  readonly scope: string;
  readonly permissions: readonly string[];
  readonly challenge: Challenge | undefined;
  readonly nonce: string | undefined;
  readonly prompt: 'none' | 'choose' | 'any';
  readonly loginHint: string | undefined;
  readonly clientInfo: boolean;
}

/**
 * Whom to answer. What is wrong here is told to whoever looks at the page: nobody is sent to an address that is not the client's.
 * Denies `missingParameter`, `unknownClient` and `redirectMismatch`.
 */
export function readReturn(realm: Realm, place: Place, parameters: Parameters): Return {
  const client = realm.clients.find(required(parameters, 'client_id'), place.tenant);
  const redirectUri = required(parameters, 'redirect_uri');
  requireRedirect(client, redirectUri, place.origin);
  const asked = parameters.get('response_mode');
  // OAuth 2.0 Multiple Response Types 5: a fragment wherever more than a code is answered.
  const usual = parameters.get('response_type')?.includes('token') ? 'fragment' : 'query';
  const mode = responseModes.find((name) => name === asked) ?? usual;
  return { client, redirectUri, mode, state: parameters.get('state') };
}

/** All of a request. Denies what its parameters are at fault for; the client is then told of it. */
export function readAuthorization(realm: Realm, place: Place, parameters: Parameters, back: Return): AuthorizationRequest {
  const given = required(parameters, 'response_type');
  const sorted = given.split(' ').filter(Boolean).sort().join(' ');
  const type = responseTypes.find((name) => name === sorted) ?? deny('unsupportedResponseType', { found: given.slice(0, 100) });
  requireMode(parameters.get('response_mode'), type);
  const scope = scopeAsked(place.family, parameters) ?? usualScopes[place.family.kind] ?? required(parameters, 'scope');
  const wanted = readScopes(scope, place.origin);
  const permissions = grantDelegated(back.client, wanted, realm.permissions.delegated);
  // Both are kept until the code is redeemed.
  if (longest < Math.max(back.redirectUri.length, parameters.get('nonce')?.length ?? 0)) return deny('malformedRequest');
  const nonce = type === 'code' ? parameters.get('nonce') : required(parameters, 'nonce');
  if (type !== 'code' && !wanted.openid.includes('openid')) return deny('scopeInvalid', { scope: scope.slice(0, 500) });
  return {
    ...back,
    type,
    scope,
    permissions,
    challenge: readChallenge(parameters),
    nonce,
    prompt: prompts[parameters.get('prompt') ?? ''] ?? 'any',
    loginHint: parameters.get('login_hint'),
    clientInfo: parameters.get('client_info') === '1',
  };
}

/** Characters of an address and of a nonce. */
const longest = 2048;

/** The older endpoint may be told of a resource as late as when the code is redeemed. */
const usualScopes: Readonly<Record<string, string>> = { v1: 'openid profile offline_access' };

/** All but `none` and nothing at all show the page on which one picks. */
const prompts: Readonly<Record<string, AuthorizationRequest['prompt']>> = {
  none: 'none',
  login: 'choose',
  select_account: 'choose',
  consent: 'choose',
  create: 'choose',
};

function requireMode(asked: string | undefined, type: ResponseType): void {
  const known = asked === undefined || responseModes.some((name) => name === asked);
  // An ID token in a query would stay in logs (OAuth 2.0 Multiple Response Types 3.0).
  if (!known || (asked === 'query' && type !== 'code'))
    deny('unsupportedResponseMode', { found: (asked ?? '').slice(0, 100), type });
}

/** RFC 7636 4.3. */
function readChallenge(parameters: Parameters): Challenge | undefined {
  const value = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method') ?? 'plain';
  if (value === undefined) return undefined;
  if ((method !== 'S256' && method !== 'plain') || !/^[\w.~-]{43,128}$/.test(value)) return deny('malformedRequest');
  return { method, value };
}
