/** What the authority says of itself: OpenID Connect Discovery 1.0, and Entra ID's list of clouds. */
import { issuerOf } from './access-token.ts';
import { addressOf, type Place } from './realm.ts';

/** The discovery document of a tenant, with the addresses as the client named the tenant. */
export function discoveryDocument(place: Place): Record<string, unknown> {
  const { origin, tenant, named, family } = place;
  return {
    token_endpoint: addressOf(place, 'token'),
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${origin}${family.keys.replace(':tenant', named)}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerOf(family.form, origin, tenant),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${origin}${userInfoPath}`,
    authorization_endpoint: addressOf(place, 'authorize'),
    device_authorization_endpoint: addressOf(place, 'devicecode'),
    end_session_endpoint: addressOf(place, 'logout'),
    code_challenge_methods_supported: ['S256', 'plain'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'password',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    claims_supported: claims,
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
    msgraph_host: new URL(origin).host,
  };
}

/** Where Graph has it. */
export const userInfoPath = '/oidc/userinfo';

const claims = 'sub iss aud exp iat nbf nonce name preferred_username upn oid tid ver c_hash email'.split(' ');

/** What MSAL asks to find out which hosts belong together, where it has not been told: this one alone. */
export function instanceDocument({ origin, tenant }: Place): Record<string, unknown> {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
