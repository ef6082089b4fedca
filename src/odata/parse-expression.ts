/** Expressions of $filter, $orderby and $compute: text -> typed tree, by precedence climbing (URL Conventions 5.1.1.17). */
import type { ValueType } from '../model/field.ts';
import { findType, type Schema } from '../model/type.ts';
import { type Budget, checkBound, newBudget } from './bounds.ts';
import { parseEnum } from './enum-literal.ts';
import type { BinaryOperator, ComparisonOperator, Expression, ExpressionType, OrderTerm } from './expression.ts';
import {
  arithmeticType,
  boolean,
  comparable,
  enumOf,
  isBoolean,
  isNumeric,
  isOrdered,
  memberOf,
  nameOf,
  notMember,
  primitiveOf,
  single,
} from './expression-type.ts';
import { refuseAt, type Token } from './lexer.ts';
import { isIdentifier, parseBoolean, parseDuration } from './literal.ts';
import { parseCall } from './parse-call.ts';
import { fit, parseArray, parseJson } from './parse-json.ts';
import { followAlias, parseDollar, parsePath } from './parse-path.ts';
import {
  type Aliases,
  checkList,
  deeper,
  expectEnd,
  expectSign,
  isSign,
  mismatch,
  newParser,
  node,
  type Parser,
  peek,
  type Scope,
  take,
  takeSign,
  unexpected,
  unsupported,
  withAlias,
} from './parser.ts';

/** What an expression is read against, besides the type of what it is about. */
export interface ExpressionContext {
  /** The query option, as refusals call it. */
  readonly option: string;
  readonly aliases?: Aliases;
  /** Names that $compute gave. */
  readonly computed?: ReadonlyMap<string, Expression>;
  readonly budget?: Budget;
  /** Set inside $expand and $select, where `$it` is not the item at hand. */
  readonly place?: 'nested';
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
    it: context.place === 'nested' ? undefined : of,
    variables: new Map(),
    computed: context.computed ?? new Map(),
  };
  const { option, aliases = new Map(), budget = newBudget() } = context;
  return newParser({ schema, aliases, budget, expression: parseExpression, option, scope }, text);
}

/** How tight each operator binds; `not` and `-` bind tighter than these, `has` and `in` tighter still. */
const precedence: Readonly<Record<Exclude<BinaryOperator, 'has'>, number>> = {
  or: 1,
  and: 2,
  eq: 3,
  ne: 3,
  gt: 4,
  ge: 4,
  lt: 4,
  le: 4,
  add: 5,
  sub: 5,
  mul: 6,
  div: 6,
  divby: 6,
  mod: 6,
};

type Infix = keyof typeof precedence;

function isInfix(word: string): word is Infix {
  return Object.hasOwn(precedence, word);
}

const isComparison = (operator: Infix): operator is ComparisonOperator =>
  precedence[operator] === 3 || precedence[operator] === 4;

function parseExpression(parser: Parser): Expression {
  return deeper(parser, () => parseInfix(parser, 1));
}

/** The operator that comes next, if one does. Refuses one without white space on both sides (ABNF `RWS`). */
function peekWord(parser: Parser): { readonly word: string; readonly token: Token } | undefined {
  const token = peek(parser);
  if (token.kind !== 'name') return undefined;
  return { word: token.text.toLowerCase(), token };
}

function takeOperator(parser: Parser): void {
  const token = take(parser);
  if (!token.spaced) refuseAt(parser.option, token.at, `white space is missing in front of '${token.text}'`);
  const next = peek(parser);
  const list = token.text.toLowerCase() === 'in' && isSign(next, '(');
  if (!next.spaced && next.kind !== 'end' && !list)
    refuseAt(parser.option, next.at, `white space is missing behind '${token.text}'`);
}

function parseInfix(parser: Parser, tightness: number): Expression {
  const { at } = peek(parser);
  let left = parseUnary(parser);
  let previous = 0;
  for (;;) {
    const next = peekWord(parser);
    if (!next || !isInfix(next.word) || precedence[next.word] < tightness) return left;
    const operator = next.word;
    const level = precedence[operator];
    if (isComparison(operator) && previous === level) {
      refuseAt(parser.option, next.token.at, 'comparisons do not follow one another without parentheses');
    }
    if (operator === 'and' || operator === 'or') left = parseJunction(parser, operator, left, at);
    else left = parseOperation(parser, operator, left, at, next.token);
    previous = level;
  }
}

function parseOperation(
  parser: Parser,
  operator: Exclude<Infix, 'and' | 'or'>,
  left: Expression,
  at: number,
  token: Token,
): Expression {
  takeOperator(parser);
  const rightAt = peek(parser).at;
  const right = parseInfix(parser, precedence[operator] + 1);
  return isComparison(operator)
    ? compare(parser, operator, { left, at, right, rightAt }, token)
    : calculate(parser, operator, { left, at, right, rightAt }, token);
}

interface Sides {
  readonly left: Expression;
  readonly at: number;
  readonly right: Expression;
  readonly rightAt: number;
}

function compare(parser: Parser, operator: ComparisonOperator, sides: Sides, token: Token): Expression {
  const left = fit(parser, sides.left, sides.right.of, sides.at);
  const right = fit(parser, sides.right, sides.left.of, sides.rightAt);
  const navigates = (isEntity(left.of) && right.of === 'null') || (isEntity(right.of) && left.of === 'null');
  const equality = operator === 'eq' || operator === 'ne';
  const fits = navigates ? equality : comparable(left.of, right.of) && (equality || (isOrdered(left.of) && isOrdered(right.of)));
  if (!fits)
    mismatch(
      parser,
      token.at,
      `the operator '${operator}' does not take ${nameOf(left.of)} and ${nameOf(right.of)}${hint(left.of, right.of)}`,
    );
  return node(parser, { kind: 'binary', of: boolean, operator, left, right }, left, right);
}

function isEntity(of: ExpressionType): boolean {
  return of !== 'null' && !of.collection && of.type.kind === 'entity';
}

function hint(left: ExpressionType, right: ExpressionType): string {
  const names = [primitiveOf(left), primitiveOf(right)];
  if (names.includes('Edm.Date') && names.includes('Edm.DateTimeOffset'))
    return '; write the instant in full, such as 2026-01-31T00:00:00Z';
  if (enumOf(left) || enumOf(right)) return '; write the member in single quotes';
  return '';
}

function calculate(
  parser: Parser,
  operator: Exclude<Infix, 'and' | 'or' | ComparisonOperator>,
  sides: Sides,
  token: Token,
): Expression {
  const duration = single('Edm.Duration');
  const timed = (of: ExpressionType) => /^Edm\.(Date|DateTimeOffset|Duration)$/.test(primitiveOf(of) ?? '');
  const left = timed(sides.right.of) ? fit(parser, sides.left, duration, sides.at) : sides.left;
  const right = timed(sides.left.of) ? fit(parser, sides.right, duration, sides.rightAt) : sides.right;
  const of = arithmeticType(operator, left.of, right.of);
  if (of === undefined)
    return mismatch(parser, token.at, `the operator '${operator}' does not take ${nameOf(left.of)} and ${nameOf(right.of)}`);
  return node(parser, { kind: 'binary', of, operator, left, right }, left, right);
}

/** `a and b and c`: read as one, and made a balanced tree, so that long conditions stay flat. */
function parseJunction(parser: Parser, operator: 'and' | 'or', first: Expression, at: number): Expression {
  const operands = [condition(parser, operator, first, at)];
  while (peekWord(parser)?.word === operator) {
    takeOperator(parser);
    const next = peek(parser).at;
    operands.push(condition(parser, operator, parseInfix(parser, precedence[operator] + 1), next));
  }
  return balance(parser, operator, operands);
}

function condition(parser: Parser, operator: string, operand: Expression, at: number): Expression {
  if (isBoolean(operand.of)) return operand;
  return mismatch(parser, at, `'${operator}' takes conditions, but ${nameOf(operand.of)} stands there`);
}

function balance(parser: Parser, operator: 'and' | 'or', operands: readonly Expression[]): Expression {
  let row = [...operands];
  while (row.length > 1) {
    const above: Expression[] = [];
    for (let index = 0; index < row.length; index += 2) {
      const [left, right] = row.slice(index, index + 2);
      if (left && right) above.push(node(parser, { kind: 'binary', of: boolean, operator, left, right }, left, right));
      else if (left) above.push(left);
    }
    row = above;
  }
  return row[0] ?? operands[0] ?? node(parser, { kind: 'literal', of: 'null', value: null });
}

function parseUnary(parser: Parser): Expression {
  const token = peek(parser);
  if (isSign(token, '-')) return deeper(parser, () => parseNegation(parser));
  const next = peek(parser, 1);
  if (token.kind === 'name' && token.text.toLowerCase() === 'not' && (next.spaced || isSign(next, '('))) {
    return deeper(parser, () => parseNot(parser));
  }
  return parseTight(parser);
}

function parseNegation(parser: Parser): Expression {
  const { at } = take(parser);
  const operand = parseUnary(parser);
  const { of } = operand;
  if (of !== 'null' && !isNumeric(of) && primitiveOf(of) !== 'Edm.Duration')
    mismatch(parser, at, `'-' takes a number or a duration, but ${nameOf(of)} stands there`);
  return node(parser, { kind: 'negate', of, operand }, operand);
}

/** `not` binds tighter than comparisons: `not a eq b` is `(not a) eq b`. */
function parseNot(parser: Parser): Expression {
  const { at } = take(parser);
  const operand = parseUnary(parser);
  if (!isBoolean(operand.of)) {
    mismatch(
      parser,
      at,
      `'not' takes a condition, but ${nameOf(operand.of)} stands there; put a comparison in parentheses: not (a eq b)`,
    );
  }
  return node(parser, { kind: 'not', of: boolean, operand }, operand);
}

/** A value, with the operators that bind tightest behind it. */
function parseTight(parser: Parser): Expression {
  const { at } = peek(parser);
  let left = parsePrimary(parser);
  let previous = '';
  for (;;) {
    const next = peekWord(parser);
    if (next?.word !== 'has' && next?.word !== 'in') return left;
    if (previous !== '') refuseAt(parser.option, next.token.at, 'comparisons do not follow one another without parentheses');
    takeOperator(parser);
    left = next.word === 'has' ? parseHas(parser, left, at, next.token) : parseIn(parser, left, at);
    previous = next.word;
  }
}

function parseHas(parser: Parser, operand: Expression, at: number, token: Token): Expression {
  const rightAt = peek(parser).at;
  const flags = parsePrimary(parser);
  const right = fit(parser, flags, operand.of, rightAt);
  const left = fit(parser, operand, flags.of, at);
  const [a, b] = [enumOf(left.of), enumOf(right.of)];
  const fits = (a || left.of === 'null') && (b || right.of === 'null') && (!a || !b || a === b) && !isCollection(left.of);
  if (!fits)
    mismatch(
      parser,
      token.at,
      `the operator 'has' takes values of one enumeration, but ${nameOf(left.of)} and ${nameOf(right.of)} stand there`,
    );
  return node(parser, { kind: 'binary', of: boolean, operator: 'has', left, right }, left, right);
}

function isCollection(of: ExpressionType): boolean {
  return of !== 'null' && of.collection;
}

/** `x in (...)`, `x in [...]` and `x in collection` (URL Conventions 5.1.1.1.11). */
function parseIn(parser: Parser, operand: Expression, at: number): Expression {
  const listAt = peek(parser).at;
  const list = parseListOrCollection(parser);
  if (!Array.isArray(list)) {
    const collection = list as Expression;
    if (!isCollection(collection.of) && collection.of !== 'null')
      mismatch(parser, listAt, `'in' takes a list or a collection, but ${nameOf(collection.of)} stands there`);
    const left = fit(parser, operand, memberOf(collection.of), at);
    checkMember(parser, left.of, memberOf(collection.of), listAt);
    return node(parser, { kind: 'in', of: boolean, operand: left, list: collection }, left, collection);
  }
  const known = list.find(({ of }) => of !== 'null' && primitiveOf(of) !== 'Edm.String');
  const left = known ? fit(parser, operand, known.of, at) : operand;
  const members = list.map((member) => {
    const fitted = fit(parser, member, left.of, listAt);
    checkMember(parser, left.of, fitted.of, listAt);
    return fitted;
  });
  return node(parser, { kind: 'in', of: boolean, operand: left, list: members }, left, ...members);
}

function checkMember(parser: Parser, left: ExpressionType, member: ExpressionType, at: number): void {
  if (!comparable(left, member))
    mismatch(parser, at, `a value of type ${nameOf(left)} is not found among those of type ${nameOf(member)}`);
}

function parseListOrCollection(parser: Parser): Expression[] | Expression {
  const token = peek(parser);
  if (token.kind === 'alias') {
    return withAlias(parser, () => parseListOrCollection(parser)) ?? node(parser, { kind: 'literal', of: 'null', value: null });
  }
  if (isSign(token, '[')) return parseArray(parser);
  if (!isSign(token, '(')) return parsePrimary(parser);
  return deeper(parser, () => parseList(parser));
}

/** The members of a list in parentheses are literals; a single other expression is a collection in parentheses (ABNF `listExpr`). */
function parseList(parser: Parser): Expression[] | Expression {
  take(parser);
  const members: Expression[] = [];
  if (takeSign(parser, ')')) return members;
  do {
    const member = parseExpression(parser);
    if (member.kind !== 'literal') {
      if (members.length > 0) unexpected(parser, peek(parser), 'a list in parentheses holds literals');
      expectSign(parser, ')');
      return member;
    }
    members.push(member);
    checkList(parser, members.length);
  } while (takeSign(parser, ','));
  expectSign(parser, ')');
  return members;
}

function parsePrimary(parser: Parser): Expression {
  const token = peek(parser);
  switch (token.kind) {
    case 'literal':
      take(parser);
      return node(parser, {
        kind: 'literal',
        of: token.literal?.of ?? 'null',
        value: token.literal?.value ?? null,
        ...(hasOffset(token) && { zoned: true }),
      });
    case 'string':
      take(parser);
      return node(parser, { kind: 'literal', of: single('Edm.String'), value: token.text });
    case 'prefixed':
      take(parser);
      return parsePrefixed(parser, token);
    case 'alias':
      return parseAlias(parser, token);
    case 'dollar':
      return parseDollar(parser);
    case 'name':
      return parseName(parser, token);
    case 'sign':
      if (token.text === '(') return parseParentheses(parser);
      if (token.text === '[' || token.text === '{') return deeper(parser, () => parseJson(parser));
      return unexpected(parser, token, 'an expression is expected');
    default:
      return unexpected(parser, token, 'an expression is expected');
  }
}

/** True for an instant that is not written in UTC. */
const hasOffset = ({ text, literal }: Token): boolean =>
  literal !== undefined && primitiveOf(literal.of) === 'Edm.DateTimeOffset' && !/(Z|[+-]00:00)$/i.test(text);

function parseParentheses(parser: Parser): Expression {
  take(parser);
  const inner = parseExpression(parser);
  expectSign(parser, ')');
  return inner;
}

function parseName(parser: Parser, token: Token): Expression {
  const next = peek(parser, 1);
  const called = isSign(next, '(') && !next.spaced;
  if (called) return isNavigation(parser, token) ? parsePath(parser) : parseCall(parser);
  if (!isSign(next, '/')) {
    const constant = constantOf(token.text);
    if (constant) {
      take(parser);
      return node(parser, constant);
    }
  }
  return parsePath(parser);
}

function isNavigation(parser: Parser, token: Token): boolean {
  const { of } = parser.scope.current;
  return of !== 'null' && of.type.kind !== 'primitive' && of.type.kind !== 'enum' && of.type.navigations.has(token.text);
}

/** `true` and `false` are in any case, `null`, `NaN` and `INF` are not (ABNF `boolean`, `null`, `nanInfinity`). */
function constantOf(word: string): Expression | undefined {
  if (word === 'null') return { kind: 'literal', of: 'null', value: null };
  if (word === 'NaN') return { kind: 'literal', of: single('Edm.Double'), value: Number.NaN };
  if (word === 'INF') return { kind: 'literal', of: single('Edm.Double'), value: Number.POSITIVE_INFINITY };
  const value = parseBoolean(word);
  return value === undefined ? undefined : { kind: 'literal', of: boolean, value };
}

function parseAlias(parser: Parser, token: Token): Expression {
  const meant = withAlias(parser, () => parseExpression(parser)) ?? node(parser, { kind: 'literal', of: 'null', value: null });
  return followAlias(parser, meant, token);
}

/** `duration'...'` and `microsoft.graph.allowedAudiences'...'` (ABNF `durationLiteral`, `enumLiteral`). */
function parsePrefixed(parser: Parser, { prefix, text, at }: Token): Expression {
  const word = prefix.toLowerCase();
  if (word === 'duration') {
    const value = parseDuration(text);
    if (value === undefined) return refuseAt(parser.option, at, `'${text}' is not a duration`);
    return node(parser, { kind: 'literal', of: single('Edm.Duration'), value });
  }
  if (word === 'binary' || word === 'geography' || word === 'geometry') return unsupported(parser, `The literal ${word}'...'`);
  const type = findType(parser.schema, prefix);
  if (type?.kind !== 'enum') return refuseAt(parser.option, at, `there is no enumeration '${prefix}'`);
  const value = parseEnum(type, text);
  if (value === undefined) return mismatch(parser, at, notMember(type, text));
  return node(parser, { kind: 'literal', of: { type, collection: false }, value });
}
