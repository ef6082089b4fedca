/** The authorization endpoint: a page on which one picks a person, and the way back to the client with a code. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../app.ts';
import { type SignedInPerson, signToken } from './access-token.ts';
import { lifetime } from './answer-tokens.ts';
import { type AuthorizationRequest, type Return, readAuthorization, readReturn } from './authorization-request.ts';
import { Denial, denialBody, deny } from './denials.ts';
import { lifetimes } from './grant.ts';
import { clientInfo, idClaims } from './id-token.ts';
import { sendChooser } from './pages.ts';
import { correlationOf, type Parameters, type Place, placeOf, queryOf, type Realm, readParameters } from './realm.ts';
import { readScopes } from './scopes.ts';
import { sendBack } from './send-back.ts';
import { keepSession, readSession } from './session.ts';

/** What the page on which one picks sends. */
interface Choice {
  readonly kind: 'person' | 'cancel';
  readonly name: string;
  readonly role: 'member' | 'administrator';
}

/**
 * Answers a request of a browser (OpenID Connect Core 3.1.2). Denies what keeps it from knowing whom to answer; of anything else
 * the client is told.
 */
export async function authorize(realm: Realm, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const place = placeOf(realm, request);
  const form = readParameters(typeof request.body === 'string' ? request.body : '');
  const choice = readChoice(form);
  // The page's own form has the request in its address; a client's may be in the form itself (Core 3.1.2.1).
  const query = choice || request.method === 'GET' ? queryOf(request) : String(request.body ?? '');
  const parameters = readParameters(query);
  const back = readReturn(realm, place, parameters);
  try {
    const asked = readAuthorization(realm, place, parameters, back);
    if (choice) requireOwnForm(realm, request);
    const person = choice ? await chosen(realm, place, choice) : await known(realm, request, place, asked);
    if (!person || person instanceof Denial) {
      const { people, more } = await realm.people.list(place.tenant);
      return sendChooser(reply, { place, query, people, more, asked, failure: person?.message });
    }
    await keepSession(realm, request, reply, place, person);
    return sendBack(reply, back, await grant(realm, place, asked, person));
  } catch (error) {
    if (!(error instanceof Denial)) throw error;
    const { error: code, error_description, error_uri } = denialBody(error, realm.now(place.tenant), correlationOf(request));
    return sendBack(reply, back, { error: code, error_description, error_uri });
  }
}

function readChoice(form: Parameters): Choice | undefined {
  const name = form.get('person') ?? form.get('username');
  const role = form.has('administrator') ? 'administrator' : 'member';
  if (form.has('cancel')) return { kind: 'cancel', name: '', role };
  return name === undefined && !form.has('choose') ? undefined : { kind: 'person', name: name ?? '', role };
}

/** Another site may not sign somebody in behind their back. */
function requireOwnForm({ publicUrl }: Realm, request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== publicUrl && origin !== originOf(request.raw)) deny('forgedChoice');
}

/** Who was picked, or what keeps them from signing in: the page says so, and another may be picked. Denies `accessDenied`. */
async function chosen(realm: Realm, place: Place, { kind, name, role }: Choice): Promise<SignedInPerson | Denial> {
  if (kind === 'cancel') return deny('accessDenied');
  try {
    return await realm.people.find(place.tenant, name, role);
  } catch (error) {
    if (error instanceof Denial) return error;
    throw error;
  }
}

/** Who is signed in already, where that will do. Denies `loginRequired` to those who want no page. */
async function known(
  realm: Realm,
  request: FastifyRequest,
  { tenant }: Place,
  { prompt, loginHint }: AuthorizationRequest,
): Promise<SignedInPerson | undefined> {
  if (prompt === 'choose') return undefined;
  const person = await readSession(realm, request, tenant);
  const hinted = loginHint === undefined || loginHint.toLowerCase() === person?.userPrincipalName.toLowerCase();
  if (person && hinted) return realm.people.renew(tenant, person);
  return prompt === 'none' ? deny('loginRequired') : undefined;
}

/** What the client gets, for the redirect. */
async function grant(
  realm: Realm,
  place: Place,
  asked: AuthorizationRequest & Return,
  person: SignedInPerson,
): Promise<Readonly<Record<string, string>>> {
  const { tenant, origin } = place;
  const { type, client, redirectUri, scope, challenge, nonce } = asked;
  const at = realm.now(tenant);
  const until = at + lifetimes.code;
  const code = type.includes('code')
    ? realm.codes.keep({ tenant, client: client.id, redirectUri, scope, person, challenge, nonce, until })
    : undefined;
  const scopes = readScopes(scope, origin).openid;
  const claims = { form: '2.0', origin, tenant, at, seconds: lifetime, client: client.id, person, scopes, nonce, code } as const;
  return {
    ...(code !== undefined && { code }),
    ...(type.includes('id_token') && { id_token: await signToken(realm.keys, idClaims(claims)) }),
    ...(asked.clientInfo && { client_info: clientInfo(tenant, person) }),
    session_state: crypto.randomUUID(),
  };
}
