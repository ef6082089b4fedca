/** The functions that expressions need and SQLite lacks, in the very code that computes them in memory. */
import type { Database } from 'better-sqlite3';
import { refuse } from '../fault.ts';
import { type PrimitiveName, primitives } from '../model/field.ts';
import { type Cast, castScalar } from '../odata/cast.ts';
import { durationKey, durationText, secondsOf, wholeTicks, withinRange } from '../odata/duration.ts';
import type { ArithmeticOperator } from '../odata/expression.ts';
import { dateOf, dateTicks, instantOf, instantTicks } from '../odata/instant.ts';
import { parseDouble } from '../odata/literal.ts';
import { compute, numberText, round, wholeOf } from '../odata/number.ts';
import { matches } from '../odata/pattern.ts';
import { hasSubsequence, hasSubset, sameJson } from '../odata/structure.ts';
import { comparePoints, substring } from '../odata/text.ts';
import { shortTenant } from './short-tenants.ts';

type Argument = string | number | bigint | null;
type Result = Argument;

/** SQLite has no NaN of its own: it goes by this text. */
const notANumber = 'NaN';

const numberOf = (value: Argument | undefined): number => (value === notANumber ? Number.NaN : Number(value));
const fromNumber = (value: number | null): Result => (value !== null && Number.isNaN(value) ? notANumber : value);
const truth = (value: boolean): number => (value ? 1 : 0);

const onNumbers = (operator: ArithmeticOperator | 'idiv') => (left: Argument, right: Argument) =>
  fromNumber(compute(operator, numberOf(left), numberOf(right)));
const onNumber = (act: (value: number) => number) => (value: Argument) => fromNumber(act(numberOf(value)));
const onLists = (act: (whole: readonly unknown[], part: readonly unknown[]) => boolean) => (whole: Argument, part: Argument) =>
  truth(act(listOf(whole), listOf(part)));

function listOf(text: Argument): readonly unknown[] {
  const value: unknown = JSON.parse(String(text));
  return Array.isArray(value) ? value : [];
}

const string = { type: primitives['Edm.String'], collection: false };

function fromText(cast: Cast, type: PrimitiveName) {
  // These casts give numbers, ticks and strings only.
  return (text: Argument) => castScalar(cast, String(text), string, primitives[type]) as Result;
}

function limited(value: number, least: Argument | undefined, most: Argument | undefined): Result {
  return value >= numberOf(least) && value <= numberOf(most) ? value : null;
}

/** Functions that are null if an argument is. */
const strict: Readonly<Record<string, (...args: Argument[]) => Result>> = {
  odata_add: onNumbers('add'),
  odata_sub: onNumbers('sub'),
  odata_mul: onNumbers('mul'),
  odata_div: onNumbers('div'),
  odata_idiv: onNumbers('idiv'),
  odata_mod: onNumbers('mod'),
  odata_round: onNumber(round),
  odata_ceiling: onNumber((value) => Math.ceil(value) + 0),
  odata_floor: onNumber((value) => Math.floor(value) + 0),
  odata_clamp: (value) => clamp(numberOf(value)),
  odata_lower: (text) => String(text).toLowerCase(),
  odata_upper: (text) => String(text).toUpperCase(),
  odata_endswith: (text, part) => truth(String(text).endsWith(String(part))),
  odata_matches: (text, pattern) => truth(matches(String(text), String(pattern))),
  odata_hassubset: onLists(hasSubset),
  odata_hassubsequence: onLists(hasSubsequence),
  odata_flags: (names, members) => flags(String(names), String(members)),
  odata_names: (value, members) => names(Number(value), String(members)),
  odata_number_text: (value) => numberText(numberOf(value)),
  odata_whole: (value, least, most) => limited(round(numberOf(value)), least, most),
  odata_whole_of: (text, bits) => wholeOf(String(text), Number(bits)),
  odata_number_of: (text) => fromNumber(parseDouble(String(text)) ?? null),
  odata_date_of: fromText('textDate', 'Edm.Date'),
  odata_instant_of: fromText('textInstant', 'Edm.DateTimeOffset'),
  odata_time_of: fromText('textTime', 'Edm.TimeOfDay'),
  odata_duration_of: fromText('textDuration', 'Edm.Duration'),
  odata_guid_of: fromText('textGuid', 'Edm.Guid'),
  odata_instant_ticks: (text) => instantTicks(String(text)),
  odata_date_ticks: (text) => dateTicks(String(text)),
  odata_whole_ticks: (value) => wholeTicks(numberOf(value)),
};

/** Functions that count in ticks, which need all 64 bits. */
const ofTicks: Readonly<Record<string, (...args: Argument[]) => Result>> = {
  odata_has: (value, flags) => truth((BigInt(value ?? 0) & BigInt(flags ?? 0)) === BigInt(flags ?? 0)),
  odata_ticks_add: (left, right) => withinRange(BigInt(left ?? 0) + BigInt(right ?? 0)),
  odata_ticks_key: (ticks) => durationKey(BigInt(ticks ?? 0)),
  odata_seconds: (ticks) => secondsOf(BigInt(ticks ?? 0)),
  odata_duration_text: (ticks) => durationText(BigInt(ticks ?? 0)),
  odata_instant_add: (text, ticks) => instantOf(instantTicks(String(text)) + BigInt(ticks ?? 0)),
  odata_date_add: (text, ticks) => dateOf(dateTicks(String(text)) + BigInt(ticks ?? 0)),
};

/** Comparisons, which are never null: of numbers, of anything else but numbers, and of JSON. */
const comparisons: Readonly<Record<string, (left: Argument, right: Argument) => number>> = {
  odata_number_eq: (left, right) => truth(left === null || right === null ? left === right : numberOf(left) === numberOf(right)),
  odata_number_gt: (left, right) => truth(left !== null && right !== null && numberOf(left) > numberOf(right)),
  odata_number_ge: (left, right) => truth(left === null || right === null ? left === right : numberOf(left) >= numberOf(right)),
  odata_ge: (left, right) => truth(left === null || right === null ? left === right : isAsGreat(left, right)),
  odata_same: (left, right) => truth(left === null || right === null ? left === right : sameJson(parse(left), parse(right))),
};

const parse = (text: Argument): unknown => JSON.parse(String(text));

function isAsGreat(left: Exclude<Argument, null>, right: Exclude<Argument, null>): boolean {
  return typeof left === 'string' && typeof right === 'string' ? comparePoints(left, right) >= 0 : left >= right;
}

/** A number that survives JSON, for order keys: NaN is null. */
function clamp(value: number): Result {
  return Number.isNaN(value) ? null : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** The number of member names; null unless every one is a member. */
function flags(names: string, members: string): Result {
  const numbers = new Map<string, number>(Object.entries(JSON.parse(members)));
  let value = 0;
  for (const name of names.split(',')) {
    const number = numbers.get(name);
    if (number === undefined) return null;
    value |= number;
  }
  return value;
}

/** The member names of a number, in the order of their values; null if some part of it is no member. */
function names(value: number, members: string): Result {
  const entries = [...new Map<string, number>(Object.entries(JSON.parse(members)))];
  const whole = entries.find(([, number]) => number === value);
  if (whole) return whole[0];
  const set = entries.filter(([, number]) => number !== 0 && (value & number) === number).sort(([, a], [, b]) => a - b);
  return set.reduce((sum, [, number]) => sum | number, 0) === value ? set.map(([name]) => name).join(',') : null;
}

/** Milliseconds that a statement may take; a person's items take a few. */
const patience = 5_000;

/** Statements whose beginning is remembered: a list has a few at a time. */
const remembered = 100;

/** True until a statement has taken too long, which SQLite cannot be told to watch. Refuses queryTooCostly. */
function watch(): (statement: Argument) => number {
  const began = new Map<Argument, number>();
  return (statement) => {
    const now = performance.now();
    const start = began.get(statement);
    if (start === undefined) {
      if (began.size >= remembered) began.clear();
      began.set(statement, now);
    } else if (now - start > patience) {
      refuse('queryTooCostly', {
        option: '$filter',
        target: '$filter',
        reason: 'it takes too long',
        limit: `${patience / 1000} seconds`,
      });
    }
    return 1;
  };
}

const deterministic = { deterministic: true, varargs: true } as const;

/** Gives a connection the functions that `compileFilter`, `compileOrderKey` and migrations write calls of. */
export function registerFunctions(database: Database): void {
  const ifAll =
    (act: (...args: Argument[]) => Result) =>
    (...args: Argument[]) =>
      args.includes(null) ? null : act(...args);
  for (const [name, act] of Object.entries(strict)) database.function(name, deterministic, ifAll(act));
  for (const [name, act] of Object.entries(ofTicks))
    database.function(name, { ...deterministic, safeIntegers: true }, ifAll(act));
  for (const [name, act] of Object.entries(comparisons)) database.function(name, { ...deterministic, safeIntegers: true }, act);
  database.function('odata_in_time', watch());
  // A migration calls this one, and no expression.
  database.function('short_tenant', { deterministic: true }, (tenant: string) => shortTenant(tenant));
  // A length that is null is not a length that is left out.
  database.function(
    'odata_substring',
    deterministic,
    ifAll((text, start, length) => substring(String(text), numberOf(start), length === undefined ? undefined : numberOf(length))),
  );
}
