/** Developer controls over HTTP, under /dev; there with --dev only. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../fault.ts';
import { instant } from '../world.ts';
import type { Throttle } from './bench.ts';
import type { Controls } from './controls.ts';
import type { FaultRule } from './faults.ts';

/** Bytes that a seed may have. */
const seedLimit = 256 * 1024 * 1024;

const forTenant = {
  type: 'object',
  required: ['tenant'],
  properties: { tenant: { type: 'string', pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' } },
} as const;

const faultBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    method: { type: 'string', pattern: '^[A-Za-z]+$' },
    path: { type: 'string', minLength: 1, maxLength: 1000 },
    probability: { type: 'number', minimum: 0, maximum: 1 },
    count: { type: 'integer', minimum: 1 },
    latency: { type: 'number', minimum: 0, maximum: 600_000 },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string' },
    message: { type: 'string' },
    retryAfter: { anyOf: [{ type: 'number' }, { type: 'string' }] },
    drop: { type: 'boolean' },
    misbehave: { enum: ['numericEnums', 'unknownError'] },
  },
} as const;

const clockBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { now: { type: 'string' }, stopped: { type: 'boolean' }, advanceSeconds: { type: 'number' } },
} as const;

const throttleBody = {
  type: 'object',
  additionalProperties: false,
  required: ['requests', 'seconds'],
  properties: { requests: { type: 'integer', minimum: 1 }, seconds: { type: 'number', exclusiveMinimum: 0 } },
} as const;

const tenantOf = (request: FastifyRequest): string => (request.query as { tenant: string }).tenant.toLowerCase();
const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

/** @param rotate makes the development authority sign with a new key */
export function devRoutes(controls: Controls, rotate: () => Promise<void>): FastifyPluginAsync {
  const { bench, clock } = controls;
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    const tenant = { schema: { querystring: forTenant } };
    const done = (reply: FastifyReply) => reply.code(204).send();

    app.post('/dev/reset', tenant, async (request, reply) => {
      await controls.reset(tenantOf(request));
      return done(reply);
    });
    app.post('/dev/seed', { ...tenant, bodyLimit: seedLimit }, async (request) => {
      const { body } = request;
      if (typeof body !== 'string')
        return refuse('wrongMediaType', {
          found: request.headers['content-type'] ?? 'none',
          expected: 'application/x-ndjson, the lines of a dump',
        });
      return { records: await controls.seed(tenantOf(request), body.split('\n')) };
    });
    app.post('/dev/snapshots', tenant, async (request, reply) =>
      reply.code(201).send({ id: await controls.snapshot(tenantOf(request)) }),
    );
    app.post('/dev/snapshots/:id/restore', tenant, async (request, reply) => {
      await controls.restore(tenantOf(request), idOf(request));
      return done(reply);
    });

    app.get('/dev/clock', tenant, async (request) => ({ now: instant(clock.now(tenantOf(request))) }));
    app.put('/dev/clock', { schema: { querystring: forTenant, body: clockBody } }, async (request) => {
      const who = tenantOf(request);
      const {
        now,
        stopped = false,
        advanceSeconds,
      } = request.body as { now?: string; stopped?: boolean; advanceSeconds?: number };
      const at = now === undefined ? clock.now(who) : Date.parse(now);
      if (Number.isNaN(at)) return refuse('malformedBody', { reason: "'now' is not a date and time", target: 'now' });
      if (stopped) clock.stop(who, at);
      else if (now !== undefined) clock.set(who, at);
      if (advanceSeconds !== undefined) clock.advance(who, advanceSeconds * 1000);
      return { now: instant(clock.now(who)) };
    });
    app.delete('/dev/clock', tenant, async (request, reply) => {
      clock.reset(tenantOf(request));
      return done(reply);
    });

    app.get('/dev/faults', tenant, async (request) => ({ value: bench.rules(tenantOf(request)) }));
    app.post('/dev/faults', { schema: { querystring: forTenant, body: faultBody } }, async (request, reply) =>
      reply.code(201).send(bench.addRule({ ...(request.body as Omit<FaultRule, 'id'>), tenant: tenantOf(request) })),
    );
    app.delete('/dev/faults', tenant, async (request, reply) => {
      bench.removeRules(tenantOf(request));
      return done(reply);
    });
    app.delete('/dev/faults/:id', async (request, reply) =>
      bench.removeRules(undefined, idOf(request)) > 0 ? done(reply) : refuse('itemNotFound'),
    );

    app.get('/dev/throttling', tenant, async (request) => bench.throttling(tenantOf(request)) ?? refuse('itemNotFound'));
    app.put('/dev/throttling', { schema: { querystring: forTenant, body: throttleBody } }, async (request, reply) => {
      bench.throttle(tenantOf(request), request.body as Throttle);
      return done(reply);
    });
    app.delete('/dev/throttling', tenant, async (request, reply) => {
      bench.throttle(tenantOf(request), undefined);
      return done(reply);
    });

    app.get('/dev/requests', tenant, async (request) => ({ value: bench.journal.read(tenantOf(request)) }));
    app.delete('/dev/requests', tenant, async (request, reply) => {
      bench.journal.clear(tenantOf(request));
      return done(reply);
    });
    app.post('/dev/keys/rotate', async (_request, reply) => {
      await rotate();
      return done(reply);
    });
  };
}
