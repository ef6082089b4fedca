/** `cast` and `isof` between the types of a model (URL Conventions 5.1.1.10). */
import { refuse } from '../fault.ts';
import type { ValueType } from '../model/field.ts';
import { derivesFrom } from '../model/type.ts';
import { durationText, withinRange } from './duration.ts';
import type { ExpressionType, Scalar } from './expression.ts';
import {
  parseBoolean,
  parseDate,
  parseDateTimeOffset,
  parseDouble,
  parseDuration,
  parseGuid,
  parseTimeOfDay,
} from './literal.ts';
import { integerBits, integerLimits, numberText, round, wholeOf } from './number.ts';
import { memberNames } from './structure.ts';
import { isWhole, kindOf, memberNumber } from './value.ts';

/** The casts that there are. One row serves all executors: each has its way for every one of them. */
export type Cast =
  | 'same' // nothing to do
  | 'undeclared' // JSON taken as the type, if it is of it
  | 'null'
  | 'whole' // rounded, and null outside the range of the type
  | 'enumNumber'
  | 'numberEnum'
  | 'numberFlags'
  | 'enumText'
  | 'textEnum'
  | 'booleanText'
  | 'numberText'
  | 'textBoolean'
  | 'textWhole'
  | 'textNumber'
  | 'textDate'
  | 'textInstant'
  | 'textTime'
  | 'textDuration'
  | 'textGuid'
  | 'durationText'
  | 'dateOfInstant'
  | 'timeOfInstant';

const wholeTypes: ReadonlySet<string> = new Set(['Edm.Int32', 'Edm.Int64']);

/**
 * The cast from one type to another.
 * Refuses those that are not offered (501).
 */
export function castOf(from: ExpressionType, to: ValueType, undeclared: boolean): Cast {
  if (from === 'null' && undeclared && !isPlain(to))
    return refuse('notImplemented', { feature: `The cast of an undeclared property to ${to.name}` });
  if (from === 'null') return undeclared ? (hasRange(to) ? 'whole' : 'undeclared') : 'null';
  const found = from.collection ? undefined : findCast(from, to);
  return found ?? refuse('notImplemented', { feature: `The cast from ${nameOf(from)} to ${to.name}` });
}

/** True for types that JSON tells apart by itself; of others a text may well be no value. */
export function isPlain(to: ValueType): boolean {
  return to.kind === 'enum' || (to.kind === 'primitive' && plain.has(to.name));
}

const plain: ReadonlySet<string> = new Set(['Edm.String', 'Edm.Boolean', 'Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Double']);

const nameOf = (of: ExpressionType): string =>
  of === 'null' ? 'null' : of.collection ? `Collection(${of.type.name})` : of.type.name;

function findCast(from: Exclude<ExpressionType, 'null'>, to: ValueType): Cast | undefined {
  const { type } = from;
  if (type === to) return 'same';
  if (isStructured(type) || isStructured(to)) {
    return isStructured(type) && isStructured(to) && derivesFrom(type, to) ? 'same' : undefined;
  }
  if (to.kind === 'enum') {
    if (isWhole(from)) return to.flags ? 'numberFlags' : 'numberEnum';
    return type.name === 'Edm.String' ? 'textEnum' : undefined;
  }
  const source = kindOf(from);
  if (to.name === 'Edm.String') return toText[source];
  if (kindOf({ type: to, collection: false }) === 'number') {
    if (source === 'enum') return 'enumNumber';
    if (source === 'number') return wholeTypes.has(to.name) ? 'whole' : 'same';
    if (type.name === 'Edm.String') return wholeTypes.has(to.name) ? 'textWhole' : 'textNumber';
    return undefined;
  }
  if (type.name === 'Edm.DateTimeOffset')
    return to.name === 'Edm.Date' ? 'dateOfInstant' : to.name === 'Edm.TimeOfDay' ? 'timeOfInstant' : undefined;
  return type.name === 'Edm.String' ? fromText[to.name] : undefined;
}

const toText: Readonly<Record<string, Cast | undefined>> = {
  text: 'same',
  boolean: 'booleanText',
  number: 'numberText',
  enum: 'enumText',
  duration: 'durationText',
};
const fromText: Readonly<Record<string, Cast | undefined>> = {
  'Edm.Boolean': 'textBoolean',
  'Edm.Date': 'textDate',
  'Edm.DateTimeOffset': 'textInstant',
  'Edm.TimeOfDay': 'textTime',
  'Edm.Duration': 'textDuration',
  'Edm.Guid': 'textGuid',
};

function isStructured(type: ValueType): type is Exclude<ValueType, { kind: 'primitive' | 'enum' }> {
  return type.kind === 'complex' || type.kind === 'entity';
}

const wholeType = (to: ValueType): keyof typeof integerBits => (to.name === 'Edm.Int32' ? 'Edm.Int32' : 'Edm.Int64');

/** The range of a whole-number type. */
export function limitsOf(to: ValueType): readonly [number, number] {
  return integerLimits[wholeType(to)];
}

/** The bits of a whole-number type. */
export function bitsOf(to: ValueType): number {
  return integerBits[wholeType(to)];
}

function within(value: number, to: ValueType): number | null {
  const [least, most] = limitsOf(to);
  return value >= least && value <= most ? value : null;
}

/** Adding zero turns -0 into 0, which SQL cannot tell apart. */
const plusZero = (value: number | undefined): number | null => (value === undefined ? null : value + 0);

/** Carries out a cast on a value that is not null; what cannot be cast is null. */
export function castScalar(cast: Cast, value: Exclude<Scalar, null>, from: ExpressionType, to: ValueType): Scalar {
  const text = String(value);
  switch (cast) {
    case 'same':
    case 'enumNumber':
    case 'undeclared':
      return value;
    case 'null':
      return null;
    case 'whole':
      return within(round(Number(value)), to);
    case 'numberEnum':
      return to.kind === 'enum' && memberNames(to, Number(value)) !== null ? value : null;
    case 'numberFlags':
      // Whatever fits the type underneath, which is Edm.Int32 (URL Conventions 5.1.1.10.1).
      return value === (Number(value) | 0) ? value : null;
    case 'enumText':
      return from !== 'null' && from.type.kind === 'enum' ? memberNames(from.type, Number(value)) : null;
    case 'textEnum':
      return to.kind === 'enum' ? memberNumber(to, text) : null;
    case 'booleanText':
      return text;
    case 'numberText':
      return numberText(Number(value));
    case 'textBoolean':
      return parseBoolean(text) ?? null;
    case 'textWhole':
      return wholeOf(text, bitsOf(to));
    case 'textNumber':
      return plusZero(parseDouble(text));
    case 'textDate':
      return parseDate(text) ?? null;
    case 'textInstant':
      // Without an offset it is one of UTC.
      return parseDateTimeOffset(text) ?? parseDateTimeOffset(`${text}Z`) ?? null;
    case 'textTime':
      return parseTimeOfDay(text) ?? null;
    case 'textDuration': {
      const ticks = parseDuration(text);
      return ticks === undefined ? null : withinRange(ticks);
    }
    case 'textGuid':
      return parseGuid(text) ?? null;
    case 'durationText':
      return typeof value === 'bigint' ? durationText(value) : null;
    case 'dateOfInstant':
      return text.slice(0, 10);
    case 'timeOfInstant':
      return text.slice(11, 27);
  }
}

/** True if a value of which only JSON tells the type is of another: of a whole-number type if it is whole and in its range. */
export function isOfType(value: unknown, to: ValueType): boolean {
  if (value === null) return false;
  return !hasRange(to) || (typeof value === 'number' && within(round(value), to) === value);
}

/** True for the whole-number types. */
export const hasRange = (to: ValueType): boolean => wholeTypes.has(to.name);

/** True if values of a type are of another: the type itself, a base of it, or a wider number. */
export function isAssignable(from: ExpressionType, to: ValueType): boolean {
  if (from === 'null' || from.collection) return false;
  if (from.type === to) return true;
  if (isStructured(from.type)) return isStructured(to) && derivesFrom(from.type, to);
  const widths = ['Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Double'];
  return (
    from.type.kind === 'primitive' && widths.includes(from.type.name) && widths.indexOf(from.type.name) <= widths.indexOf(to.name)
  );
}
