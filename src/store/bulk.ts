/** Much at once: loading records in numbers, and reading out everything there is. */
import { refuse } from '../fault.ts';
import { contactGrant, familyGrant } from './audience.ts';
import { type Database, type Row, read, type Statement, type Value, type Work, writeMany } from './database.ts';
import { placeOf } from './source.ts';
import type { DumpEntry, LoadEntry, Loaded, Source } from './store.ts';

/** Keeps records of one kind at a time, in the order given. Refuses personNotFound and itemNotFound for an owner who is not there. */
export function* loadRecords(entries: readonly LoadEntry[]): Work<Loaded> {
  let [created, updated] = [0, 0];
  for (const run of sameKind(entries)) {
    yield* requireOwners(run);
    const kind = run[0]?.source.kind ?? 'items';
    const added = yield* writeMany(insertTexts[kind], run.map(insertValues));
    const present = run.filter((_, index) => added[index] === 0);
    const changed = kind === 'members' ? [] : yield* writeMany(updateTexts[kind], present.map(updateValues));
    const altered = present.filter((_, index) => (changed[index] ?? 0) > 0);
    yield* keepAllNames([...run.filter((_, index) => added[index] !== 0), ...altered], altered);
    created += run.length - present.length;
    updated += altered.length;
  }
  return { created, updated, unchanged: entries.length - created - updated };
}

/** Stretches of entries of one kind. */
function* sameKind(entries: readonly LoadEntry[]): Generator<readonly LoadEntry[]> {
  for (let start = 0; start < entries.length; ) {
    const kind = entries[start]?.source.kind;
    let end = start + 1;
    while (entries[end]?.source.kind === kind && end < entries.length) end++;
    yield entries.slice(start, end);
    start = end;
  }
}

function* requireOwners(entries: readonly LoadEntry[]): Work<void> {
  const owners = new Map<string, { readonly statement: Statement; readonly name: string }>();
  for (const { source, id } of entries) {
    if (source.kind === 'items' || source.kind === 'contacts') needs(owners, 'person', source.tenant, source.person);
    if (source.kind !== 'members') continue;
    needs(owners, 'person', source.tenant, id);
    needs(owners, 'circle', source.tenant, source.group);
  }
  for (const { statement, name } of owners.values()) {
    if ((yield* read(statement)).length === 0) refuse('personNotFound', { person: name });
  }
}

function needs(owners: Map<string, { statement: Statement; name: string }>, table: string, tenant: string, id: string): void {
  const key = `${table}/${tenant}/${id}`;
  if (owners.has(key)) return;
  owners.set(key, {
    statement: { text: `SELECT 1 AS one FROM ${table} WHERE tenant = ? AND id = ?`, values: [tenant, id] },
    name: id,
  });
}

const insertTexts: { readonly [K in Source['kind']]: string } = {
  items: `INSERT INTO item (tenant, person, collection, id, revision, body, audience, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (tenant, person, collection, id) DO NOTHING`,
  people: 'INSERT INTO person (tenant, id, revision, body) VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING',
  groups: 'INSERT INTO circle (tenant, id, revision, body) VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING',
  contacts: `INSERT INTO contact (tenant, person, id, revision, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (tenant, person, id) DO NOTHING`,
  members: 'INSERT INTO member (tenant, circle, person) VALUES (?, ?, ?) ON CONFLICT (tenant, person, circle) DO NOTHING',
};

function insertValues({ source, id, draft }: LoadEntry): readonly Value[] {
  if (source.kind === 'members') return [source.tenant, source.group, id];
  const own = [...placeOf(source).values, id, draft.revision, draft.body];
  return source.kind === 'items' ? [...own, draft.audience, draft.created] : own;
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

/** Names of what was loaded; those of records that were there before are dropped first. */
function* keepAllNames(kept: readonly LoadEntry[], altered: readonly LoadEntry[]): Work<void> {
  const source = kept[0]?.source;
  if (source?.kind === 'people') {
    yield* writeMany(
      'DELETE FROM lookup WHERE tenant = ? AND person = ?',
      altered.map((entry) => [entry.source.tenant, entry.id]),
    );
    yield* writeMany(
      'INSERT INTO lookup (tenant, name, person, rank) VALUES (?, ?, ?, ?)',
      kept.flatMap(({ source: { tenant }, id, draft }) =>
        draft.lookups.map((name, index) => [tenant, name, id, index === 0 ? 0 : 1]),
      ),
    );
  }
  if (source?.kind === 'contacts') {
    yield* writeMany(
      'DELETE FROM address WHERE tenant = ? AND person = ? AND contact = ?',
      altered.map((entry) => [...placeOf(entry.source).values, entry.id]),
    );
    yield* writeMany(
      'INSERT INTO address (tenant, person, name, contact, grants) VALUES (?, ?, ?, ?, ?)',
      kept.flatMap(({ source: of, id, draft: { lookups, family } }) =>
        lookups.map((name) => [...placeOf(of).values, name, id, family ? familyGrant : contactGrant]),
      ),
    );
  }
}

/** Rows read in one go while dumping: few enough that others are answered in between. */
const stride = 100;

/** A table as the dump reads it: in the order of its key, stretch by stretch. */
interface Dumped {
  readonly table: string;
  readonly key: readonly string[];
  /** The column that says whose a row is. */
  readonly person: string | undefined;
  readonly columns: string;
}

const dumped: { readonly [K in DumpEntry['kind']]: Dumped } = {
  user: { table: 'person', key: ['tenant', 'id'], person: 'id', columns: 'body' },
  group: { table: 'circle', key: ['tenant', 'id'], person: undefined, columns: 'body' },
  contact: { table: 'contact', key: ['tenant', 'person', 'id'], person: 'person', columns: 'body' },
  item: { table: 'item', key: ['tenant', 'person', 'collection', 'id'], person: 'person', columns: 'body' },
};

type Reader = (statement: Statement) => Promise<readonly Row[]>;

/** Everything there is: people, then groups with their members, contacts and items. */
export function dumpAll(database: Database, tenant: string | undefined, person: string | undefined): AsyncGenerator<DumpEntry> {
  return database.snapshot(async function* (reader): AsyncGenerator<DumpEntry> {
    for await (const row of rowsOf(reader, dumped.user, tenant, person)) {
      yield { kind: 'user', tenant: textOf(row, 'tenant'), id: textOf(row, 'id'), body: textOf(row, 'body') };
    }
    if (person === undefined) {
      for await (const row of rowsOf(reader, dumped.group, tenant, undefined)) {
        const [of, id] = [textOf(row, 'tenant'), textOf(row, 'id')];
        const members = await reader({
          text: 'SELECT person FROM member WHERE tenant = ? AND circle = ? ORDER BY person',
          values: [of, id],
        });
        yield {
          kind: 'group',
          tenant: of,
          id,
          body: textOf(row, 'body'),
          members: members.map((member) => textOf(member, 'person')),
        };
      }
    }
    for await (const row of rowsOf(reader, dumped.contact, tenant, person)) {
      const [of, user, id] = [textOf(row, 'tenant'), textOf(row, 'person'), textOf(row, 'id')];
      yield { kind: 'contact', tenant: of, user, id, body: textOf(row, 'body') };
    }
    for await (const row of rowsOf(reader, dumped.item, tenant, person)) {
      const [of, user, collection, id] = ['tenant', 'person', 'collection', 'id'].map((name) => textOf(row, name)) as Four;
      yield { kind: 'item', tenant: of, user, collection, id, body: textOf(row, 'body') };
    }
  });
}

type Four = [string, string, string, string];

const textOf = (row: Row, column: string): string => String(row[column]);

async function* rowsOf(
  reader: Reader,
  { table, key, person: personColumn, columns }: Dumped,
  tenant: string | undefined,
  person: string | undefined,
): AsyncGenerator<Row> {
  const conditions = ['TRUE'];
  const of: string[] = [];
  if (tenant !== undefined) {
    conditions.push('tenant = ?');
    of.push(tenant);
  }
  if (person !== undefined && personColumn !== undefined) {
    conditions.push(`${personColumn} = ?`);
    of.push(person);
  }
  const order = key.join(', ');
  const behind = ` AND (${order}) > (${key.map(() => '?').join(', ')})`;
  const page = (last: Row | undefined): Statement => ({
    text: `SELECT ${order}, ${columns} FROM ${table} WHERE ${conditions.join(' AND ')}${last ? behind : ''} ORDER BY ${order} LIMIT ?`,
    values: [...of, ...(last ? key.map((column) => textOf(last, column)) : []), stride],
  });
  for (let last: Row | undefined; ; ) {
    const rows = await reader(page(last));
    yield* rows;
    if (rows.length < stride) return;
    last = rows.at(-1);
  }
}
