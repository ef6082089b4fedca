/** The words of an expression: one pass over the decoded text of a query option. */
import { refuse } from '../fault.ts';
import { primitives } from '../model/field.ts';
import { checkBound } from './bounds.ts';
import type { ExpressionType, Scalar } from './expression.ts';
import { comparableDate, comparableInstant, parseGuid, parseTimeOfDay } from './literal.ts';

export type TokenKind =
  | 'name' // an identifier, or several joined by dots
  | 'dollar' // $it, $count and the like
  | 'alias' // @name, also with a namespace: an annotation
  | 'string' // '...'
  | 'prefixed' // duration'...', microsoft.graph.allowedAudiences'...'
  | 'json' // "..."
  | 'literal' // a number, date, instant, time or guid
  | 'sign' // one of ( ) , : ; = / [ ] { } - *
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name, the sign, or the content of a string. */
  readonly text: string;
  /** The word in front of the quotes of a prefixed literal. */
  readonly prefix: string;
  readonly literal: { readonly of: ExpressionType; readonly value: Scalar } | undefined;
  /** Where it starts and ends, in characters of the text. */
  readonly at: number;
  readonly end: number;
  /** True if white space stands in front of it. */
  readonly spaced: boolean;
}

const identifier = '[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}\\p{Pc}\\p{Cf}]{0,127}';
const namePattern = new RegExp(`${identifier}(?:\\.${identifier})*`, 'uy');
const dollarPattern = /\$[a-zA-Z]+/y;
const aliasPattern = new RegExp(`@${identifier}(?:\\.${identifier})*(?:#${identifier})?`, 'uy');
const guidPattern = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/y;
const datePattern = /-?\d{4,9}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))?/iy;
const timePattern = /(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,12})?)?/y;
const numberPattern = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const infinityPattern = /-INF/y;
/** What must not follow a literal at once: more of a word. */
const wordPattern = /[\p{L}\p{N}_.'"]/uy;

/** Refuses the option's text at a place. Characters are counted from 1. */
export function refuseAt(option: string, at: number, reason: string): never {
  return refuse('malformedQuery', { option, target: option, reason, position: at + 1 });
}

/**
 * Cuts the text of an expression into tokens.
 * @param option the query option, for refusals
 * @returns the tokens, the last one being of kind `end`
 * Refuses malformedQuery with the place of what is no token, and queryTooCostly.
 */
export function tokenize(text: string, option: string): Token[] {
  checkBound('length', text.length, option);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const start = at;
    while (text[at] === ' ' || text[at] === '\t') at++;
    const token = readToken(text, at, at > start, option);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at = token.end;
  }
}

const plain = { prefix: '', literal: undefined } as const;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readToken(text: string, at: number, spaced: boolean, option: string): Token {
  const char = text[at];
  if (char === undefined) return { ...plain, kind: 'end', text: '', at, end: at, spaced };
  if (char === "'") return readString(text, at, at, '', spaced, option);
  if (char === '"') return readJsonString(text, at, spaced, option);
  if ((char >= '0' && char <= '9') || char === '-' || char === '+' || isHexLetter(char)) {
    const literal = readLiteral(text, at, spaced, option);
    if (literal) return literal;
  }
  if ('(),:;=/[]{}-*'.includes(char)) return { ...plain, kind: 'sign', text: char, at, end: at + 1, spaced };
  if (char === '$') {
    const word = match(dollarPattern, text, at);
    if (word) return { ...plain, kind: 'dollar', text: word, at, end: at + word.length, spaced };
  } else if (char === '@') {
    const word = match(aliasPattern, text, at);
    if (word) return { ...plain, kind: 'alias', text: word, at, end: at + word.length, spaced };
  } else {
    const word = match(namePattern, text, at);
    if (word) {
      const end = at + word.length;
      if (text[end] === "'") return readString(text, at, end, word, spaced, option);
      return { ...plain, kind: 'name', text: word, at, end, spaced };
    }
  }
  return refuseAt(option, at, `'${String.fromCodePoint(text.codePointAt(at) ?? 0)}' is not expected`);
}

function isHexLetter(char: string): boolean {
  return (char >= 'a' && char <= 'f') || (char >= 'A' && char <= 'F');
}

/** The place behind a string literal that opens at `at`; two quotes in a row stand for one. */
export function endOfString(text: string, at: number): number | undefined {
  let end = text.indexOf("'", at + 1);
  while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  return end < 0 ? undefined : end + 1;
}

/** The place behind a JSON string that opens at `at`. */
export function endOfJsonString(text: string, at: number): number | undefined {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '"') return end + 1;
  }
  return undefined;
}

function readString(text: string, at: number, quote: number, prefix: string, spaced: boolean, option: string): Token {
  const end = endOfString(text, quote);
  if (end === undefined) return refuseAt(option, quote, 'there is an unterminated string literal');
  const content = text.slice(quote + 1, end - 1).replaceAll("''", "'");
  return { kind: prefix === '' ? 'string' : 'prefixed', text: content, prefix, literal: undefined, at, end, spaced };
}

function readJsonString(text: string, at: number, spaced: boolean, option: string): Token {
  const end = endOfJsonString(text, at);
  if (end === undefined) return refuseAt(option, at, 'there is an unterminated JSON string');
  let content: unknown;
  try {
    content = JSON.parse(text.slice(at, end));
  } catch {
    return refuseAt(option, at, 'there is a malformed JSON string');
  }
  if (typeof content !== 'string' || !content.isWellFormed() || content.includes('\0')) {
    return refuseAt(option, at, 'there is a JSON string that holds no text');
  }
  return { ...plain, kind: 'json', text: content, at, end, spaced };
}

function readLiteral(text: string, at: number, spaced: boolean, option: string): Token | undefined {
  const guid = match(guidPattern, text, at);
  if (guid !== undefined) return literal(text, at, guid, 'Edm.Guid', parseGuid(guid), spaced, option);
  if (isHexLetter(text[at] ?? '')) return undefined;
  const date = match(datePattern, text, at);
  if (date !== undefined) {
    if (date.includes('T') || date.includes('t')) {
      return literal(text, at, date, 'Edm.DateTimeOffset', comparableInstant(date), spaced, option);
    }
    return literal(text, at, date, 'Edm.Date', comparableDate(date), spaced, option);
  }
  const time = match(timePattern, text, at);
  if (time !== undefined) return literal(text, at, time, 'Edm.TimeOfDay', parseTimeOfDay(time), spaced, option);
  const number = match(numberPattern, text, at);
  if (number !== undefined) return literal(text, at, number, typeOfNumber(number), Number(number), spaced, option);
  const infinity = match(infinityPattern, text, at);
  if (infinity === undefined) return undefined;
  return literal(text, at, infinity, 'Edm.Double', Number.NEGATIVE_INFINITY, spaced, option);
}

function typeOfNumber(text: string): keyof typeof primitives {
  const number = Number(text);
  if (/e/i.test(text) || !Number.isFinite(number)) return 'Edm.Double';
  if (text.includes('.')) return 'Edm.Decimal';
  if (number === (number | 0)) return 'Edm.Int32';
  return Math.abs(number) < 2 ** 63 ? 'Edm.Int64' : 'Edm.Decimal';
}

function literal(
  text: string,
  at: number,
  found: string,
  name: keyof typeof primitives,
  value: Scalar | undefined,
  spaced: boolean,
  option: string,
): Token {
  const end = at + found.length;
  if (value === undefined) return refuseAt(option, at, `'${found}' is not a value of ${name}`);
  if (match(wordPattern, text, end) !== undefined)
    return refuseAt(option, end, `more follows the literal '${found}' than belongs to it`);
  const of = { type: primitives[name], collection: false } as const;
  return { kind: 'literal', text: found, prefix: '', literal: { of, value }, at, end, spaced };
}
