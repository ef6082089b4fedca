/** `proficio erase`: removes a person and every trace of their items, and prints what was removed. */
import { withDatabase } from './database.ts';
import { Failure, Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';
import { findPerson } from './whom.ts';

/** Throws a Mistake without --user, a Failure if there is no such person. */
export async function erase(values: ValuesOf<(typeof settings)['erase']>): Promise<void> {
  const { user, tenant } = values;
  if (user === undefined) throw new Mistake('--user is missing: whom shall be erased');
  const { person, removed } = await withDatabase(values, async (store) => {
    const found = await findPerson(store, tenant, user);
    return { person: found.person, removed: await store.erase(found.tenant, found.person) };
  });
  if (!removed) throw new Failure(`the person '${user}' is not there any more`);
  const { items, contacts, auditEntries, unclean } = removed;
  process.stdout.write(`removed person ${person} with ${items} items, ${contacts} contacts and ${auditEntries} audit entries\n`);
  if (unclean.length > 0)
    process.stderr.write(
      `in the files of ${unclean.join(', ')} removed bytes lie until VACUUM FULL, being too large to write anew at once\n`,
    );
}
