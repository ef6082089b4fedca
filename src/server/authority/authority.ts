/** The development authority over HTTP, in Entra ID's dialect: its addresses, and how each answers a denial. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '../../store/store.ts';
import { authorize } from './authorize.ts';
import { builtInClient, openClients, requireRedirect } from './clients.ts';
import { openCodes } from './codes.ts';
import { Denial, denialBody } from './denials.ts';
import { discoveryDocument } from './discovery.ts';
import { sendDenial, sendSignedOut } from './pages.ts';
import { openPeople } from './people.ts';
import { correlationOf, placeOf, queryOf, type Realm, readParameters } from './realm.ts';
import { submitScript } from './send-back.ts';
import { endSession } from './session.ts';
import type { SigningKeys } from './signing-keys.ts';
import { answerTokenRequest } from './token-endpoint.ts';

export interface AuthorityOptions {
  readonly keys: SigningKeys;
  /** Every permission of Graph there is; the built-in client holds them all. */
  readonly permissions: Realm['permissions'];
  readonly publicUrl: string | undefined;
  /** Where the people are that one can sign in as. */
  readonly store: Store;
  /** Milliseconds, as a tenant's own clock has them: codes and tokens follow it. */
  readonly now: (tenant?: string) => number;
}

/** The authority as a part of the server. It is there with --dev only. */
export function authority({ keys, permissions, publicUrl, store, now }: AuthorityOptions): FastifyPluginAsync {
  const realm: Realm = {
    keys,
    permissions,
    publicUrl,
    now,
    clients: openClients(permissions.application),
    people: openPeople(store),
    codes: openCodes(),
  };
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => done(null, body));
    await app.register(async (part) => servePrograms(part, realm));
    await app.register(async (part) => servePages(part, realm));
  };
}

/** What programs ask: denials are JSON. */
function servePrograms(app: FastifyInstance, realm: Realm): void {
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Denial)) throw error;
    const { tenant } = request.params as { tenant?: string };
    return reply.code(error.row.status).send(denialBody(error, realm.now(tenant ?? ''), correlationOf(request)));
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
  });
  app.get('/:tenant/v2.0/.well-known/openid-configuration', async (request) => discoveryDocument(placeOf(realm, request)));
  app.get('/:tenant/discovery/v2.0/keys', async (request) => {
    placeOf(realm, request);
    return { keys: await realm.keys.published() };
  });
  app.post('/:tenant/oauth2/v2.0/token', async (request) =>
    answerTokenRequest(realm, {
      place: placeOf(realm, request),
      form: '2.0',
      parameters: readParameters(typeof request.body === 'string' ? request.body : ''),
      authorization: request.headers.authorization,
      from: request.headers.origin === undefined ? 'program' : 'page',
    }),
  );
}

/** What browsers show: denials are pages. */
function servePages(app: FastifyInstance, realm: Realm): void {
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Denial)) throw error;
    return sendDenial(reply, error, correlationOf(request));
  });
  const route = { method: ['GET', 'POST'], url: '/:tenant/oauth2/v2.0/authorize' };
  app.route({ ...route, handler: (request, reply) => authorize(realm, request, reply) });
  app.get('/:tenant/oauth2/v2.0/logout', async (request, reply) => signOut(realm, request, reply));
  app.get(submitScript, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send('document.forms[0].submit();\n'),
  );
}

/** OpenID Connect RP-Initiated Logout 1.0; as with Entra ID nobody need say which client asks. */
async function signOut(realm: Realm, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const place = placeOf(realm, request);
  const parameters = readParameters(queryOf(request));
  endSession(request, reply);
  const uri = parameters.get('post_logout_redirect_uri');
  if (uri === undefined) return sendSignedOut(reply);
  const client = realm.clients.find(parameters.get('client_id') ?? builtInClient.id, place.tenant);
  requireRedirect(client, uri, place.origin);
  const url = new URL(uri);
  const state = parameters.get('state');
  if (state !== undefined) url.searchParams.append('state', state);
  return reply.redirect(url.href);
}
