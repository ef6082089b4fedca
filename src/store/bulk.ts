/** Reading out everything there is. */
import type { Database, Row, Statement } from './database.ts';
import type { DumpEntry } from './store.ts';

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
