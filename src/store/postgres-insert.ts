/** Many rows to a statement on PostgreSQL, and which of them were new. */
import { insertText, type Row, type Table, type Value } from './database.ts';

type Values = readonly Value[];

/** Rows of one statement at most: a power of two. Measured: more give nothing. */
const rowsAtOnce = 128;

/** Rows in pieces whose lengths are powers of two, so that there are few different statements to be prepared. */
export function piecesOf(rows: readonly Values[]): readonly (readonly Values[])[] {
  const pieces: (readonly Values[])[] = [];
  for (let at = 0, length = rowsAtOnce; at < rows.length; at += length) {
    while (length > rows.length - at) length /= 2;
    pieces.push(rows.slice(at, at + length));
  }
  return pieces;
}

/** The statement that inserts so many rows and answers the keys of those that are new. */
export function insertingText(into: Table, count: number): string {
  return `${insertText(into, count)} RETURNING ${into.key.join(', ')}`;
}

/** @returns for each row 1 if it is new, see `insertMany` */
export function newOnes({ key, columns }: Table, rows: readonly Values[], answer: readonly Row[]): readonly number[] {
  if (answer.length === rows.length) return rows.map(() => 1);
  const at = key.map((name) => columns.indexOf(name));
  const added = new Set(answer.map((row) => JSON.stringify(key.map((name) => row[name]))));
  // Of rows that have the same key the first was inserted.
  return rows.map((row) => (added.delete(JSON.stringify(at.map((place) => row[place]))) ? 1 : 0));
}
