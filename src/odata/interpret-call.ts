/** The canonical functions on values in memory (URL Conventions 5.1.1.5 to 5.1.1.9). */

import { secondsOf } from './duration.ts';
import type { Expression, ExpressionType, FunctionName, Scalar } from './expression.ts';
import { earliest, latest } from './instant.ts';
import { round } from './number.ts';
import { matches } from './pattern.ts';
import { hasSubsequence, hasSubset } from './structure.ts';
import { indexOf, lengthOf, substring } from './text.ts';
import { double, string } from './value.ts';

type Compute = (argument: Expression, readAs: ExpressionType) => unknown;

type OfText = (...texts: readonly string[]) => Scalar;

const onText: Partial<Readonly<Record<FunctionName, OfText>>> = {
  concat: (left = '', right = '') => left + right,
  contains: (text = '', part = '') => text.includes(part),
  endswith: (text = '', part = '') => text.endsWith(part),
  startswith: (text = '', part = '') => text.startsWith(part),
  indexof: (text = '', part = '') => indexOf(text, part),
  length: (text = '') => lengthOf(text),
  matchespattern: (text = '', pattern = '') => matches(text, pattern),
  tolower: (text = '') => text.toLowerCase(),
  toupper: (text = '') => text.toUpperCase(),
  trim: (text = '') => text.trim(),
  // Instants `YYYY-MM-DDTHH:MM:SS.fffffffZ`, dates `YYYY-MM-DD`
  date: (instant = '') => instant.slice(0, 10),
  year: (day = '') => Number(day.slice(0, 4)),
  month: (day = '') => Number(day.slice(5, 7)),
  day: (day = '') => Number(day.slice(8, 10)),
  time: (instant = '') => instant.slice(11, 27),
  totaloffsetminutes: () => 0,
  // Instants, or times of day `HH:MM:SS.fffffff`
  hour: (text = '') => Number(clock(text).slice(0, 2)),
  minute: (text = '') => Number(clock(text).slice(3, 5)),
  second: (text = '') => Number(clock(text).slice(6, 8)),
  fractionalseconds: (text = '') => Number(`0${clock(text).slice(8, 16)}`),
};

const clock = (text: string): string => (text[2] === ':' ? text : text.slice(11));

const onNumber: Partial<Readonly<Record<FunctionName, (value: number) => number>>> = {
  ceiling: (value) => Math.ceil(value) + 0,
  floor: (value) => Math.floor(value) + 0,
  round,
};

/**
 * Computes a function.
 * @param compute computes an argument
 * @returns null if an argument is null
 */
export function call({ name, args }: Extract<Expression, { kind: 'call' }>, compute: Compute, now: string): unknown {
  if (name === 'now') return now;
  if (name === 'mindatetime') return earliest;
  if (name === 'maxdatetime') return latest;
  const [first] = args;
  if (!first) return null;
  const numeric = onNumber[name];
  if (numeric) {
    const value = compute(first, double);
    return typeof value === 'number' ? numeric(value) : null;
  }
  if (name === 'substring') return part(args, compute);
  if (name === 'totalseconds') {
    const ticks = compute(first, 'null');
    return typeof ticks === 'bigint' ? secondsOf(ticks) : null;
  }
  const values = args.map((arg) => compute(arg, string));
  const [whole, subset] = values;
  if (name === 'hassubset') return Array.isArray(whole) && Array.isArray(subset) ? hasSubset(whole, subset) : null;
  if (name === 'hassubsequence') return Array.isArray(whole) && Array.isArray(subset) ? hasSubsequence(whole, subset) : null;
  if (name === 'length' && Array.isArray(whole)) return whole.length;
  return values.every((value) => typeof value === 'string') ? (onText[name]?.(...values) ?? null) : null;
}

function part(args: readonly Expression[], compute: Compute): string | null {
  const [text, start, length = Number.POSITIVE_INFINITY] = args.map((arg, index) => compute(arg, index === 0 ? string : double));
  if (typeof text !== 'string' || typeof start !== 'number' || typeof length !== 'number') return null;
  return substring(text, start, length);
}
