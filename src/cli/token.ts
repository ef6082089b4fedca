/** `proficio token`: an access token of the development authority, whether or not a server runs. */
import { mintToken, type TokenWish } from '../server/authority/mint.ts';
import { storedSigningKeys } from '../server/authority/signing-keys.ts';
import { Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

type TokenValues = ValuesOf<typeof settings.token>;

/** Prints a token on standard output. Throws a Mistake unless exactly one of `user` and `app` is asked for. */
export async function printToken(values: TokenValues): Promise<void> {
  const keys = storedSigningKeys(values.data);
  const token = await mintToken(wishOf(values), { keys, origin: 'https://localhost:8443', now: Date.now });
  process.stdout.write(`${token}\n`);
}

function wishOf({ user, app, personal, name, admin, scope, roles, tenant, oid, minutes }: TokenValues): TokenWish {
  if (app === (user !== undefined)) throw new Mistake('token takes either --user with a userPrincipalName or --app');
  if (app && personal) throw new Mistake('--personal is for people, not for --app');
  const any = { tenant, oid, minutes };
  return user === undefined ? { ...any, app: true, roles } : { ...any, user, name, admin, personal, scopes: scope };
}
