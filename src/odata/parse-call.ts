/** Calls inside expressions: the canonical functions, case, cast and isof (URL Conventions 5.1.1.5 to 5.1.1.10). */
import { primitives, type ValueType } from '../model/field.ts';
import { findType } from '../model/type.ts';
import type { Expression, ExpressionType } from './expression.ts';
import { boolean, enumOf, isBoolean, nameOf, primitiveOf, single, unify } from './expression-type.ts';
import {
  findFunction,
  isCollectionForm,
  isLocal,
  resultOf,
  unsupportedFunctions,
  wrongArgument,
  wrongCount,
} from './functions.ts';
import { refuseAt, type Token } from './lexer.ts';
import { fit } from './parse-json.ts';
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
  unsupported,
} from './parser.ts';

interface Argument {
  readonly expression: Expression;
  readonly at: number;
}

/** Reads a call, the name of which is the next token. Refuses an unknown function (400) and one that is not offered (501). */
export function parseCall(parser: Parser): Expression {
  return deeper(parser, () => {
    const token = take(parser);
    const name = token.text.toLowerCase();
    if (name === 'case') return parseCase(parser);
    if (name === 'cast' || name === 'isof') return parseCast(parser, name);
    if (unsupportedFunctions.has(name)) return unsupported(parser, `The function ${name}`);
    return parseFunction(parser, token);
  });
}

function parseArgument(parser: Parser): Argument {
  const { at } = peek(parser);
  return { expression: parser.expression(parser), at };
}

function parseFunction(parser: Parser, token: Token): Expression {
  const name = findFunction(token.text);
  if (!name) return refuseAt(parser.option, token.at, `there is no function '${token.text}'`);
  expectSign(parser, '(');
  const args: Argument[] = [];
  if (!takeSign(parser, ')')) {
    do args.push(parseArgument(parser));
    while (takeSign(parser, ','));
    expectSign(parser, ')');
  }
  const count = wrongCount(name, args.length);
  if (count !== undefined) return refuseAt(parser.option, token.at, count);
  const types = args.map(({ expression }) => expression.of);
  // The length of a collection is its count.
  const [first] = args;
  if (name === 'length' && first && isCollection(first.expression.of)) {
    return node(parser, { kind: 'count', of: single('Edm.Int64'), collection: first.expression }, first.expression);
  }
  if (first?.expression.kind === 'literal' && first.expression.zoned && isLocal(name)) {
    return mismatch(
      parser,
      first.at,
      `the function ${name} tells the part of an instant in UTC, in which instants are kept; write the literal with Z`,
    );
  }
  if (isCollectionForm(name, types)) return unsupported(parser, `The function ${name} on collections`);
  const fitted = args.map(({ expression, at }, index) => fitArgument(parser, token, index, expression, at, args));
  return node(parser, { kind: 'call', of: resultOf(name, types), name, args: fitted }, ...fitted);
}

function isCollection(of: ExpressionType): boolean {
  return of !== 'null' && of.collection;
}

function fitArgument(
  parser: Parser,
  token: Token,
  index: number,
  expression: Expression,
  at: number,
  args: readonly Argument[],
): Expression {
  const name = findFunction(token.text);
  if (!name) return expression;
  let fitted = expression;
  // totalseconds('PT1S'): a duration may stand without its prefix.
  if (name === 'totalseconds') fitted = fit(parser, expression, single('Edm.Duration'), at);
  if (name === 'hassubset' || name === 'hassubsequence') {
    const beside = args[1 - index]?.expression.of ?? 'null';
    if (isCollection(beside)) fitted = fit(parser, expression, beside, at);
  }
  const wanted = wrongArgument(name, index, fitted.of);
  if (wanted === undefined) return fitted;
  return mismatch(
    parser,
    at,
    `the function ${name} takes ${wanted} as argument ${index + 1}, but ${nameOf(fitted.of)} stands there`,
  );
}

interface Branch {
  readonly when: Expression;
  readonly then: Argument;
}

function parseCase(parser: Parser): Expression {
  expectSign(parser, '(');
  const branches: Branch[] = [];
  do {
    branches.push(parseBranch(parser));
    checkList(parser, branches.length);
  } while (takeSign(parser, ','));
  expectSign(parser, ')');
  return caseOf(parser, branches);
}

function parseBranch(parser: Parser): Branch {
  const when = parseArgument(parser);
  if (!isBoolean(when.expression.of))
    mismatch(parser, when.at, `case takes a condition, but ${nameOf(when.expression.of)} stands there`);
  expectSign(parser, ':');
  // biome-ignore lint/suspicious/noThenProperty: a branch is plain data that nobody awaits
  return { when: when.expression, then: parseArgument(parser) };
}

/** Branches are of one type; members of an enumeration and durations may stand without their prefix, in front of what tells the type as well. */
function caseOf(parser: Parser, branches: readonly Branch[]): Expression {
  const prefixed = branches.map(({ then }) => then.expression.of).find(mayLackPrefix);
  let of: ExpressionType = 'null';
  const typed = branches.map(({ when, then }) => {
    const expression = prefixed ? fit(parser, then.expression, prefixed, then.at) : then.expression;
    const common = unify(of, expression.of);
    if (common === undefined)
      return mismatch(
        parser,
        then.at,
        `the branches of a case are of one type, but ${nameOf(of)} and ${nameOf(expression.of)} stand there`,
      );
    of = common;
    // biome-ignore lint/suspicious/noThenProperty: a branch is plain data that nobody awaits
    return { when, then: expression };
  });
  return node(parser, { kind: 'case', of, branches: typed }, ...typed.flatMap(({ when, then }) => [when, then]));
}

const mayLackPrefix = (of: ExpressionType): boolean =>
  (enumOf(of) !== undefined && !isCollection(of)) || primitiveOf(of) === 'Edm.Duration';

/** `cast(expression,type)`, `cast(type)` and likewise isof; without an expression the current item is meant. */
function parseCast(parser: Parser, kind: 'cast' | 'isof'): Expression {
  expectSign(parser, '(');
  if (peek(parser).text === 'Collection' && isSign(peek(parser, 1), '(')) return unsupported(parser, 'A cast to a collection');
  const alone = peek(parser).kind === 'name' && isSign(peek(parser, 1), ')');
  let operand: Expression;
  if (alone) {
    const { root, of } = parser.scope.current;
    operand = node(parser, { kind: 'path', of, root, steps: [] });
  } else {
    operand = parser.expression(parser);
    expectSign(parser, ',');
  }
  const to = parseType(parser);
  expectSign(parser, ')');
  const of: ExpressionType = kind === 'isof' ? boolean : { type: to, collection: false };
  return node(parser, { kind, of, operand, to }, operand);
}

/** Primitive types of the standard that no property here has. */
const otherPrimitives = /^Edm\.(Binary|Byte|Int16|SByte|Single|Stream|Geo(graphy|metry)\w*)$/;

function parseType(parser: Parser): ValueType {
  const token = take(parser);
  if (token.kind !== 'name') return unexpected(parser, token, 'the name of a type is expected');
  if (token.text === 'Collection' && isSign(peek(parser), '(')) return unsupported(parser, 'A cast to a collection');
  if (otherPrimitives.test(token.text)) return unsupported(parser, `The type ${token.text}`);
  const primitive = Object.values(primitives).find(({ name }) => name === token.text);
  const type = primitive ?? findType(parser.schema, token.text);
  return type ?? refuseAt(parser.option, token.at, `there is no type '${token.text}'`);
}
