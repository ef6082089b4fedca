/** Dump lines in a store: records with ids and times of their own, as no POST could make them. */

import { readDumpValue } from '../../src/profile/dump.ts';
import { personDraft } from '../../src/profile/person.ts';
import type { Store } from '../../src/store/store.ts';

/** A person and what is in their collections. */
export interface Loaded {
  readonly tenant: string;
  readonly person: string;
  readonly collections: Readonly<Record<string, readonly object[]>>;
}

/** Makes a person known. */
export async function meet(store: Store, tenant: string, person: string): Promise<void> {
  const user = { displayName: `Person ${person.slice(0, 4)}`, userPrincipalName: `${person}@example.com` };
  await store.meetPerson(tenant, person, personDraft({ ...user, id: person, accountEnabled: true }, 1));
}

/** Loads a person with all items as they are. */
export async function loadItems(store: Store, { tenant, person, collections }: Loaded): Promise<void> {
  await meet(store, tenant, person);
  const lines = Object.entries(collections).flatMap(([collection, items]) =>
    items.flatMap((value) => readDumpValue({ kind: 'item', tenant, user: person, collection, value }).entries),
  );
  await store.load(lines);
}
