/** `proficio import`: loads people and items from a dump, or items from a table. */
import { constants, setPriority } from 'node:os';
import { basename, extname } from 'node:path';
import type { Store } from '../store/store.ts';
import { type Company, companyAt, withDatabaseOrNone, withNewDatabase } from './database.ts';
import { type GivenFile, isStandardInput, openGiven } from './given-file.ts';
import { Failure, Mistake } from './mistake.ts';
import { type Rejected, tellRejected } from './rejected.ts';
import type { settings, ValuesOf } from './settings.ts';

export type ImportValues = ValuesOf<(typeof settings)['import']>;

/** What an import came to. `kept` items were left as their people confirmed or declined them. */
export interface Imported {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly rejected: readonly Rejected[];
  /** True if nothing was done because of the lines rejected. */
  readonly refused: boolean;
}

type Importer = (store: Store, file: GivenFile, values: ImportValues, company: Company) => Promise<Imported>;

/** What reads a file, by the end of its name. */
const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  '.jsonl': async () => (await import('./import-dump.ts')).importDump,
  '.ndjson': async () => (await import('./import-dump.ts')).importDump,
  '.csv': async () => (await import('./import-table.ts')).importTable,
};

/** Throws a Mistake for a file that is none, a Failure if lines were refused and nothing was therefore kept. */
export async function importFile(values: ImportValues, file: string | undefined): Promise<void> {
  if (file === undefined) throw new Mistake('the file to import is missing');
  const load = importers[kindOf(file, values)];
  if (!load) throw new Mistake(`${file} is neither a dump (.jsonl) nor a table (.csv)`);
  const importer = await load();
  const given = await openGiven(file);
  try {
    await importGiven(values, given, importer);
  } finally {
    await given.handle.close();
  }
}

/** Only a table is told its collection. */
function kindOf(file: string, { collection }: ImportValues): string {
  if (isStandardInput(file)) return collection === undefined ? '.jsonl' : '.csv';
  return extname(file).toLowerCase();
}

async function importGiven(values: ImportValues, given: GivenFile, importer: Importer): Promise<void> {
  const open = values.dryRun ? withDatabaseOrNone : withNewDatabase;
  const company = companyAt(values);
  if (company === 'others') stepBack();
  const imported = await open(values, (store) => importer(store, given, values, company));
  tellRejected(given.name, imported.rejected);
  const { length } = imported.rejected;
  if (imported.refused)
    throw new Failure(
      `${basename(given.name)} has ${length} bad ${length === 1 ? 'line' : 'lines'}; nothing of it was kept (--skip-bad leaves bad lines out)`,
    );
  process.stdout.write(`${summary(imported, values.dryRun ? 'would be ' : '')}\n`);
}

/** Leaves the processors to whoever answers callers on this machine. */
function stepBack(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where that is forbidden, the import only is less polite.
  }
}

function summary({ created, updated, unchanged, kept, rejected }: Imported, mood: string): string {
  const counts = [`${mood}created ${created}`, `${mood}updated ${updated}`, `unchanged ${unchanged}`];
  if (kept > 0) counts.push(`left as people confirmed or declined them ${kept}`);
  if (rejected.length > 0) counts.push(`bad lines left out ${rejected.length}`);
  return counts.join(', ');
}
