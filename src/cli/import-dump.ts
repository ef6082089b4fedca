/** Imports a dump: every line is checked before the first is kept, then all are loaded in pieces that fit into memory. */
import { unpack } from '../store/packed.ts';
import type { LoadEntry, Store } from '../store/store.ts';
import { ahead } from './ahead.ts';
import type { Company } from './database.ts';
import { type Directory, openDirectory } from './dump-directory.ts';
import type { ReadPiece } from './dump-piece.ts';
import { type Readers, startReaders } from './dump-readers.ts';
import type { GivenFile } from './given-file.ts';
import type { Imported, ImportValues } from './import.ts';
import { type PiecedFile, piecedFile } from './lines.ts';
import { startProgress } from './progress.ts';
import type { Rejected } from './rejected.ts';

/** Bytes of entries that are kept in one transaction: more take less time in all, and make other writers wait for longer. */
const groupSize = 6 * 1024 * 1024;

/** Bytes of a file up to which something is done. */
export interface Bounds {
  /** Checked and kept at the same time. */
  readonly atOnce: number;
  /**
   * Of a larger one, so many are held, read, from the check until they are kept; the others are read once more. Those held are
   * spread evenly over the file, so that others are read while they are kept.
   */
  readonly held: number;
}

const usualBounds: Bounds = { atOnce: 128 * 1024 * 1024, held: 64 * 1024 * 1024 };

export async function importDump(
  store: Store,
  given: GivenFile,
  { dryRun, skipBad }: ImportValues,
  company: Company,
  { atOnce, held }: Bounds = usualBounds,
): Promise<Imported> {
  const { name } = given;
  const { size } = await given.handle.stat();
  const file = piecedFile(given);
  const readers = startReaders(size, company);
  try {
    if (company === 'nobody' && !dryRun && size <= atOnce)
      return await importAtOnce(store, { name, size }, file, readers, skipBad);
    const reading = await startProgress(`checking ${name}`, size);
    const { pieces, rejected } = await checkPieces(file, readers, await openDirectory(store), held / size, reading.at);
    reading.end();
    const refused = rejected.length > 0 && !skipBad;
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const keep = dryRun ? compare : keepers[company];
    const loading = await startProgress(dryRun ? `comparing ${name}` : `loading ${name}`, size);
    for await (const { entries, end } of groupsOf(refused ? [] : pieces, file, readers)) {
      add(counts, await keep(store, entries));
      loading.at(end);
    }
    loading.end();
    return { ...counts, kept: 0, rejected, refused };
  } finally {
    await readers.close();
  }
}

/** Lines are bad: nothing is to be kept. */
class BadLines extends Error {}

/**
 * Checks and loads at the same time, as one transaction that is undone where a line is bad. Whoever writes beside would wait for the
 * whole of it: only where nobody does, and for moments.
 */
async function importAtOnce(
  store: Store,
  { name, size }: { readonly name: string; readonly size: number },
  file: PiecedFile,
  readers: Readers,
  skipBad: SkipBad,
): Promise<Imported> {
  const rejected: Rejected[] = [];
  const loading = await startProgress(`loading ${name}`, size);
  const directory = await openDirectory(store);
  async function* good(): AsyncGenerator<readonly LoadEntry[]> {
    for await (const piece of checkedPieces(file, readers, directory)) {
      rejected.push(...piece.rejected);
      loading.at(piece.from + piece.length);
      if (rejected.length === 0 || skipBad) yield unpack(await packedOf(file, readers, piece));
    }
    if (rejected.length > 0 && !skipBad) throw new BadLines();
  }
  try {
    return { ...(await store.fill(good())), kept: 0, rejected, refused: false };
  } catch (error) {
    if (!(error instanceof BadLines)) throw error;
    return { created: 0, updated: 0, unchanged: 0, kept: 0, rejected, refused: true };
  } finally {
    loading.end();
  }
}

type SkipBad = ImportValues['skipBad'];

/** A piece that was checked. */
interface CheckedPiece {
  readonly from: number;
  readonly length: number;
  /** Lines, counted from 0, that are not kept because of others. */
  readonly without: readonly number[];
  /** What is to be kept of it, unless that is to be read once more. */
  packed: Uint8Array | undefined;
}

/** Every line that cannot be read, or that needs somebody or a name who is not there or not free. */
async function checkPieces(
  file: PiecedFile,
  readers: Readers,
  directory: Directory,
  heldShare: number,
  progress: (done: number) => void,
): Promise<{ readonly pieces: readonly CheckedPiece[]; readonly rejected: readonly Rejected[] }> {
  const pieces: CheckedPiece[] = [];
  const rejected: Rejected[] = [];
  let held = 0;
  for await (const piece of checkedPieces(file, readers, directory)) {
    const { from, length } = piece;
    rejected.push(...piece.rejected);
    if (held + length <= (from + length) * heldShare) held += length;
    else piece.packed = undefined;
    pieces.push(piece);
    progress(from + length);
  }
  return { pieces, rejected };
}

/** The pieces of a file in order, with what is wrong in each, by the numbers of lines in the file. */
async function* checkedPieces(
  file: PiecedFile,
  readers: Readers,
  directory: Directory,
): AsyncGenerator<CheckedPiece & { readonly rejected: readonly Rejected[] }> {
  let lines = 0;
  // So many that those read here do not wait for one that is read elsewhere.
  const read = ahead(file.pieces(), 4 + 2 * readers.room, async ({ from, bytes }) => {
    const { length } = bytes;
    return { from, length, read: await readers.read({ from, bytes, without: [] }) };
  });
  for await (const {
    from,
    length,
    read: { rejected, ...piece },
  } of read) {
    const objections = await objectionsTo(piece, directory);
    const first = lines + 1;
    const all = [...rejected, ...objections].toSorted((one, other) => one.line - other.line);
    yield {
      from,
      length,
      rejected: all.map(({ line, reason }) => ({ line: first + line, reason })),
      without: objections.map(({ line }) => line),
      packed: objections.length === 0 ? piece.packed : undefined,
    };
    lines += piece.ended;
  }
}

async function objectionsTo({ claims }: Pick<ReadPiece, 'claims'>, directory: Directory): Promise<readonly Rejected[]> {
  await directory.prepare(claims);
  return claims.flatMap((claim) => {
    const reason = directory.objection(claim);
    return reason === undefined ? [] : claim.lines.map((line) => ({ line, reason }));
  });
}

async function packedOf(file: PiecedFile, readers: Readers, piece: CheckedPiece): Promise<Uint8Array> {
  const { packed, without } = piece;
  // Each is kept once.
  piece.packed = undefined;
  return packed ?? (await readers.readBeside({ ...(await file.again(piece.from, piece.length)), without })).packed;
}

/** The entries of all pieces, so many at once as are kept in one transaction. */
async function* groupsOf(pieces: readonly CheckedPiece[], file: PiecedFile, readers: Readers) {
  let entries: LoadEntry[] = [];
  let held = 0;
  const all = ahead(pieces, readers.room + 4, async (piece) => ({
    piece,
    packed: await packedOf(file, readers, piece),
  }));
  for await (const { piece, packed } of all) {
    entries = entries.length === 0 ? [...unpack(packed)] : entries.concat(unpack(packed));
    held += packed.length;
    if (held < groupSize && piece !== pieces.at(-1)) continue;
    yield { entries, end: piece.from + piece.length };
    entries = [];
    held = 0;
  }
}

type Counts = { created: number; updated: number; unchanged: number };

function add(sum: Counts, more: Readonly<Counts>): void {
  sum.created += more.created;
  sum.updated += more.updated;
  sum.unchanged += more.unchanged;
}

/** Entries that are kept in one transaction while others use the database: they wait for moments at most. */
const politeSize = 1_000;

/** How entries are kept, by who else is there. */
const keepers: { readonly [K in Company]: (store: Store, entries: readonly LoadEntry[]) => Promise<Counts> } = {
  nobody: (store, entries) => store.fill([entries]),
  async others(store, entries) {
    const counts = { created: 0, updated: 0, unchanged: 0 };
    for (let at = 0; at < entries.length; at += politeSize) add(counts, await store.load(entries.slice(at, at + politeSize)));
    return counts;
  },
};

/** Says what loading would change. */
async function compare(store: Store, entries: readonly LoadEntry[]): Promise<Counts> {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const entry of entries) {
    const present = await store.read(entry.source, entry.id, { kind: 'all' });
    const change = present === undefined ? 'created' : isSame(entry, present.body) ? 'unchanged' : 'updated';
    counts[change]++;
    if (change !== 'unchanged') process.stdout.write(`would be ${change}: ${describe(entry)}\n`);
  }
  return counts;
}

/** A membership is there or not; nothing else is kept of it. */
function isSame({ source, draft }: LoadEntry, body: string): boolean {
  return source.kind === 'members' || draft.body === body;
}

function describe({ source, id }: LoadEntry): string {
  switch (source.kind) {
    case 'items':
      return `${source.collection} ${id} of ${source.person}`;
    case 'contacts':
      return `contact ${id} of ${source.person}`;
    case 'members':
      return `member ${id} of group ${source.group}`;
    case 'people':
      return `person ${id}`;
    case 'groups':
      return `group ${id}`;
  }
}
