/** Expressions on a database: many of them computed for every item in a single statement. */
import type { Expression } from '../../src/odata/expression.ts';
import type { Database } from '../../src/store/database.ts';
import { filterCondition, orderKey } from '../../src/store/filtering.ts';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { join, type Sql, sql } from '../../src/store/sql.ts';
import type { Source, Store } from '../../src/store/store.ts';

/** A database, its schema in place, with the store on top of it. */
export interface Prepared {
  readonly database: Database;
  readonly store: Store;
}

export async function prepare(database: Database): Promise<Prepared> {
  await migrate(database);
  return { database, store: storeOn(database) };
}

/** Where items lie. */
export type Items = Extract<Source, { readonly kind: 'items' }>;

/** Which items pass each filter, by id. Refuses as the filter does. */
export function filterAll(
  { database }: Prepared,
  source: Items,
  filters: readonly Expression[],
  now: string,
): Promise<ReadonlyMap<string, readonly boolean[]>> {
  const conditions = filters.map((filter) => filterCondition(database.words, source, { kind: 'all' }, filter, now));
  return columns(database, source, conditions, (value) => value === true || value === 1);
}

/** What each item is ordered by, by id. Refuses as the expression does. */
export function keyAll(
  { database }: Prepared,
  source: Items,
  keys: readonly Expression[],
  now: string,
): Promise<ReadonlyMap<string, readonly (string | number | null)[]>> {
  const written = keys.map((key) => orderKey(database.words, source, { kind: 'all' }, key, now));
  return columns(database, source, written, (value) => (typeof value === 'number' ? value + 0 : (value as string | null)));
}

async function columns<Value>(
  database: Database,
  { tenant, person, collection }: Items,
  written: readonly Sql[],
  read: (value: unknown) => Value,
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const list = join(
    written.map((text, index) => sql`${text} AS c${index}`),
    ', ',
  );
  const where = { text: '?', values: [tenant] };
  const statement = sql`SELECT r.id AS id, ${list} FROM item r WHERE r.tenant = ${where} AND r.person = ${{ text: '?', values: [person] }}
    AND r.collection = ${{ text: '?', values: [collection] }}`;
  const rows = await database.read(statement, 'light', 'fresh');
  return new Map(rows.map((row) => [String(row.id), written.map((_, index) => read(row[`c${index}`]))]));
}
