/** Loading records in numbers: each kind at once, people before what is theirs. */
import { refuse } from '../fault.ts';
import { contactGrant, familyGrant } from './audience.ts';
import { insertMany, runMany, type Table, type Value, type Work } from './database.ts';
import { placeOf } from './source.ts';
import type { LoadEntry, Loaded, Source } from './store.ts';

/** In the order in which they need each other. */
const kinds = ['people', 'groups', 'members', 'contacts', 'items'] as const satisfies readonly Source['kind'][];

/** Keeps records, those of one kind in the order given. Refuses personNotFound for an owner who is not there. */
export function* loadRecords(entries: readonly LoadEntry[]): Work<Loaded> {
  let [created, updated] = [0, 0];
  for (const kind of kinds) {
    const run = entries.filter(({ source }) => source.kind === kind);
    yield* requireOwners(run);
    const added = yield* insertMany(tables[kind], run.map(insertValues));
    const present = run.filter((_, index) => added[index] === 0);
    const changed = kind === 'members' ? [] : yield* runMany(updateTexts[kind], present.map(updateValues));
    const altered = present.filter((_, index) => (changed[index] ?? 0) > 0);
    if (kind === 'people' || kind === 'contacts')
      yield* keepAllNames(kind, [...run.filter((_, index) => added[index] !== 0), ...altered], altered);
    created += run.length - present.length;
    updated += altered.length;
  }
  return { created, updated, unchanged: entries.length - created - updated };
}

function* requireOwners(entries: readonly LoadEntry[]): Work<void> {
  const people = new Set<string>();
  const groups = new Set<string>();
  let last: Source | undefined;
  for (const { source, id } of entries) {
    if (source.kind === 'members') {
      people.add(keyOf(source.tenant, id));
      groups.add(keyOf(source.tenant, source.group));
    }
    if (source.kind !== 'items' && source.kind !== 'contacts') continue;
    // Most stand behind others of the same person.
    if (last?.kind !== source.kind || last.person !== source.person || last.tenant !== source.tenant)
      people.add(keyOf(source.tenant, source.person));
    last = source;
  }
  yield* requireAll('person', [...people]);
  yield* requireAll('circle', [...groups]);
}

const keyOf = (tenant: string, id: string): string => `${tenant}/${id}`;

function* requireAll(table: 'person' | 'circle', keys: readonly string[]): Work<void> {
  const found = yield* runMany(
    `SELECT 1 AS one FROM ${table} WHERE tenant = ? AND id = ?`,
    keys.map((key) => key.split('/')),
  );
  const missing = keys[found.indexOf(0)];
  if (missing !== undefined) refuse('personNotFound', { person: missing.slice(missing.indexOf('/') + 1) });
}

const columns = ['id', 'revision', 'body'] as const;

const tables: { readonly [K in Source['kind']]: Table } = {
  items: {
    table: 'item',
    columns: ['tenant', 'person', 'collection', ...columns, 'audience', 'created'],
    key: ['tenant', 'person', 'collection', 'id'],
  },
  people: { table: 'person', columns: ['tenant', ...columns], key: ['tenant', 'id'] },
  groups: { table: 'circle', columns: ['tenant', ...columns], key: ['tenant', 'id'] },
  contacts: { table: 'contact', columns: ['tenant', 'person', ...columns], key: ['tenant', 'person', 'id'] },
  members: { table: 'member', columns: ['tenant', 'circle', 'person'], key: ['tenant', 'person', 'circle'] },
};

function insertValues({ source, id, draft }: LoadEntry): readonly Value[] {
  if (source.kind === 'members') return [source.tenant, source.group, id];
  const own = [...placeOf(source).values, id, draft.revision, draft.body];
  if (source.kind === 'items') own.push(draft.audience, draft.created);
  return own;
}

const update = (table: string, key: string, more = ''): string =>
  `UPDATE ${table} SET revision = ?, body = ?${more} WHERE ${key} AND id = ? AND CAST(body AS text) <> ?`;

const updateTexts: { readonly [K in Exclude<Source['kind'], 'members'>]: string } = {
  items: update('item', 'tenant = ? AND person = ? AND collection = ?', ', audience = ?, created = ?'),
  people: update('person', 'tenant = ?'),
  groups: update('circle', 'tenant = ?'),
  contacts: update('contact', 'tenant = ? AND person = ?'),
};

function updateValues({ source, id, draft }: LoadEntry): readonly Value[] {
  const more = source.kind === 'items' ? [draft.audience, draft.created] : [];
  return [draft.revision, draft.body, ...more, ...placeOf(source).values, id, draft.body];
}

/** What people and contacts are found by. Those of records that were there before are dropped first. */
const names: {
  readonly [K in 'people' | 'contacts']: {
    readonly drop: string;
    readonly into: Table;
    readonly rows: (entry: LoadEntry) => readonly (readonly Value[])[];
  };
} = {
  people: {
    drop: 'DELETE FROM lookup WHERE tenant = ? AND person = ?',
    into: { table: 'lookup', columns: ['tenant', 'name', 'person', 'rank'], key: ['tenant', 'name', 'person'] },
    rows: ({ source, id, draft }) => draft.lookups.map((name, index) => [source.tenant, name, id, index === 0 ? 0 : 1]),
  },
  contacts: {
    drop: 'DELETE FROM address WHERE tenant = ? AND person = ? AND contact = ?',
    into: {
      table: 'address',
      columns: ['tenant', 'person', 'name', 'contact', 'grants'],
      key: ['tenant', 'person', 'name', 'contact'],
    },
    rows: ({ source, id, draft: { lookups, family } }) =>
      lookups.map((name) => [...placeOf(source).values, name, id, family ? familyGrant : contactGrant]),
  },
};

function* keepAllNames(kind: keyof typeof names, kept: readonly LoadEntry[], altered: readonly LoadEntry[]): Work<void> {
  const { drop, into, rows } = names[kind];
  const key = ({ source, id }: LoadEntry): readonly Value[] => [...placeOf(source).values, id];
  yield* runMany(drop, altered.map(key));
  // A record that stands in the run more than once has the names of the last of them.
  const last = new Map(kept.map((entry) => [key(entry).join('/'), entry]));
  yield* insertMany(into, [...last.values()].flatMap(rows));
}
