/** A piece of a dump, read: what is to be kept of it, the lines that cannot be, and what the others need to be there. */
import { type DumpLine, readDumpLine, readDumpText } from '../profile/dump.ts';
import { type Packing, startPacking } from '../store/packed.ts';
import { linesIn, type Piece } from './lines.ts';
import { type Rejected, reasonFor } from './rejected.ts';

/** A piece that is to be read. */
export interface UnreadPiece extends Piece {
  /** Lines that are left out, counted from 0. */
  readonly without: readonly number[];
}

/** What lines need before they can be kept: one line, or several behind each other that need the same and bring nobody. */
export interface Claim {
  readonly lines: number[];
  readonly tenant: string;
  /** The people who must be known. */
  readonly people: readonly string[];
  /** The person who is known from here on, and the name that must be nobody else's. */
  readonly brings: { readonly id: string; readonly name: string } | undefined;
}

/** Lines are counted from 0 within the piece. */
export interface ReadPiece {
  /** How many lines end in the piece. */
  readonly ended: number;
  readonly rejected: readonly Rejected[];
  /** In the order of lines. */
  readonly claims: readonly Claim[];
  /** The entries of all lines that are neither rejected nor left out, see `unpack`. */
  readonly packed: Uint8Array<ArrayBuffer>;
}

/** Reads a piece. Refuses nothing: what is wrong with a line is told of it. */
export function readPiece(piece: UnreadPiece): ReadPiece {
  const lines = linesIn(piece);
  const without = new Set(piece.without);
  const read: Reading = { rejected: [], claims: [], packing: startPacking() };
  for (let number = 0; number < lines.length; number++) {
    const line = lines[number] ?? '';
    if (line.length > 0 && !without.has(number)) takeLine(read, line, number);
  }
  const { rejected, claims, packing } = read;
  return { ended: lines.length - 1, rejected, claims, packed: packing.end() };
}

interface Reading {
  readonly rejected: Rejected[];
  readonly claims: Claim[];
  readonly packing: Packing;
}

function takeLine({ rejected, claims, packing }: Reading, line: string | Uint8Array, number: number): void {
  try {
    const read = readLine(line);
    claim(claims, read, number);
    for (const entry of read.entries) packing.add(entry);
  } catch (error) {
    rejected.push({ line: number, reason: reasonFor(error) });
  }
}

function readLine(line: string | Uint8Array): DumpLine {
  if (typeof line !== 'string') return readDumpLine(line);
  // A mark of byte order before a line says nothing.
  return readDumpText(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
}

function claim(claims: Claim[], { kind, tenant, id, people, entries }: DumpLine, number: number): void {
  const last = claims.at(-1);
  if (kind !== 'user' && last?.brings === undefined && last?.tenant === tenant && isSame(last.people, people))
    return void last.lines.push(number);
  const brings = kind === 'user' ? { id, name: entries[0]?.draft.lookups[0] ?? '' } : undefined;
  claims.push({ lines: [number], tenant, people, brings });
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}
