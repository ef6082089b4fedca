/** The development authority over HTTP, in Entra ID's dialect: its addresses, and how each answers a denial. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Store } from '../../store/store.ts';
import { authorize } from './authorize.ts';
import { type Client, openClients } from './clients.ts';
import { openCodes } from './codes.ts';
import { Denial, denialBody, deny } from './denials.ts';
import { beginDevice, devicePath, showDevice } from './device-endpoint.ts';
import { openDevices } from './devices.ts';
import { discoveryDocument, instanceDocument, userInfoPath } from './discovery.ts';
import { type Family, families } from './families.ts';
import { answerMachine } from './managed-identity.ts';
import { sendDenial } from './pages.ts';
import { openPeople } from './people.ts';
import { correlationOf, type Parameters, placeOf, type Realm, readParameters, requireOwnHost } from './realm.ts';
import { submitScript } from './send-back.ts';
import { signOut } from './sign-out.ts';
import type { SigningKeys } from './signing-keys.ts';
import { tenantOf } from './tenants.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import { answerUserInfo } from './user-info.ts';

export interface AuthorityOptions {
  readonly keys: SigningKeys;
  /** Every permission of Graph there is; the built-in client holds them all. */
  readonly permissions: Realm['permissions'];
  readonly publicUrl: string | undefined;
  /** The clients of a file; without one, clients are taken as they come. */
  readonly clients?: readonly Client[] | undefined;
  /** Where the people are that one can sign in as. */
  readonly store: Store;
  /** Milliseconds, as a tenant's own clock has them: codes and tokens follow it. */
  readonly now: (tenant?: string) => number;
}

/** The authority as a part of the server. It is there with --dev only. */
export function authority({ keys, permissions, publicUrl, clients, store, now }: AuthorityOptions): FastifyPluginAsync {
  const realm: Realm = {
    keys,
    permissions,
    publicUrl,
    now,
    clients: openClients(permissions.application, clients),
    people: openPeople(store),
    codes: openCodes(),
    devices: openDevices(),
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
    const at = realm.now(tenant === undefined ? undefined : tenantOf(tenant));
    // RFC 6750 3.
    if (error.row.error === 'invalid_token') reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return reply.code(error.row.status).send(denialBody(error, at, correlationOf(request)));
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache', 'x-content-type-options': 'nosniff' });
  });
  for (const family of families) serveFamily(app, realm, family);
  const [newest] = families as readonly [Family, ...Family[]]; // the table has rows
  app.get('/:tenant/discovery/instance', async (request) => instanceDocument(placeOf(realm, request, newest)));
  for (const method of ['GET', 'POST'])
    app.route({
      method,
      url: userInfoPath,
      handler: async (request) => {
        requireOwnHost(realm, request);
        return answerUserInfo(realm, request.headers.authorization);
      },
    });
  for (const url of ['/msi/token', '/:tenant/msi/token', '/metadata/identity/oauth2/token'])
    app.route({
      method: ['GET', 'POST'],
      url,
      handler: async (request) => answerMachine(realm, placeOf(realm, request, newest), request),
    });
}

function serveFamily(app: FastifyInstance, realm: Realm, family: Family): void {
  app.get(family.discovery, async (request) => discoveryDocument(placeOf(realm, request, family)));
  app.get(family.keys, async (request) => {
    placeOf(realm, request, family);
    return { keys: await realm.keys.published() };
  });
  app.post(`${family.base}/token`, async (request) =>
    answerTokenRequest(realm, {
      place: placeOf(realm, request, family),
      parameters: formOf(request),
      authorization: request.headers.authorization,
      from: request.headers.origin === undefined ? 'program' : 'page',
    }),
  );
  for (const endpoint of ['token', 'devicecode']) app.get(`${family.base}/${endpoint}`, async () => deny('onlyPost'));
  app.post(`${family.base}/devicecode`, async (request) => beginDevice(realm, placeOf(realm, request, family), formOf(request)));
}

function formOf({ body }: FastifyRequest): Parameters {
  return readParameters(typeof body === 'string' ? body : '');
}

/** What browsers show: denials are pages. */
function servePages(app: FastifyInstance, realm: Realm): void {
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Denial)) throw error;
    return sendDenial(reply, error, correlationOf(request));
  });
  const method = ['GET', 'POST'];
  for (const family of families) {
    const url = `${family.base}/authorize`;
    app.route({ method, url, handler: (request, reply) => authorize(realm, placeOf(realm, request, family), request, reply) });
    app.route({
      method,
      url: `${family.base}/logout`,
      handler: async (request, reply) => signOut(realm, placeOf(realm, request, family), request, reply),
    });
  }
  app.route({ method, url: devicePath, handler: (request, reply) => showDevice(realm, request, reply) });
  app.get(submitScript, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send('document.forms[0].submit();\n'),
  );
}
