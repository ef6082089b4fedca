/** Values while computing: what kind of scalar a type has, and the way from and to JSON. */
import { type EnumType, primitives } from '../model/field.ts';
import { durationKey, durationText, withinRange } from './duration.ts';
import { parseEnum } from './enum-literal.ts';
import type { Expression, ExpressionType, Scalar } from './expression.ts';
import { parseDuration } from './literal.ts';
import { memberNames } from './structure.ts';

export const boolean: ExpressionType = { type: primitives['Edm.Boolean'], collection: false };
export const double: ExpressionType = { type: primitives['Edm.Double'], collection: false };
export const duration: ExpressionType = { type: primitives['Edm.Duration'], collection: false };
export const string: ExpressionType = { type: primitives['Edm.String'], collection: false };

/** Kinds of value, each kept in one way by every executor. `untyped` is what only JSON knows, or null. */
export type Kind = 'text' | 'number' | 'boolean' | 'enum' | 'duration' | 'structured' | 'untyped';

const textual: ReadonlySet<string> = new Set(['Edm.String', 'Edm.Guid', 'Edm.Date', 'Edm.DateTimeOffset', 'Edm.TimeOfDay']);

export function kindOf(of: ExpressionType): Kind {
  if (of === 'null') return 'untyped';
  if (of.collection) return 'structured';
  const { type } = of;
  if (type.kind === 'enum') return 'enum';
  if (type.kind !== 'primitive') return 'structured';
  if (textual.has(type.name)) return 'text';
  if (type.name === 'Edm.Boolean') return 'boolean';
  return type.name === 'Edm.Duration' ? 'duration' : 'number';
}

/** True for the whole-number types. */
export function isWhole(of: ExpressionType): boolean {
  return of !== 'null' && !of.collection && (of.type.name === 'Edm.Int32' || of.type.name === 'Edm.Int64');
}

/** True for a path whose type nobody declared: its value is taken as whatever its surroundings ask for. */
export function isUndeclared(expression: Expression): boolean {
  return expression.kind === 'path' && expression.of === 'null';
}

/** The type that an expression is read as where `wanted` is asked for. */
export function readAs(expression: Expression, wanted: ExpressionType): ExpressionType {
  return expression.of === 'null' ? wanted : expression.of;
}

/**
 * A scalar from JSON.
 * @param of what it is read as; JSON of another kind is null, as an undeclared property may well hold it
 */
export function fromJson(of: ExpressionType, json: unknown): Scalar {
  if (json === null || json === undefined || of === 'null') return null;
  switch (kindOf(of)) {
    case 'text':
      return typeof json === 'string' ? json : null;
    case 'number':
      return typeof json === 'number' ? json + 0 : null;
    case 'boolean':
      return typeof json === 'boolean' ? json : null;
    case 'duration':
      return typeof json === 'string' ? (parseDuration(json) ?? null) : null;
    case 'enum':
      return typeof json === 'string' && of.type.kind === 'enum' ? memberNumber(of.type, json) : null;
    default:
      return null;
  }
}

/** The number of member names as JSON holds them; null unless every one is a member. */
export function memberNumber(type: EnumType, names: string): number | null {
  const known = names.split(',').every((name) => Object.hasOwn(type.members, name));
  return known ? (parseEnum(type, names) ?? null) : null;
}

/** Characters of canonical texts; what literals have behind them is for comparing only. */
const lengths: Readonly<Record<string, number>> = { 'Edm.Date': 10, 'Edm.DateTimeOffset': 28, 'Edm.TimeOfDay': 16 };

/** A value as JSON answers it (JSON Format 7). */
export function toJson(of: ExpressionType, value: unknown): unknown {
  if (typeof value === 'bigint') return durationText(value);
  if (typeof value === 'string') return of === 'null' ? value : value.slice(0, lengths[of.type.name]);
  if (typeof value !== 'number') return value;
  if (of !== 'null' && of.type.kind === 'enum') return memberNames(of.type, value) ?? String(value);
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF';
}

/** A literal's value; a duration beyond 64 bits is moved to their edge. */
export function literalValue(value: Scalar): Scalar {
  if (typeof value === 'bigint') return withinRange(value) ?? (value < 0n ? -(2n ** 63n - 1n) : 2n ** 63n - 1n);
  return typeof value === 'number' ? value + 0 : value;
}

/** What values are ordered by: text, a number, or null. Keys survive JSON: no infinity, and NaN is null. */
export function orderKeyOf(value: unknown): string | number | null {
  if (typeof value === 'bigint') return durationKey(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number')
    return Number.isNaN(value) ? null : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return typeof value === 'string' ? value : null;
}
