/** Paths of expressions: properties, navigation, any and all, counts, casts, each name held against the model (ABNF chapter 4). */
import { refuse } from '../fault.ts';
import type { StructuredType } from '../model/field.ts';
import { derivesFrom, findNavigation, findType } from '../model/type.ts';
import { checkBound, costOf, spend } from './bounds.ts';
import type { Expression, ExpressionType, PathRoot, PathStep } from './expression.ts';
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

/** A path as far as it is read. */
interface Place {
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
  readonly of: ExpressionType;
}

/** Reads a path that starts with a name: a lambda variable, a name of $compute, a property or a type. */
export function parsePath(parser: Parser): Expression {
  const token = take(parser);
  const { variables, computed, current } = parser.scope;
  const variable = variables.get(token.text);
  if (variable !== undefined) return follow(parser, { root: { kind: 'variable', name: token.text }, steps: [], of: variable });
  const expression = computed.get(token.text);
  if (expression) {
    // A computed name costs what its expression costs, each time anew.
    spend(parser.budget, parser.option, costOf(parser.budget, expression));
    return follow(parser, { root: current.root, steps: [{ kind: 'computed', expression }], of: expression.of });
  }
  return follow(parser, step(parser, { root: current.root, steps: [], of: current.of }, token));
}

/** Reads a path that starts with `$it`, `$this` or `$root`. */
export function parseDollar(parser: Parser): Expression {
  const token = take(parser);
  const { current, it } = parser.scope;
  if (token.text === '$this') return follow(parser, { root: current.root, steps: [], of: current.of });
  if (token.text === '$root') return unsupported(parser, 'The literal $root in an expression');
  if (token.text !== '$it') return unexpected(parser, token, 'an expression is expected');
  if (it === undefined) return unsupported(parser, 'The literal $it inside $expand');
  return follow(parser, { root: it.root, steps: [], of: it.of });
}

/** Reads the steps that follow an alias which stands for a path. */
export function followAlias(parser: Parser, path: Expression, token: Token): Expression {
  if (!isSign(peek(parser), '/')) return path;
  if (path.kind !== 'path')
    return unexpected(parser, peek(parser), `'${token.text}' stands for no path; an operator or the end is expected`);
  return follow(parser, path);
}

function follow(parser: Parser, start: Place): Expression {
  let place = start;
  while (isSign(peek(parser), '/')) {
    take(parser);
    const token = take(parser);
    if (token.spaced) unexpected(parser, token, 'a path has no white space');
    if (token.kind === 'alias') unsupported(parser, `The annotation '${token.text}' in an expression`);
    if (token.kind === 'dollar') return parseCollectionEnd(parser, place, token);
    if (token.kind !== 'name') unexpected(parser, token, 'the name of a property is expected');
    if (isLambda(parser, token)) return parseLambda(parser, place, token);
    place = step(parser, place, token);
  }
  return pathOf(parser, place);
}

function pathOf(parser: Parser, { root, steps, of }: Place): Expression {
  const [first] = steps;
  return node(parser, { kind: 'path', of, root, steps }, ...(first?.kind === 'computed' ? [first.expression] : []));
}

function isLambda(parser: Parser, token: Token): boolean {
  return /^(any|all)$/i.test(token.text) && isCalled(parser);
}

/** True if an opening parenthesis follows at once. */
export function isCalled(parser: Parser): boolean {
  const next = peek(parser);
  return isSign(next, '(') && !next.spaced;
}

/** The place that a name leads to. Refuses a name that the type does not know. */
function step(parser: Parser, place: Place, token: Token): Place {
  const { of, steps } = place;
  const name = token.text;
  if (of === 'null') return withStep(parser, place, { kind: 'dynamic', name }, 'null');
  if (of.type.kind === 'primitive' || of.type.kind === 'enum') return unknown(parser, token, of);
  const { type } = of;
  if (!of.collection) {
    const property = type.properties.get(name);
    if (property)
      return withStep(parser, place, { kind: 'property', property }, { type: property.type, collection: property.collection });
    const navigation = findNavigation(type, name);
    if (navigation) {
      if (isCalled(parser)) unsupported(parser, 'A key inside an expression');
      const { collection } = navigation;
      return withStep(
        parser,
        place,
        { kind: 'navigation', name: navigation.name, collection },
        { type: navigation.target(), collection },
      );
    }
  }
  const cast = findType(parser.schema, name);
  if (cast && cast.kind !== 'enum' && (name.includes('.') || isSign(peek(parser), '/')))
    return castTo(parser, place, type, cast, token);
  if (isCalled(parser)) unexpected(parser, token, 'a property is expected');
  if (of.collection) return unexpected(parser, token, 'behind a collection any, all or $count is expected');
  if (type.open && !name.includes('.')) return withStep(parser, { ...place, steps }, { kind: 'dynamic', name }, 'null');
  return unknown(parser, token, of);
}

function withStep(parser: Parser, { root, steps }: Place, next: PathStep, of: ExpressionType): Place {
  checkBound('depth', steps.length, parser.option);
  return { root, steps: [...steps, next], of };
}

/** A cast to the type itself or an ancestor changes nothing; one to a derived type would need to ask each value. */
function castTo(parser: Parser, place: Place, from: StructuredType, to: StructuredType, token: Token): Place {
  const collection = place.of !== 'null' && place.of.collection;
  if (derivesFrom(from, to)) return { ...place, of: { type: from, collection } };
  if (derivesFrom(to, from)) return unsupported(parser, `The cast to the derived type '${token.text}' in a path`);
  return mismatch(parser, token.at, `a value of type ${from.name} is no ${to.name}`);
}

function unknown(parser: Parser, token: Token, of: ExpressionType): never {
  const { option } = parser;
  return refuse('unknownQueryProperty', {
    option,
    target: option,
    position: token.at + 1,
    property: token.text,
    type: nameOf(of),
  });
}

function collectionAt(parser: Parser, { of }: Place, token: Token): void {
  if (of === 'null') unsupported(parser, 'A question to a property that is not declared as a collection');
  if (!of.collection) mismatch(parser, token.at, `'${token.text}' is asked of a collection, but ${nameOf(of)} is none`);
}

/** `/any(v:predicate)` and `/all(v:predicate)` (URL Conventions 5.1.1.13). The variable hides properties of its name. */
function parseLambda(parser: Parser, place: Place, token: Token): Expression {
  collectionAt(parser, place, token);
  const kind = token.text.toLowerCase() === 'all' ? 'all' : 'any';
  const collection = pathOf(parser, place);
  expectSign(parser, '(');
  if (kind === 'any' && takeSign(parser, ')')) return node(parser, { kind, of: boolean, collection, variable: '' }, collection);
  const name = take(parser);
  if (name.kind !== 'name' || name.text.includes('.')) unexpected(parser, name, 'the name of a variable is expected');
  expectSign(parser, ':');
  const variables = new Map(parser.scope.variables).set(name.text, memberOf(place.of));
  const predicate = parsePredicate(parser, { ...parser.scope, variables });
  expectSign(parser, ')');
  return node(parser, { kind, of: boolean, collection, variable: name.text, predicate }, collection, predicate);
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

/** The variable that stands for the members of a filtered collection: what `$this` means there. */
const member = '$this';

/** `/$count`, `/$count($filter=...)` and `/$filter(...)/$count` (URL Conventions 4.8, 4.12). */
function parseCollectionEnd(parser: Parser, place: Place, token: Token): Expression {
  collectionAt(parser, place, token);
  const collection = pathOf(parser, place);
  const conditions: Expression[] = [];
  let at = token;
  while (at.text === '$filter') {
    expectSign(parser, '(');
    conditions.push(parseMemberCondition(parser, place));
    expectSign(parser, ')');
    if (!isSign(peek(parser), '/')) unsupported(parser, 'A filtered collection that is not counted');
    take(parser);
    at = take(parser);
    if (at.kind === 'name' && isLambda(parser, at)) unsupported(parser, 'any and all of a filtered collection');
  }
  if (at.text !== '$count') return unexpected(parser, at, '$count or $filter is expected');
  if (isCalled(parser)) conditions.push(...parseCountOptions(parser, place));
  return countOf(parser, collection, conditions);
}

function parseMemberCondition(parser: Parser, place: Place): Expression {
  const current = { root: { kind: 'variable', name: member }, of: memberOf(place.of) } as const;
  return parsePredicate(parser, { ...parser.scope, current, computed: new Map() });
}

function parseCountOptions(parser: Parser, place: Place): Expression[] {
  const conditions: Expression[] = [];
  expectSign(parser, '(');
  do {
    const name = take(parser);
    const option = name.text.replace(/^\$/, '').toLowerCase();
    if (option === 'search') unsupported(parser, 'The query option $search');
    if (option !== 'filter' || conditions.length > 0) unexpected(parser, name, 'the option $filter is expected once');
    expectSign(parser, '=');
    conditions.push(parseMemberCondition(parser, place));
  } while (takeSign(parser, ';'));
  expectSign(parser, ')');
  return conditions;
}

function countOf(parser: Parser, collection: Expression, conditions: readonly Expression[]): Expression {
  const of = single('Edm.Int64');
  const [first, ...others] = conditions;
  if (first === undefined) return node(parser, { kind: 'count', of, collection }, collection);
  const predicate = others.reduce(
    (left, right) => node(parser, { kind: 'binary', of: boolean, operator: 'and', left, right }, left, right),
    first,
  );
  return node(parser, { kind: 'count', of, collection, variable: member, predicate }, collection, predicate);
}
