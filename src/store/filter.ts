/** Expression trees are compiled to SQL here, once for both databases. */
// Expression trees as SQL, once, for both databases.
// Every rule about null stands here in the words of SQL that keep it: comparisons are never null, `and`, `or` and `not` have three
// values in SQL as well, functions and arithmetic give null for null. `evaluate.ts` is the same in memory, and both are tested
// against each other. Whatever an expression computes without looking at an item is computed before, and bound as a value.
import { castOf, isAssignable, limitsOf } from '../odata/cast.ts';
import { constantOf, isConstant } from '../odata/constant.ts';
import type { BinaryOperator, ComparisonOperator, Expression, ExpressionType } from '../odata/expression.ts';
import { checkFeasible, checkOrderKey } from '../odata/feasible.ts';
import { boolean, double, isUndeclared, isWhole, kindOf, readAs, typeOf } from '../odata/value.ts';
import { dialects, type Form } from './dialect.ts';
import { arithmetic, negate } from './filter-arithmetic.ts';
import { compileCall } from './filter-call.ts';
import { compilePath, memberNumber, members, membersOf, plain } from './filter-path.ts';
import { certain, formOf, type Navigate, type Scope, type Term, term } from './filter-term.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** What an expression is compiled for. */
export interface SqlTarget {
  readonly dialect: keyof typeof dialects;
  /** SQL of the JSON of a row: of type text in SQLite, in PostgreSQL json, or jsonb where that is the dialect. */
  readonly body: string;
  /** Properties for which a row has a plain column: text for strings and instants, an integer for enumerations. Never null. */
  readonly columns: ReadonlyMap<string, string>;
  /** What navigation properties lead to; without it conditions on them are refused (501). */
  readonly navigation?: Navigate;
  /** The instant that `now()` means, canonical. */
  readonly now: string;
}

type Node<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/**
 * The condition for the rows that pass a filter.
 * @returns SQL that is true or false, never null, with the values of its placeholders. Refuses as `checkFeasible` does.
 */
export function compileFilter(filter: Expression, target: SqlTarget): Sql {
  checkFeasible(filter);
  const scope = scopeOf(target);
  const condition = compile(filter, scope, boolean);
  const certainly = condition.nullable ? sql`((${condition.sql}) IS TRUE)` : condition.sql;
  return inTime(scope, certainly);
}

/**
 * What rows are ordered by: text in code-point order, or a number; null where there is no value. It survives JSON, so that it can
 * be kept in a cursor and compared with later. Refuses as `checkOrderKey` does.
 */
export function compileOrderKey(expression: Expression, target: SqlTarget): Sql {
  checkOrderKey(expression);
  const scope = scopeOf(target);
  const { dialect } = scope;
  const of = typeOf(expression);
  const key = inTimeKey(scope, expression, compile(expression, scope, of));
  if (kindOf(of) === 'duration') return sql`(odata_ticks_key(${key.sql})${dialect.byPoints})`;
  if (key.form === 'boolean') return dialect.booleanKey(key.sql);
  if (key.form === 'text') return sql`((${key.sql})${dialect.byPoints})`;
  if (key.form === 'whole') return dialect.toNumber(key.sql);
  if (key.form === 'number') return key.stray === 'finite' ? key.sql : dialect.clamp(key.sql);
  // What is left is null for every row.
  return raw(dialect.nothing.number);
}

/** A condition that gives up on the statement once it has taken too long. */
function inTime({ dialect, statement }: Scope, condition: Sql): Sql {
  return sql`(${dialect.inTime(statement)} AND ${condition})`;
}

/** A key that has to be computed, for as long as the statement has not taken too long. */
function inTimeKey({ dialect, statement }: Scope, expression: Expression, key: Term): Term {
  if (expression.kind === 'path' || isConstant(expression)) return key;
  return { ...key, nullable: true, sql: sql`(CASE WHEN ${dialect.inTime(statement)} THEN ${key.sql} END)` };
}

/** Tells statements apart; it is bound, so that their text stays the same. */
let statements = 0;

function scopeOf({ dialect, body, columns, navigation, now }: SqlTarget): Scope {
  let tables = 0;
  return {
    dialect: dialects[dialect],
    it: { document: { source: body, path: [], member: false }, columns, ...(navigation && { navigation }) },
    variables: new Map(),
    now,
    alias: () => `t${++tables}`,
    statement: ++statements,
  };
}

/**
 * Compiles an expression.
 * @param wanted what a value without a type is read as
 */
function compile(expression: Expression, scope: Scope, wanted: ExpressionType): Term {
  if (isConstant(expression)) return constant(constantOf(expression), readAs(expression, wanted), scope);
  switch (expression.kind) {
    case 'path': {
      const [first] = expression.steps;
      if (first?.kind === 'computed') return compile(first.expression, scope, wanted);
      const of = readAs(expression, wanted);
      return compilePath(expression, scope, of === 'null' ? 'any' : { of, declared: !isUndeclared(expression) });
    }
    case 'call':
      return compileCall(expression, scope, (arg, type) => compile(arg, scope, type));
    case 'not': {
      const operand = compile(expression.operand, scope, boolean);
      return { ...operand, sql: sql`(NOT ${operand.sql})` };
    }
    case 'negate':
      return negate(compile(expression.operand, scope, double));
    case 'binary':
      return compileBinary(expression, scope, wanted);
    case 'in':
      return compileIn(expression, scope);
    case 'any':
      return certain(sql`(EXISTS (SELECT 1 ${matching(expression, scope, expression.predicate)}))`);
    case 'all':
      return certain(sql`(NOT EXISTS (SELECT 1 ${matching(expression, scope, expression.predicate, 'IS NOT TRUE')}))`);
    case 'count':
      return term(scope.dialect.count(matching(expression, scope, expression.predicate)), 'number', { nullable: false });
    case 'cast':
      return compileCast(expression, scope);
    case 'isof':
      return compileIsOf(expression, scope);
    case 'case':
      return compileCase(expression, scope, wanted);
    default:
      throw new Error(`A ${expression.kind} is constant.`);
  }
}

/** A value known beforehand. */
function constant(value: unknown, of: ExpressionType, { dialect }: Scope): Term {
  const form = formOf(of);
  if (value === null || value === undefined) return term(raw(dialect.nothing[form]), form);
  if (form === 'boolean') return certain(raw(value === true ? 'TRUE' : 'FALSE'));
  const place = (bound: string | number | bigint): Sql => ({ text: dialect.place[form], values: [bound] });
  if (form === 'json') return term(place(JSON.stringify(value)), form, { nullable: false });
  if (form === 'whole') return term(place(typeof value === 'bigint' ? value : BigInt(Number(value))), form, { nullable: false });
  if (form === 'text') return term(place(String(value)), form, { nullable: false });
  return number(Number(value), place);
}

function number(value: number, place: (bound: string | number) => Sql): Term {
  const more = { nullable: false, stray: Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? 'finite' : 'infinite' } as const;
  // As text both databases take NaN for what it is here; a driver might not.
  return term(place(Number.isNaN(value) ? 'NaN' : value), 'number', more);
}

function compileBinary(expression: Node<'binary'>, scope: Scope, wanted: ExpressionType): Term {
  const { operator, left, right } = expression;
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [compile(left, scope, boolean), compile(right, scope, boolean)];
    const nullable = a.nullable || b.nullable;
    return term(sql`(${a.sql} ${operator.toUpperCase()} ${b.sql})`, 'boolean', { nullable });
  }
  if (isComparison(operator)) return compileComparison(operator, left, right, scope);
  // Arithmetic with null, and that whose type depends on what null would have been, is null.
  if (operator !== 'has' && (isNull(left) || isNull(right) || expression.of === 'null')) {
    return constant(null, readAs(expression, wanted), scope);
  }
  const [a, b] = compileOperands(left, right, scope, operator === 'has' ? 'null' : double);
  if (operator === 'has') return term(sql`(odata_has(${a.sql}, ${b.sql}))`, 'boolean', { nullable: a.nullable || b.nullable });
  const whole = operator === 'div' && isWhole(left.of) && isWhole(right.of);
  return arithmetic(whole ? 'idiv' : operator, { term: a, of: typeOf(left) }, { term: b, of: typeOf(right) }, scope.dialect);
}

const isNull = (side: Expression): boolean => isConstant(side) && constantOf(side) === null;

function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return (
    operator === 'eq' || operator === 'ne' || operator === 'gt' || operator === 'ge' || operator === 'lt' || operator === 'le'
  );
}

/** Both operands, each read as what stands on the other side if it has no type of its own. */
function compileOperands(left: Expression, right: Expression, scope: Scope, otherwise: ExpressionType = 'null'): [Term, Term] {
  const [a, b] = [typeOf(left), typeOf(right)];
  return [compile(left, scope, b === 'null' ? otherwise : b), compile(right, scope, a === 'null' ? otherwise : a)];
}

/** Truth tables of URL Conventions 5.1.1.1: no comparison is ever null. */
function compileComparison(operator: ComparisonOperator, left: Expression, right: Expression, scope: Scope): Term {
  if (operator === 'lt') return compileComparison('gt', right, left, scope);
  if (operator === 'le') return compileComparison('ge', right, left, scope);
  if (operator === 'ne') return certain(sql`(NOT ${compileComparison('eq', left, right, scope).sql})`);
  if (operator === 'gt') {
    if (isNull(left) || isNull(right)) return certain(raw('FALSE'));
    return certain(greater(...compileOperands(left, right, scope), scope));
  }
  // Null equals null, and is as great as null, but nothing else is.
  if (isNull(right)) return certain(sql`(${compile(left, scope, 'null').sql} IS NULL)`);
  if (isNull(left)) return certain(sql`(${compile(right, scope, 'null').sql} IS NULL)`);
  const [a, b] = compileOperands(left, right, scope);
  return certain(operator === 'eq' ? equal(a, b, scope) : asGreat(a, b, scope));
}

const mayBeNaN = (a: Term, b: Term): boolean => a.stray === 'nan' || b.stray === 'nan';

function equal(a: Term, b: Term, { dialect }: Scope): Sql {
  if (a.form === 'json' || b.form === 'json') return sql`odata_same(${a.sql}, ${b.sql})`;
  if (mayBeNaN(a, b)) return sql`odata_number_eq(${a.sql}, ${b.sql})`;
  return sql`(${a.sql} ${dialect.same} ${b.sql})`;
}

function greater(a: Term, b: Term, { dialect }: Scope): Sql {
  if (mayBeNaN(a, b)) return sql`odata_number_gt(${a.sql}, ${b.sql})`;
  return never(sql`${a.sql}${order(a, dialect.byPoints)} > ${b.sql}`, a.nullable || b.nullable);
}

function asGreat(a: Term, b: Term, { dialect }: Scope): Sql {
  if (mayBeNaN(a, b)) return sql`odata_number_ge(${a.sql}, ${b.sql})`;
  if (a.nullable && b.nullable) return sql`odata_ge(${a.sql}, ${b.sql})`;
  return never(sql`${a.sql}${order(a, dialect.byPoints)} >= ${b.sql}`, a.nullable || b.nullable);
}

const order = ({ form }: Term, byPoints: string): string => (form === 'text' ? byPoints : '');

/** False in place of null. */
const never = (comparison: Sql, nullable: boolean): Sql =>
  nullable ? sql`coalesce(${comparison}, FALSE)` : sql`(${comparison})`;

/** As a chain of `eq` joined by `or`, hence never null (URL Conventions 5.1.1.1.12). */
function compileIn({ operand, list }: Node<'in'>, scope: Scope): Term {
  if ('kind' in list) {
    const { from, where, value } = membersOf(list, scope);
    const member = value();
    const wanted: ExpressionType = list.of === 'null' ? 'null' : { type: list.of.type, collection: false };
    const equals = equal(member, compile(operand, scope, wanted), scope);
    return certain(sql`(EXISTS (SELECT 1 FROM ${from} WHERE ${where} AND ${equals}))`);
  }
  const of = list.find((member) => member.of !== 'null')?.of ?? 'null';
  const value = compile(operand, scope, of);
  if (!list.every(isConstant)) return certain(inComputed(value, list, typeOf(operand), scope));
  const values = list.map(constantOf);
  // NaN is equal to nothing.
  const bound = values
    .filter((member) => member !== null && !Number.isNaN(member))
    .map((member) => constant(member, of, scope).sql);
  const hasNull = bound.length < values.length && values.includes(null);
  if (bound.length === 0) return certain(hasNull ? sql`(${value.sql} IS NULL)` : raw('FALSE'));
  return certain(sql`coalesce(${value.sql} IN (${join(bound, ', ')}), ${hasNull ? 'TRUE' : 'FALSE'})`);
}

function inComputed(value: Term, list: readonly Expression[], own: ExpressionType, scope: Scope): Sql {
  const alias = scope.alias();
  const terms = list.map((member) => compile(member, scope, own));
  const rows = join(
    terms.map((member) => sql`SELECT ${member.sql} AS value`),
    ' UNION ALL ',
  );
  const stray = terms.find((member) => member.stray === 'nan')?.stray ?? 'finite';
  const member = term(raw(`${alias}.value`), value.form, { stray });
  return sql`(EXISTS (SELECT 1 FROM (${rows}) AS ${alias} WHERE ${equal(member, value, scope)}))`;
}

/** FROM and WHERE for the members of a collection for which a condition is as `test` says. */
function matching(
  { collection, variable }: Node<'any' | 'all' | 'count'>,
  scope: Scope,
  predicate: Expression | undefined,
  test = 'IS TRUE',
): Sql {
  const { from, where, place } = membersOf(collection, scope);
  if (predicate === undefined) return sql`FROM ${from} WHERE ${where}`;
  const inner = variable === undefined ? scope : { ...scope, variables: new Map([...scope.variables, [variable, place]]) };
  const condition = compile(predicate, inner, boolean);
  return sql`FROM ${from} WHERE ${where} AND ${inTime(inner, sql`(${condition.sql}) ${test}`)}`;
}

function compileCast({ operand, to }: Node<'cast' | 'isof'>, scope: Scope): Term {
  const of: ExpressionType = { type: to, collection: false };
  const cast = castOf(operand.of, to, isUndeclared(operand));
  const { dialect } = scope;
  if (cast === 'null') return constant(null, of, scope);
  const value = compile(operand, scope, of);
  const made = (text: Sql, form: Form) => term(text, form);
  const [least, most] = cast === 'whole' || cast === 'textWhole' ? limitsOf(to) : [0, 0];
  switch (cast) {
    case 'same':
    case 'undeclared':
      return value;
    case 'whole':
      return made(sql`odata_whole(${value.sql}, ${least}, ${most})`, 'number');
    case 'enumNumber':
      return made(dialect.toNumber(value.sql), 'number');
    case 'numberEnum':
      return made(sql`(CASE ${value.sql} ${renumber(to)} END)`, 'whole');
    case 'enumText':
      return made(memberText(value.sql, operand.of), 'text');
    case 'textEnum':
      return to.kind === 'enum' ? memberNumber(value.sql, to) : value;
    case 'booleanText':
      return made(sql`(CASE ${value.sql} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)`, 'text');
    case 'numberText':
      return made(sql`odata_number_text(${value.sql})`, 'text');
    case 'textBoolean':
      return made(sql`(CASE ${value.sql} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)`, 'boolean');
    case 'textWhole':
      return made(sql`odata_whole_of(${value.sql}, ${least}, ${most})`, 'number');
    case 'textNumber':
      return made(sql`odata_number_of(${value.sql})`, 'number');
    case 'textDate':
      return made(sql`odata_date_of(${value.sql})`, 'text');
    case 'textInstant':
      return made(sql`odata_instant_of(${value.sql})`, 'text');
    case 'textTime':
      return made(sql`odata_time_of(${value.sql})`, 'text');
    case 'textDuration':
      return made(sql`odata_duration_of(${value.sql})`, 'whole');
    case 'textGuid':
      return made(sql`odata_guid_of(${value.sql})`, 'text');
    case 'durationText':
      return made(sql`odata_duration_text(${value.sql})`, 'text');
    case 'dateOfInstant':
      return made(sql`substr(${value.sql}, 1, 10)`, 'text');
    case 'timeOfInstant':
      return made(sql`substr(${value.sql}, 12, 16)`, 'text');
  }
}

function renumber(to: ExpressionTypeOf): string {
  return to.kind === 'enum'
    ? Object.values(to.members)
        .map((number) => `WHEN ${number} THEN ${number}`)
        .join(' ')
    : '';
}

type ExpressionTypeOf = Exclude<ExpressionType, 'null'>['type'];

function memberText(value: Sql, of: ExpressionType): Sql {
  if (of === 'null' || of.type.kind !== 'enum') return value;
  if (of.type.flags) return sql`odata_names(${value}, ${members(of.type)})`;
  const cases = Object.entries(of.type.members).map(([name, number]) => `WHEN ${number} THEN '${plain(name)}'`);
  return sql`(CASE ${value} ${cases.join(' ')} END)`;
}

function compileIsOf({ operand, to }: Node<'cast' | 'isof'>, scope: Scope): Term {
  const of: ExpressionType = isUndeclared(operand) ? { type: to, collection: false } : operand.of;
  if (!isAssignable(of, to)) return certain(raw('FALSE'));
  return certain(sql`(${compile(operand, scope, of).sql} IS NOT NULL)`);
}

function compileCase({ branches, of }: Node<'case'>, scope: Scope, wanted: ExpressionType): Term {
  const type = of === 'null' ? wanted : of;
  // biome-ignore lint/suspicious/noThenProperty: a branch of `case` is never awaited
  const terms = branches.map(({ when, then }) => ({ when: compile(when, scope, boolean), then: compile(then, scope, type) }));
  const cases = terms.map(({ when, then }) => sql`WHEN ${when.sql} THEN ${then.sql}`);
  const stray =
    terms.find(({ then }) => then.stray === 'nan')?.then.stray ?? terms.find(({ then }) => then.stray !== 'finite')?.then.stray;
  return term(sql`(CASE ${join(cases, ' ')} END)`, formOf(type), { stray: stray ?? 'finite' });
}
