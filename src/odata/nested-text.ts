/** The text of $select and $expand: items separated by commas, each with options in parentheses, separated by semicolons. */
import { checkBound } from './bounds.ts';
import { endOfJsonString, endOfString, refuseAt } from './lexer.ts';
import { decodePart, optionOf, type RawOption } from './query-text.ts';

/** One item: `skills($top=1)` has the path `skills` and one option. */
export interface Item {
  readonly path: string;
  readonly at: number;
  /** Undefined where no parentheses follow the path. */
  readonly options: readonly RawOption[] | undefined;
}

/** What can stand in the path of an item: no separator, quote or white space. */
const pathPattern = /[^\s,;()'"=]+/y;

/** What is cut: decoded, and where in it semicolons stand that came encoded. */
interface Source {
  readonly text: string;
  readonly encodedSemicolons: ReadonlySet<number>;
}

/**
 * Cuts the value of $select or $expand into its items.
 * @param given the option, decoded and as it came
 * @param option the query option, for refusals
 * Refuses malformedQuery with the place of what is wrong, and queryTooCostly.
 */
export function splitItems({ value: text, encoded }: RawOption, option: string): Item[] {
  checkBound('length', text.length, option);
  const source: Source = { text, encodedSemicolons: encodedSemicolons(encoded) };
  const items: Item[] = [];
  let at = 0;
  for (;;) {
    const start = items.length === 0 ? at : skipSpace(text, at);
    pathPattern.lastIndex = start;
    const path = pathPattern.exec(text)?.[0];
    if (path === undefined) return refuseAt(option, start, 'the name of a property is expected');
    at = start + path.length;
    let options: RawOption[] | undefined;
    if (text[at] === '(') {
      options = [];
      at = readOptionsAt(source, at + 1, options, option);
    }
    items.push({ path, at: start, options });
    checkBound('items', items.length, option);
    if (at === text.length) return items;
    const next = skipSpace(text, at);
    if (text[next] !== ',') return refuseAt(option, at, 'a comma or the end is expected');
    at = next + 1;
  }
}

/** The places, in the decoded text, of semicolons that came encoded. */
function encodedSemicolons(encoded: string): ReadonlySet<number> {
  const places = new Set<number>();
  let at = 0;
  for (const piece of encoded.split(/%3B/i).slice(0, -1)) {
    at += decodePart(piece).length;
    places.add(at++);
  }
  return places;
}

/** Encodes a value again, its semicolons as they came. */
function encodeAgain({ text, encodedSemicolons }: Source, start: number, end: number): string {
  let encoded = '';
  let from = start;
  for (let at = text.indexOf(';', start); at >= 0 && at < end; at = text.indexOf(';', from)) {
    encoded += encodeURIComponent(text.slice(from, at)) + (encodedSemicolons.has(at) ? '%3B' : ';');
    from = at + 1;
  }
  return encoded + encodeURIComponent(text.slice(from, end));
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next++;
  return next;
}

/** Reads options up to the closing parenthesis. @returns the place behind it */
function readOptionsAt(source: Source, start: number, options: RawOption[], option: string): number {
  const { text } = source;
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    const equals = text.indexOf('=', at);
    const name = equals < 0 ? '' : text.slice(at, equals);
    if (!/^[$@\w.!\p{L}]+$/u.test(name)) return refuseAt(option, at, 'an option such as $top=1 is expected in parentheses');
    const end = endOfValue(source, equals + 1, name, option);
    options.push(optionOf(name, text.slice(equals + 1, end), encodeAgain(source, equals + 1, end)));
    checkBound('items', options.length, option);
    if (text[end] === ')') return end + 1;
    at = end + 1;
  }
}

/** The place of the semicolon or closing parenthesis that ends a value. */
function endOfValue({ text, encodedSemicolons }: Source, start: number, name: string, option: string): number {
  // Words of $search may hold an apostrophe, which quotes nothing there, and an encoded semicolon, which elsewhere is as good as a bare one.
  const words = /^\$?search$/i.test(name) && text[start] !== "'";
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || (char === "'" && !words)) {
      const end = char === '"' ? endOfJsonString(text, at) : endOfString(text, at);
      if (end === undefined) return refuseAt(option, at, 'there is an unterminated string literal');
      at = end - 1;
    } else if (char === '(') depth++;
    else if (char === ')' && depth-- === 0) return at;
    else if (char === ';' && depth === 0 && !(words && encodedSemicolons.has(at))) return at;
  }
  return refuseAt(option, text.length, "')' is expected, but the end stands there");
}
