/** Faults where tokens come from: rules with `at: authority` strike before the development authority answers. */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { demoTenant } from '../../model/demo-tenant.ts';
import { tenantOf } from '../authority/tenants.ts';
import type { Bench } from './bench.ts';
import { dropped } from './faults.ts';

/** The authority, with the rules of the bench before it. */
export function withFaults({ interceptAuthority }: Bench, authority: FastifyPluginAsync): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      const { tenant, path } = placeOf(request);
      const id = randomUUID();
      const answered = await interceptAuthority(tenant, { method: request.method, path, requestId: id, clientRequestId: id });
      if (answered?.status === dropped.status) {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      return answered && refuseAsEntra(reply, answered.status, answered.headers, answered.body ?? '');
    });
    await app.register(authority);
  };
}

/** Where addresses begin that name no tenant: they are the demo tenant's. */
const tenantless: ReadonlySet<string> = new Set(['msi', 'metadata', 'oidc', 'devicelogin']);

/** The tenant of an address, and what follows it. */
function placeOf({ url }: FastifyRequest): { readonly tenant: string; readonly path: string } {
  const [first = '', ...rest] = url.replace(/\?.*$/s, '').slice(1).split('/');
  const tenant = tenantless.has(first) ? undefined : tenantOf(decodeURIComponent(first));
  return tenant === undefined ? { tenant: demoTenant.id, path: [first, ...rest].join('/') } : { tenant, path: rest.join('/') };
}

/** What a rule answers, in the words of a token endpoint (RFC 6749 5.2). */
function refuseAsEntra(reply: FastifyReply, status: number, headers: Readonly<Record<string, string>>, body: string) {
  const { error } = JSON.parse(body) as { error: { code: string; message: string } }; // as errorReply has just written it
  return reply
    .code(status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .send({ error: error.code, error_description: error.message, error_codes: [], correlation_id: randomUUID() });
}
