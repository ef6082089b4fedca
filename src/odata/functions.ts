/** The canonical functions (URL Conventions 5.1.1.5 to 5.1.1.11): what each takes and what it gives, one row each. */
import type { PrimitiveName } from '../model/field.ts';
import type { ExpressionType, FunctionName } from './expression.ts';
import { boolean, isNumeric, primitiveOf, single } from './expression-type.ts';

/** What an argument may be: a primitive type, any number, a date or an instant, an instant or a time, or a collection. */
type Kind = PrimitiveName | 'number' | 'day' | 'clock' | 'collection';

interface Signature {
  readonly takes: readonly Kind[];
  /** How many arguments at the end may be left out. */
  readonly optional?: number;
  /** The type of the value; `same` is that of the first argument. */
  readonly gives: ExpressionType | 'same';
}

const string = 'Edm.String';
const whole = single('Edm.Int32');
const instant = 'Edm.DateTimeOffset';

export const functions: Readonly<Record<FunctionName, Signature>> = {
  concat: { takes: [string, string], gives: single(string) },
  contains: { takes: [string, string], gives: boolean },
  endswith: { takes: [string, string], gives: boolean },
  indexof: { takes: [string, string], gives: whole },
  length: { takes: [string], gives: whole },
  startswith: { takes: [string, string], gives: boolean },
  substring: { takes: [string, 'Edm.Int32', 'Edm.Int32'], optional: 1, gives: single(string) },
  matchespattern: { takes: [string, string], gives: boolean },
  tolower: { takes: [string], gives: single(string) },
  toupper: { takes: [string], gives: single(string) },
  trim: { takes: [string], gives: single(string) },
  hassubset: { takes: ['collection', 'collection'], gives: boolean },
  hassubsequence: { takes: ['collection', 'collection'], gives: boolean },
  date: { takes: [instant], gives: single('Edm.Date') },
  day: { takes: ['day'], gives: whole },
  fractionalseconds: { takes: ['clock'], gives: single('Edm.Decimal') },
  hour: { takes: ['clock'], gives: whole },
  maxdatetime: { takes: [], gives: single(instant) },
  mindatetime: { takes: [], gives: single(instant) },
  minute: { takes: ['clock'], gives: whole },
  month: { takes: ['day'], gives: whole },
  now: { takes: [], gives: single(instant) },
  second: { takes: ['clock'], gives: whole },
  time: { takes: [instant], gives: single('Edm.TimeOfDay') },
  totaloffsetminutes: { takes: [instant], gives: whole },
  totalseconds: { takes: ['Edm.Duration'], gives: single('Edm.Decimal') },
  year: { takes: ['day'], gives: whole },
  ceiling: { takes: ['number'], gives: 'same' },
  floor: { takes: ['number'], gives: 'same' },
  round: { takes: ['number'], gives: 'same' },
};

/** String functions that 4.01 also defines on collections (URL Conventions 5.1.1.5), which are not offered. */
const alsoOnCollections: ReadonlySet<FunctionName> = new Set([
  'concat',
  'contains',
  'endswith',
  'indexof',
  'startswith',
  'substring',
]);

/** Functions of the standard for which the types of a model here have no use. */
export const unsupportedFunctions: ReadonlySet<string> = new Set(['geo.distance', 'geo.intersects', 'geo.length']);

const words: Readonly<Record<string, string>> = {
  number: 'a number',
  day: 'a Date or a DateTimeOffset',
  clock: 'a DateTimeOffset or a TimeOfDay',
  collection: 'a collection',
};

/** @returns the canonical name of a function, whatever the case of its letters; undefined if there is none. */
export function findFunction(name: string): FunctionName | undefined {
  const lower = name.toLowerCase();
  return isFunctionName(lower) ? lower : undefined;
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

/** True if the call is one of the collection forms of a string function. */
export function isCollectionForm(name: FunctionName, args: readonly ExpressionType[]): boolean {
  const [first, second] = args;
  const collection = (of: ExpressionType | undefined) => of !== undefined && of !== 'null' && of.collection;
  return alsoOnCollections.has(name) && collection(first) && (name === 'substring' || collection(second));
}

/**
 * True for functions that depend on the time zone of an instant. Instants are kept in UTC, so these must fail for a literal
 * in another (URL Conventions 5.1.1.8.2).
 */
export function isLocal(name: FunctionName): boolean {
  return local.has(name);
}

const local: ReadonlySet<FunctionName> = new Set([
  'date',
  'day',
  'hour',
  'minute',
  'month',
  'time',
  'totaloffsetminutes',
  'year',
]);

/** @returns why a function does not take so many arguments; undefined if it does. */
export function wrongCount(name: FunctionName, count: number): string | undefined {
  const { takes, optional = 0 } = functions[name];
  if (count <= takes.length && count >= takes.length - optional) return undefined;
  const wanted = optional > 0 ? `${takes.length - optional} or ${takes.length}` : `${takes.length}`;
  return `the function ${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, but ${count} stand there`;
}

/** @returns what argument number `index` should be; undefined if a value of type `of` will do. */
export function wrongArgument(name: FunctionName, index: number, of: ExpressionType): string | undefined {
  const kind = functions[name].takes[index];
  if (kind === undefined || of === 'null' || fits(kind, of)) return undefined;
  return words[kind] ?? `a value of type ${kind}`;
}

function fits(kind: Kind, of: ExpressionType): boolean {
  if (kind === 'collection') return of !== 'null' && of.collection;
  if (kind === 'number') return isNumeric(of);
  const name = primitiveOf(of);
  if (kind === 'day') return name === 'Edm.Date' || name === 'Edm.DateTimeOffset';
  if (kind === 'clock') return name === 'Edm.TimeOfDay' || name === 'Edm.DateTimeOffset';
  return name === kind || (kind === 'Edm.Int32' && name === 'Edm.Int64');
}

/** The type of a call whose arguments have these types; a number without a type of its own is taken for a double. */
export function resultOf(name: FunctionName, [first = 'null']: readonly ExpressionType[]): ExpressionType {
  const { gives } = functions[name];
  if (gives !== 'same') return gives;
  return first === 'null' ? single('Edm.Double') : first;
}
