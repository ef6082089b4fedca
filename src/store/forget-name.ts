/** The name of whoever is erased, taken out of what they did to others; their id stays, and so do revisions and tags. */
import { type Database, type Row, read, type Statement, type Value, type Whose, type Work, write } from './database.ts';

/** Records looked at in one go: others are answered, and write, in between. */
const stride = 500;

/** Where the name stands in a text of this column; answers the text without it. */
type Forget = (text: string, id: string) => string;

interface Named {
  readonly owner: string;
  readonly key: readonly string[];
  readonly texts: Readonly<Record<string, Forget>>;
}

/** Items first: what is changed afterwards does not bring the name into the trail again. */
const tables = {
  item: { owner: 'person', key: ['person', 'collection', 'id'], texts: { body: fromRecord } },
  audit: { owner: 'owner', key: ['seq'], texts: { author: fromAuthor, before: fromRecord } },
} as const satisfies Readonly<Record<string, Named>>;

type TableName = keyof typeof tables;

/** What is found in one go, as plain data. */
export interface NamedRecords extends Whose {
  readonly table: TableName;
  readonly keys: readonly (readonly Value[])[];
}

/**
 * Takes a person's name out of the authors of others' items, and out of the trail of others. What is the person's own is left alone.
 * @returns how many texts held it
 */
export async function forgetName(database: Database, whose: Whose): Promise<number> {
  let forgotten = 0;
  // The keys of the table are its names.
  for (const table of Object.keys(tables) as TableName[]) {
    for (let last: readonly Value[] | undefined, isLast = false; !isLast; ) {
      const rows = await database.read(pageStatement(table, whose, last), 'heavy', 'fresh');
      const keys = rows.filter(({ named }) => Number(named) === 1).map((row) => keyOf(table, row));
      if (keys.length > 0)
        forgotten += Number((await database.long({ name: 'forgetName', runs: [{ ...whose, table, keys }] }))[0]);
      last = keyOf(table, rows.at(-1) ?? {});
      isLast = rows.length < stride;
    }
  }
  return forgotten;
}

/** Records behind a key, each with whether it may name the person. */
function pageStatement(table: TableName, { tenant, person }: Whose, last: readonly Value[] | undefined): Statement {
  const { owner, key, texts }: Named = tables[table];
  const columns = Object.keys(texts);
  const order = key.join(', ');
  const holds = columns.map((column) => `lower(CAST(${column} AS text)) LIKE ?`).join(' OR ');
  const behind = last ? ` AND (${order}) > (${key.map(() => '?').join(', ')})` : '';
  // What means more to LIKE than itself stands for any character: each text found is looked at again.
  const pattern = `%"id":${JSON.stringify(person.toLowerCase()).replaceAll(/[\\%_]/g, '_')}%`;
  return {
    text: `SELECT ${order}, CASE WHEN ${owner} <> ? AND (${holds}) THEN 1 ELSE 0 END AS named
      FROM ${table} WHERE tenant = ?${behind} ORDER BY ${order} LIMIT ?`,
    values: [person, ...columns.map(() => pattern), tenant, ...(last ?? []), stride],
  };
}

function keyOf(table: TableName, row: Row): readonly Value[] {
  // Numbers come back as they were read, text or number.
  return tables[table].key.map((column) => (column === 'seq' ? Number(row[column]) : String(row[column])));
}

/** Takes the name out of records, unless somebody has changed them meanwhile. Answers how many texts held it. */
export function* forgetNameIn({ tenant, person, table, keys }: NamedRecords): Work<number> {
  const { key, texts }: Named = tables[table];
  const those = `tenant = ? AND ${key.map((column) => `${column} = ?`).join(' AND ')}`;
  let forgotten = 0;
  for (const own of keys) {
    const values = [tenant, ...own];
    const [row = {}] = yield* read({ text: `SELECT ${Object.keys(texts).join(', ')} FROM ${table} WHERE ${those}`, values });
    for (const [column, forget] of Object.entries(texts)) {
      const text = row[column];
      const without = typeof text === 'string' ? forget(text, person) : text;
      if (typeof without !== 'string' || without === text) continue;
      forgotten += yield* write({
        text: `UPDATE ${table} SET ${column} = ? WHERE ${those} AND CAST(${column} AS text) = ?`,
        values: [without, ...values, String(text)],
      });
    }
  }
  return forgotten;
}

interface Identity {
  readonly id?: unknown;
}

/** A record's text is what JSON.stringify made of it: read and written again it is the same but for the name. */
function fromRecord(text: string, id: string): string {
  const value = JSON.parse(text) as { [name: string]: { user?: Identity | null } | null };
  let found = false;
  for (const by of [value.createdBy, value.lastModifiedBy]) {
    if (!by?.user || !isOf(by.user, id)) continue;
    by.user = { displayName: null, id: by.user.id } as Identity;
    found = true;
  }
  return found ? JSON.stringify(value) : text;
}

function fromAuthor(text: string, id: string): string {
  const author = JSON.parse(text) as { readonly person: Identity | null };
  return author.person && isOf(author.person, id)
    ? JSON.stringify({ ...author, person: { id: author.person.id, displayName: null } })
    : text;
}

/** Dumps may name people in other letters than the server does. */
function isOf({ id }: Identity, person: string): boolean {
  return typeof id === 'string' && id.toLowerCase() === person.toLowerCase();
}
