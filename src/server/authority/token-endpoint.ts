/** The token endpoint: one row for each grant type, from what a client brings to the tokens it gets. */
import { createHash } from 'node:crypto';
import type { Grant } from './access-token.ts';
import { answerApplication, answerPerson, refreshOf } from './answer-tokens.ts';
import { deny } from './denials.ts';
import type { RefreshToken } from './grant.ts';
import { type Proven, proveClient, requireProof } from './proof.ts';
import { type Parameters, type Place, type Realm, required } from './realm.ts';
import { readScopes } from './scopes.ts';
import { open } from './sealed.ts';

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly place: Place;
  readonly form: Grant['form'];
  readonly parameters: Parameters;
  readonly authorization: string | undefined;
  /** Whether a page asks, as the Origin header tells. */
  readonly from: 'page' | 'program';
}

type Answer = Record<string, unknown>;

type GrantType = (realm: Realm, request: TokenRequest, proven: Proven) => Promise<Answer>;

const grantTypes: Readonly<Record<string, GrantType>> = {
  authorization_code: redeemCode,
  refresh_token: redeemRefreshToken,
  client_credentials: grantApplication,
};

/** Answers a request for tokens. Denies what its grant type denies, and `unsupportedGrant`. */
export async function answerTokenRequest(realm: Realm, request: TokenRequest): Promise<Answer> {
  const type = required(request.parameters, 'grant_type');
  const grant = Object.hasOwn(grantTypes, type) ? grantTypes[type] : undefined;
  if (!grant) return deny('unsupportedGrant', { grant: type.slice(0, 100) });
  return grant(realm, request, proveClient(realm, request.place, request.parameters, request.authorization));
}

/** RFC 6749 4.1.3 and RFC 7636 4.6. */
async function redeemCode(realm: Realm, request: TokenRequest, proven: Proven): Promise<Answer> {
  const { place, form, parameters, from } = request;
  const { client, proof } = proven;
  const code = required(parameters, 'code');
  const kept = realm.codes.look(code);
  if (kept === undefined) return deny('grantInvalid', { parameter: 'code' });
  if (kept === 'spent') return deny('codeRedeemed');
  if (kept.client !== client.id) return deny('grantInvalid', { parameter: 'code' });
  if (kept.tenant !== place.tenant) return deny('otherTenant');
  if (realm.now(place.tenant) >= kept.until) return deny('grantExpired');
  const uri = required(parameters, 'redirect_uri');
  if (uri !== kept.redirectUri) return deny('redirectDiffers', { uri: uri.slice(0, 500), expected: kept.redirectUri });
  if (from === 'page' && !kept.challenge) return deny('pkceRequired');
  if (kept.challenge) {
    const verifier = required(parameters, 'code_verifier');
    const value = kept.challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
    if (value !== kept.challenge.value) return deny('verifierMismatch');
  }
  if (client.confidential) requireProof(proven);
  realm.codes.spend(code);
  // Entra ID: fewer scopes may be asked for now than were granted.
  const scope = parameters.get('scope') ?? kept.scope;
  const wanted = readScopes(scope, place.origin);
  return answerPerson(realm, place, {
    form,
    client,
    proof,
    wanted,
    person: kept.person,
    nonce: kept.nonce,
    refresh: refreshOf(form, readScopes(kept.scope, place.origin), kept.scope, from),
    clientInfo: parameters.get('client_info') === '1',
  });
}

/** RFC 6749 6. As with Entra ID a refresh token serves any resource the client has consent for, and may be used again. */
async function redeemRefreshToken(realm: Realm, request: TokenRequest, proven: Proven): Promise<Answer> {
  const { place, form, parameters, from } = request;
  const { client, proof } = proven;
  const kept = await open<RefreshToken>(realm.keys, 'refresh', required(parameters, 'refresh_token'));
  if (!kept || kept.client !== client.id) return deny('grantInvalid', { parameter: 'refresh_token' });
  if (kept.tenant !== place.tenant) return deny('otherTenant');
  if (realm.now(place.tenant) >= kept.until) return deny('grantExpired');
  if (client.confidential) requireProof(proven);
  const scope = parameters.get('scope') ?? kept.scope;
  const wanted = readScopes(scope, place.origin);
  return answerPerson(realm, place, {
    form,
    client,
    proof,
    wanted,
    person: await realm.people.renew(place.tenant, kept.person),
    nonce: undefined,
    refresh: refreshOf(form, readScopes(kept.scope, place.origin), kept.scope, from),
    clientInfo: parameters.get('client_info') === '1',
  });
}

/** RFC 6749 4.4. */
async function grantApplication(realm: Realm, { place, form, parameters }: TokenRequest, proven: Proven): Promise<Answer> {
  requireProof(proven);
  const scope = required(parameters, 'scope');
  const wanted = readScopes(scope, place.origin);
  if (!wanted.everything) return deny('scopeNotDefault', { scope: scope.slice(0, 500) });
  return answerApplication(realm, place, { ...proven, form, wanted, clientInfo: false });
}
