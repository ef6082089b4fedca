/** Developer controls over HTTP, under /dev; there with --dev only. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { refuse } from '../../fault.ts';
import { isGuid } from '../../profile/guid.ts';
import { originOf } from '../wire.ts';
import { instant } from '../world.ts';
import { readClock } from './clock.ts';
import type { Controls } from './controls.ts';
import { readRule } from './faults.ts';
import { noTenant } from './journal.ts';
import { malformed } from './shape.ts';
import { readThrottle } from './throttle.ts';
import { readTokenWish } from './token-wish.ts';

/** Bytes that a seed may have. */
const seedLimit = 256 * 1024 * 1024;

/** One control: where it is, what it takes and does in words, and what it does. */
interface Control {
  readonly method: HTTPMethods;
  readonly path: string;
  readonly about: string;
  readonly bodyLimit?: number;
  readonly carryOut: (controls: Controls, request: FastifyRequest, reply: FastifyReply) => unknown;
}

const table: readonly Control[] = [
  {
    method: 'POST',
    path: '/dev/reset',
    about: 'empties the tenant, and forgets its snapshots, faults, limit, clock and log',
    async carryOut({ reset }, request, reply) {
      await reset(tenantOf(request));
      return done(reply);
    },
  },
  {
    method: 'POST',
    path: '/dev/seed',
    about: 'loads the lines of a dump; ids, dates and tenants may be left out, and people named by userPrincipalName',
    bodyLimit: seedLimit,
    carryOut: async ({ seed }, request) => ({ records: await seed(tenantOf(request), textOf(request)) }),
  },
  {
    method: 'POST',
    path: '/dev/tokens',
    about: 'makes an access token; body {"user", "scopes", "admin", ...} or {"app": true, "roles", ...}',
    async carryOut({ token }, request, reply) {
      const tenant = tenantOf(request);
      return reply.code(201).send({ token: await token(tenant, readTokenWish(bodyOf(request)), originOf(request.raw)) });
    },
  },
  {
    method: 'POST',
    path: '/dev/snapshots',
    about: 'keeps what the tenant holds; answers an id',
    carryOut: async ({ snapshot }, request, reply) => reply.code(201).send({ id: await snapshot(tenantOf(request)) }),
  },
  {
    method: 'POST',
    path: '/dev/snapshots/:id/restore',
    about: 'puts the tenant back to a snapshot',
    async carryOut({ restore }, request, reply) {
      await restore(tenantOf(request), idOf(request));
      return done(reply);
    },
  },
  {
    method: 'GET',
    path: '/dev/clock',
    about: "the tenant's clock",
    carryOut: (controls, request) => clockOf(controls, tenantOf(request)),
  },
  {
    method: 'PUT',
    path: '/dev/clock',
    about: 'sets, stops and moves it; body {"now", "stopped", "advanceSeconds"}, any of them',
    carryOut(controls, request) {
      controls.clock.change(tenantOf(request), readClock(bodyOf(request)));
      return clockOf(controls, tenantOf(request));
    },
  },
  {
    method: 'DELETE',
    path: '/dev/clock',
    about: 'puts it back to the real time',
    carryOut({ clock }, request, reply) {
      clock.reset(tenantOf(request));
      return done(reply);
    },
  },
  {
    method: 'GET',
    path: '/dev/faults',
    about: 'the rules that still strike',
    carryOut: ({ bench }, request) => ({ value: bench.rules(tenantOf(request)) }),
  },
  {
    method: 'POST',
    path: '/dev/faults',
    about:
      'adds a rule; conditions "method", "path", "probability", "count", "at"; effects "latency", "status" (with "code", "message", "headers", "retryAfter", "retryAfterForm"), "drop", "misbehave"',
    carryOut: ({ bench }, request, reply) => reply.code(201).send(bench.addRule(tenantOf(request), readRule(bodyOf(request)))),
  },
  {
    method: 'DELETE',
    path: '/dev/faults',
    about: 'removes all rules',
    carryOut({ bench }, request, reply) {
      bench.removeRules(tenantOf(request));
      return done(reply);
    },
  },
  {
    method: 'DELETE',
    path: '/dev/faults/:id',
    about: 'removes one rule',
    carryOut: ({ bench }, request, reply) =>
      bench.removeRules(tenantOf(request), idOf(request)) > 0 ? done(reply) : refuse('itemNotFound'),
  },
  {
    method: 'GET',
    path: '/dev/throttling',
    about: 'the limit, if there is one',
    carryOut: ({ bench }, request) => bench.throttling.limitOf(tenantOf(request)) ?? refuse('itemNotFound'),
  },
  {
    method: 'PUT',
    path: '/dev/throttling',
    about: 'sets it: so many "requests" in so many "seconds" for each client application; beyond that 429',
    carryOut({ bench }, request, reply) {
      bench.throttling.limit(tenantOf(request), readThrottle(bodyOf(request)));
      return done(reply);
    },
  },
  {
    method: 'DELETE',
    path: '/dev/throttling',
    about: 'removes it',
    carryOut({ bench }, request, reply) {
      bench.throttling.limit(tenantOf(request), undefined);
      return done(reply);
    },
  },
  {
    method: 'GET',
    path: '/dev/requests',
    about: `requests and answers, the latest last; tenant=${noTenant} for those without a token`,
    carryOut: ({ bench }, request) => ({ value: bench.journal.read(journalOf(request)) }),
  },
  {
    method: 'DELETE',
    path: '/dev/requests',
    about: 'forgets them',
    carryOut({ bench }, request, reply) {
      bench.journal.clear(journalOf(request));
      return done(reply);
    },
  },
  {
    method: 'POST',
    path: '/dev/keys/rotate',
    about: 'makes the authority sign with a new key, for all tenants; the old ones stay valid',
    async carryOut({ rotateKeys }, _request, reply) {
      await rotateKeys();
      return done(reply);
    },
  },
];

/** The plugin with all controls, and GET /dev that lists them. */
export function devRoutes(controls: Controls): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    app.get('/dev', async () => ({
      about: 'Developer controls. All but /dev/keys/rotate are about one tenant and take ?tenant=GUID.',
      value: table.map(({ method, path, about }) => ({ method, path, about })),
    }));
    for (const { method, path, bodyLimit, carryOut } of table) {
      app.route({
        method,
        url: path,
        ...(bodyLimit !== undefined && { bodyLimit }),
        handler: async (request, reply) => carryOut(controls, request, reply),
      });
    }
  };
}

const done = (reply: FastifyReply) => reply.code(204).send();

function clockOf({ clock }: Controls, tenant: string) {
  return { now: instant(clock.now(tenant)), stopped: clock.stopped(tenant) };
}

/** Refuses malformedControl. */
function tenantOf({ query }: FastifyRequest): string {
  // Fastify's own parser gives texts, and arrays of texts for what stands more than once.
  const { tenant } = query as { readonly tenant?: unknown };
  return isGuid(tenant)
    ? tenant.toLowerCase()
    : malformed('address', `it needs ?tenant= with the GUID of a tenant, not ${JSON.stringify(tenant ?? null)}`, 'tenant');
}

function journalOf(request: FastifyRequest): string {
  return (request.query as { readonly tenant?: unknown }).tenant === noTenant ? noTenant : tenantOf(request);
}

const idOf = ({ params }: FastifyRequest): string => (params as { readonly id: string }).id; // every route with an id names it so

const textOf = ({ body }: FastifyRequest): string => (typeof body === 'string' ? body : '');

/** Refuses malformedControl. */
function bodyOf(request: FastifyRequest): unknown {
  try {
    return JSON.parse(textOf(request));
  } catch (cause) {
    return malformed('body', `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, undefined);
  }
}
