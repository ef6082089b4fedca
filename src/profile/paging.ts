/** How a list is cut into pages: what one of them holds, and where the next goes on. */
import { refuse } from '../fault.ts';
import { type Cursor, type CursorValue, isBeginning, readCursor } from '../odata/cursor.ts';
import type { ExpressionType, OrderTerm } from '../odata/expression.ts';
import { expressionsOf, holdsWithin, isNow } from '../odata/expression-parts.ts';
import type { Intent, Query } from '../odata/intent.ts';
import { kindOf } from '../odata/value.ts';
import type { Source } from '../store/store.ts';

export interface Paging {
  /** Where the page begins, if it is not the first. */
  readonly cursor: Cursor | undefined;
  /** Entities that the page holds at most. */
  readonly limit: number;
  /**
   * Where the next page goes on, if there is one.
   * @param found entities of this page
   * @param last its last position, if there is more behind it
   * @param now the instant that `now()` has meant
   */
  readonly next: (found: number, last: readonly CursorValue[] | undefined, now: string) => Cursor | undefined;
}

/** Entities a page holds when nobody asks for fewer, and at most. */
export const pageSizes = {
  usual: 100,
  largest: 999,
  /** Of entities each of which brings others along: a profile may hold thousands. */
  expanding: 50,
} as const;

/**
 * `$top` is what all pages hold together (Protocol 11.2.6.3 and 11.2.6.7). To a Graph SDK, which reads on behind it, it is the size of
 * a page, unless that has a size of its own (`Prefer: maxpagesize`).
 * Refuses malformedSkipToken.
 */
export function pagingOf({ query, preferences: { maxPageSize, topIsPageSize } }: Intent): Paging {
  const { top, skiptoken, expand } = query;
  const cursor = skiptoken === undefined ? undefined : readCursor(skiptoken);
  const answered = cursor?.answered ?? 0;
  // A link goes on as its first page began, whoever follows it: a cursor counts only where there is a total to come to.
  const counts = cursor ? answered > 0 : top === 0 || maxPageSize !== undefined || !topIsPageSize;
  const total = counts ? (top ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const largest = expand.length > 0 ? pageSizes.expanding : pageSizes.largest;
  const size = Math.min(maxPageSize ?? top ?? pageSizes.usual, largest);
  return {
    cursor,
    limit: Math.min(size, Math.max(0, total - answered)),
    next(found, last, now) {
      if (last === undefined || answered + found >= total) return undefined;
      return cursorOf(last, total === Number.POSITIVE_INFINITY ? 0 : answered + found, query, now);
    },
  };
}

/** A cursor that goes on with the instant that `now()` has meant, if the list is filtered or ordered by it. */
export function cursorOf(last: readonly CursorValue[], answered: number, query: Query, now: string): Cursor {
  const asksNow = expressionsOf(query).some((expression) => holdsWithin(expression, isNow));
  return { last, answered, ...(asksNow && { now }) };
}

/**
 * A position that a caller hands in, held against the order of the list: as many values as there are keys, each as values of the key
 * are, and the record's own are text.
 * Refuses malformedSkipToken for one that this list cannot have made.
 */
export function checkPosition(last: readonly CursorValue[], orderby: readonly OrderTerm[], source: Source): void {
  const own = last.slice(orderby.length);
  const fits =
    own.length === (source.kind === 'items' ? 2 : 1) &&
    own.every((value) => typeof value === 'string') &&
    orderby.every(({ expression }, index) => isKeyOf(expression.of, last[index] ?? null));
  if (!fits) refuse('malformedSkipToken', { target: '$skiptoken' });
}

/** How texts of these types begin; others begin in any way. */
const beginnings: Readonly<Record<string, RegExp>> = {
  'Edm.Date': /^\d{4}-\d\d-\d\d(?!T)/,
  'Edm.DateTimeOffset': /^\d{4}-\d\d-\d\dT/,
  'Edm.TimeOfDay': /^\d\d:\d\d:/,
  'Edm.Duration': /^\d{20}$/,
};

/** True if values of a type may have this order key (`orderKeyOf`). */
function isKeyOf(of: ExpressionType, value: CursorValue): boolean {
  const kind = kindOf(of);
  if (value === null || of === 'null') return value === null;
  if (kind !== 'text' && kind !== 'duration') return typeof value === 'number';
  const text = isBeginning(value) ? value.begins : value;
  return typeof text === 'string' && (beginnings[of.type.name]?.test(text) ?? true);
}
