/** The UserInfo endpoint (OpenID Connect Core 5.3): whom an access token speaks of, at the address that Graph has it. */
import { Denial, deny } from './denials.ts';
import { readOwnToken } from './own-token.ts';
import type { Realm } from './realm.ts';

/** @param authorization the header. Denies `accessTokenWrong`. */
export async function answerUserInfo(realm: Realm, authorization: string | undefined): Promise<Record<string, string>> {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const read = await readOwnToken(realm, token ?? '').catch((error: unknown) => {
    if (error instanceof Denial) return deny('accessTokenWrong');
    throw error;
  });
  if (!read.person) return deny('accessTokenWrong');
  const { displayName, userPrincipalName } = read.person;
  return { sub: read.subject, name: displayName, email: userPrincipalName, preferred_username: userPrincipalName };
}
