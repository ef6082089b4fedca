/** Strings as sequences of Unicode code points: order, length, position and parts (not UTF-16 units). */

/** The white space that `trim` removes: what ECMAScript's trim removes. */
export const whiteSpace =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Negative, zero or positive as `left` comes before, is, or comes after `right` in code-point order. */
export function comparePoints(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const difference = rank(left.charCodeAt(at)) - rank(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above U+FFFF, though their numbers lie below U+E000. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The number of code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** The zero-based position of the first occurrence, -1 if there is none. */
export function indexOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return at <= 0 ? at : lengthOf(text.slice(0, at));
}

/**
 * Up to `length` code points from `start` on; a negative start counts from the end (URL Conventions 5.1.1.5.7).
 * @returns null for a negative length, which one row must not fail a request with
 */
export function substring(text: string, start: number, length: number = Number.POSITIVE_INFINITY): string | null {
  if (length < 0) return null;
  const points = [...text];
  const from = start < 0 ? Math.max(points.length + start, 0) : start;
  return points.slice(from, from + length).join('');
}
