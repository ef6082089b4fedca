/** $search: words, phrases, NOT, AND and OR (URL Conventions 5.1.8); a value in single quotes is a search not yet finished. */
import { checkBound } from './bounds.ts';
import type { SearchExpression } from './intent.ts';
import { endOfString, refuseAt } from './lexer.ts';

interface Word {
  readonly kind: 'word' | 'phrase' | '(' | ')';
  readonly text: string;
  readonly at: number;
}

interface Reader {
  readonly words: readonly Word[];
  index: number;
  depth: number;
}

const option = '$search';

const wordPattern = /[^\s()"'][^\s()"]*/y;

/**
 * Reads a search.
 * @param text decoded
 * Refuses malformedQuery with the place of what is wrong, and queryTooCostly.
 */
export function parseSearch(text: string): SearchExpression {
  checkBound('length', text.length, option);
  const trimmed = text.trimStart();
  const unfinished = trimmed.startsWith("'") && endOfString(trimmed, 0) === trimmed.length;
  if (unfinished) return { kind: 'term', text: trimmed.slice(1, -1).replaceAll("''", "'") };
  if (/[ \t]$/.test(text)) refuseAt(option, text.trimEnd().length, 'there is white space at the end');
  const words = cut(text);
  checkBound('nodes', words.length, option);
  const reader: Reader = { words, index: 0, depth: 0 };
  const search = parseOr(reader);
  const rest = words[reader.index];
  return rest ? refuseAt(option, rest.at, `'${rest.text}' is not expected`) : search;
}

function cut(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === ' ' || char === '\t') {
      at++;
      continue;
    }
    const word = readWord(text, at, char);
    const before = words.at(-1);
    const spaced = at === 0 || /[\s(]/.test(text[at - 1] ?? '');
    if (before && word.kind !== ')' && !spaced) refuseAt(option, at, 'white space is missing');
    words.push(word);
    at += word.kind === 'phrase' ? word.text.length + 2 : word.text.length;
  }
  return words;
}

function readWord(text: string, at: number, char: string): Word {
  if (char === '(' || char === ')') return { kind: char, text: char, at };
  if (char === '"') {
    const end = text.indexOf('"', at + 1);
    if (end < 0) return refuseAt(option, text.length, 'a phrase is not closed');
    if (end === at + 1) return refuseAt(option, at, 'a phrase is empty');
    return { kind: 'phrase', text: text.slice(at + 1, end), at };
  }
  wordPattern.lastIndex = at;
  const found = wordPattern.exec(text)?.[0];
  return found === undefined ? refuseAt(option, at, `'${char}' is not expected`) : { kind: 'word', text: found, at };
}

/** True if the word at `index` is the operator: it is one only in front of something that it can apply to. */
function isOperator({ words }: Reader, index: number, text: string): boolean {
  const word = words[index];
  const next = words[index + 1];
  return word?.kind === 'word' && word.text === text && next !== undefined && next.kind !== ')';
}

function startsTerm({ words, index }: Reader): boolean {
  const word = words[index];
  return word !== undefined && word.kind !== ')';
}

function parseOr(reader: Reader): SearchExpression {
  let left = parseAnd(reader);
  while (isOperator(reader, reader.index, 'OR')) {
    reader.index++;
    left = { kind: 'or', left, right: parseAnd(reader) };
  }
  return left;
}

function parseAnd(reader: Reader): SearchExpression {
  let left = parseNot(reader);
  while (startsTerm(reader) && !isOperator(reader, reader.index, 'OR')) {
    if (isOperator(reader, reader.index, 'AND')) reader.index++;
    left = { kind: 'and', left, right: parseNot(reader) };
  }
  return left;
}

function parseNot(reader: Reader): SearchExpression {
  checkBound('depth', ++reader.depth, option);
  const search = parseTerm(reader);
  reader.depth--;
  return search;
}

function parseTerm(reader: Reader): SearchExpression {
  if (isOperator(reader, reader.index, 'NOT')) {
    reader.index++;
    return { kind: 'not', operand: parseNot(reader) };
  }
  const word = reader.words[reader.index];
  const last = reader.words.at(-1);
  if (!word || word.kind === ')')
    return refuseAt(option, word?.at ?? (last ? last.at + last.text.length : 0), 'a word is expected');
  reader.index++;
  if (word.kind !== '(') return { kind: 'term', text: word.text };
  const inner = parseOr(reader);
  const close = reader.words[reader.index];
  if (close?.kind !== ')') return refuseAt(option, close?.at ?? (last ? last.at + last.text.length : 0), "')' is expected");
  reader.index++;
  return inner;
}
