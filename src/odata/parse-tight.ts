/** What binds tightest behind a value: `has`, and `in` with its lists (URL Conventions 5.1.1.1.9 and 5.1.1.1.11). */
import type { Expression, ExpressionType } from './expression.ts';
import { boolean, comparable, enumOf, memberOf, nameOf, primitiveOf } from './expression-type.ts';
import { refuseAt, type Token } from './lexer.ts';
import { fit, parseArray } from './parse-json.ts';
import { parsePrimary } from './parse-primary.ts';
import {
  checkList,
  deeper,
  expectSign,
  isSign,
  mismatch,
  node,
  type Parser,
  peek,
  take,
  takeSign,
  unexpected,
  withAlias,
} from './parser.ts';

/** The word that comes next, if one does. */
export function peekWord(parser: Parser): { readonly word: string; readonly token: Token } | undefined {
  const token = peek(parser);
  if (token.kind !== 'name') return undefined;
  return { word: token.text.toLowerCase(), token };
}

/** Takes an operator. Refuses one without white space on both sides (ABNF `RWS`). */
export function takeOperator(parser: Parser): void {
  const token = take(parser);
  if (!token.spaced) refuseAt(parser.option, token.at, `white space is missing in front of '${token.text}'`);
  const next = peek(parser);
  const list = token.text.toLowerCase() === 'in' && isSign(next, '(');
  if (!next.spaced && next.kind !== 'end' && !list)
    refuseAt(parser.option, next.at, `white space is missing behind '${token.text}'`);
}

/** A value, with the operators that bind tightest behind it. */
export function parseTight(parser: Parser): Expression {
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
  if (token.kind === 'alias') return parseAliased(parser);
  if (isSign(token, '[')) return parseArray(parser);
  if (!isSign(token, '(')) return parsePrimary(parser);
  return deeper(parser, () => parseList(parser));
}

/** What an alias stands for: an array or an expression, and never a list in parentheses (ABNF `parameterValue`). */
function parseAliased(parser: Parser): Expression[] | Expression {
  const read = () => {
    const token = peek(parser);
    if (token.kind === 'alias') return parseAliased(parser);
    return isSign(token, '[') ? parseArray(parser) : parser.expression(parser);
  };
  return withAlias(parser, read) ?? node(parser, { kind: 'literal', of: 'null', value: null });
}

/** The members of a list in parentheses are literals; a single other expression is a collection in parentheses (ABNF `listExpr`). */
function parseList(parser: Parser): Expression[] | Expression {
  take(parser);
  const members: Expression[] = [];
  if (takeSign(parser, ')')) return members;
  do {
    const token = peek(parser);
    const member = parser.expression(parser);
    if (member.kind === 'literal' && isSign(token, '(')) unexpected(parser, token, 'a list in parentheses holds literals');
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
