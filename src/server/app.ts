/** Fastify around answer(): bytes in, bytes out, limits, CORS, static files, health; nothing of the API itself. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { Fault } from '../fault.ts';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { writeFault } from '../odata/reply.ts';
import type { Admission } from './admission.ts';
import { type Answering, answer } from './answer.ts';
import { serveHealth } from './health.ts';
import type { AccessLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import { routeOf } from './route.ts';
import type { Tracing } from './tracing.ts';

/** Bytes that a body may have; a batch holds several. */
const bodyLimits = { single: 1_048_576, batch: 4_194_304 } as const;
/** The status that stands for a connection to be dropped without an answer. */
export const droppedStatus = 0;
/** Characters that an address may have. */
const urlLimit = 16_384;

export interface AppOptions {
  readonly answering: Answering;
  /** The origin written into links; by default the one the caller used. */
  readonly publicUrl: string | undefined;
  readonly log: AccessLog;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly tracing: Tracing | undefined;
  /** How many requests are answered at once; more are refused with 503 before memory grows. */
  readonly admission: Admission;
  /** Resolves while the server can answer; for /health/ready. */
  readonly ready: () => Promise<void>;
  /** What stands beside the API: the web app, documentation, the development authority, developer controls. */
  readonly plugins: readonly FastifyPluginAsync[];
}

/** Builds the application; `app.routing` then answers whatever server is put before it. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimits.single,
    // Keys may be long, and the path is parsed by the odata floor.
    routerOptions: {
      maxParamLength: urlLimit,
      ignoreTrailingSlash: false,
      onBadUrl: (_path, req, res) => badUrl(options, req, res),
    },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: false,
    frameworkErrors: (error, request, reply) => void sendFault(request, reply, foreignFault(error), options),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
    // `*` would not cover Authorization; without a list what is asked for is allowed.
    exposedHeaders: [
      'ETag',
      'Location',
      'OData-Version',
      'OData-EntityId',
      'Preference-Applied',
      'Content-Range',
      'request-id',
      'client-request-id',
      'ReadWriteConsistencyToken',
      'SdkVersion',
      'WWW-Authenticate',
      'x-ms-client-gcc-tenant',
      'Retry-After',
    ],
    maxAge: 86_400,
    strictPreflight: false,
  });
  app.setErrorHandler((error, request, reply) => sendFault(request, reply, foreignFault(error), options));
  app.setNotFoundHandler((request, reply) => sendFault(request, reply, notFound(request), options));
  admit(app, options);
  serveApi(app, options);
  serveHealth(app, options.ready);
  for (const plugin of options.plugins) await app.register(plugin);
  await app.ready();
  return app;
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

function serveApi(app: FastifyInstance, options: AppOptions): void {
  for (const version of ['beta', 'v1.0'] as const) {
    const handler = (request: FastifyRequest, reply: FastifyReply) => handle(version, request, reply, options);
    app.route({ method: app.supportedMethods.filter((method) => method !== 'OPTIONS'), url: `/${version}/*`, handler });
    app.route({ method: app.supportedMethods.filter((method) => method !== 'OPTIONS'), url: `/${version}`, handler });
    app.post(`/${version}/$batch`, { bodyLimit: bodyLimits.batch }, handler);
  }
}

async function handle(
  version: 'beta' | 'v1.0',
  request: FastifyRequest,
  reply: FastifyReply,
  options: AppOptions,
): Promise<FastifyReply | undefined> {
  const started = performance.now();
  const raw = readRaw(version, request, options.publicUrl);
  const carryOut = () => answer(options.answering, raw);
  const answered = await (options.tracing ? options.tracing.trace(raw, carryOut) : carryOut());
  if (answered.status === droppedStatus) {
    reply.hijack();
    request.raw.socket.destroy();
    return undefined;
  }
  return send(request, reply, raw, answered, started, options);
}

/** Sends an answer with the headers that every answer has (Graph's, section "Response headers" of its documentation). */
function send(
  request: FastifyRequest,
  reply: FastifyReply,
  raw: RawRequest,
  answered: RawReply,
  started: number,
  options: AppOptions,
): FastifyReply {
  const { headers, status, body } = answered;
  headers['request-id'] = raw.requestId;
  headers['client-request-id'] = raw.clientRequestId;
  headers['x-ms-ags-diagnostic'] = diagnostic;
  headers['cache-control'] ??= 'private, no-cache';
  headers['x-content-type-options'] = 'nosniff';
  if (isEncrypted(request.raw)) headers['strict-transport-security'] = 'max-age=31536000';
  const [route, milliseconds] = [routeOf(raw), performance.now() - started];
  options.log.request(raw, route, status, milliseconds);
  options.metrics.count(raw.method, route, status, milliseconds);
  reply.code(status).headers(headers);
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'Local', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'PROFICIO' },
});

function readRaw(version: 'beta' | 'v1.0', request: FastifyRequest, publicUrl: string | undefined): RawRequest {
  const url = request.raw.url ?? '/';
  const mark = url.indexOf('?');
  const path = url.slice(version.length + 2, mark < 0 ? undefined : mark);
  const requestId = randomUUID();
  const own = request.headers['client-request-id'];
  return {
    method: request.method,
    path: path.endsWith('/') ? path.slice(0, -1) : path,
    query: mark < 0 ? '' : url.slice(mark + 1),
    // Of the headers that may repeat none is read by the API.
    headers: request.headers as RawRequest['headers'],
    body: request.body as Buffer | undefined,
    root: `${publicUrl ?? originOf(request.raw)}/${version}`,
    version,
    requestId,
    clientRequestId: typeof own === 'string' && /^[\w.:-]{1,128}$/.test(own) ? own : requestId,
  };
}

/** The origin the caller used. A Host header that is none falls back to the address the connection came in by. */
export function originOf(request: IncomingMessage): string {
  const scheme = isEncrypted(request) ? 'https' : 'http';
  const { host } = request.headers;
  if (host !== undefined && /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return `${scheme}://${host}`;
  const { localAddress = '127.0.0.1', localPort = 0 } = request.socket;
  return `${scheme}://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

/** Refusals of the web framework, as rows of the catalogue. */
function foreignFault(error: unknown): Fault {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  if (error instanceof Fault) return error;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Fault('bodyTooLarge', { limit: bodyLimits.single });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Fault('wrongMediaType', { found: 'the one sent', expected: 'application/json' });
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

function notFound(request: FastifyRequest): Fault {
  const [first = ''] = (request.raw.url ?? '/').slice(1).split(/[/?]/);
  // Whatever lies below a service root is routed; only methods that the framework does not route come here.
  if (first === 'beta' || first === 'v1.0')
    return new Fault('wrongMethod', { allow: ['read', 'create', 'update', 'replace', 'remove'] });
  return new Fault('unknownSegment', { segment: first });
}

function sendFault(request: FastifyRequest, reply: FastifyReply, fault: Fault, options: AppOptions): FastifyReply {
  const raw = readRaw('beta', request, options.publicUrl);
  if (fault.status >= 500 && fault.refusal !== 'overloaded') options.answering.report(raw, fault);
  return send(request, reply, raw, writeFault(raw, fault, options.answering.rules.world.now()), performance.now(), options);
}

function badUrl(
  options: AppOptions,
  req: IncomingMessage,
  res: { writeHead: (status: number, headers: Record<string, string>) => { end: (body?: string) => void } },
): void {
  const ids = { requestId: randomUUID(), clientRequestId: randomUUID() };
  const fault = new Fault('malformedUrl', { reason: 'its percent-encoding is broken' });
  const { status, headers, body } = writeFault(ids, fault, options.answering.rules.world.now());
  void req;
  res.writeHead(status, { ...headers, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId }).end(body);
}
