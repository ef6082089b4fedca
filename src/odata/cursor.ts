/** The opaque $skiptoken of a next link: where to go on, in characters that no client re-encodes (A-Z a-z 0-9 _ -). */
import { refuse } from '../fault.ts';
import { parseDateTimeOffset } from './literal.ts';

/** The value of an order key as databases hold it: they hold truth values as numbers. */
export type CursorValue = string | number | null | Beginning;

/** How a long text begins. All of it would make a link longer than servers and proxies take; the record it stands in has the rest. */
export interface Beginning {
  readonly begins: string;
}

/** UTF-16 units of a text that a cursor holds. */
const longest = 128;

/** Where a list goes on: behind the record with these order keys. */
export interface Cursor {
  /** Values of the order keys of the last record answered, the store's own keys included. */
  readonly last: readonly CursorValue[];
  /** How many records earlier pages have answered, so that `$top` is kept in total (Protocol 11.2.6.7). */
  readonly answered: number;
  /** The instant that `now()` means on all pages, where the list depends on it: it would have no end, or leave records out. */
  readonly now?: string;
}

/** @returns the token for a cursor */
export function writeCursor(cursor: Cursor): string {
  const { answered, last, now } = cursor;
  return Buffer.from(JSON.stringify([now === undefined ? answered : [answered, now], ...last.map(shortened)])).toString(
    'base64url',
  );
}

function shortened(value: CursorValue): CursorValue {
  if (typeof value !== 'string' || value.length <= longest) return value;
  return { begins: value.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '') };
}

/** True for the beginning of a value. */
export function isBeginning(value: unknown): value is Beginning {
  return value !== null && typeof value === 'object' && 'begins' in value && typeof value.begins === 'string';
}

/** @returns the cursor of a token made by `writeCursor`. Refuses malformedSkipToken. */
export function readCursor(token: string): Cursor {
  const wrong = (): never => refuse('malformedSkipToken', { target: '$skiptoken' });
  if (!/^[A-Za-z0-9_-]{4,65536}$/.test(token)) wrong();
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    wrong();
  }
  if (!Array.isArray(value)) return wrong();
  const [head, ...last] = value as unknown[];
  const [answered, now] = Array.isArray(head) ? (head as unknown[]) : [head];
  if (!Number.isSafeInteger(answered) || (answered as number) < 0) return wrong();
  if (!last.every(isCursorValue)) return wrong();
  if (!Array.isArray(head)) return { last, answered: answered as number };
  if (head.length !== 2 || typeof now !== 'string' || parseDateTimeOffset(now) !== now) return wrong();
  return { last, answered: answered as number, now };
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || typeof value === 'number' || isBeginning(value);
}
