/** Erases a person: what is theirs in one transaction, and their name in what they did to others. */
import type { Database, Whose } from './database.ts';
import type { Erased } from './erasure.ts';
import { forgetName } from './forget-name.ts';
import type { Erasure } from './store.ts';

/** Answers undefined, having changed nothing, if there is no such person. */
export async function erasePerson(database: Database, whose: Whose): Promise<Erasure | undefined> {
  const { tenant, person } = whose;
  const known = { text: 'SELECT 1 AS one FROM person WHERE tenant = ? AND id = ?', values: [tenant, person] };
  if ((await database.read(known, 'light', 'fresh')).length === 0) return undefined;
  // While the person is there, so that whoever is interrupted can begin again; and once more for what was written meanwhile.
  const before = await forgetName(database, whose);
  const [erased] = await database.long({ name: 'erase', runs: [whose] });
  if (!erased) return undefined;
  const after = await forgetName(database, whose);
  // What the run answers is what `removePerson` returns.
  return { ...(erased as Erased), unclean: await database.scrub(before + after > 0 ? undefined : whose) };
}
