/** Expressions of $filter, $orderby and $compute: text -> typed tree. */
import type { ValueType } from '../model/field.ts';
import type { Schema } from '../model/type.ts';
import { type Budget, checkBound, newBudget } from './bounds.ts';
import type { Expression, ExpressionType, OrderTerm } from './expression.ts';
import { isBoolean, isOrdered, nameOf } from './expression-type.ts';
import { refuseAt } from './lexer.ts';
import { isIdentifier } from './literal.ts';
import { parseExpression } from './parse-operators.ts';
import {
  type Aliases,
  expectEnd,
  mismatch,
  newParser,
  type Parser,
  peek,
  type Scope,
  take,
  takeSign,
  unexpected,
} from './parser.ts';

/** What an expression is read against, besides the type of what it is about. */
export interface ExpressionContext {
  /** The query option, as refusals call it. */
  readonly option: string;
  readonly aliases?: Aliases;
  /** Names that $compute gave. */
  readonly computed?: ReadonlyMap<string, Expression>;
  readonly budget?: Budget;
  /** What `$it` is where it is not the item at hand: inside $select the type of the resource; inside $expand it cannot be asked. */
  readonly resource?: ValueType | 'elsewhere';
}

/**
 * Reads a condition.
 * @param type what one item of the filtered collection is
 * @param text decoded
 * @returns the expression, of type Edm.Boolean or null
 * Refuses malformedQuery, unknownQueryProperty, queryTypeMismatch and queryTooCostly (400), notImplemented (501).
 */
export function parseFilter(schema: Schema, type: ValueType, text: string, context: ExpressionContext): Expression {
  const parser = start(schema, type, text, context);
  const condition = parseExpression(parser);
  expectEnd(parser);
  if (!isBoolean(condition.of))
    mismatch(parser, 0, `a condition is expected, but the expression is of type ${nameOf(condition.of)}`);
  return condition;
}

/** Reads the keys of $orderby (Protocol 11.2.6.2). Refuses as parseFilter does. */
export function parseOrderby(schema: Schema, type: ValueType, text: string, context: ExpressionContext): OrderTerm[] {
  const parser = start(schema, type, text, context);
  const terms: OrderTerm[] = [];
  do {
    const { at } = peek(parser);
    const expression = parseExpression(parser);
    if (!isOrdered(expression.of)) mismatch(parser, at, `values of type ${nameOf(expression.of)} have no order`);
    terms.push({ expression, descending: takeDirection(parser) });
    checkBound('keys', terms.length, parser.option);
  } while (takeSign(parser, ','));
  expectEnd(parser);
  return terms;
}

function takeDirection(parser: Parser): boolean {
  const token = peek(parser);
  const word = token.kind === 'name' && token.spaced ? token.text.toLowerCase() : '';
  if (word !== 'asc' && word !== 'desc') return false;
  take(parser);
  return word === 'desc';
}

/** Reads `expression as name, ...` (Protocol 11.2.5.3). Refuses as parseFilter does, and a name that is taken. */
export function parseCompute(schema: Schema, type: ValueType, text: string, context: ExpressionContext): Map<string, Expression> {
  const parser = start(schema, type, text, context);
  const computed = new Map(context.computed);
  parser.scope = { ...parser.scope, computed };
  do {
    const expression = parseExpression(parser);
    const word = take(parser);
    if (word.kind !== 'name' || word.text.toLowerCase() !== 'as' || !word.spaced) unexpected(parser, word, "'as' is expected");
    const name = take(parser);
    if (name.kind !== 'name' || !isIdentifier(name.text) || !name.spaced) unexpected(parser, name, 'a name is expected');
    const taken =
      type.kind !== 'primitive' && type.kind !== 'enum' && (type.properties.has(name.text) || type.navigations.has(name.text));
    if (taken || computed.has(name.text)) refuseAt(parser.option, name.at, `the name '${name.text}' is taken`);
    computed.set(name.text, expression);
  } while (takeSign(parser, ','));
  expectEnd(parser);
  return computed;
}

/** Reads any expression. Refuses as parseFilter does. */
export function parseValue(schema: Schema, type: ValueType, text: string, context: ExpressionContext): Expression {
  const parser = start(schema, type, text, context);
  const expression = parseExpression(parser);
  expectEnd(parser);
  return expression;
}

function start(schema: Schema, type: ValueType, text: string, context: ExpressionContext): Parser {
  const of: ExpressionType = { type, collection: false };
  const scope: Scope = {
    current: { root: { kind: 'it' }, of },
    it: itOf(of, context.resource),
    variables: new Map(),
    computed: context.computed ?? new Map(),
  };
  const { option, aliases = new Map(), budget = newBudget() } = context;
  return newParser({ schema, aliases, budget, expression: parseExpression, option, scope }, text);
}

function itOf(of: ExpressionType, resource: ExpressionContext['resource']): Scope['it'] {
  if (resource === undefined) return { root: { kind: 'it' }, of };
  return resource === 'elsewhere' ? undefined : { root: { kind: 'resource' }, of: { type: resource, collection: false } };
}
