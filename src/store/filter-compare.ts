/** Comparisons and `in` as SQL, none of which is ever null (URL Conventions 5.1.1.1). */
import { constantOf, isConstant } from '../odata/constant.ts';
import type { BinaryOperator, ComparisonOperator, Expression, ExpressionType } from '../odata/expression.ts';
import { membersOf } from './filter-path.ts';
import { type Compile, certain, constant, type Scope, type Term, term } from './filter-term.ts';
import { join, raw, type Sql, sql } from './sql.ts';

export const isNull = (side: Expression): boolean => isConstant(side) && constantOf(side) === null;

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return (
    operator === 'eq' || operator === 'ne' || operator === 'gt' || operator === 'ge' || operator === 'lt' || operator === 'le'
  );
}

/** Both operands, each read as what stands on the other side if it has no type of its own. */
export function compileOperands(
  left: Expression,
  right: Expression,
  compile: Compile,
  otherwise: ExpressionType = 'null',
): [Term, Term] {
  const [a, b] = [left.of, right.of];
  return [compile(left, b === 'null' ? otherwise : b), compile(right, a === 'null' ? otherwise : a)];
}

/** Truth tables of URL Conventions 5.1.1.1: no comparison is ever null. */
export function compileComparison(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  scope: Scope,
  compile: Compile,
): Term {
  if (operator === 'lt') return compileComparison('gt', right, left, scope, compile);
  if (operator === 'le') return compileComparison('ge', right, left, scope, compile);
  if (operator === 'ne') return certain(sql`(NOT ${compileComparison('eq', left, right, scope, compile).sql})`);
  if (operator === 'gt') {
    if (isNull(left) || isNull(right)) return certain(raw('FALSE'));
    return certain(greater(...compileOperands(left, right, compile), scope));
  }
  // Null equals null, and is as great as null, but nothing else is.
  if (isNull(right)) return certain(sql`(${compile(left, left.of).sql} IS NULL)`);
  if (isNull(left)) return certain(sql`(${compile(right, right.of).sql} IS NULL)`);
  const [a, b] = compileOperands(left, right, compile);
  const holds = operator === 'eq' ? equal(a, b, scope) : asGreat(a, b, scope);
  // Only what may be null could be taken for the same as an undeclared value of another type, which is read as null.
  if (!a.nullable || !b.nullable) return certain(holds);
  return certain(all(holds, ...unlessStrange(left, a, compile), ...unlessStrange(right, b, compile)));
}

const all = (...conditions: readonly Sql[]): Sql => sql`(${join(conditions, ' AND ')})`;

/** The condition that a side without a type is of the type it was read as, or null itself. */
function unlessStrange(side: Expression, read: Term, compile: Compile): readonly Sql[] {
  return side.of === 'null' && !isConstant(side) ? [sql`(${read.sql} IS NOT NULL OR ${compile(side, 'null').sql} IS NULL)`] : [];
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
export function compileIn({ operand, list }: Extract<Expression, { kind: 'in' }>, scope: Scope, compile: Compile): Term {
  if ('kind' in list) {
    const { from, where, value } = membersOf(list, scope);
    const wanted: ExpressionType = list.of === 'null' ? 'null' : { type: list.of.type, collection: false };
    const sought = compile(operand, wanted);
    const equals = all(equal(value(), sought, scope), ...unlessStrange(operand, sought, compile));
    return certain(sql`(EXISTS (SELECT 1 FROM ${from} WHERE ${where} AND ${equals}))`);
  }
  const of = list.find((member) => member.of !== 'null')?.of ?? 'null';
  const value = compile(operand, of);
  if (!list.every(isConstant)) {
    const found = inComputed(value, list, operand.of === 'null' ? of : operand.of, scope, compile);
    return certain(all(found, ...unlessStrange(operand, value, compile)));
  }
  const values = list.map(constantOf);
  // NaN is equal to nothing.
  const bound = values
    .filter((member) => member !== null && !Number.isNaN(member))
    .map((member) => constant(member, of, scope).sql);
  const isNothing = values.includes(null) ? sql`(${compile(operand, operand.of).sql} IS NULL)` : raw('FALSE');
  return certain(bound.length === 0 ? isNothing : sql`coalesce(${value.sql} IN (${join(bound, ', ')}), ${isNothing})`);
}

function inComputed(value: Term, list: readonly Expression[], own: ExpressionType, scope: Scope, compile: Compile): Sql {
  const alias = scope.alias();
  const terms = list.map((member) => compile(member, own));
  const rows = list.map((member, index) => {
    const read = terms[index] ?? value;
    const [condition] = unlessStrange(member, read, compile);
    return condition ? sql`SELECT ${read.sql} AS value WHERE ${condition}` : sql`SELECT ${read.sql} AS value`;
  });
  const stray = terms.find((member) => member.stray === 'nan')?.stray ?? 'finite';
  const member = term(raw(`${alias}.value`), value.form, { stray });
  return sql`(EXISTS (SELECT 1 FROM (${join(rows, ' UNION ALL ')}) AS ${alias} WHERE ${equal(member, value, scope)}))`;
}
