/** Imports a dump: every line is checked before the first is kept, then all are loaded in pieces that fit into memory. */
import { statSync } from 'node:fs';
import { type DumpLine, readDumpLine } from '../profile/dump.ts';
import type { LoadEntry, Store } from '../store/store.ts';
import type { Imported, ImportValues } from './import.ts';
import { linesOf } from './lines.ts';
import { type Progress, startProgress } from './progress.ts';
import { type Rejected, reasonFor } from './rejected.ts';

/** Characters of records that are loaded in one transaction. */
const pieceSize = 4 * 1024 * 1024;

export async function importDump(store: Store, file: string, { dryRun, skipBad }: ImportValues): Promise<Imported> {
  const { size } = statSync(file);
  const reading = await startProgress(`checking ${file}`, size);
  const rejected = await checkLines(store, file, reading);
  reading.end();
  const bad = new Set(rejected.map(({ line }) => line));
  const refused = bad.size > 0 && !skipBad;
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const keep = dryRun ? compare : load;
  const loading = await startProgress(dryRun ? `comparing ${file}` : `loading ${file}`, size);
  if (!refused) await eachPiece(file, bad, loading, async (lines) => add(counts, await keep(store, lines)));
  loading.end();
  return { ...counts, kept: 0, rejected, refused };
}

type Counts = { created: number; updated: number; unchanged: number };

function add(sum: Counts, more: Readonly<Counts>): void {
  sum.created += more.created;
  sum.updated += more.updated;
  sum.unchanged += more.unchanged;
}

/** Every line that cannot be read, or that needs somebody or a name who is not there or not free. */
async function checkLines(store: Store, file: string, progress: Progress): Promise<readonly Rejected[]> {
  const directory = await directoryOf(store);
  const rejected: Rejected[] = [];
  for await (const { number, bytes, end } of linesOf(file)) {
    try {
      const line = readDumpLine(bytes);
      const reason = await directory.objection(line);
      if (reason !== undefined) rejected.push({ line: number, reason });
    } catch (error) {
      rejected.push({ line: number, reason: reasonFor(error) });
    }
    progress.at(end);
  }
  return rejected;
}

/** Who is there: in the database, or by an earlier line. */
async function directoryOf(store: Store) {
  const empty = await store.isEmpty(undefined);
  const people = new Set<string>();
  const names = new Map<string, string>();
  const isKnown = async (tenant: string, person: string): Promise<boolean> => {
    const key = `${tenant}/${person}`;
    if (people.has(key)) return true;
    if (empty || !(await store.read({ kind: 'people', tenant }, person, { kind: 'all' }))) return false;
    people.add(key);
    return true;
  };
  const holderOf = async (tenant: string, name: string): Promise<string | undefined> =>
    names.get(`${tenant}/${name}`) ?? (empty ? undefined : await store.findPerson(tenant, name));
  return {
    /** Why a line cannot be kept; undefined if it can. Remembers a person it can keep. */
    async objection({ kind, tenant, id, people: needed, entries }: DumpLine): Promise<string | undefined> {
      for (const person of needed)
        if (!(await isKnown(tenant, person))) return `The person ${person} is not known: people stand before what is theirs.`;
      if (kind !== 'user') return undefined;
      const own = entries[0]?.draft.lookups[0] ?? '';
      const holder = await holderOf(tenant, own);
      if (holder !== undefined && holder !== id) return `The userPrincipalName '${own}' is that of the person ${holder}.`;
      names.set(`${tenant}/${own}`, id);
      people.add(`${tenant}/${id}`);
      return undefined;
    },
  };
}

/** Hands over pieces of the file in order. The next is read while the one before is kept, in a thread of its own. */
async function eachPiece(
  file: string,
  bad: ReadonlySet<number>,
  progress: Progress,
  keep: (lines: readonly DumpLine[]) => Promise<void>,
): Promise<void> {
  let piece: DumpLine[] = [];
  let held = 0;
  let keeping: Promise<void> = Promise.resolve();
  for await (const { number, bytes, end } of linesOf(file)) {
    if (bad.has(number)) continue;
    piece.push(readDumpLine(bytes));
    held += bytes.length;
    if (held < pieceSize) continue;
    await keeping;
    progress.at(end);
    keeping = keep(piece);
    // It is looked at when the next piece is ready.
    keeping.catch(() => {});
    piece = [];
    held = 0;
  }
  await keeping;
  if (piece.length > 0) await keep(piece);
}

async function load(store: Store, lines: readonly DumpLine[]): Promise<Counts> {
  return store.load(lines.flatMap(({ entries }) => entries));
}

/** Says what loading would change. */
async function compare(store: Store, lines: readonly DumpLine[]): Promise<Counts> {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const entry of lines.flatMap(({ entries }) => entries)) {
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
