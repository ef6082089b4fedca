/** Keeps pages of the web away from what a development machine hands out: tokens, and controls that change its data. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { refuse } from '../../fault.ts';
import { isLoopback } from '../loopback.ts';
import { hostSaid, ownOriginOf } from '../own-host.ts';

/**
 * Serves plugins to programs, and to pages of this machine alone. A browser tells with `Origin` which page asks (Fetch 3.2); the
 * API itself needs no such guard, since it takes nothing but tokens.
 * @param publicUrl an origin that counts as this machine's
 */
export function forLocalPages(publicUrl: string | undefined, plugins: readonly FastifyPluginAsync[]): FastifyPluginAsync {
  const isLocal = (origin: string): boolean =>
    origin === publicUrl || (URL.canParse(origin) && isLoopback(new URL(origin).hostname));
  return async (app) => {
    app.addHook('onRequest', async ({ headers: { origin } }: FastifyRequest) => {
      if (origin !== undefined && !isLocal(origin)) refuse('foreignOrigin', { origin: origin.slice(0, 200) });
    });
    for (const plugin of plugins) await app.register(plugin);
  };
}

/**
 * Serves a plugin under the names of this machine alone: of a page that has a name for it from elsewhere, a browser tells nothing
 * with `Origin` when it only reads.
 * @param publicUrl an origin that counts as this machine's
 */
export function underOwnNames(publicUrl: string | undefined, plugin: FastifyPluginAsync): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async ({ raw }: FastifyRequest) => {
      if (ownOriginOf(raw, publicUrl) === undefined) refuse('foreignHost', { host: hostSaid(raw) });
    });
    await app.register(plugin);
  };
}
