/** The token endpoint: one row for each grant type, from what a client brings to the tokens it gets. */
import { createHash } from 'node:crypto';
import type { SignedInPerson } from './access-token.ts';
import { answerApplication, answerPerson, refreshOf } from './answer-tokens.ts';
import { deny } from './denials.ts';
import type { Challenge, RefreshToken } from './grant.ts';
import { readOwnToken } from './own-token.ts';
import { type Proven, proveClient, requireProof } from './proof.ts';
import { type Parameters, type Place, type Realm, required } from './realm.ts';
import { readScopes, scopeAsked } from './scopes.ts';
import { open } from './sealed.ts';

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly place: Place;
  readonly parameters: Parameters;
  readonly authorization: string | undefined;
  /** Whether a page asks, as the Origin header tells. */
  readonly from: 'page' | 'program';
}

type Answer = Record<string, unknown>;

/** A request whose client is known. */
type Asked = TokenRequest & Proven;

type GrantType = (realm: Realm, asked: Asked) => Promise<Answer>;

const grantTypes: Readonly<Record<string, GrantType>> = {
  authorization_code: redeemCode,
  refresh_token: redeemRefreshToken,
  client_credentials: grantApplication,
  password: grantPassword,
  // MSAL writes it without the URN that RFC 8628 3.4 gives it.
  device_code: redeemDeviceCode,
  'urn:ietf:params:oauth:grant-type:device_code': redeemDeviceCode,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': grantOnBehalf,
};

/** Answers a request for tokens. Denies what its grant type denies, and `unsupportedGrant`. */
export async function answerTokenRequest(realm: Realm, request: TokenRequest): Promise<Answer> {
  const type = required(request.parameters, 'grant_type');
  const grant = Object.hasOwn(grantTypes, type) ? grantTypes[type] : undefined;
  if (!grant) return deny('unsupportedGrant', { grant: type.slice(0, 100) });
  const proven = await proveClient(realm, request.place, request.parameters, request.authorization);
  return grant(realm, { ...request, ...proven });
}

/** RFC 6749 4.1.3. */
async function redeemCode(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters, client } = asked;
  const code = required(parameters, 'code');
  const kept = realm.codes.look(code);
  if (kept === 'spent') return deny('codeRedeemed');
  if (kept?.client !== client.id) return deny('grantInvalid', { parameter: 'code' });
  requireCurrent(realm, place, kept);
  const uri = required(parameters, 'redirect_uri');
  if (uri !== kept.redirectUri) return deny('redirectDiffers', { uri: uri.slice(0, 500), expected: kept.redirectUri });
  requireVerifier(kept.challenge, asked);
  const answer = answerFor(realm, asked, { person: kept.person, granted: kept.scope, nonce: kept.nonce });
  // Nothing has been waited for since the code was looked up: of two who bring it at once the second finds it spent.
  realm.codes.spend(code);
  return answer;
}

/** RFC 7636 4.6. Denies `pkceRequired`, `missingParameter` and `verifierMismatch`. */
function requireVerifier(challenge: Challenge | undefined, { parameters, from }: Asked): void {
  if (!challenge) {
    // What a page sends is seen by its extensions, and the address by its history.
    if (from === 'page') deny('pkceRequired');
    // RFC 9700 2.1.1: whoever brings a verifier has sent a challenge, and somebody has taken it out on the way.
    if (parameters.has('code_verifier')) deny('verifierMismatch');
    return;
  }
  const verifier = required(parameters, 'code_verifier');
  const value = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  if (value !== challenge.value) deny('verifierMismatch');
}

/** RFC 6749 6. As with Entra ID a refresh token serves any resource the client has consent for, and may be used again. */
async function redeemRefreshToken(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters, client } = asked;
  const kept = await open<RefreshToken>(realm.keys, 'refresh', required(parameters, 'refresh_token'));
  if (kept?.client !== client.id) return deny('grantInvalid', { parameter: 'refresh_token' });
  requireCurrent(realm, place, kept);
  const person = await realm.people.renew(place.tenant, kept.person);
  return answerFor(realm, asked, { person, granted: kept.scope });
}

/** Denies `otherTenant` and `grantExpired`. */
function requireCurrent(realm: Realm, { tenant }: Place, kept: { readonly tenant: string; readonly until: number }): void {
  if (kept.tenant !== tenant) deny('otherTenant');
  if (realm.now(tenant) >= kept.until) deny('grantExpired');
}

/** RFC 6749 4.4. */
async function grantApplication(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters } = asked;
  requireProof(asked);
  const scope = scopeAsked(place.family, parameters) ?? required(parameters, place.family.kind === 'v1' ? 'resource' : 'scope');
  const wanted = readScopes(scope, place.origin);
  if (!wanted.everything) return deny('scopeNotDefault', { scope: scope.slice(0, 500) });
  return answerApplication(realm, place, { ...asked, wanted, clientInfo: false });
}

/** The password that is wrong, for those who want to see what becomes of one: nobody has a password here, so any other will do. */
const wrongPassword = 'wrong';

/** RFC 6749 4.3. */
async function grantPassword(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters } = asked;
  const name = required(parameters, 'username');
  if (required(parameters, 'password') === wrongPassword) return deny('passwordWrong');
  const person = await realm.people.find(place.tenant, name, 'member');
  return answerFor(realm, asked, { person });
}

/** RFC 8628 3.4 and 3.5. */
async function redeemDeviceCode(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters, client } = asked;
  const code = required(parameters, 'device_code');
  const kept = realm.devices.byDeviceCode(code);
  if (kept === 'spent') return deny('codeRedeemed');
  if (kept?.client !== client.id || kept.tenant !== place.tenant) return deny('deviceCodeWrong');
  if (realm.now(kept.tenant) >= kept.until) return deny('deviceCodeExpired');
  if (kept.answer.kind === 'pending') return deny('devicePending');
  if (kept.answer.kind === 'declined') return deny('deviceDeclined');
  realm.devices.spend(code);
  return answerFor(realm, asked, { person: kept.answer.person, granted: kept.scope });
}

/** RFC 7523 2.1 as Entra ID uses it: an API trades the token it was called with for one to call on with. */
async function grantOnBehalf(realm: Realm, asked: Asked): Promise<Answer> {
  const { place, parameters, client } = asked;
  requireProof(asked);
  if (required(parameters, 'requested_token_use') !== 'on_behalf_of') return deny('malformedRequest');
  const token = await readOwnToken(realm, required(parameters, 'assertion'));
  if (token.tenant !== place.tenant) return deny('otherTenant');
  if (!realm.clients.isAudience(client, token.audience))
    return deny('assertionForOther', { audience: token.audience, client: client.id });
  if (!token.person) return deny('assertionWithoutUser', { client: client.id });
  return answerFor(realm, asked, { person: await realm.people.renew(place.tenant, token.person) });
}

interface Granted {
  readonly person: SignedInPerson;
  /** What was granted before, and is meant when nothing else is asked for. */
  readonly granted?: string;
  readonly nonce?: string | undefined;
}

/** Tokens of a person, for the scopes asked for now or granted before: Entra ID lets a client ask for fewer, or for others. */
function answerFor(realm: Realm, asked: Asked, { person, granted, nonce }: Granted): Promise<Answer> {
  const { place, parameters, client, proof, from } = asked;
  const { form } = place.family;
  const scope = scopeAsked(place.family, parameters) ?? granted ?? required(parameters, form === '1.0' ? 'resource' : 'scope');
  const first = granted ?? scope;
  return answerPerson(realm, place, {
    client,
    proof,
    wanted: readScopes(scope, place.origin),
    person,
    nonce,
    refresh: refreshOf(form, readScopes(first, place.origin), first, from),
    clientInfo: parameters.get('client_info') === '1',
  });
}
