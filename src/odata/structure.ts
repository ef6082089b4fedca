/** Structured values and collections as JSON: one form for each value, equality, subsets and subsequences of members. */
import type { EnumType, StructuredType, ValueType } from '../model/field.ts';
import { parseEnum } from './enum-literal.ts';

/** The members of an enumeration that make up a number, in the order of their values; null if some part of it is no member. */
export function memberNames(type: EnumType, value: number): string | null {
  const entries = Object.entries(type.members);
  const whole = entries.find(([, number]) => number === value);
  if (whole) return whole[0];
  if (!type.flags) return null;
  const set = entries.filter(([, number]) => number !== 0 && (value & number) === number).sort(([, a], [, b]) => a - b);
  const sum = set.reduce((bits, [, number]) => bits | number, 0);
  return sum === value ? set.map(([name]) => name).join(',') : null;
}

/**
 * A JSON literal of an expression in the form in which values are kept: properties that are not given are null or `[]`,
 * enumeration members go by their names.
 * @param type the declared type of the value, or of its members
 */
export function canonical(type: ValueType, collection: boolean, value: unknown): unknown {
  if (collection) return Array.isArray(value) ? value.map((member) => canonical(type, false, member)) : null;
  if (value === null || value === undefined) return null;
  if (type.kind === 'enum') return memberNames(type, parseEnum(type, String(value)) ?? Number.NaN) ?? value;
  if (type.kind === 'primitive') return value;
  return canonicalObject(type, value);
}

function canonicalObject(type: StructuredType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const given = new Map(Object.entries(value));
  const properties = [...type.properties.values()].map(({ name, type: of, collection }) => {
    const held = given.get(name);
    given.delete(name);
    return [name, held === undefined && collection ? [] : canonical(of, collection, held)] as const;
  });
  return Object.fromEntries([...properties, ...given]);
}

/**
 * True if two JSON values are equal: objects whatever the order of members, a null member being as none, and collections whatever
 * the order of theirs, since none is declared to have one (URL Conventions 5.1.1.1.1).
 */
export function sameJson(left: unknown, right: unknown): boolean {
  return left === right || identityOf(left) === identityOf(right);
}

/** A text that equal values share, and no others. */
function identityOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(identityOf).sort().join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return `{${members
    .map(([name, member]) => `${JSON.stringify(name)}:${identityOf(member)}`)
    .sort()
    .join(',')}}`;
}

/** True if the members of `part` are among those of `whole`, each as often (URL Conventions 5.1.1.6.1). */
export function hasSubset(whole: readonly unknown[], part: readonly unknown[]): boolean {
  const left = new Map<string, number>();
  for (const member of whole.map(identityOf)) left.set(member, (left.get(member) ?? 0) + 1);
  return part.map(identityOf).every((member) => {
    const count = left.get(member) ?? 0;
    left.set(member, count - 1);
    return count > 0;
  });
}

/** True if leaving out members turns `whole` into `part` (URL Conventions 5.1.1.6.2). */
export function hasSubsequence(whole: readonly unknown[], part: readonly unknown[]): boolean {
  const wanted = part.map(identityOf);
  let found = 0;
  for (const member of whole) if (found < wanted.length && identityOf(member) === wanted[found]) found++;
  return found === wanted.length;
}
