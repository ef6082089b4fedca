/** `/metrics`: who may read the figures, and the page itself. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { refuse } from '../fault.ts';
import { isLoopback } from './loopback.ts';
import { metricsType } from './metrics.ts';
import { ownOriginOf } from './own-host.ts';

export interface MetricsPage {
  /** With a token it is asked of everybody; without one the page is for callers on this machine. */
  readonly token: string | undefined;
  readonly text: () => Promise<string>;
}

/** Headers that a proxy adds: with one of them the caller is not the one the connection comes from. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/** @returns a Fastify plugin; strangers are told that there is no such page, or that they need a token */
export function metricsPage({ token, text }: MetricsPage): FastifyPluginAsync {
  return async (app) => {
    // By whatever method: a refusal of the method alone would tell strangers that there is such a page.
    app.all('/metrics', async (request, reply) => {
      if (token === undefined && !isLocal(request.raw)) refuse('unknownSegment', { segment: 'metrics' });
      if (token !== undefined && !isSame(request.headers.authorization, `Bearer ${token}`)) {
        reply.header('www-authenticate', 'Bearer realm="metrics"');
        refuse(request.headers.authorization === undefined ? 'tokenMissing' : 'tokenRefused', {
          reason: 'It does not open this page',
        });
      }
      if (request.method !== 'GET') refuse('wrongMethod', { allow: ['read'] });
      return reply
        .type(metricsType)
        .header('cache-control', 'no-store')
        .send(await text());
    });
  };
}

/** True for a program of this machine: a page that a browser shows there may be anybody's. */
function isLocal(request: IncomingMessage): boolean {
  const { socket, headers } = request;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isDirect = isLoopback(address) && forwarding.every((name) => headers[name] === undefined);
  return isDirect && headers.origin === undefined && ownOriginOf(request, undefined) !== undefined;
}

/** Compared by digest, so that neither length nor beginning can be felt out. */
function isSame(given: string | undefined, expected: string): boolean {
  return timingSafeEqual(hash('sha256', given ?? '', 'buffer'), hash('sha256', expected, 'buffer'));
}
