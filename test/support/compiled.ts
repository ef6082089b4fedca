/** Expressions on a database: many of them computed for every item in a single statement. */
import type { Expression } from '../../src/odata/expression.ts';
import type { Database } from '../../src/store/database.ts';
import { compileAsked, type Reading } from '../../src/store/filtering.ts';
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
  prepared: Prepared,
  source: Items,
  filters: readonly Expression[],
  now: string,
  reading: Reading = 'text',
): Promise<ReadonlyMap<string, readonly boolean[]>> {
  const { words } = prepared.database;
  const asked = filters.map((filter) => compileAsked(words, source, { kind: 'all' }, { filter, orderby: [], now }, reading));
  const conditions = asked.flatMap(({ condition }) => (condition ? [condition] : []));
  return columns(prepared, source, conditions, asked[0]?.join ?? '', (value) => value === true || value === 1);
}

/** What each item is ordered by, by id. Refuses as the expression does. */
export function keyAll(
  prepared: Prepared,
  source: Items,
  keys: readonly Expression[],
  now: string,
  reading: Reading = 'text',
): Promise<ReadonlyMap<string, readonly (string | number | null)[]>> {
  const orderby = keys.map((expression) => ({ expression, descending: false }));
  const asked = compileAsked(prepared.database.words, source, { kind: 'all' }, { orderby, now }, reading);
  // Order keys are text or numbers; the sign of zero says nothing.
  return columns(prepared, source, asked.keys, asked.join, (value) =>
    typeof value === 'number' ? value + 0 : (value as string | null),
  );
}

async function columns<Value>(
  { database }: Prepared,
  { tenant, person, collection }: Items,
  written: readonly Sql[],
  joined: string,
  read: (value: unknown) => Value,
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const list = join(
    written.map((text, index) => sql`${text} AS c${index}`),
    ', ',
  );
  const where = { text: '?', values: [tenant] };
  const statement = sql`SELECT r.id AS id, ${list} FROM item r${joined} WHERE r.tenant = ${where} AND r.person = ${{ text: '?', values: [person] }}
    AND r.collection = ${{ text: '?', values: [collection] }}`;
  const rows = await database.read(statement, 'light', 'fresh');
  return new Map(rows.map((row) => [String(row.id), written.map((_, index) => read(row[`c${index}`]))]));
}
