/** Starts listening, and stops without losing a request: http and https before one application. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { FastifyInstance } from 'fastify';

export interface Listening {
  readonly host: string;
  /** 0 takes a free port; undefined leaves plain http off. */
  readonly httpPort: number | undefined;
  readonly https: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
  /** Milliseconds that idle connections are given at a stop: what is already on its way is still answered. */
  readonly grace?: number;
}

export interface Running {
  /** Origins that answer, without a slash at the end. */
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** Finishes what is in flight, then closes. */
  readonly close: () => Promise<void>;
}

/** Milliseconds: how long a stop waits for requests in flight and on their way, and a server for a slow client. */
const limits = { stop: 10_000, grace: 250, headers: 15_000, request: 60_000, keepAlive: 65_000 } as const;

/**
 * Listens for an application.
 * @param app ready to route
 * Rejects if an address cannot be listened on.
 */
export async function listen(app: FastifyInstance, { host, httpPort, https, grace = limits.grace }: Listening): Promise<Running> {
  let stopping = false;
  const handler: RequestListener = (request, response) => {
    // A kept-alive connection ends with the answer it is waiting for.
    if (stopping) response.setHeader('connection', 'close');
    app.routing(request, response);
  };
  const servers: Server[] = [];
  const open = async (server: Server, port: number): Promise<number> => {
    server.headersTimeout = limits.headers;
    server.requestTimeout = limits.request;
    server.keepAliveTimeout = limits.keepAlive;
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
  const http = httpPort === undefined ? undefined : `http://${shown}:${await open(createHttpServer(handler), httpPort)}`;
  // node:https servers have all that is used here of node:http ones.
  const secure =
    https &&
    `https://${shown}:${await open(createHttpsServer({ key: https.key, cert: https.cert }, handler) as unknown as Server, https.port)}`;
  return {
    http,
    https: secure,
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
      clearTimeout(deadline);
      clearInterval(sweeping);
      await app.close();
    },
  };
}
