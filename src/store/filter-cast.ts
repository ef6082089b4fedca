/** `cast` and `isof` as SQL (URL Conventions 5.1.1.10): one row for each cast. */
import type { ValueType } from '../model/field.ts';
import { bitsOf, type Cast, castOf, hasRange, isAssignable, limitsOf } from '../odata/cast.ts';
import type { Expression, ExpressionType } from '../odata/expression.ts';
import { isUndeclared } from '../odata/value.ts';
import type { Dialect, Form } from './dialect.ts';
import { memberNumber, members, plain } from './filter-path.ts';
import { type Compile, certain, nothing, type Scope, type Term, term } from './filter-term.ts';
import { raw, type Sql, sql } from './sql.ts';

type Casting = Extract<Expression, { readonly kind: 'cast' | 'isof' }>;

interface Given {
  readonly value: Sql;
  readonly from: ExpressionType;
  readonly to: ValueType;
  readonly dialect: Dialect;
}

/** Calls a function that reads the value; null where it cannot be read. */
const by =
  (name: string) =>
  ({ value }: Given): Sql =>
    sql`${name}(${value})`;

/** A number as a whole one, which has a range. */
function whole({ value, to }: Given): Sql {
  const [least, most] = limitsOf(to);
  return sql`odata_whole(${value}, ${least}, ${most})`;
}

const written: Readonly<
  Record<Exclude<Cast, 'same' | 'undeclared' | 'null' | 'textEnum'>, readonly [Form, (given: Given) => Sql]>
> = {
  whole: ['number', whole],
  enumNumber: ['number', ({ value, dialect }) => dialect.toNumber(value)],
  numberEnum: ['whole', ({ value, to }) => sql`(CASE ${value} ${renumber(to)} END)`],
  numberFlags: ['whole', ({ value }) => sql`odata_whole_ticks(odata_whole(${value}, -2147483648, 2147483647))`],
  enumText: ['text', ({ value, from }) => memberText(value, from)],
  booleanText: ['text', ({ value }) => sql`(CASE ${value} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)`],
  numberText: ['text', by('odata_number_text')],
  textBoolean: ['boolean', ({ value }) => sql`(CASE lower(${value}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)`],
  textWhole: ['number', ({ value, to }) => sql`odata_whole_of(${value}, ${bitsOf(to)})`],
  textNumber: ['number', by('odata_number_of')],
  textDate: ['text', by('odata_date_of')],
  textInstant: ['text', by('odata_instant_of')],
  textTime: ['text', by('odata_time_of')],
  textDuration: ['whole', by('odata_duration_of')],
  textGuid: ['text', by('odata_guid_of')],
  durationText: ['text', by('odata_duration_text')],
  // Instants are `YYYY-MM-DDTHH:MM:SS.fffffffZ`.
  dateOfInstant: ['text', ({ value }) => sql`substr(${value}, 1, 10)`],
  timeOfInstant: ['text', ({ value }) => sql`substr(${value}, 12, 16)`],
};

export function compileCast({ operand, to }: Casting, scope: Scope, compile: Compile): Term {
  const of: ExpressionType = { type: to, collection: false };
  const cast = castOf(operand.of, to, isUndeclared(operand));
  if (cast === 'null') return nothing(of, scope);
  const value = compile(operand, of);
  if (cast === 'same' || cast === 'undeclared') return value;
  if (cast === 'textEnum') return to.kind === 'enum' ? memberNumber(value.sql, to) : value;
  const [form, write] = written[cast];
  const read = write({ value: value.sql, from: operand.of, to, dialect: scope.dialect });
  // A text may spell INF and NaN.
  return term(read, form, { stray: cast === 'textNumber' ? 'nan' : 'finite' });
}

export function compileIsOf({ operand, to }: Casting, scope: Scope, compile: Compile): Term {
  if (!isUndeclared(operand)) return isAssignable(operand.of, to) ? isThere(compile(operand, operand.of)) : certain(raw('FALSE'));
  const of: ExpressionType = { type: to, collection: false };
  const value = compile(operand, of);
  if (!hasRange(to)) return isThere(value);
  return certain(sql`coalesce(${whole({ value: value.sql, from: of, to, dialect: scope.dialect })} = ${value.sql}, FALSE)`);
}

const isThere = (value: Term): Term => certain(sql`(${value.sql} IS NOT NULL)`);

function renumber(to: ValueType): string {
  const numbers = to.kind === 'enum' ? Object.values(to.members) : [];
  return numbers.map((number) => `WHEN ${number} THEN ${number}`).join(' ');
}

function memberText(value: Sql, of: ExpressionType): Sql {
  if (of === 'null' || of.type.kind !== 'enum') return value;
  if (of.type.flags) return sql`odata_names(${value}, ${members(of.type)})`;
  const cases = Object.entries(of.type.members).map(([name, number]) => `WHEN ${number} THEN '${plain(name)}'`);
  return sql`(CASE ${value} ${cases.join(' ')} END)`;
}
