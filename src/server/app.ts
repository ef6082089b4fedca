/** Fastify around answer(): bytes in, bytes out, limits, CORS, static files, health; nothing of the API itself. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { Fault } from '../fault.ts';
import type { Verb } from '../odata/intent.ts';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { methodOf, writeFault } from '../odata/reply.ts';
import { bodyLimits } from './admission.ts';
import { type Api, carryOut, complete, droppedStatus, note } from './api.ts';
import { serveHealth } from './health.ts';
import type { Way } from './listen.ts';
import { exposedHeaders, readRaw, type Version } from './wire.ts';

/** Characters that an address may have. */
const urlLimit = 16_384;

export interface AppOptions extends Api {
  /** Resolves while the server can answer; for /health/ready. */
  readonly ready: () => Promise<void>;
  /** What stands beside the API: the web app, documentation, the development authority, developer controls. */
  readonly plugins: readonly FastifyPluginAsync[];
}

/** What is asked and answered is checked by the odata floor: without schemas the compilers for them, which are large, stay on the disk. */
function noSchemas(): never {
  throw new Error('No route of this server has a schema');
}

/** A version as it may be written: segments are matched ignoring case where they do not match exactly. */
const otherCase = /^\/(?:beta|v1\.0)(?=[/?]|$)/i;

/** Builds the way for all that does not go the short one. */
export async function buildApp(options: AppOptions): Promise<Way> {
  const app = Fastify({
    logger: false,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    bodyLimit: bodyLimits.single,
    // Keys may be long, and the path is parsed by the odata floor.
    routerOptions: {
      maxParamLength: urlLimit,
      ignoreTrailingSlash: false,
      onBadUrl: (_path, _request, response) => badUrl(options, response),
    },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: false,
    frameworkErrors: (error, request, reply) => void sendFault(request, reply, foreignFault(error, request), options),
    rewriteUrl: ({ url = '/' }) => url.replace(otherCase, (version) => version.toLowerCase()),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(
    cors,
    () => (request: FastifyRequest, decide: (error: Error | null, options: FastifyCorsOptions) => void) =>
      decide(null, isOfNoPage(request) ? { origin: false } : origins),
  );
  app.setErrorHandler((error, request, reply) => sendFault(request, reply, foreignFault(error, request), options));
  app.setNotFoundHandler((request, reply) => sendFault(request, reply, notFound(app, request), options));
  admit(app, options);
  endNothing(app);
  serveApi(app, options);
  serveHealth(app, options.ready);
  for (const plugin of options.plugins) await app.register(plugin);
  await app.ready();
  return {
    routing: (request, response) => app.routing(request, response),
    close: () => app.close(),
  };
}

/** What pages of other origins may do: all of them all, with a token. */
const origins: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
  // `*` would not cover Authorization; without a list what is asked for is allowed.
  exposedHeaders: [...exposedHeaders],
  maxAge: 86_400,
  strictPreflight: false,
};

/** True for calls of the API that no page of another origin makes: they are told nothing of origins, as by Graph. */
function isOfNoPage({ method, url, headers }: FastifyRequest): boolean {
  return headers.origin === undefined && method !== 'OPTIONS' && /^\/(beta|v1\.0)([/?]|$)/.test(url);
}

/** Sends away what is too much before anything of its body is read. */
function admit(app: FastifyInstance, options: AppOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    const url = request.raw.url ?? '/';
    const limit = url.includes('$batch') ? bodyLimits.batch : bodyLimits.single;
    if (url.startsWith('/health/') || options.admission.enter(request.raw, reply.raw, limit)) return done();
    reply.header('connection', 'close');
    sendFault(request, reply, new Fault('overloaded', { retryAfter: 1 }), options);
  });
}

/** A body that is not there has been left out by node:http (see `listen.ts`), and with it the end that the framework waits for. */
function endNothing(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.raw.headers;
    done(null, length === undefined && encoding === undefined ? Readable.from([]) : payload);
  });
}

function serveApi(app: FastifyInstance, options: AppOptions): void {
  const method = app.supportedMethods.filter((name) => name !== 'OPTIONS');
  for (const version of ['beta', 'v1.0'] as const) {
    const handler = (request: FastifyRequest, reply: FastifyReply) => handle(version, request, reply, options);
    app.route({ method, url: `/${version}/*`, handler });
    app.route({ method, url: `/${version}`, handler });
    app.post(`/${version}/$batch`, { bodyLimit: bodyLimits.batch }, handler);
  }
}

async function handle(
  version: Version,
  request: FastifyRequest,
  reply: FastifyReply,
  options: AppOptions,
): Promise<FastifyReply | undefined> {
  const started = performance.now();
  const raw = readRaw(version, request.raw, request.body as Buffer | undefined, options.publicUrl);
  const answered = await carryOut(options, raw);
  if (answered.status === droppedStatus) {
    reply.hijack();
    request.raw.socket.destroy();
    return undefined;
  }
  return send(request, reply, raw, answered, started, options);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  raw: RawRequest,
  answered: RawReply,
  started: number,
  options: AppOptions,
): FastifyReply {
  complete(options, request.raw, raw, answered);
  note(options, raw, answered.status, performance.now() - started);
  const { headers, status, body } = answered;
  reply.code(status).headers(headers);
  // To the type of a text the framework would add a charset, for which nobody asked (OData 4.01 Protocol 8.2.1); of bytes it leaves it.
  return reply.send(request.method === 'HEAD' || body === undefined ? undefined : Buffer.from(body));
}

/** Refusals of the web framework, as rows of the catalogue. */
function foreignFault(error: unknown, { headers }: FastifyRequest): Fault {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  if (error instanceof Fault) return error;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Fault('bodyTooLarge', { limit: bodyLimits.single });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Fault('wrongMediaType', { found: headers['content-type'] ?? '', expected: 'application/json' });
  // Of the method QUERY the framework asks it before anybody has said that it is not served.
  if (code === 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE') return new Fault('missingContentType');
  if (code === 'FST_ERR_VALIDATION') return new Fault('malformedBody', { reason: messageOf(error) });
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return new Fault('malformedBody', { reason: messageOf(error) });
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_ASYNC_CONSTRAINT')
    return new Fault('malformedUrl', { reason: 'its percent-encoding is broken' });
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new Fault('malformedHeader', { header: 'Content-Length', reason: 'the body has another length' });
  return new Fault('internal', { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it does not have the form that is expected';
}

/** Addresses beside the API. */
const plain = /^[\w./-]+$/;

/** What is at no address, or at this address with other methods only. */
function notFound(app: FastifyInstance, { raw: { url = '/' } }: FastifyRequest): Fault {
  const [path = '/'] = url.split('?');
  const [, first = ''] = path.split('/');
  const verbs = Object.keys(methodOf) as Verb[];
  // Whatever lies below a service root is routed; only methods that the framework does not route come here.
  if (first === 'beta' || first === 'v1.0') return new Fault('wrongMethod', { allow: verbs });
  // The framework would take what it is asked for as a pattern, and its parentheses for an expression to compile.
  const allow = plain.test(path) ? verbs.filter((verb) => app.hasRoute({ url: path, method: methodOf[verb] })) : [];
  return allow.length > 0 ? new Fault('wrongMethod', { allow }) : new Fault('unknownSegment', { segment: first });
}

function sendFault(request: FastifyRequest, reply: FastifyReply, fault: Fault, options: AppOptions): FastifyReply {
  const raw = readRaw('beta', request.raw, undefined, options.publicUrl);
  if (fault.status >= 500 && fault.refusal !== 'overloaded') options.answering.report(raw, fault);
  return send(request, reply, raw, writeFault(raw, fault, options.answering.rules.world.now()), performance.now(), options);
}

function badUrl(
  options: AppOptions,
  res: { writeHead: (status: number, headers: Record<string, string>) => { end: (body?: string) => void } },
): void {
  const ids = { requestId: randomUUID(), clientRequestId: randomUUID() };
  const fault = new Fault('malformedUrl', { reason: 'its percent-encoding is broken' });
  const { status, headers, body } = writeFault(ids, fault, options.answering.rules.world.now());
  res.writeHead(status, { ...headers, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId }).end(body);
}
