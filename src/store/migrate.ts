/** Brings a database to the schema of this version: in order, in one transaction, and by one node at a time. */
import { type Database, read, type Words, type Work, write } from './database.ts';
import { type Migration, migrations } from './migrations.ts';

/** A database that a newer version of this program has written to. */
export class SchemaTooNew extends Error {
  constructor(found: number, known: number) {
    super(
      `The database has schema ${found}, but this version knows only up to ${known}: run the version that wrote it, or a newer one.`,
    );
    this.name = 'SchemaTooNew';
  }
}

/** The names of the migrations that the database still lacks, in order. Throws SchemaTooNew. */
export async function pendingMigrations(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<readonly string[]> {
  const { words } = database;
  const [found] = await database.read({ text: words.hasTable, values: ['migration'] }, 'light', 'fresh');
  const versions = found
    ? await database.read({ text: 'SELECT max(version) AS version FROM migration', values: [] }, 'light', 'fresh')
    : [];
  return lacking(Number(versions[0]?.version ?? 0), known).map(({ name }) => name);
}

/** Does what is pending, and answers the names of what was done. Throws SchemaTooNew. */
export async function migrate(database: Database, known: readonly Migration[] = migrations): Promise<readonly string[]> {
  // The usual case writes nothing and waits for nobody.
  if ((await pendingMigrations(database, known)).length === 0) return [];
  return database.migrate(() => doPending(database.words, known));
}

function* doPending(words: Words, known: readonly Migration[]): Work<readonly string[]> {
  yield* read({ text: words.lockSchema, values: [] });
  yield* write({
    text: `CREATE TABLE IF NOT EXISTS migration (version integer PRIMARY KEY, name ${words.text} NOT NULL)`,
    values: [],
  });
  const [row] = yield* read({ text: 'SELECT max(version) AS version FROM migration', values: [] });
  const version = Number(row?.version ?? 0);
  const pending = lacking(version, known);
  for (const [index, { name, statements }] of pending.entries()) {
    for (const text of statements(words)) yield* write({ text, values: [] });
    yield* write({ text: 'INSERT INTO migration (version, name) VALUES (?, ?)', values: [version + index + 1, name] });
  }
  return pending.map(({ name }) => name);
}

function lacking(version: number, known: readonly Migration[]): readonly Migration[] {
  if (version > known.length) throw new SchemaTooNew(version, known.length);
  return known.slice(version);
}
