/** Expression trees are compiled to SQL here, once for both databases. */
// Every rule about null stands here in the words of SQL that keep it: comparisons are never null, `and`, `or` and `not` have three
// values in SQL as well, functions and arithmetic give null for null. `evaluate.ts` is the same in memory, and both are tested
// against each other. Whatever an expression computes without looking at an item is computed before, and bound as a value.
import { constantOf, isConstant } from '../odata/constant.ts';
import type { Expression, ExpressionType } from '../odata/expression.ts';
import { checkFeasible, checkOrderKey } from '../odata/feasible.ts';
import { boolean, double, isUndeclared, isWhole, kindOf, readAs } from '../odata/value.ts';
import type { Weight } from './database.ts';
import { dialects } from './dialect.ts';
import { arithmetic, negate } from './filter-arithmetic.ts';
import { compileCall } from './filter-call.ts';
import { compileCast, compileIsOf } from './filter-cast.ts';
import { compileComparison, compileIn, compileOperands, isComparison, isNull } from './filter-compare.ts';
import { compilePath, membersOf } from './filter-path.ts';
import { type Compile, certain, constant, formOf, type Navigate, nothing, type Scope, type Term, term } from './filter-term.ts';
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
  /** Whether the statement is to be watched while it runs: one that is known to end soon need not be. */
  readonly weight: Weight;
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
  const { of } = expression;
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
  return statement === undefined ? condition : sql`(${dialect.inTime(statement)} AND ${condition})`;
}

/** A key that has to be computed, for as long as the statement has not taken too long. */
function inTimeKey({ dialect, statement }: Scope, expression: Expression, key: Term): Term {
  if (statement === undefined || expression.kind === 'path' || isConstant(expression)) return key;
  return { ...key, nullable: true, sql: sql`(CASE WHEN ${dialect.inTime(statement)} THEN ${key.sql} END)` };
}

/** Tells statements apart; it is bound, so that their text stays the same. */
let statements = 0;

function scopeOf({ dialect, body, columns, navigation, now, weight }: SqlTarget): Scope {
  let tables = 0;
  return {
    dialect: dialects[dialect],
    it: { document: { source: body, path: [], member: false }, columns, ...(navigation && { navigation }) },
    variables: new Map(),
    now,
    alias: () => `t${++tables}`,
    statement: weight === 'light' ? undefined : ++statements,
  };
}

/**
 * Compiles an expression.
 * @param wanted what a value without a type is read as
 */
function compile(expression: Expression, scope: Scope, wanted: ExpressionType): Term {
  if (isConstant(expression)) return constant(constantOf(expression), readAs(expression, wanted), scope);
  const inner: Compile = (part, type) => compile(part, scope, type);
  switch (expression.kind) {
    case 'path': {
      const [first] = expression.steps;
      if (first?.kind === 'computed') return compile(first.expression, scope, wanted);
      const of = readAs(expression, wanted);
      return compilePath(expression, scope, of === 'null' ? 'any' : { of, declared: !isUndeclared(expression) });
    }
    case 'call':
      return compileCall(expression, scope, inner);
    case 'not': {
      const operand = compile(expression.operand, scope, boolean);
      return { ...operand, sql: sql`(NOT ${operand.sql})` };
    }
    case 'negate':
      return negate(compile(expression.operand, scope, double));
    case 'binary':
      return compileBinary(expression, scope, wanted);
    case 'in':
      return compileIn(expression, scope, inner);
    case 'any':
      return certain(sql`(EXISTS (SELECT 1 ${matching(expression, scope, expression.predicate)}))`);
    case 'all':
      return certain(sql`(NOT EXISTS (SELECT 1 ${matching(expression, scope, expression.predicate, 'IS NOT TRUE')}))`);
    case 'count':
      return term(scope.dialect.count(matching(expression, scope, expression.predicate)), 'number', { nullable: false });
    case 'cast':
      return compileCast(expression, scope, inner);
    case 'isof':
      return compileIsOf(expression, scope, inner);
    case 'case':
      return compileCase(expression, scope, wanted);
    default:
      throw new Error(`A ${expression.kind} is constant.`);
  }
}

function compileBinary(expression: Node<'binary'>, scope: Scope, wanted: ExpressionType): Term {
  const { operator, left, right } = expression;
  const inner: Compile = (part, type) => compile(part, scope, type);
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [compile(left, scope, boolean), compile(right, scope, boolean)];
    const nullable = a.nullable || b.nullable;
    return term(sql`(${a.sql} ${operator.toUpperCase()} ${b.sql})`, 'boolean', { nullable });
  }
  if (isComparison(operator)) return compileComparison(operator, left, right, scope, inner);
  // Arithmetic with null, and that whose type depends on what null would have been, is null.
  if (operator !== 'has' && (isNull(left) || isNull(right) || expression.of === 'null')) {
    return nothing(readAs(expression, wanted), scope);
  }
  if (operator === 'has' && left.of === 'null' && right.of === 'null') return nothing(boolean, scope);
  const [a, b] = compileOperands(left, right, inner, operator === 'has' ? 'null' : double);
  if (operator === 'has') return term(sql`(odata_has(${a.sql}, ${b.sql}))`, 'boolean', { nullable: a.nullable || b.nullable });
  const whole = operator === 'div' && isWhole(left.of) && isWhole(right.of);
  return arithmetic(whole ? 'idiv' : operator, { term: a, of: left.of }, { term: b, of: right.of }, scope.dialect);
}

/** FROM and WHERE for the members of a collection for which a condition is as `test` says. */
function matching(
  { collection, variable }: Node<'any' | 'all' | 'count'>,
  scope: Scope,
  predicate: Expression | undefined,
  test = 'IS TRUE',
): Sql {
  const { kind, from, where, place } = membersOf(collection, scope);
  if (predicate === undefined) return sql`FROM ${from} WHERE ${where}`;
  const inner = variable === undefined ? scope : { ...scope, variables: new Map([...scope.variables, [variable, place]]) };
  const condition = compile(predicate, inner, boolean);
  const holds = sql`(${condition.sql}) ${test}`;
  // The rows of a person are few, and a watched condition could not be joined.
  return sql`FROM ${from} WHERE ${where} AND ${kind === 'rows' ? holds : inTime(inner, holds)}`;
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
