/** `proficio token`: an access token of the development authority, whether or not a server runs. */
import { mintToken, type TokenWish } from '../server/authority/mint.ts';
import { storedSigningKeys } from '../server/authority/signing-keys.ts';
import { personalTenant } from '../server/claims.ts';
import { Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

type TokenValues = ValuesOf<typeof settings.token>;

/** Prints a token on standard output. Throws a Mistake for flags that do not go together. */
export async function printToken(values: TokenValues): Promise<void> {
  const keys = storedSigningKeys(values.data);
  const token = await mintToken(wishOf(values), { keys, origin: 'https://localhost:8443', now: Date.now });
  process.stdout.write(`${token}\n`);
}

/** Flags that say something of people alone. */
const ofPeople = ['name', 'scope', 'admin', 'personal'] as const satisfies readonly (keyof TokenValues)[];

/** Throws a Mistake for flags that contradict each other: a token would not be what one of them says. */
function wishOf(values: TokenValues): TokenWish {
  const { user, app, roles, tenant, oid, minutes } = values;
  if (app === (user !== undefined)) throw new Mistake('token takes either --user with a userPrincipalName or --app');
  const any = { oid, minutes, ...(tenant !== undefined && { tenant }) };
  if (user === undefined) {
    const stray = ofPeople.find((key) => values[key] !== undefined && values[key] !== false);
    if (stray !== undefined) throw new Mistake(`--${stray} is for people, not for --app`);
    return { ...any, app: true, roles };
  }
  if (roles !== undefined) throw new Mistake('--roles is for --app; what a person may do is --scope');
  const { name, admin, personal, scope } = values;
  if (personal && tenant !== undefined && tenant !== personalTenant)
    throw new Mistake(`--personal is of the tenant ${personalTenant}, not of --tenant ${tenant}`);
  return { ...any, user, name, admin, personal, ...(scope !== undefined && { scopes: scope }) };
}
