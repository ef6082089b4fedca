/** `proficio backup`: writes a consistent copy of the embedded database while the server runs. */
import { existsSync, statSync } from 'node:fs';
import { databaseFileOf, databaseUrlOf, withDatabase } from './database.ts';
import { Failure, Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

/** Throws a Failure for a file that is there already, or a database that has its own tools for it. */
export async function backup(values: ValuesOf<(typeof settings)['backup']>, file: string | undefined): Promise<void> {
  if (file === undefined) throw new Mistake('the file to write is missing');
  if (databaseFileOf(databaseUrlOf(values)) === undefined)
    throw new Failure('only the embedded database is copied by this command; PostgreSQL has pg_dump and pg_basebackup');
  if (existsSync(file)) throw new Failure(`${file} is there already; a copy goes into a new file`);
  await withDatabase(values, (store) => store.backup(file));
  process.stdout.write(`wrote ${file}, ${statSync(file).size} bytes\n`);
}
