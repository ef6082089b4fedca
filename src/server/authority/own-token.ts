/** Access tokens that come back to the authority: whether it has issued them, and of whom they speak. */
import type { SignedInPerson } from './access-token.ts';
import { deny } from './denials.ts';
import { developmentIssuer } from './issuer.ts';
import type { Realm } from './realm.ts';

/** What an access token says. */
export interface OwnToken {
  readonly tenant: string;
  readonly audience: string;
  readonly subject: string;
  /** Undefined for a token without a person. */
  readonly person: SignedInPerson | undefined;
}

/**
 * Reads an access token. Denies `assertionUntrusted` for what this authority did not sign as one, and `assertionExpired`.
 */
export async function readOwnToken(realm: Realm, token: string): Promise<OwnToken> {
  const { keys, publicUrl, now } = realm;
  const claims = await verified(realm, token);
  const { aud, tid, sub, exp, oid, name, upn, unique_name, preferred_username, wids, idtyp } = claims;
  const texts = typeof aud === 'string' && typeof tid === 'string' && typeof sub === 'string' && typeof exp === 'number';
  // An ID token has no `idtyp`.
  if (!texts || idtyp === undefined || !developmentIssuer(keys, publicUrl).claims(claims)) return deny('assertionUntrusted');
  if (now(tid) >= exp * 1000) return deny('assertionExpired');
  const userPrincipalName = [upn, preferred_username, unique_name].find((one) => typeof one === 'string');
  const isPerson = idtyp === 'user' && typeof oid === 'string' && typeof userPrincipalName === 'string';
  const person = isPerson
    ? {
        id: oid,
        displayName: typeof name === 'string' ? name : userPrincipalName,
        userPrincipalName,
        directoryRoles: Array.isArray(wids) ? wids.map(String) : [],
      }
    : undefined;
  return { tenant: tid, audience: aud, subject: sub, person };
}

async function verified({ keys }: Realm, token: string): Promise<Readonly<Record<string, unknown>>> {
  const { compactVerify } = await import('jose/jws/compact/verify');
  try {
    const { payload } = await compactVerify(
      token,
      async ({ kid }) => (await keys.find(kid ?? '')) ?? Promise.reject(new Error('not a key of this authority')),
      { algorithms: ['RS256'] },
    );
    return JSON.parse(Buffer.from(payload).toString('utf8')) as Readonly<Record<string, unknown>>; // this authority signs objects only
  } catch {
    return deny('assertionUntrusted');
  }
}
