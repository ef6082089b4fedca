/** Long pieces of work by name: what may be carried out in another thread, to which only plain data can go. */
import type { Words, Work } from './database.ts';
import { forgetAuthor, removePerson, removeTenant } from './erasure.ts';
import { loadRecords } from './load.ts';
import type { LoadEntry } from './store.ts';

/** Each takes the plain data that its caller in open.ts gives. */
const works: { readonly [name: string]: (given: unknown, words: Words) => Work<unknown> } = {
  load: (entries) => loadRecords(entries as readonly LoadEntry[]),
  *erase(given, words) {
    const { tenant, person } = given as { readonly tenant: string; readonly person: string };
    const erased = yield* removePerson(words, tenant, person);
    if (erased) yield* forgetAuthor(tenant, person);
    return erased;
  },
  dropTenant: (tenant) => removeTenant(tenant as string),
};

/** One run of the work of this name. */
export function longWork(words: Words, name: string, given: unknown): Work<unknown> {
  const work = works[name];
  if (!work) throw new Error(`There is no long work called ${name}.`);
  return work(given, words);
}

/** All runs, one after the other. */
export function* allRuns(words: Words, name: string, runs: Iterable<unknown>): Work<readonly unknown[]> {
  const results: unknown[] = [];
  for (const given of runs) results.push(yield* longWork(words, name, given));
  return results;
}
