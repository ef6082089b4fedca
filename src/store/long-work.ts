/** Long pieces of work by name: what may be carried out in another thread, to which only plain data can go. */
import type { Whose, Words, Work } from './database.ts';
import { removePerson, removeTenant } from './erasure.ts';
import { forgetNameIn, type NamedRecords } from './forget-name.ts';
import { loadRecords } from './load.ts';
import type { LoadEntry } from './store.ts';

/** Each takes the plain data that its caller in open.ts gives. */
const works: { readonly [name: string]: (given: unknown, words: Words) => Work<unknown> } = {
  load: (entries) => loadRecords(entries as readonly LoadEntry[]),
  erase(given, words) {
    const { tenant, person } = given as Whose;
    return removePerson(words, tenant, person);
  },
  forgetName: (given) => forgetNameIn(given as NamedRecords),
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
