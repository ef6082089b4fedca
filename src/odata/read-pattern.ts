/** The regular expressions of `matchesPattern` are read here: text -> tree. */
// ECMAScript's, as far as they can be matched in linear time. Back references and looking around cannot be, and are refused (501).
import { refuse } from '../fault.ts';

export type Range = readonly [from: number, to: number];

export type Pattern =
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number | undefined }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'within' };

/** Nodes that a pattern may have with its repetitions written out, groups in each other, and repetitions of one part. */
const limits = { size: 1000, depth: 50, repeat: 255 } as const;

const last = 0x10ffff;
const digits: readonly Range[] = [[0x30, 0x39]];
const word: readonly Range[] = [...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const space: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const lineEnds: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const classes: Readonly<Record<string, readonly Range[]>> = {
  d: digits,
  D: inverse(digits),
  w: word,
  W: inverse(word),
  s: space,
  S: inverse(space),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

interface Reader {
  readonly points: readonly string[];
  at: number;
  depth: number;
  /** Names of groups in their order, and those that could take part in one match with what comes next. */
  readonly names: string[];
  readonly taken: Set<string>;
}

function malformed(reader: Reader, reason: string): never {
  return refuse('queryFails', { reason: `the pattern '${reader.points.join('')}' cannot be read: ${reason}` });
}

function unsupported(what: string): never {
  return refuse('notImplemented', { feature: `${what} in a pattern` });
}

/**
 * Reads a pattern.
 * Refuses what is malformed (400), what is too large (400), and what cannot be matched in linear time (501).
 */
export function readPattern(text: string): Pattern {
  const reader: Reader = { points: [...text], at: 0, depth: 0, names: [], taken: new Set() };
  const pattern = readChoice(reader);
  if (reader.at < reader.points.length) malformed(reader, 'a parenthesis is closed that was not opened');
  if (sizeOf(pattern) > limits.size) {
    refuse('queryTooCostly', { option: '$filter', target: '$filter', reason: 'its pattern is too large', limit: limits.size });
  }
  return pattern;
}

function sizeOf(pattern: Pattern): number {
  if (pattern.kind === 'sequence' || pattern.kind === 'choice') return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 1);
  if (pattern.kind === 'repeat') return 1 + sizeOf(pattern.part) * Math.max(pattern.most ?? pattern.least, 1);
  return 1;
}

function readChoice(reader: Reader): Pattern {
  if (++reader.depth > limits.depth) {
    refuse('queryTooCostly', {
      option: '$filter',
      target: '$filter',
      reason: 'its pattern is nested too deep',
      limit: limits.depth,
    });
  }
  const parts: Pattern[] = [];
  // Groups of two alternatives may share a name, of which one at most takes part.
  const before = reader.names.length;
  do {
    const own = reader.names.length;
    parts.push(readSequence(reader));
    for (const name of reader.names.slice(own)) reader.taken.delete(name);
  } while (takeBar(reader));
  for (const name of reader.names.slice(before)) reader.taken.add(name);
  reader.depth--;
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'choice', parts };
}

function takeBar(reader: Reader): boolean {
  if (reader.points[reader.at] !== '|') return false;
  reader.at++;
  return true;
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  for (let next = reader.points[reader.at]; next !== undefined && next !== '|' && next !== ')'; next = reader.points[reader.at]) {
    parts.push(readRepeat(reader, readAtom(reader)));
  }
  return { kind: 'sequence', parts };
}

function readAtom(reader: Reader): Pattern {
  if (readBounds(reader)) malformed(reader, 'there is nothing for a quantifier to repeat');
  const next = reader.points[reader.at++] ?? '';
  if (next === '^') return { kind: 'start' };
  if (next === '$') return { kind: 'end' };
  if (next === '.') return { kind: 'set', ranges: inverse(lineEnds) };
  if (next === '(') return readGroup(reader);
  if (next === '[') return readClass(reader);
  if (next === '\\') return readEscape(reader);
  return literal(next.codePointAt(0) ?? 0);
}

const literal = (point: number): Pattern => ({ kind: 'set', ranges: [[point, point]] });

function readGroup(reader: Reader): Pattern {
  const rest = reader.points.slice(reader.at, reader.at + 3).join('');
  if (/^\?(?:[=!]|<[=!])/.test(rest)) unsupported('Looking ahead or behind');
  if (rest.startsWith('?:')) reader.at += 2;
  else if (rest.startsWith('?<')) skipName(reader);
  else if (rest.startsWith('?')) malformed(reader, 'a group of an unknown kind begins');
  const inner = readChoice(reader);
  if (reader.points[reader.at++] !== ')') malformed(reader, 'a parenthesis is not closed');
  return inner;
}

function skipName(reader: Reader): void {
  const end = reader.points.indexOf('>', reader.at);
  const name = reader.points.slice(reader.at + 2, end).join('');
  if (end < 0 || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) malformed(reader, 'the name of a group is not closed');
  if (reader.taken.has(name)) malformed(reader, `two groups are called '${name}'`);
  reader.names.push(name);
  reader.taken.add(name);
  reader.at = end + 1;
}

function readRepeat(reader: Reader, part: Pattern): Pattern {
  const bounds = readBounds(reader);
  if (!bounds) return part;
  if (part.kind === 'start' || part.kind === 'end' || part.kind === 'boundary' || part.kind === 'within') {
    malformed(reader, 'a position cannot be repeated');
  }
  const [least, most] = bounds;
  if (most !== undefined && most < least) malformed(reader, 'a repetition ends before it begins');
  if (Math.max(least, most ?? 0) > limits.repeat) {
    refuse('queryTooCostly', {
      option: '$filter',
      target: '$filter',
      reason: 'its pattern repeats too often',
      limit: limits.repeat,
    });
  }
  // Reluctant or not, the answer whether there is a match is the same.
  if (reader.points[reader.at] === '?') reader.at++;
  if (readBounds(reader)) malformed(reader, 'there is nothing for a quantifier to repeat');
  return { kind: 'repeat', part, least, most };
}

function readBounds(reader: Reader): readonly [number, number | undefined] | undefined {
  const next = reader.points[reader.at];
  const simple =
    next === '*'
      ? ([0, undefined] as const)
      : next === '+'
        ? ([1, undefined] as const)
        : next === '?'
          ? ([0, 1] as const)
          : undefined;
  if (simple) {
    reader.at++;
    return simple;
  }
  if (next !== '{') return undefined;
  const match = /^\{([0-9]+)(,([0-9]*))?\}/.exec(reader.points.slice(reader.at, reader.at + 40).join(''));
  if (!match) return undefined;
  reader.at += match[0].length;
  const least = Number(match[1]);
  return [least, match[2] === undefined ? least : match[3] === '' ? undefined : Number(match[3])];
}

function readEscape(reader: Reader): Pattern {
  const next = reader.points[reader.at];
  if (next === 'b' || next === 'B') {
    reader.at++;
    return { kind: next === 'b' ? 'boundary' : 'within' };
  }
  const set = readEscapedSet(reader);
  return { kind: 'set', ranges: typeof set === 'number' ? [[set, set]] : set };
}

/** What stands behind a backslash, inside a class or not: a code point or a set. */
function readEscapedSet(reader: Reader): number | readonly Range[] {
  const next = reader.points[reader.at++];
  if (next === undefined) return malformed(reader, 'it ends with a backslash');
  const set = classes[next];
  if (set) return set;
  if (/[1-9k]/.test(next)) unsupported('A back reference');
  if (next === 'p' || next === 'P') unsupported('A Unicode property');
  if (next === 'x') return readHex(reader, /^[0-9a-f]{2}/i);
  if (next === 'u')
    return reader.points[reader.at] === '{' ? readHex(reader, /^\{0*[0-9a-f]{1,6}\}/i) : readHex(reader, /^[0-9a-f]{4}/i);
  if (next === 'c') return readControl(reader);
  const control = controls[next];
  if (control !== undefined) return control;
  if (/[A-Za-z]/.test(next)) malformed(reader, `'\\${next}' is no escape`);
  return next.codePointAt(0) ?? 0;
}

function readHex(reader: Reader, form: RegExp): number {
  const match = form.exec(reader.points.slice(reader.at, reader.at + 12).join(''));
  if (!match) return malformed(reader, 'a code point is not written out');
  reader.at += match[0].length;
  const point = Number.parseInt(match[0].replace(/[{}]/g, ''), 16);
  return point <= last ? point : malformed(reader, 'there is no such code point');
}

function readControl(reader: Reader): number {
  const letter = reader.points[reader.at++] ?? '';
  return /^[A-Za-z]$/.test(letter) ? (letter.codePointAt(0) ?? 0) % 32 : malformed(reader, "'\\c' needs a letter");
}

function readClass(reader: Reader): Pattern {
  const inverted = reader.points[reader.at] === '^';
  if (inverted) reader.at++;
  const ranges: Range[] = [];
  while (reader.points[reader.at] !== ']') {
    const from = readMember(reader);
    const ranged =
      reader.points[reader.at] === '-' && reader.points[reader.at + 1] !== ']' && reader.at + 1 < reader.points.length;
    if (!ranged) {
      ranges.push(...(typeof from === 'number' ? [[from, from] as const] : from));
      continue;
    }
    reader.at++;
    const to = readMember(reader);
    if (typeof from !== 'number' || typeof to !== 'number') return malformed(reader, 'a range of a class needs two characters');
    if (to < from) malformed(reader, 'a range of a class ends before it begins');
    ranges.push([from, to]);
  }
  reader.at++;
  return { kind: 'set', ranges: inverted ? inverse(ranges) : ranges };
}

function readMember(reader: Reader): number | readonly Range[] {
  const next = reader.points[reader.at++];
  if (next === undefined) return malformed(reader, 'a class is not closed');
  if (next !== '\\') return next.codePointAt(0) ?? 0;
  if (reader.points[reader.at] !== 'b') return readEscapedSet(reader);
  reader.at++;
  return 8;
}

function inverse(ranges: readonly Range[]): readonly Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > next) gaps.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= last) gaps.push([next, last]);
  return gaps;
}
