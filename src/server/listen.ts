/** Starts listening, and stops without losing a request: http and https before one application. */
import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import type { ServerOptions } from 'node:https';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { Fault, type RefusalName } from '../fault.ts';
import { writeFault } from '../odata/reply.ts';

// `import` would load all that the module has getters for, undici for its WebSocket among it: as long as a fifth of the start.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** What stands behind the servers that listen. */
export interface Way {
  readonly routing: RequestListener;
  readonly close: () => Promise<void>;
}

export interface Listening {
  readonly host: string;
  /** 0 takes a free port; undefined leaves plain http off. */
  readonly httpPort: number | undefined;
  readonly https: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
  /** Milliseconds that idle connections are given at a stop: what is already on its way is still answered. */
  readonly grace?: number;
  readonly limits?: Partial<Limits>;
}

/** How long, in milliseconds, a slow caller is waited for, and how many connections there may be. */
export interface Limits {
  /** For requests in flight, at a stop. */
  readonly stop: number;
  readonly headers: number;
  readonly request: number;
  readonly keepAlive: number;
  /** For the next byte, either way. */
  readonly silence: number;
  readonly connections: number;
}

export interface Running {
  /** Origins that answer, without a slash at the end. */
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** Finishes what is in flight, then closes. */
  readonly close: () => Promise<void>;
}

const usual: Limits = {
  stop: 10_000,
  headers: 15_000,
  request: 60_000,
  keepAlive: 65_000,
  silence: 120_000,
  connections: 10_000,
};

/** Milliseconds that idle connections are given at a stop. */
const usualGrace = 250;

/** How often connections are looked at for being too slow. */
const looks = 1_000;

/**
 * Listens.
 * @param way where requests go
 * Rejects if an address cannot be listened on.
 */
export async function listen(way: Way, listening: Listening): Promise<Running> {
  const { host, httpPort, https, grace = usualGrace } = listening;
  const limits = { ...usual, ...listening.limits };
  const options = {
    connectionsCheckingInterval: Math.min(looks, limits.headers, limits.request),
    // Most requests have no body: to make a stream of nothing takes a sixth of what node:http does for them.
    optimizeEmptyRequests: true,
  };
  let stopping = false;
  const handler: RequestListener = (request, response) => {
    // A kept-alive connection ends with the answer it is waiting for.
    if (stopping) response.setHeader('connection', 'close');
    way.routing(request, response);
  };
  const servers: Server[] = [];
  const open = async (server: Server, port: number): Promise<number> => {
    server.headersTimeout = limits.headers;
    server.requestTimeout = limits.request;
    server.keepAliveTimeout = limits.keepAlive;
    server.timeout = limits.silence;
    server.maxConnections = limits.connections;
    server.on('clientError', refuseUnread);
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return (server.address() as AddressInfo).port;
  };
  const shown = host.includes(':') ? `[${host}]` : host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host;
  const openBoth = async () => ({
    http: httpPort === undefined ? undefined : `http://${shown}:${await open(createServer(options, handler), httpPort)}`,
    https:
      https &&
      `https://${shown}:${await open(await encrypted({ ...options, key: https.key, cert: https.cert }, handler), https.port)}`,
  });
  const origins = await openBoth().catch((error: unknown) => {
    // One that listens already would keep the process from ending, and be heard in place of a server that is not there.
    for (const server of servers) server.close().closeAllConnections();
    throw error;
  });
  return {
    ...origins,
    async close() {
      stopping = true;
      // Only stops accepting. http.Server's own close() would also cut idle connections at once, and with them any request
      // that is already on its way.
      const closed = servers.map(
        (server) => new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve())),
      );
      const deadline = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, limits.stop);
      const sweeping = setInterval(() => {
        for (const server of servers) server.closeIdleConnections();
      }, grace);
      await Promise.all(closed);
      // It ends the timer that looks for slow connections, which would keep the server, and all behind it, in memory.
      for (const server of servers) server.close();
      clearTimeout(deadline);
      clearInterval(sweeping);
      await way.close();
    },
  };
}

/** What https takes is brought in only where it is on. */
async function encrypted(options: ServerOptions, handler: RequestListener): Promise<Server> {
  const https = await import('node:https');
  // Its servers have all that is used here of node:http ones.
  return https.createServer(options, handler) as unknown as Server;
}

/** Answers what was no request, or came too slowly to become one. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const fault = new Fault(unread[error.code ?? ''] ?? 'malformedRequest');
  const id = randomUUID();
  const { status, headers, body = '' } = writeFault({ requestId: id, clientRequestId: id }, fault, new Date().toISOString());
  const all = { ...headers, 'request-id': id, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}

/** What errors of the parser mean. */
const unread: Readonly<Record<string, RefusalName>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'requestTooSlow',
  HPE_HEADER_OVERFLOW: 'headersTooLarge',
};
