/** The canonical functions as SQL (URL Conventions 5.1.1.5 to 5.1.1.9). */
import { constantOf, isConstant } from '../odata/constant.ts';
import type { Expression, FunctionName } from '../odata/expression.ts';
import { lengthOf } from '../odata/text.ts';
import { double, duration, string } from '../odata/value.ts';
import type { Dialect, Form } from './dialect.ts';
import { type Compile, type Scope, type Term, term } from './filter-term.ts';
import { join, raw, type Sql, sql } from './sql.ts';

type Call = Extract<Expression, { readonly kind: 'call' }>;
type Write = (dialect: Dialect, text: Sql, second: Sql) => Sql;

/** Where parts of canonical texts stand: instants `YYYY-MM-DDTHH:MM:SS.fffffffZ`, times of day `HH:MM:SS.fffffff`. */
const digitsAt =
  (start: number, length: number): Write =>
  ({ digits }, text) =>
    digits(sql`substr(${text}, ${start}, ${length})`);

const written: Partial<Readonly<Record<FunctionName, readonly [Form, Write]>>> = {
  concat: ['text', (_, left, right) => sql`(${left} || ${right})`],
  contains: ['boolean', ({ position }, text, part) => sql`(${position(text, part)} > 0)`],
  startswith: ['boolean', ({ startsWith }, text, part) => startsWith(text, part)],
  endswith: ['boolean', (_, text, part) => sql`odata_endswith(${text}, ${part})`],
  indexof: ['number', ({ position }, text, part) => sql`(${position(text, part)} - 1)`],
  length: ['number', ({ length }, text) => length(text)],
  tolower: ['text', ({ lower }, text) => lower(text)],
  toupper: ['text', ({ upper }, text) => upper(text)],
  trim: ['text', ({ trim }, text) => trim(text)],
  date: ['text', (_, text) => sql`substr(${text}, 1, 10)`],
  time: ['text', (_, text) => sql`substr(${text}, 12, 16)`],
  year: ['number', digitsAt(1, 4)],
  month: ['number', digitsAt(6, 2)],
  day: ['number', digitsAt(9, 2)],
  totaloffsetminutes: ['number', ({ toNumber }, text) => toNumber(sql`CASE WHEN ${text} IS NOT NULL THEN 0 END`)],
  hassubset: ['boolean', (_, whole, part) => sql`odata_hassubset(${whole}, ${part})`],
  hassubsequence: ['boolean', (_, whole, part) => sql`odata_hassubsequence(${whole}, ${part})`],
};

/** Functions of instants and of times of day, which begin eleven characters later in the former. */
const clock: Partial<Readonly<Record<FunctionName, readonly [number, number]>>> = {
  hour: [1, 2],
  minute: [4, 2],
  second: [7, 2],
};

const rounding: Partial<Readonly<Record<FunctionName, (dialect: Dialect, number: Sql) => Sql>>> = {
  round: (_, number) => sql`odata_round(${number})`,
  ceiling: ({ ceiling }, number) => ceiling(number),
  floor: ({ floor }, number) => floor(number),
};

/** Compiles a call whose arguments are not all constant, or that tells the time. */
export function compileCall(expression: Call, { dialect, now }: Scope, compile: Compile): Term {
  const { name, args } = expression;
  const [first, second] = args;
  if (!first) return term({ text: dialect.place.text, values: [now] }, 'text', { nullable: false });
  const round = rounding[name];
  if (round) {
    const operand = compile(first, double);
    return { ...operand, sql: round(dialect, operand.sql) };
  }
  if (name === 'substring') return part(args, compile);
  const text = compile(first, name === 'totalseconds' ? duration : string);
  const span = clock[name];
  const offset = first.of !== 'null' && first.of.type.name === 'Edm.TimeOfDay' ? 0 : 11;
  if (span) return { ...text, sql: digitsAt(span[0] + offset, span[1])(dialect, text.sql, text.sql), form: 'number' };
  if (name === 'fractionalseconds')
    return { ...text, sql: dialect.digits(sql`'0' || substr(${text.sql}, ${9 + offset}, 8)`), form: 'number' };
  if (name === 'totalseconds') return { ...text, sql: sql`odata_seconds(${text.sql})`, form: 'number' };
  if (name === 'matchespattern') return pattern(text, second, dialect);
  const ends = (name === 'startswith' || name === 'endswith') && second ? literalEnd(name, text, second, dialect) : undefined;
  if (ends) return ends;
  const other = second ? compile(second, string) : term(raw(''), 'text', { nullable: false });
  const [form, write] = written[name] ?? [];
  if (!form || !write) throw new Error(`The function ${name} has no SQL.`);
  return term(write(dialect, text.sql, other.sql), form, { nullable: text.nullable || other.nullable });
}

function pattern(text: Term, second: Expression | undefined, dialect: Dialect): Term {
  const value = second ? constantOf(second) : null;
  if (typeof value !== 'string') return term(raw(dialect.nothing.boolean), 'boolean');
  return { ...text, sql: dialect.matches(text.sql, value), form: 'boolean' };
}

/** A beginning or an end that is known, and not empty, is compared with so many characters. */
function literalEnd(name: 'startswith' | 'endswith', text: Term, part: Expression, dialect: Dialect): Term | undefined {
  const value = isConstant(part) ? constantOf(part) : null;
  if (typeof value !== 'string' || value === '') return undefined;
  const compare = name === 'startswith' ? dialect.beginning : dialect.ending;
  return { ...text, sql: compare(text.sql, { text: dialect.place.text, values: [value] }, lengthOf(value)), form: 'boolean' };
}

function part(args: readonly Expression[], compile: Compile): Term {
  const [first, ...bounds] = args.map((arg, index) => compile(arg, index === 0 ? string : double));
  if (!first) throw new Error('substring has no text.');
  const numbers = args.slice(1).map((arg) => (isConstant(arg) ? constantOf(arg) : undefined));
  if (numbers.every((number) => typeof number === 'number' && number >= 0 && number < 2 ** 30)) {
    const [start = 0, length] = numbers;
    const rest = length === undefined ? '' : `, ${Number(length)}`;
    return { ...first, sql: sql`substr(${first.sql}, ${Number(start) + 1}${rest})`, form: 'text' };
  }
  return term(sql`odata_substring(${join([first.sql, ...bounds.map(({ sql: bound }) => bound)], ', ')})`, 'text');
}
