/** Computes an expression on a value in memory, node by node: three-valued logic and nulls as URL Conventions 5.1.1 has them. */
import { refuse } from '../fault.ts';
import { castOf, castScalar, isAssignable, isOfType } from './cast.ts';
import { wholeTicks, withinRange } from './duration.ts';
import type { Expression, ExpressionType, PathRoot, Scalar } from './expression.ts';
import { listOf } from './expression-parts.ts';
import { dateOf, dateTicks, instantOf, instantTicks } from './instant.ts';
import { call } from './interpret-call.ts';
import { compute } from './number.ts';
import { canonical, sameJson } from './structure.ts';
import { comparePoints } from './text.ts';
import { boolean, double, fromJson, isUndeclared, isWhole, kindOf, literalValue, readAs } from './value.ts';

/** What names mean while computing. */
export interface Scope {
  /** The item that paths without a variable start at. */
  readonly item: unknown;
  /** The resource that `$it` means where it is not the item. */
  readonly resource?: unknown;
  /** Members that lambda variables stand for, as JSON. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** The instant that `now()` means. */
  readonly now: string;
}

type Node<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/**
 * Computes an expression.
 * @param wanted what an undeclared property is read as; `null` leaves it as JSON
 * @returns a Scalar, or JSON for structured values and collections
 */
export function interpret(expression: Expression, scope: Scope, wanted: ExpressionType): unknown {
  switch (expression.kind) {
    case 'literal':
      return literalValue(expression.value);
    case 'json':
      return expression.of === 'null'
        ? expression.value
        : canonical(expression.of.type, expression.of.collection, expression.value);
    case 'path':
      return follow(expression, scope, wanted);
    case 'call':
      return call(expression, (arg, type) => interpret(arg, scope, type), scope.now);
    case 'not': {
      const operand = interpret(expression.operand, scope, boolean);
      return operand === null ? null : !operand;
    }
    case 'negate':
      return negate(interpret(expression.operand, scope, double));
    case 'binary':
      return binary(expression, scope);
    case 'in':
      return isIn(expression, scope);
    case 'any':
      return members(expression, scope).some((each) => holds(expression.predicate, each));
    case 'all':
      return members(expression, scope).every((each) => holds(expression.predicate, each));
    case 'count':
      return members(expression, scope).filter((each) => holds(expression.predicate, each)).length;
    case 'cast':
      return cast(expression, scope);
    case 'isof':
      return isOf(expression, scope);
    case 'case':
      return choose(expression, scope, wanted);
  }
}

function follow(expression: Node<'path'>, scope: Scope, wanted: ExpressionType): unknown {
  const { root, steps } = expression;
  let at = startOf(root, scope);
  for (const step of steps) {
    if (step.kind === 'computed') return interpret(step.expression, scope, wanted);
    if (at === null || at === undefined) break;
    const name = step.kind === 'property' ? step.property.name : step.name;
    const next: unknown = typeof at === 'object' && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined;
    if (step.kind === 'navigation' && next === undefined)
      refuse('notImplemented', { feature: `The navigation property '${name}' here` });
    at = next;
  }
  const of = readAs(expression, wanted);
  const kind = kindOf(of);
  if (kind === 'structured') return typeof at === 'object' ? (at ?? null) : null;
  return kind === 'untyped' ? (at ?? null) : fromJson(of, at);
}

function startOf(root: PathRoot, { item, resource, variables }: Scope): unknown {
  if (root.kind === 'resource') return resource;
  return root.kind === 'variable' && variables.has(root.name) ? variables.get(root.name) : item;
}

function negate(operand: unknown): Scalar {
  if (typeof operand === 'bigint') return -operand;
  return typeof operand === 'number' ? 0 - operand : null;
}

function binary(expression: Node<'binary'>, scope: Scope): Scalar {
  const { operator } = expression;
  switch (operator) {
    case 'and':
    case 'or':
      return connect(operator === 'or', interpret(expression.left, scope, boolean), () =>
        interpret(expression.right, scope, boolean),
      );
    case 'eq':
      return isEqual(expression, scope);
    case 'ne':
      return !isEqual(expression, scope);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return isOrdered(expression, scope);
    case 'has':
      return has(...operands(expression, scope));
    default:
      return expression.of === 'null' ? null : arithmetic(expression, operator, ...operands(expression, scope, double));
  }
}

/** `and` and `or`: false decides the one and true the other, whatever the rest is; else null wins (URL Conventions 5.1.1.1.7). */
function connect(decisive: boolean, left: unknown, right: () => unknown): Scalar {
  if (left === decisive) return decisive;
  const other = right();
  if (other === decisive) return decisive;
  return left === null || other === null ? null : !decisive;
}

/** Both operands, an undeclared property being read as what stands on the other side. */
function operands({ left, right }: Node<'binary'>, scope: Scope, otherwise: ExpressionType = 'null'): [unknown, unknown] {
  const [a, b] = [left.of, right.of];
  return [interpret(left, scope, b === 'null' ? otherwise : b), interpret(right, scope, a === 'null' ? otherwise : a)];
}

/** Stands for an undeclared value that is of another type than what it is compared with: nothing equals it, not even null. */
const stranger = Symbol('stranger');

/** One side of a comparison. */
function compared(side: Expression, scope: Scope, wanted: ExpressionType): unknown {
  const value = interpret(side, scope, wanted);
  if (value !== null || side.of !== 'null' || wanted === 'null') return value;
  return interpret(side, scope, 'null') === null ? null : stranger;
}

/** Both sides, an undeclared property being read as what stands on the other one. */
function sides({ left, right }: Node<'binary'>, scope: Scope): [unknown, unknown] {
  return [compared(left, scope, right.of), compared(right, scope, left.of)];
}

function isEqual(expression: Node<'binary'>, scope: Scope): boolean {
  return same(...sides(expression, scope));
}

/** Equality: null is equal to null only, NaN to nothing (URL Conventions 5.1.1.1.1). */
function same(left: unknown, right: unknown): boolean {
  if (left === stranger || right === stranger) return false;
  return left === right || (typeof left === 'object' && typeof right === 'object' && sameJson(left, right));
}

/** Greater and less: false with null, except that null is as great as null (4.01, 5.1.1.1.4). */
function isOrdered(expression: Node<'binary'>, scope: Scope): boolean {
  const [left, right] = sides(expression, scope);
  const { operator } = expression;
  if (left === stranger || right === stranger) return false;
  if (left === null || right === null) return left === right && (operator === 'ge' || operator === 'le');
  const difference = compareScalars(left, right);
  switch (operator) {
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    default:
      return difference <= 0;
  }
}

/** The order of two values that are not null: strings by code points, false before true; NaN where either is NaN. */
export function compareScalars(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return comparePoints(left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
  const [a, b] = [Number(left), Number(right)];
  return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.NaN;
}

/** True if every flag of the right operand is set on the left (URL Conventions 5.1.1.1.9). */
function has(left: unknown, right: unknown): Scalar {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  const flags = BigInt(right);
  return (BigInt(left) & flags) === flags;
}

function arithmetic(expression: Node<'binary'>, operator: Parameters<typeof compute>[0], left: unknown, right: unknown): Scalar {
  if (left === null || right === null) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const whole = operator === 'div' && isWhole(expression.left.of) && isWhole(expression.right.of);
    return compute(whole ? 'idiv' : operator, left, right);
  }
  if (typeof left === 'string') return onCalendar(expression, operator, left, right);
  // A duration stands first, or it is the other way round: `add` and `mul` do not mind.
  if (typeof left === 'bigint' && typeof right === 'bigint') return withinRange(operator === 'add' ? left + right : left - right);
  if (typeof left === 'bigint' && typeof right === 'number') {
    const product = compute(operator, Number(left), right);
    return product === null || (right === 0 && operator !== 'mul') ? null : wholeTicks(product);
  }
  if (typeof left === 'number' && typeof right === 'bigint') return wholeTicks(Number(right) * left);
  if (typeof left === 'bigint' && typeof right === 'string') return shift(expression.right.of, right, left);
  return null;
}

/** Dates and instants with durations and with each other (URL Conventions 5.1.1.2.1 and 5.1.1.2.2). */
function onCalendar(expression: Node<'binary'>, operator: string, left: string, right: unknown): Scalar {
  if (typeof right === 'bigint') return shift(expression.left.of, left, operator === 'sub' ? -right : right);
  if (typeof right !== 'string') return null;
  return isDay(expression.left.of) ? dateTicks(left) - dateTicks(right) : instantTicks(left) - instantTicks(right);
}

const isDay = (of: ExpressionType): boolean => of !== 'null' && of.type.name === 'Edm.Date';

function shift(of: ExpressionType, text: string, ticks: bigint): string | null {
  return isDay(of) ? dateOf(dateTicks(text) + ticks) : instantOf(instantTicks(text) + ticks);
}

/** As a chain of `eq` joined by `or`, hence never null (URL Conventions 5.1.1.1.12). */
function isIn(expression: Node<'in'>, scope: Scope): boolean {
  const { operand, list } = expression;
  const types = listOf(expression).map(({ of }) => of);
  const wanted = types.find((of) => of !== 'null') ?? 'null';
  // Without a type of its own, the operand is of that of the list, and what has none in the list is of the operand's.
  const own = operand.of === 'null' ? wanted : operand.of;
  const value = compared(operand, scope, wanted === 'null' ? 'null' : { ...wanted, collection: false });
  if (!('kind' in list)) return list.some((member) => same(value, compared(member, scope, own)));
  const of = list.of;
  return collectionOf(list, scope).some((member) =>
    same(value, of === 'null' ? member : fromJson({ ...of, collection: false }, member)),
  );
}

function collectionOf(collection: Expression, scope: Scope): readonly unknown[] {
  const value = interpret(collection, scope, 'null');
  return Array.isArray(value) ? value : [];
}

/** One scope for each member of a collection. */
function members(expression: Node<'any' | 'all' | 'count'>, scope: Scope): Scope[] {
  const { variable } = expression;
  return collectionOf(expression.collection, scope).map((member) =>
    variable === undefined ? scope : { ...scope, variables: new Map([...scope.variables, [variable, member]]) },
  );
}

function holds(predicate: Expression | undefined, scope: Scope): boolean {
  return predicate === undefined || interpret(predicate, scope, boolean) === true;
}

function cast({ operand, to }: Node<'cast' | 'isof'>, scope: Scope): unknown {
  const of = { type: to, collection: false };
  const kind = castOf(operand.of, to, isUndeclared(operand));
  const value = interpret(operand, scope, of);
  if (value === null) return null;
  return isScalar(value) ? castScalar(kind, value, operand.of, to) : value;
}

function isScalar(value: unknown): value is Exclude<Scalar, null> {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function isOf({ operand, to }: Node<'cast' | 'isof'>, scope: Scope): boolean {
  if (isUndeclared(operand)) return isOfType(interpret(operand, scope, { type: to, collection: false }), to);
  return isAssignable(operand.of, to) && interpret(operand, scope, 'null') !== null;
}

function choose({ branches, of }: Node<'case'>, scope: Scope, wanted: ExpressionType): unknown {
  const taken = branches.find(({ when }) => interpret(when, scope, boolean) === true);
  return taken ? interpret(taken.then, scope, of === 'null' ? wanted : of) : null;
}
