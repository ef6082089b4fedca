/** `proficio export`: writes a dump of everything, of a tenant, or of one person. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeDumpLine } from '../profile/dump.ts';
import type { Store } from '../store/store.ts';
import { withDatabase } from './database.ts';
import { Failure, reasonOf } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';
import { findPerson } from './whom.ts';

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
    if (file === undefined) await pipeline(Readable.from(pieces), process.stdout as Writable, { end: false });
    else await writeWhole(file, pieces);
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

/** Writes beside the file and then puts it in its place, so that nobody meets half a dump. */
async function writeWhole(file: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${file}.part`;
  try {
    // It holds everything about everybody: for its owner alone.
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { mode: 0o600, flush: true }));
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause instanceof Error && 'path' in cause
      ? new Failure(`${file} cannot be written: ${reasonOf(cause)}`, { cause })
      : cause;
  }
}
