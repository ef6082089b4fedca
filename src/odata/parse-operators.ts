/** Operators of expressions, by precedence climbing (URL Conventions 5.1.1.17). */
import type { BinaryOperator, ComparisonOperator, Expression, ExpressionType } from './expression.ts';
import {
  arithmeticType,
  boolean,
  comparable,
  enumOf,
  isBoolean,
  isNumeric,
  isOrdered,
  nameOf,
  primitiveOf,
  single,
} from './expression-type.ts';
import { refuseAt, type Token } from './lexer.ts';
import { fit } from './parse-json.ts';
import { parseTight, peekWord, takeOperator } from './parse-tight.ts';
import { deeper, isSign, mismatch, node, type Parser, peek, take } from './parser.ts';

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

/** Reads an expression, whatever its type. */
export function parseExpression(parser: Parser): Expression {
  return deeper(parser, () => parseInfix(parser, 1));
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
  // What has no type of its own is taken for a number.
  return node(parser, { kind: 'negate', of: of === 'null' ? single('Edm.Double') : of, operand }, operand);
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
