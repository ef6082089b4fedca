/** Literal values in their text forms (ABNF chapter 7), told apart and brought into the one form that compares by code points. */

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isCalendarDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && leap ? 29 : (daysOfMonth[month - 1] ?? 0);
  return day >= 1 && day <= last;
}

const datePattern = /^(-?(?:0\d{3}|[1-9]\d{3,8}))-(\d\d)-(\d\d)$/;
const timePattern = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,12}))?)?$/;
const dateTimePattern = /^(-?\d{4,9}-\d\d-\d\d)T([0-9:.]{5,21})(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;
const durationPattern = /^(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,11})H)?(?:(\d{1,13})M)?(?:(\d{1,15})(?:\.(\d{1,12}))?S)?)?$/i;
const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const decimalPattern = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** What stands for literals beyond the years that can be kept: texts in front of and behind those of all that is kept, further digits included. */
const beyondDates = { before: '0000-12-31', after: '9999-12-31>' } as const;
const beyondInstants = { before: '0000-12-31T23:59:59.9999999Z', after: '9999-12-31T23:59:59.9999999Z>' } as const;

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function readDate(text: string): DateParts | undefined {
  const [, year, month, day] = datePattern.exec(text) ?? [];
  if (year === undefined) return undefined;
  const parts = { year: Number(year), month: Number(month), day: Number(day) };
  return isCalendarDay(parts.year, parts.month, parts.day) ? parts : undefined;
}

/** True if the text is an Edm.Date of any year. */
export function isDate(text: string): boolean {
  return readDate(text) !== undefined;
}

/** @returns the date `yyyy-mm-dd`; undefined for what is none, or lies outside the years 1 to 9999. */
export function parseDate(text: string): string | undefined {
  const parts = readDate(text);
  return parts && parts.year >= 1 && parts.year <= 9999 ? text : undefined;
}

/** A date for comparing: as `parseDate`, dates beyond what can be kept being all one on either side of it. */
export function comparableDate(text: string): string | undefined {
  const parts = readDate(text);
  if (!parts) return undefined;
  return parts.year < 1 ? beyondDates.before : parts.year > 9999 ? beyondDates.after : text;
}

interface TimeParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seven digits at least; more only if they are not all zero. */
  readonly fraction: string;
}

function readTime(text: string): TimeParts | undefined {
  const [, hour, minute, second = '00', fraction = ''] = timePattern.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const digits = fraction.padEnd(7, '0');
  const rest = digits.slice(7).replace(/0+$/, '');
  return { hour: Number(hour), minute: Number(minute), second: Number(second), fraction: digits.slice(0, 7) + rest };
}

const two = (number: number): string => String(number).padStart(2, '0');

/**
 * @returns the time of day `hh:mm:ss.fffffff`, with more digits only where they say something; undefined for what is none. A leap
 *   second stays what it is, and so compares as later than all that its minute has on other days.
 */
export function parseTimeOfDay(text: string): string | undefined {
  const time = readTime(text);
  if (!time) return undefined;
  return `${two(time.hour)}:${two(time.minute)}:${two(time.second)}.${time.fraction}`;
}

/** An instant in UTC; `beyond` says on which side of what can be kept it lies. */
type Instant = { readonly text: string; readonly beyond?: undefined } | { readonly beyond: 'before' | 'after' };

function readInstant(text: string): Instant | undefined {
  const [, day, clock, sign, hours, minutes] = dateTimePattern.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  const date = readDate(day);
  const time = readTime(clock);
  if (!date || !time) return undefined;
  if (date.year < 0) return { beyond: 'before' };
  // In UTC the first hours of the year 10000 may still be of the year before.
  if (date.year > 10_000) return { beyond: 'after' };
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const utc = new Date(0);
  utc.setUTCFullYear(date.year, date.month - 1, date.day);
  utc.setUTCHours(time.hour, time.minute - offset, time.second, 0);
  const year = utc.getUTCFullYear();
  if (year < 1) return { beyond: 'before' };
  if (year > 9999) return { beyond: 'after' };
  const seconds = utc.toISOString().slice(0, 19);
  return { text: `${seconds}.${time.fraction.slice(0, 7)}Z${time.fraction.slice(7)}` };
}

/** An instant as it is kept, on a day that every month has: most of those that are read. */
const canonicalInstant = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{7}Z$/;

/** True if the text is an Edm.DateTimeOffset of any year. */
export function isDateTimeOffset(text: string): boolean {
  return readInstant(text) !== undefined;
}

/**
 * Reads an instant.
 * @returns it in UTC with seven fractional digits and Z. Digits beyond the seventh follow behind the Z, so that plain comparison of
 *   texts stays comparison of instants. Undefined for what is none, or lies outside the years 1 to 9999.
 */
export function parseDateTimeOffset(text: string): string | undefined {
  if (canonicalInstant.test(text)) return text;
  const instant = readInstant(text);
  return instant?.beyond === undefined ? instant?.text : undefined;
}

/** An instant for comparing: as `parseDateTimeOffset`, instants beyond what can be kept being all one on either side of it. */
export function comparableInstant(text: string): string | undefined {
  const instant = readInstant(text);
  if (!instant) return undefined;
  return instant.beyond === undefined ? instant.text : beyondInstants[instant.beyond];
}

const ticksPerSecond = 10_000_000n;

/** @returns the length of a duration in ticks of 100 ns; undefined for what is none. Digits beyond the tick are cut off. */
export function parseDuration(text: string): bigint | undefined {
  const match = durationPattern.exec(text);
  if (!match) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = whole * ticksPerSecond + BigInt(fraction.padEnd(7, '0').slice(0, 7));
  return sign === undefined ? ticks : -ticks;
}

/** @returns the guid in lower case; undefined for what is none. */
export function parseGuid(text: string): string | undefined {
  return guidPattern.test(text) ? text.toLowerCase() : undefined;
}

/** @returns the number of an Edm.Double or Edm.Decimal, `INF`, `-INF` and `NaN` included; undefined for what is none. */
export function parseDouble(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'INF') return Number.POSITIVE_INFINITY;
  if (text === '-INF') return Number.NEGATIVE_INFINITY;
  return decimalPattern.test(text) ? Number(text) : undefined;
}

/** @returns the whole number of an Edm.Int32; undefined for what is none. */
export function parseInt32(text: string): number | undefined {
  if (!/^[+-]?\d{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  return number === (number | 0) ? number : undefined;
}

/** @returns the truth value, in any case of letters (ABNF `boolean`); undefined for what is none. */
export function parseBoolean(text: string): boolean | undefined {
  if (text.length > 5) return undefined;
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

const identifierPattern = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u;

/** True if the text is a name that CSDL allows (CSDL 4.01, 15.2). */
export function isIdentifier(text: string): boolean {
  return identifierPattern.test(text);
}
