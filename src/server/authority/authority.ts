/** The development authority over HTTP: discovery, keys, and tokens for applications. */
import type { FastifyPluginAsync } from 'fastify';
import { originOf } from '../app.ts';
import { accessClaims, issuerOf, signToken } from './access-token.ts';
import { builtInClient } from './clients.ts';
import type { SigningKeys } from './signing-keys.ts';
import { tenantOf } from './tenants.ts';

interface Permissions {
  readonly application: readonly string[];
}

/** Seconds that a token is valid. */
const lifetime = 3599;

/**
 * @param permissions what the built-in client holds
 * @param now milliseconds, as a tenant's own clock has them
 */
export function authority(
  keys: SigningKeys,
  permissions: Permissions,
  publicUrl: string | undefined,
  now: (tenant: string) => number,
): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.get('/:tenant/v2.0/.well-known/openid-configuration', async (request, reply) => {
      const tenant = tenantOf((request.params as { tenant: string }).tenant);
      if (tenant === undefined) return reply.callNotFound();
      const origin = publicUrl ?? originOf(request.raw);
      const base = `${origin}/${tenant}`;
      return {
        issuer: issuerOf(origin, tenant),
        jwks_uri: `${base}/discovery/v2.0/keys`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      };
    });
    app.get('/:tenant/discovery/v2.0/keys', async () => ({ keys: await keys.published() }));
    app.post('/:tenant/oauth2/v2.0/token', async (request, reply) => {
      const tenant = tenantOf((request.params as { tenant: string }).tenant);
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const refuse = (error: string, description: string) =>
        reply.code(error === 'invalid_client' ? 401 : 400).send({ error, error_description: description });
      if (tenant === undefined) return refuse('invalid_request', 'AADSTS90002: the tenant is not known.');
      if (form.get('grant_type') !== 'client_credentials')
        return refuse('unsupported_grant_type', 'AADSTS70003: the grant type is not supported.');
      if (form.get('client_id') !== builtInClient.id || form.get('client_secret') !== builtInClient.secret) {
        return refuse('invalid_client', 'AADSTS7000215: an invalid client secret was provided.');
      }
      const { id, displayName } = builtInClient;
      const claims = accessClaims({
        form: '2.0',
        origin: publicUrl ?? originOf(request.raw),
        tenant,
        audience: 'https://graph.microsoft.com',
        client: { id, displayName, proof: 'secret' },
        permissions: permissions.application,
        at: now(tenant),
        seconds: lifetime,
      });
      reply.header('cache-control', 'no-store');
      return {
        token_type: 'Bearer',
        expires_in: lifetime,
        ext_expires_in: lifetime,
        access_token: await signToken(keys, claims),
      };
    });
  };
}
