/** `proficio backup`: writes a consistent copy of the embedded database while the server runs. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { Fault } from '../fault.ts';
import { databaseFileOf, databaseUrlOf, withDatabase } from './database.ts';
import { Failure, Mistake, reasonOf } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

/** Throws a Failure for a file that is there already or cannot be written, or a database that has its own tools for it. */
export async function backup(values: ValuesOf<(typeof settings)['backup']>, file: string | undefined): Promise<void> {
  if (file === undefined) throw new Mistake('the file to write is missing');
  if (databaseFileOf(databaseUrlOf(values)) === undefined)
    throw new Failure('only the embedded database is copied by this command; PostgreSQL has pg_dump and pg_basebackup');
  await withDatabase(values, async (store) => {
    makeEmpty(file);
    try {
      await store.backup(file);
    } catch (error) {
      rmSync(file, { force: true });
      throw unwritable(file, error instanceof Fault ? (error.details.cause ?? error) : error);
    }
  });
  process.stdout.write(`wrote ${file}, ${statSync(file).size} bytes\n`);
}

/** The database writes into a file that is empty: made here, for a copy holds everything about everybody and is its owner's alone. */
function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure(`${file} is there already; a copy goes into a new file`, { cause });
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): Failure {
  return new Failure(`${file} cannot be written: ${reasonOf(cause)}`, { cause });
}
