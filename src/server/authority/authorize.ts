/** The authorization endpoint: a page on which one picks a person, and the way back to the client with a code. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type SignedInPerson, signToken } from './access-token.ts';
import { lifetime } from './answer-tokens.ts';
import { type AuthorizationRequest, type Return, readAuthorization, readReturn } from './authorization-request.ts';
import { Denial, denialBody, deny } from './denials.ts';
import { lifetimes } from './grant.ts';
import { clientInfo, idClaims } from './id-token.ts';
import { sendChooser } from './pages.ts';
import { type Picked, pick, readChoice, requireOwnForm } from './pick.ts';
import { correlationOf, type Place, queryOf, type Realm, readParameters } from './realm.ts';
import { readScopes } from './scopes.ts';
import { sendBack } from './send-back.ts';
import { keepSession, readSession } from './session.ts';

/**
 * Answers a request of a browser (OpenID Connect Core 3.1.2). Denies what keeps it from knowing whom to answer; of anything else
 * the client is told.
 */
export async function authorize(realm: Realm, place: Place, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const choice = readChoice(readParameters(typeof request.body === 'string' ? request.body : ''));
  // The page's own form has the request in its address; a client's may be in the form itself (Core 3.1.2.1).
  const query = choice || request.method === 'GET' ? queryOf(request) : String(request.body ?? '');
  const parameters = readParameters(query);
  const back = readReturn(realm, place, parameters);
  try {
    const asked = readAuthorization(realm, place, parameters, back);
    if (choice) requireOwnForm(realm, request);
    if (choice?.kind === 'cancel') return deny('accessDenied');
    const picked = choice ? await pick(realm, place.tenant, choice) : await known(realm, request, place, asked);
    if (picked.kind === 'nobody') {
      const people = await realm.people.list(place.tenant);
      return sendChooser(reply, { ...people, place, query, asked, failure: picked.failure });
    }
    const { person } = picked;
    await keepSession(realm, request, reply, place, person);
    return sendBack(reply, back, await grant(realm, place, asked, person));
  } catch (error) {
    if (!(error instanceof Denial)) throw error;
    const { error_description, error_uri } = denialBody(error, realm.now(place.tenant), correlationOf(request));
    // Core 3.1.2.6 has a word of its own for a consent that is missing.
    return sendBack(reply, back, { error: error.row.suberror ?? error.row.error, error_description, error_uri });
  }
}

/** Who is signed in already, where that will do. Denies `loginRequired` to those who want no page. */
async function known(
  realm: Realm,
  request: FastifyRequest,
  { tenant }: Place,
  { prompt, loginHint }: AuthorizationRequest,
): Promise<Picked> {
  if (prompt === 'choose') return nobody;
  const person = await readSession(realm, request, tenant);
  const hinted = loginHint === undefined || loginHint.toLowerCase() === person?.userPrincipalName.toLowerCase();
  const current = person && hinted ? await realm.people.renew(tenant, person).catch(noLonger) : undefined;
  if (current) return { kind: 'person', person: current };
  return prompt === 'none' ? deny('loginRequired') : nobody;
}

/** Who may no longer sign in counts as not signed in. */
function noLonger(error: unknown): undefined {
  if (!(error instanceof Denial)) throw error;
}

const nobody: Picked = { kind: 'nobody', failure: undefined };

/** What the client gets, for the redirect. */
async function grant(
  realm: Realm,
  place: Place,
  asked: AuthorizationRequest & Return,
  person: SignedInPerson,
): Promise<Readonly<Record<string, string>>> {
  const { tenant, origin, family } = place;
  const { type, client, redirectUri, scope, challenge, nonce } = asked;
  const at = realm.now(tenant);
  const until = at + lifetimes.code;
  const code = type.includes('code')
    ? realm.codes.keep({ tenant, client: client.id, redirectUri, scope, person, challenge, nonce, until })
    : undefined;
  const scopes = readScopes(scope, origin).openid;
  const claims = {
    form: family.form,
    origin,
    tenant,
    at,
    seconds: lifetime,
    client: client.id,
    person,
    scopes,
    nonce,
    code,
  } as const;
  return {
    ...(code !== undefined && { code }),
    ...(type.includes('id_token') && { id_token: await signToken(realm.keys, idClaims(claims)) }),
    ...(asked.clientInfo && { client_info: clientInfo(tenant, person) }),
    session_state: crypto.randomUUID(),
  };
}
