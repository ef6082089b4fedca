/** JSON arrays and objects inside expressions (ABNF `arrayOrObject`), and what they are beside a typed value. */
import { refuse } from '../fault.ts';
import type { EnumType, Property, StructuredType, ValueType } from '../model/field.ts';
import { spend } from './bounds.ts';
import { parseEnum } from './enum-literal.ts';
import type { Expression, ExpressionType } from './expression.ts';
import { coerce, single, unify } from './expression-type.ts';
import { parseDateTimeOffset } from './literal.ts';
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

type JsonLiteral = Extract<Expression, { readonly kind: 'json' }>;

/** Reads `[...]` or `{...}`. Refuses one that holds more than constants, where the members matter only as a whole (501). */
export function parseJson(parser: Parser): Expression {
  return isSign(peek(parser), '[') ? arrayOf(parser, parseArray(parser)) : parseObject(parser);
}

/** Reads the members of `[...]`, each an expression. */
export function parseArray(parser: Parser): Expression[] {
  expectSign(parser, '[');
  const members: Expression[] = [];
  if (takeSign(parser, ']')) return members;
  do {
    members.push(parseValue(parser));
    checkList(parser, members.length);
  } while (takeSign(parser, ','));
  expectSign(parser, ']');
  return members;
}

/** A member of an array or object: a JSON string, or any expression. */
function parseValue(parser: Parser): Expression {
  return deeper(parser, () => {
    const token = peek(parser);
    if (token.kind !== 'json') return parser.expression(parser);
    take(parser);
    return node(parser, { kind: 'literal', of: single('Edm.String'), value: token.text });
  });
}

function arrayOf(parser: Parser, members: readonly Expression[]): JsonLiteral {
  const value = members.map((member) => constantOf(parser, member));
  const of = members.reduce<ExpressionType | undefined>(
    (sum, { of }) => (sum === undefined ? undefined : unify(sum, of)),
    'null',
  );
  return node(parser, {
    kind: 'json',
    of: of === undefined || of === 'null' ? 'null' : { type: of.type, collection: true },
    value,
  });
}

function parseObject(parser: Parser): JsonLiteral {
  expectSign(parser, '{');
  const value: Record<string, unknown> = Object.create(null);
  if (takeSign(parser, '}')) return node(parser, { kind: 'json', of: 'null', value });
  do {
    const name = take(parser);
    if (name.kind !== 'json') unexpected(parser, name, 'the name of a member in double quotes is expected');
    expectSign(parser, ':');
    if (Object.hasOwn(value, name.text)) unexpected(parser, name, 'members of an object differ');
    value[name.text] = constantOf(parser, parseValue(parser));
  } while (takeSign(parser, ','));
  expectSign(parser, '}');
  return node(parser, { kind: 'json', of: 'null', value });
}

function constantOf(parser: Parser, expression: Expression): unknown {
  spend(parser.budget, parser.option, 1);
  if (expression.kind === 'json') return expression.value;
  if (expression.kind !== 'literal') return unsupported(parser, 'A JSON literal with members that have to be computed');
  const { value, of } = expression;
  if (typeof value === 'bigint') return unsupported(parser, 'A JSON literal with a duration');
  if (of !== 'null' && of.type.kind === 'enum') return memberName(of.type, value);
  return value;
}

function memberName(type: EnumType, value: unknown): unknown {
  return Object.keys(type.members).find((name) => type.members[name] === value) ?? String(value);
}

/** True if an expression is a JSON literal. */
export function isJson(expression: Expression): expression is JsonLiteral {
  return expression.kind === 'json';
}

/**
 * A JSON literal beside a value of type `beside`: an object takes its complex type, an array that of the collection.
 * @returns the literal of that type. Refuses what does not fit.
 */
export function typeJson(parser: Parser, literal: JsonLiteral, beside: ExpressionType, at: number): Expression {
  if (beside === 'null') return literal;
  const array = Array.isArray(literal.value);
  if (array !== beside.collection) {
    const wanted = beside.collection
      ? 'a collection is compared with a JSON array'
      : 'a single value is not compared with a JSON array';
    return mismatch(parser, at, wanted);
  }
  const value = array
    ? (literal.value as readonly unknown[]).map((member) => typeValue(parser, member, beside.type, at))
    : typeValue(parser, literal.value, beside.type, at);
  const typed: Expression = { ...literal, of: beside, value };
  return node(parser, typed);
}

function typeValue(parser: Parser, value: unknown, type: ValueType, at: number): unknown {
  if (value === null) return null;
  if (type.kind === 'complex' || type.kind === 'entity') return typeObject(parser, value, type, at);
  const wrong = () =>
    mismatch(parser, at, `${JSON.stringify(value) ?? 'a value'} in the JSON literal is not of type ${type.name}`);
  if (type.kind === 'enum') {
    const number = typeof value === 'string' ? parseEnum(type, value) : undefined;
    return number === undefined ? wrong() : value;
  }
  if (type.name === 'Edm.Boolean') return typeof value === 'boolean' ? value : wrong();
  if (/^Edm\.(Int32|Int64|Decimal|Double)$/.test(type.name)) {
    return typeof value === 'number' || value === 'NaN' || value === 'INF' || value === '-INF' ? value : wrong();
  }
  if (typeof value !== 'string') return wrong();
  if (type.name !== 'Edm.DateTimeOffset') return value;
  return parseDateTimeOffset(value.replace(/Z\d+$/, 'Z')) ?? wrong();
}

function typeObject(parser: Parser, value: unknown, type: StructuredType, at: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return mismatch(parser, at, `a value of type ${type.name} is compared with a JSON object`);
  }
  const typed: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    const property = type.properties.get(name);
    if (!property && !type.open) {
      refuse('unknownQueryProperty', {
        option: parser.option,
        target: parser.option,
        position: at + 1,
        property: name,
        type: type.name,
      });
    }
    typed[name] = property ? typeMember(parser, property, member, at) : member;
  }
  return typed;
}

function typeMember(parser: Parser, property: Property, member: unknown, at: number): unknown {
  if (!property.collection) return typeValue(parser, member, property.type, at);
  if (!Array.isArray(member)) return mismatch(parser, at, `the property '${property.name}' is a collection, hence a JSON array`);
  return member.map((each) => typeValue(parser, each, property.type, at));
}

/** A literal beside a value of type `beside`: strings become enumeration members or durations, JSON takes the type. */
export function fit(parser: Parser, expression: Expression, beside: ExpressionType, at: number): Expression {
  if (isJson(expression)) return typeJson(parser, expression, beside, at);
  const coercion = coerce(expression, beside);
  if (coercion.kind === 'wrong') return mismatch(parser, at, coercion.reason);
  return coercion.kind === 'literal' ? node(parser, coercion.literal) : expression;
}
