/** Tokens for a machine's own identity, as App Service, Azure Machine Learning, Cloud Shell and virtual machines hand them out. */
import type { FastifyRequest } from 'fastify';
import { answerApplication, lifetime } from './answer-tokens.ts';
import { deny } from './denials.ts';
import { type Place, queryOf, type Realm, readParameters, required } from './realm.ts';
import { readScopes } from './scopes.ts';

/** One of these keeps a page or a careless proxy from asking: neither can be made to send it. Its value is not looked at. */
const guards = ['x-identity-header', 'secret', 'metadata'];

/** Answers a machine (App Service "REST endpoint reference"). Denies `identityHeaderMissing`, `missingParameter` and `unknownClient`. */
export async function answerMachine(realm: Realm, place: Place, request: FastifyRequest): Promise<Record<string, unknown>> {
  if (!guards.some((name) => request.headers[name] !== undefined)) return deny('identityHeaderMissing');
  // Cloud Shell posts a form; the others have it in the address.
  const text = request.method === 'POST' ? String(request.body ?? '') : queryOf(request);
  const parameters = readParameters(text);
  const resource = required(parameters, 'resource');
  // The name of the parameter differs between versions of the endpoint.
  const id = parameters.get('client_id') ?? parameters.get('clientid');
  const client = realm.clients.findMachine(id, place.tenant);
  const wanted = readScopes(`${resource.replace(/\/+$/, '')}/.default`, place.origin);
  const answer = await answerApplication(realm, place, { client, proof: 'certificate', wanted, clientInfo: false });
  const expires = Math.floor(realm.now(place.tenant) / 1000) + lifetime;
  const { access_token, token_type } = answer;
  return { access_token, client_id: client.id, expires_in: String(lifetime), expires_on: String(expires), resource, token_type };
}
