/** The development authority as an issuer to be believed: tokens signed with its keys, whichever port they were made for. */

import { refuse } from '../../fault.ts';
import { isGuid } from '../../profile/guid.ts';
import { type Claims, defaultClaims } from '../claims.ts';
import type { Issuer } from '../keys.ts';
import { isLoopback } from '../loopback.ts';
import { graphApplication } from '../tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What Microsoft Graph is called in `aud`, in tokens of either form. */
export const graphAudiences: ReadonlySet<string> = new Set([
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
  graphApplication,
]);

/**
 * Believes tokens whose issuer is a loopback origin (or the public one) with the token's own tenant, or the name that v1 tokens
 * of Entra ID give, as long as these keys have signed them.
 */
export function developmentIssuer(keys: SigningKeys, publicUrl?: string): Issuer {
  return {
    mapping: defaultClaims,
    namesTenants: true,
    development: true,
    claims: (claims) => isOurs(claims, publicUrl),
    accepts: (audience) => graphAudiences.has(audience),
    async key({ kid, alg }) {
      const key = kid === undefined || alg !== 'RS256' ? undefined : await keys.find(kid);
      return key ?? refuse('tokenRefused', { reason: 'The key that the token is signed with is not one of its issuer' });
    },
    // Here, at whatever address the caller knows this server by.
    authorizationUri: () => undefined,
    prepare() {
      keys.current().catch(() => undefined);
    },
  };
}

function isOurs({ iss }: Claims, publicUrl: string | undefined): boolean {
  if (typeof iss !== 'string' || !URL.canParse(iss)) return false;
  const { origin, hostname, pathname, search, hash } = new URL(iss);
  const path = /^\/([^/]+)(?:\/v2\.0|\/)$/.exec(pathname);
  if (search !== '' || hash !== '' || !isGuid(path?.[1])) return false;
  if (origin === 'https://sts.windows.net') return pathname.endsWith('/') && !pathname.endsWith('/v2.0');
  return isLoopback(hostname) || origin === publicUrl;
}
