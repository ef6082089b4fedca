/** `/health`: whether the process lives, and whether it can answer. */
import type { FastifyInstance } from 'fastify';

/** Milliseconds that a database may take to answer before the server is said not to be ready. */
const patience = 3_000;

/**
 * Serves both addresses.
 * @param ready resolves while requests can be answered; rejects with the state to be told
 */
export function serveHealth(app: FastifyInstance, ready: () => Promise<void>): void {
  // However many ask at once, the database is asked once.
  let asking: Promise<'ready' | 'unavailable' | 'stopping'> | undefined;
  const state = () => {
    asking ??= Promise.race([
      ready().then(
        () => 'ready' as const,
        (error: unknown) => (error instanceof Stopping ? 'stopping' : 'unavailable'),
      ),
      new Promise<'unavailable'>((resolve) => setTimeout(resolve, patience, 'unavailable').unref()),
    ]).finally(() => {
      asking = undefined;
    });
    return asking;
  };
  // Balancers ask by either method.
  const either = { exposeHeadRoute: true };
  app.get('/health/live', either, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));
  app.get('/health/ready', either, async (_request, reply) => {
    const status = await state();
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status });
  });
}

/** The server is being stopped: what is in flight is finished, and nothing more should be sent here. */
export class Stopping extends Error {}
