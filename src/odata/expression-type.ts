/** The types of expressions: how they are called, which of them compare, and what literals turn into beside them. */
import { type EnumType, type PrimitiveName, primitives, type ValueType } from '../model/field.ts';
import { derivesFrom } from '../model/type.ts';
import { isEnumValue, parseEnum } from './enum-literal.ts';
import type { ArithmeticOperator, Expression, ExpressionType } from './expression.ts';
import { parseDuration } from './literal.ts';

export const single = (name: PrimitiveName): ExpressionType => ({ type: primitives[name], collection: false });

export const boolean = single('Edm.Boolean');

/** Numbers from narrow to wide: of two, the wider one is the type of the result (URL Conventions 5.1.1.9). */
const numbers: readonly PrimitiveName[] = ['Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Double'];

/** The name of a single-valued primitive type; undefined for everything else. */
export function primitiveOf(of: ExpressionType): PrimitiveName | undefined {
  return of !== 'null' && !of.collection && of.type.kind === 'primitive' ? of.type.name : undefined;
}

export function isNumeric(of: ExpressionType): boolean {
  const name = primitiveOf(of);
  return name !== undefined && numbers.includes(name);
}

export function isBoolean(of: ExpressionType): boolean {
  return of === 'null' || primitiveOf(of) === 'Edm.Boolean';
}

export function enumOf(of: ExpressionType): EnumType | undefined {
  return of !== 'null' && of.type.kind === 'enum' ? of.type : undefined;
}

/** How a type is called in a refusal. */
export function nameOf(of: ExpressionType): string {
  if (of === 'null') return 'null';
  const name = of.type.name;
  return of.collection ? `Collection(${name})` : name;
}

/** The type of a member of a collection. */
export function memberOf(of: ExpressionType): ExpressionType {
  return of === 'null' ? of : { type: of.type, collection: false };
}

function widest(left: PrimitiveName, right: PrimitiveName): PrimitiveName | undefined {
  return numbers[Math.max(numbers.indexOf(left), numbers.indexOf(right))];
}

/** True if values of the two types may be compared by eq and ne. */
export function comparable(left: ExpressionType, right: ExpressionType): boolean {
  if (left === 'null' || right === 'null') return true;
  if (left.collection !== right.collection) return false;
  if (left.type === right.type) return left.type.kind !== 'entity';
  if (left.type.kind === 'primitive' && right.type.kind === 'primitive') {
    return numbers.includes(left.type.name) && numbers.includes(right.type.name);
  }
  return isComplex(left.type) && isComplex(right.type) && related(left.type, right.type);
}

const isComplex = (type: ValueType): boolean => type.kind === 'complex';

function related(left: ValueType, right: ValueType): boolean {
  if (left.kind !== right.kind || left.kind === 'primitive' || left.kind === 'enum') return false;
  if (right.kind === 'primitive' || right.kind === 'enum') return false;
  return derivesFrom(left, right) || derivesFrom(right, left);
}

/** True if a type has an order for gt, ge, lt and le. */
export function isOrdered(of: ExpressionType): boolean {
  return of === 'null' || (!of.collection && (of.type.kind === 'primitive' || of.type.kind === 'enum'));
}

/** The common type of the branches of a case; undefined if there is none. */
export function unify(left: ExpressionType, right: ExpressionType): ExpressionType | undefined {
  if (left === 'null') return right;
  if (right === 'null') return left;
  const [leftName, rightName] = [primitiveOf(left), primitiveOf(right)];
  if (isNumeric(left) && isNumeric(right) && leftName && rightName) {
    const name = widest(leftName, rightName);
    return name && single(name);
  }
  return left.collection === right.collection && left.type === right.type ? left : undefined;
}

/** A literal beside a value of another type: enum members and durations may stand without their prefix (URL Conventions 5.1.1.14.1). */
export type Coercion =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'literal'; readonly literal: Expression }
  | { readonly kind: 'wrong'; readonly reason: string };

/** What the string literal `expression` is, seen beside a value of type `beside`. */
export function coerce(expression: Expression, beside: ExpressionType): Coercion {
  if (expression.kind !== 'literal' || primitiveOf(expression.of) !== 'Edm.String') return { kind: 'unchanged' };
  const text = String(expression.value);
  const type = enumOf(beside);
  if (type) {
    const value = parseEnum(type, text);
    if (value !== undefined) return { kind: 'literal', literal: { kind: 'literal', of: { type, collection: false }, value } };
    return { kind: 'wrong', reason: notMember(type, text) };
  }
  if (primitiveOf(beside) === 'Edm.Duration') {
    const value = parseDuration(text);
    if (value !== undefined) return { kind: 'literal', literal: { kind: 'literal', of: single('Edm.Duration'), value } };
    return { kind: 'wrong', reason: `'${text}' is not a duration` };
  }
  return { kind: 'unchanged' };
}

/** Why a text is no value of an enumeration. */
export function notMember(type: EnumType, text: string): string {
  if (!isEnumValue(text)) return `'${text}' is not a value of the enumeration ${type.name}`;
  if (text.includes(',') && !type.flags) return `${type.name} takes one member, but '${text}' was given`;
  return `'${text}' is not a member of the enumeration ${type.name}, which has ${Object.keys(type.members).join(', ')}`;
}

const dates: readonly (PrimitiveName | undefined)[] = ['Edm.Date', 'Edm.DateTimeOffset'];

/** The type of an arithmetic expression (URL Conventions 5.1.1.2); undefined if the operator does not take these operands. */
export function arithmeticType(
  operator: ArithmeticOperator,
  left: ExpressionType,
  right: ExpressionType,
): ExpressionType | undefined {
  if (left === 'null' && right === 'null') return 'null';
  const [a, b] = [primitiveOf(left), primitiveOf(right)];
  if ((left !== 'null' && a === undefined) || (right !== 'null' && b === undefined)) return undefined;
  if (operator === 'add' || operator === 'sub') {
    if (a !== undefined && dates.includes(a) && (b === 'Edm.Duration' || b === undefined)) {
      // Less null may be a duration as well as an instant; it is null anyway.
      return operator === 'sub' && b === undefined ? 'null' : left;
    }
    if (operator === 'sub' && a !== undefined && a === b && dates.includes(a)) return single('Edm.Duration');
    if (operator === 'add' && a === 'Edm.Duration' && b !== undefined && dates.includes(b)) return right;
    if (durations(a, b)) return single('Edm.Duration');
    if (a === undefined && b !== undefined && dates.includes(b)) return operator === 'add' ? right : single('Edm.Duration');
  } else if (operator !== 'mod') {
    if (a === 'Edm.Duration' && (b === undefined || isNumeric(right))) return left;
    if (operator === 'mul' && b === 'Edm.Duration' && (a === undefined || isNumeric(left))) return right;
  }
  return numericType(operator, a, b);
}

function durations(a: PrimitiveName | undefined, b: PrimitiveName | undefined): boolean {
  return (a === 'Edm.Duration' && (b === a || b === undefined)) || (b === 'Edm.Duration' && a === undefined);
}

function numericType(
  operator: ArithmeticOperator,
  a: PrimitiveName | undefined,
  b: PrimitiveName | undefined,
): ExpressionType | undefined {
  const [left, right] = [a ?? b, b ?? a];
  if (left === undefined || right === undefined || !numbers.includes(left) || !numbers.includes(right)) return undefined;
  const name = widest(left, right);
  if (name === undefined) return undefined;
  // divby never is integral (URL Conventions 5.1.1.2.5).
  return single(operator === 'divby' && name !== 'Edm.Double' ? 'Edm.Decimal' : name);
}
