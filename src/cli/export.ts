/** `proficio export`: writes a dump of everything, of a tenant, or of one person. */
import { writeDumpLine } from '../profile/dump.ts';
import type { Store } from '../store/store.ts';
import { withDatabase } from './database.ts';
import type { settings, ValuesOf } from './settings.ts';
import { findPerson } from './whom.ts';
import { writeText } from './written.ts';

type Values = ValuesOf<(typeof settings)['export']>;

/** Bytes gathered before they are written. */
const pieceSize = 64 * 1024;

/**
 * Writes the dump to a file, which appears only once it is complete, or to standard output.
 * Throws a Failure if there is no such person, or the file cannot be written.
 */
export async function exportDump(values: Values, file: string | undefined): Promise<void> {
  const records = await withDatabase(values, async (store) => {
    const { tenant, user } = values;
    const chosen = user === undefined ? { tenant, person: undefined } : await findPerson(store, tenant, user);
    const count = { records: 0 };
    const pieces = piecesOf(store.dump(chosen.tenant, chosen.person), count);
    await writeText(file, pieces);
    return count.records;
  });
  process.stderr.write(`exported ${records} records\n`);
}

async function* piecesOf(entries: ReturnType<Store['dump']>, count: { records: number }): AsyncIterable<string> {
  let piece = '';
  for await (const entry of entries) {
    count.records++;
    piece += `${writeDumpLine(entry)}\n`;
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
