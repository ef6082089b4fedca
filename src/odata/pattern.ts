/** The regular expressions of `matchesPattern`, written anew for engines that match in linear time. */
// A pattern is read into a tree and written with explicit ranges of code points, so that `\w`, `.` or `$` mean the same in all engines.
import { RE2JS } from 're2js';
import { type Pattern, type Range, readPattern } from './read-pattern.ts';

/** How an engine spells the parts whose spelling differs. */
interface Spelling {
  readonly point: (point: number) => string;
  readonly boundary: string;
  readonly within: string;
  /** What matches nowhere. */
  readonly nowhere: string;
}

const hex = (point: number, width: number) => point.toString(16).padStart(width, '0');

const re2Spelling: Spelling = {
  point: (point) => `\\x{${hex(point, 1)}}`,
  boundary: '\\b',
  within: '\\B',
  nowhere: '[^\\x{0}-\\x{10ffff}]',
};

/** PostgreSQL's advanced regular expressions, `C` collation. Its texts have no U+0000, nor may its patterns. */
const postgresSpelling: Spelling = {
  point: (point) => `\\U${hex(Math.max(point, 1), 8)}`,
  boundary: '\\y',
  within: '\\Y',
  nowhere: '$[\\U00000001-\\U0010ffff]',
};

function write(pattern: Pattern, spelling: Spelling): string {
  switch (pattern.kind) {
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'boundary':
    case 'within':
      return spelling[pattern.kind];
    case 'set':
      return writeSet(pattern.ranges, spelling);
    case 'sequence':
      return pattern.parts.map((part) => write(part, spelling)).join('');
    case 'choice':
      return `(?:${pattern.parts.map((part) => write(part, spelling)).join('|')})`;
    case 'repeat':
      return `(?:${write(pattern.part, spelling)}){${pattern.least},${pattern.most ?? ''}}`;
  }
}

function writeSet(all: readonly Range[], { point, nowhere }: Spelling): string {
  // U+0000 stands in no value (see `feasible.ts`), and only one of the engines knows it.
  const ranges = all.filter(([, to]) => to > 0);
  if (ranges.length === 0) return `(?:${nowhere})`;
  return `[${ranges.map(([from, to]) => (from === to ? point(from) : `${point(Math.max(from, 1))}-${point(to)}`)).join('')}]`;
}

/** A pattern in the spelling of PostgreSQL. Refuses as `checkPattern` does. */
export function postgresPattern(text: string): string {
  return `***:${write(readPattern(text), postgresSpelling)}`;
}

/** Refuses a pattern that is malformed or too large (400), or not to be had in linear time (501). */
export function checkPattern(text: string): void {
  matcherOf(text);
}

const matchers = new Map<string, RE2JS>();
const matchersKept = 100;

function matcherOf(text: string): RE2JS {
  const known = matchers.get(text);
  if (known) return known;
  const matcher = RE2JS.compile(write(readPattern(text), re2Spelling));
  if (matchers.size >= matchersKept) matchers.clear();
  matchers.set(text, matcher);
  return matcher;
}

/** True if the pattern matches some part of the text (URL Conventions 5.1.1.7.1). Refuses as `checkPattern` does. */
export function matches(text: string, pattern: string): boolean {
  return matcherOf(pattern).test(text);
}
