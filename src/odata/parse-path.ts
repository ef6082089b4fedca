/** Paths of expressions: properties, navigation and casts, each name held against the model (ABNF chapter 4). */
import { refuse } from '../fault.ts';
import type { StructuredType } from '../model/field.ts';
import { derivesFrom, findNavigation, findType } from '../model/type.ts';
import { checkBound, costOf, spend } from './bounds.ts';
import type { Expression, ExpressionType, PathRoot, PathStep } from './expression.ts';
import { nameOf } from './expression-type.ts';
import type { Token } from './lexer.ts';
import { isCalled, isLambda, parseCollectionEnd, parseLambda } from './parse-members.ts';
import { isSign, mismatch, node, type Parser, peek, take, unexpected, unsupported } from './parser.ts';

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
  if (variable) return follow(parser, { root: { kind: 'variable', name: variable.name }, steps: [], of: variable.of });
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
    const slash = take(parser);
    const token = take(parser);
    for (const part of [slash, token]) if (part.spaced) unexpected(parser, part, 'a path has no white space');
    if (token.kind === 'alias') unsupported(parser, `The annotation '${token.text}' in an expression`);
    if (token.kind === 'dollar') return parseCollectionEnd(parser, pathOf(parser, place), token);
    if (token.kind !== 'name') unexpected(parser, token, 'the name of a property is expected');
    if (isLambda(parser, token)) return parseLambda(parser, pathOf(parser, place), token);
    place = step(parser, place, token);
  }
  return pathOf(parser, place);
}

function pathOf(parser: Parser, { root, steps, of }: Place): Expression {
  const [first] = steps;
  return node(parser, { kind: 'path', of, root, steps }, ...(first?.kind === 'computed' ? [first.expression] : []));
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
