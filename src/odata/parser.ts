/** The state of an expression parser: its tokens, the names in scope, and how it refuses. */
import { refuse } from '../fault.ts';
import type { Schema } from '../model/type.ts';
import { type Budget, bounds, checkBound, pay } from './bounds.ts';
import type { Expression, ExpressionType, PathRoot } from './expression.ts';
import { refuseAt, type Token, tokenize } from './lexer.ts';

/** Parameter aliases by name, `@` included: the text each stands for (Protocol 11.2.6.1.3). */
export type Aliases = ReadonlyMap<string, string>;

/** What the variable of a lambda stands for. */
export interface Variable {
  /** How the expression calls it: by the name that the caller gave, or one of its own for members of a filtered collection. */
  readonly name: string;
  readonly of: ExpressionType;
}

/** What the names of an expression mean. */
export interface Scope {
  /** What paths without a prefix, and `$this`, start from. */
  readonly current: { readonly root: PathRoot; readonly of: ExpressionType };
  /** Where `$it` starts; undefined where it is a resource that cannot be asked from here. */
  readonly it: { readonly root: PathRoot; readonly of: ExpressionType } | undefined;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Names that $compute gave. */
  readonly computed: ReadonlyMap<string, Expression>;
}

export interface Parser {
  readonly schema: Schema;
  readonly aliases: Aliases;
  readonly budget: Budget;
  /** Tokens of aliases already cut up. */
  readonly aliasTokens: Map<string, readonly Token[]>;
  /** Aliases being read, to find one that stands for itself. */
  readonly open: Set<string>;
  /** Reads a whole expression: handed in, since expressions and paths contain each other. */
  readonly expression: (parser: Parser) => Expression;
  option: string;
  scope: Scope;
  tokens: readonly Token[];
  index: number;
  depth: number;
  /** How many conditions on members of collections stand around. */
  lambdas: number;
}

const end: Token = { kind: 'end', text: '', prefix: '', literal: undefined, at: 0, end: 0, spaced: false };

export function peek(parser: Parser, ahead = 0): Token {
  return parser.tokens[parser.index + ahead] ?? parser.tokens.at(-1) ?? end;
}

export function take(parser: Parser): Token {
  const token = peek(parser);
  parser.index++;
  return token;
}

export function isSign(token: Token, sign: string): boolean {
  return token.kind === 'sign' && token.text === sign;
}

/** Takes the sign if it comes next. */
export function takeSign(parser: Parser, sign: string): boolean {
  if (!isSign(peek(parser), sign)) return false;
  parser.index++;
  return true;
}

/** Takes the sign that has to come next. */
export function expectSign(parser: Parser, sign: string): Token {
  const token = peek(parser);
  if (!isSign(token, sign)) return unexpected(parser, token, `'${sign}' is expected`);
  return take(parser);
}

/** Refuses a token that cannot stand where it does. */
export function unexpected(parser: Parser, token: Token, wanted: string): never {
  const found = token.kind === 'end' ? 'the end' : `'${token.prefix}${token.text}'`;
  return refuseAt(parser.option, token.at, `${wanted}, but ${found} stands there`);
}

/** Refuses an expression that does not fit its place by its type. */
export function mismatch(parser: Parser, at: number, reason: string): never {
  return refuse('queryTypeMismatch', { option: parser.option, target: parser.option, position: at + 1, reason });
}

/** Refuses what the standard has, but this server does not. */
export function unsupported(parser: Parser, feature: string): never {
  return refuse('notImplemented', { feature, target: parser.option });
}

/** Pays for a node. */
export function node<Node extends Expression>(parser: Parser, expression: Node, ...parts: readonly Expression[]): Node {
  return pay(parser.budget, parser.option, expression, parts);
}

/** Goes one level deeper for as long as `read` takes. Refuses a depth that could not be walked. */
export function deeper<Result>(parser: Parser, read: () => Result): Result {
  checkBound('depth', ++parser.depth, parser.option);
  const result = read();
  parser.depth--;
  return result;
}

/** Reads with other names in scope. */
export function within<Result>(parser: Parser, scope: Scope, read: () => Result): Result {
  const outer = parser.scope;
  parser.scope = scope;
  const result = read();
  parser.scope = outer;
  return result;
}

/**
 * Reads the text of an alias in place of its name, which is the next token.
 * @param read how to read it
 * @returns what was read; undefined for an alias that is not assigned, which means null (Protocol 11.2.6.1.3)
 * Refuses an alias that stands for itself, and one whose text has more than `read` takes.
 */
export function withAlias<Result>(parser: Parser, read: () => Result): Result | undefined {
  const token = take(parser);
  const name = token.text;
  const text = parser.aliases.get(name);
  if (text === undefined) {
    // Annotations share the syntax; an alias that is assigned goes before one of its name.
    if (/[.#]/.test(name)) unsupported(parser, `The annotation '${name}' in an expression`);
    return undefined;
  }
  if (parser.open.has(name)) refuseAt(parser.option, token.at, `the parameter alias '${name}' stands for itself`);
  const { option, tokens, index } = parser;
  const inner = parser.aliasTokens.get(name) ?? tokenize(text, name);
  parser.aliasTokens.set(name, inner);
  parser.open.add(name);
  Object.assign(parser, { option: name, tokens: inner, index: 0 });
  const result = deeper(parser, read);
  expectEnd(parser);
  Object.assign(parser, { option, tokens, index });
  parser.open.delete(name);
  return result;
}

/** Refuses what stands behind a complete expression. */
export function expectEnd(parser: Parser): void {
  const token = peek(parser);
  if (token.kind !== 'end') unexpected(parser, token, 'an operator or the end is expected');
  if (token.spaced) refuseAt(parser.option, token.at, 'there is white space at the end');
}

/** A parser of a text, nothing of which is read yet. Refuses white space at the start. */
export function newParser(
  parts: Pick<Parser, 'schema' | 'aliases' | 'budget' | 'expression' | 'option' | 'scope'>,
  text: string,
): Parser {
  const tokens = tokenize(text, parts.option);
  if (tokens[0]?.spaced) refuseAt(parts.option, 0, 'there is white space at the start');
  return { ...parts, aliasTokens: new Map(), open: new Set(), tokens, index: 0, depth: 0, lambdas: 0 };
}

/** The greatest number of members a list may have. */
export function checkList(parser: Parser, length: number): void {
  if (length > bounds.list.limit) checkBound('list', length, parser.option);
}
