/** What is asked of a collection in an expression: any, all, counts, and those of its members that pass a condition (ABNF chapter 4). */
import { checkBound } from './bounds.ts';
import type { Expression } from './expression.ts';
import { boolean, isBoolean, memberOf, nameOf, single } from './expression-type.ts';
import type { Token } from './lexer.ts';
import {
  deeper,
  expectSign,
  isSign,
  mismatch,
  node,
  type Parser,
  peek,
  type Scope,
  take,
  takeSign,
  unexpected,
  unsupported,
  within,
} from './parser.ts';

/** True if `any` or `all` is called. */
export function isLambda(parser: Parser, token: Token): boolean {
  return /^(any|all)$/i.test(token.text) && isCalled(parser);
}

/** True if an opening parenthesis follows at once. */
export function isCalled(parser: Parser): boolean {
  const next = peek(parser);
  return isSign(next, '(') && !next.spaced;
}

function collectionAt(parser: Parser, { of }: Expression, token: Token): void {
  if (of === 'null') unsupported(parser, 'A question to a property that is not declared as a collection');
  if (!of.collection) mismatch(parser, token.at, `'${token.text}' is asked of a collection, but ${nameOf(of)} is none`);
}

/** What members of a collection have passed before they are asked about, and how their variable is called. */
interface Filtered {
  readonly variable: string;
  readonly condition: Expression;
}

/**
 * `/any(v:predicate)` and `/all(v:predicate)` (URL Conventions 5.1.1.13), of all members or of those that passed `/$filter(...)`.
 * The variable hides properties of its name.
 */
export function parseLambda(parser: Parser, collection: Expression, token: Token, filtered?: Filtered): Expression {
  collectionAt(parser, collection, token);
  const kind = token.text.toLowerCase() === 'all' ? 'all' : 'any';
  expectSign(parser, '(');
  if (kind === 'any' && takeSign(parser, ')')) {
    const { variable = '', condition } = filtered ?? {};
    return condition
      ? node(parser, { kind, of: boolean, collection, variable, predicate: condition }, collection, condition)
      : node(parser, { kind, of: boolean, collection, variable }, collection);
  }
  const name = take(parser);
  if (name.kind !== 'name' || name.text.includes('.')) unexpected(parser, name, 'the name of a variable is expected');
  expectSign(parser, ':');
  const variable = filtered?.variable ?? name.text;
  const variables = new Map(parser.scope.variables).set(name.text, { name: variable, of: memberOf(collection.of) });
  const asked = parsePredicate(parser, { ...parser.scope, variables });
  expectSign(parser, ')');
  const predicate = filtered ? among(parser, kind, filtered.condition, asked) : asked;
  return node(parser, { kind, of: boolean, collection, variable, predicate }, collection, predicate);
}

/** `any` of those that pass a condition is any that passes both; `all` of them is all that do not pass the first, or pass the second. */
function among(parser: Parser, kind: 'any' | 'all', first: Expression, second: Expression): Expression {
  if (kind === 'any') return junction(parser, 'and', first, second);
  const yes = node(parser, { kind: 'literal', of: boolean, value: true });
  const fails = node(parser, { kind: 'binary', of: boolean, operator: 'ne', left: first, right: yes }, first, yes);
  return junction(parser, 'or', fails, second);
}

function junction(parser: Parser, operator: 'and' | 'or', left: Expression, right: Expression): Expression {
  return node(parser, { kind: 'binary', of: boolean, operator, left, right }, left, right);
}

/** Reads a Boolean expression with other names in scope. */
function parsePredicate(parser: Parser, scope: Scope): Expression {
  const { at } = peek(parser);
  checkBound('lambdas', ++parser.lambdas, parser.option);
  const predicate = deeper(parser, () => within(parser, scope, () => parser.expression(parser)));
  parser.lambdas--;
  if (!isBoolean(predicate.of))
    mismatch(parser, at, `a condition is expected, but the expression is of type ${nameOf(predicate.of)}`);
  return predicate;
}

/** `/$count`, `/$count($filter=...)` and `/$filter(...)` with a count, `any` or `all` behind it (URL Conventions 4.8, 4.12). */
export function parseCollectionEnd(parser: Parser, collection: Expression, token: Token): Expression {
  collectionAt(parser, collection, token);
  // The variable that `$this` means in the conditions; those inside have others.
  const variable = `$this${parser.lambdas}`;
  const conditions: Expression[] = [];
  let at = token;
  while (at.text === '$filter') {
    expectSign(parser, '(');
    conditions.push(parseMemberCondition(parser, collection, variable));
    expectSign(parser, ')');
    if (!isSign(peek(parser), '/')) unsupported(parser, 'A filtered collection that is not counted');
    take(parser);
    at = take(parser);
    const condition = all(parser, conditions);
    if (condition && at.kind === 'name' && isLambda(parser, at))
      return parseLambda(parser, collection, at, { variable, condition });
  }
  if (at.text !== '$count') return unexpected(parser, at, '$count or $filter is expected');
  if (isCalled(parser)) conditions.push(...parseCountOptions(parser, collection, variable));
  const of = single('Edm.Int64');
  const predicate = all(parser, conditions);
  return predicate
    ? node(parser, { kind: 'count', of, collection, variable, predicate }, collection, predicate)
    : node(parser, { kind: 'count', of, collection }, collection);
}

function parseMemberCondition(parser: Parser, collection: Expression, variable: string): Expression {
  const current = { root: { kind: 'variable', name: variable }, of: memberOf(collection.of) } as const;
  return parsePredicate(parser, { ...parser.scope, current, computed: new Map() });
}

function parseCountOptions(parser: Parser, collection: Expression, variable: string): Expression[] {
  const conditions: Expression[] = [];
  expectSign(parser, '(');
  do {
    const name = take(parser);
    const option = name.text.replace(/^\$/, '').toLowerCase();
    if (option === 'search') unsupported(parser, 'The query option $search');
    if (option !== 'filter' || conditions.length > 0) unexpected(parser, name, 'the option $filter is expected once');
    expectSign(parser, '=');
    conditions.push(parseMemberCondition(parser, collection, variable));
  } while (takeSign(parser, ';'));
  expectSign(parser, ')');
  return conditions;
}

/** All conditions as one; undefined if there is none. */
function all(parser: Parser, conditions: readonly Expression[]): Expression | undefined {
  const [first, ...others] = conditions;
  return first && others.reduce((left, right) => junction(parser, 'and', left, right), first);
}
