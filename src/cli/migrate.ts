/** `proficio migrate`: brings the database to this version's schema, or says what that would take. */

import { existsSync } from 'node:fs';
import { listPendingMigrations } from '../store/open.ts';
import { databaseFileOf, databaseUrlOf, reached, withNewDatabase } from './database.ts';
import type { settings, ValuesOf } from './settings.ts';

export async function migrate(values: ValuesOf<typeof settings.migrate>): Promise<void> {
  const url = databaseUrlOf(values);
  const file = databaseFileOf(url);
  const pending = await reached(listPendingMigrations(file !== undefined && !existsSync(file) ? 'sqlite::memory:' : url));
  for (const name of pending) process.stdout.write(`${values.dryRun ? 'would do' : 'doing'}: ${name}\n`);
  if (pending.length === 0) process.stdout.write('the schema is up to date\n');
  if (!values.dryRun) await withNewDatabase(values, async () => {});
}
