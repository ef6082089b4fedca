/** The text of a query: split first, then decoded once; names of options in any case, with or without `$` (URL Conventions 2 and 5). */
import { refuse } from '../fault.ts';
import { remembering } from './remembering.ts';

/** System query options of the standard, under their names without `$`. */
export const systemOptions = [
  'apply',
  'compute',
  'count',
  'deltatoken',
  'expand',
  'filter',
  'format',
  'id',
  'index',
  'levels',
  'orderby',
  'schemaversion',
  'search',
  'select',
  'skip',
  'skiptoken',
  'top',
] as const;

export type SystemOption = (typeof systemOptions)[number];

const bySpelling: ReadonlyMap<string, SystemOption> = new Map(
  systemOptions.flatMap(
    (name) =>
      [
        [name, name],
        [`$${name}`, name],
      ] as const,
  ),
);

/** One query option: decoded, and as it came. */
export interface RawOption {
  /** As spelled. */
  readonly name: string;
  readonly value: string;
  /** The value still encoded. */
  readonly encoded: string;
  /** Which system query option it is; undefined for aliases and custom options. */
  readonly system: SystemOption | undefined;
}

/** An option of these texts, decoded. */
export function optionOf(name: string, value: string, encoded: string): RawOption {
  return { name, value, encoded, system: bySpelling.get(name.toLowerCase()) };
}

/** The spelling of a system query option in refusals. */
export function spell(option: SystemOption): string {
  return `$${option}`;
}

/**
 * Splits a query into its options: at `&`, then at the first `=`, and only then decoded.
 * @param query what follows `?`, still encoded
 * @returns the options in their order; the same value for the same text, as long as it is remembered
 * Refuses malformedUrl.
 */
export function splitQuery(query: string): readonly RawOption[] {
  if (query === '') return noOptions;
  return query.length > longestRemembered ? split(query) : splitBefore(query);
}

const noOptions: readonly RawOption[] = [];

/** Characters of a query that is remembered, since those that programs ask again and again are short; and how many are. */
const longestRemembered = 1000;
const splitBefore = remembering(2_000, split);

function split(query: string): readonly RawOption[] {
  if (query.includes('#')) refuse('malformedUrl', { reason: "the character '#' has to be written as %23" });
  const options: RawOption[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const encoded = equals < 0 ? '' : part.slice(equals + 1);
    options.push(optionOf(decodePart(name), decodeValue(encoded), encoded));
  }
  return options;
}

/** Decodes percent-encoding, once. Refuses what is no UTF-8, and U+0000, which no database keeps. */
export function decodePart(text: string): string {
  if (!text.isWellFormed()) refuse('malformedUrl', { reason: 'it holds half of a surrogate pair' });
  let decoded = text;
  try {
    if (text.includes('%')) decoded = decodeURIComponent(text);
  } catch (cause) {
    return refuse('malformedUrl', { reason: 'its percent-encoding is malformed', cause });
  }
  if (decoded.includes('\0')) refuse('malformedUrl', { reason: 'it holds the character U+0000' });
  return decoded;
}

function decodeValue(text: string): string {
  return decodePart(text.includes('+') ? readPlus(text) : text);
}

const digit = /[0-9]/;
const exponent = /[0-9][eE]$/;

/**
 * What a bare `+` means: a space, as Graph's own links have it, except in front of a digit. Outside of quotes a digit, or the e of an
 * exponent, must stand on its other side too, or nothing at all: in `layer+gt+5` it is white space, in `12:00:00+05:30` a sign. Inside of
 * quotes it is a space in front of a digit as well where white space elsewhere shows that a form is sent, which has `%2B` for a sign.
 */
function readPlus(text: string): string {
  const plusses = plussesOf(text);
  const isForm = !text.includes('%20') && plusses.some(({ at, place }) => place === 'outside' && !isSign(text, at, place));
  let decoded = '';
  let start = 0;
  for (const { at, place } of plusses) {
    decoded += text.slice(start, at) + (isSign(text, at, place) && !(isForm && place === 'inside') ? '%2B' : ' ');
    start = at + 1;
  }
  return decoded + text.slice(start);
}

interface Plus {
  readonly at: number;
  /** Of quotes. */
  readonly place: 'inside' | 'outside';
}

function plussesOf(text: string): readonly Plus[] {
  const plusses: Plus[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '+') plusses.push({ at, place: quote === '' ? 'outside' : 'inside' });
    const mark = quoteAt(text, at);
    if (quote === '') quote = mark;
    else if (mark === quote) quote = '';
  }
  return plusses;
}

function isSign(text: string, at: number, place: Plus['place']): boolean {
  if (!digit.test(text[at + 1] ?? '')) return false;
  return place === 'inside' || at === 0 || digit.test(text[at - 1] ?? '') || exponent.test(text.slice(Math.max(0, at - 2), at));
}

function quoteAt(text: string, at: number): string {
  const char = text[at];
  if (char === "'" || char === '"') return char;
  if (char !== '%') return '';
  const code = text.slice(at, at + 3);
  return code === '%27' ? "'" : code === '%22' ? '"' : '';
}
