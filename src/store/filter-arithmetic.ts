/** Arithmetic as SQL: numbers, durations, and durations with dates and instants (URL Conventions 5.1.1.2). */
import type { ArithmeticOperator, ExpressionType } from '../odata/expression.ts';
import { kindOf } from '../odata/value.ts';
import type { Dialect } from './dialect.ts';
import { type Stray, type Term, term } from './filter-term.ts';
import { type Sql, sql } from './sql.ts';

type Operator = ArithmeticOperator | 'idiv';

interface Operand {
  readonly term: Term;
  readonly of: ExpressionType;
}

/** An operator on two operands, neither of which is the literal null. */
export function arithmetic(operator: Operator, left: Operand, right: Operand, dialect: Dialect): Term {
  const [a, b] = [kindOf(left.of), kindOf(right.of)];
  const nullable = { nullable: true };
  if (a === 'text') return onCalendar(operator, left, right);
  if (b === 'text') return shift(right, left.term.sql);
  if (a === 'duration' && b === 'duration') {
    return term(
      sql`odata_ticks_add(${left.term.sql}, ${operator === 'add' ? right.term.sql : sql`-${right.term.sql}`})`,
      'whole',
      nullable,
    );
  }
  if (a === 'duration') return wholeTicks(operator, dialect.toNumber(left.term.sql), right.term.sql);
  if (b === 'duration') return wholeTicks(operator, left.term.sql, dialect.toNumber(right.term.sql));
  return ofNumbers(operator, left.term, right.term);
}

/** `divby` is division, whatever the operands are. */
const functionOf = (operator: Operator): string => (operator === 'divby' ? 'odata_div' : `odata_${operator}`);

function ofNumbers(operator: Operator, left: Term, right: Term): Term {
  const fails = operator === 'idiv' || operator === 'mod';
  const nullable = left.nullable || right.nullable || fails;
  return term(sql`${functionOf(operator)}(${left.sql}, ${right.sql})`, 'number', {
    nullable,
    stray: strayOf(operator, left, right),
  });
}

function strayOf(operator: Operator, left: Term, right: Term): Stray {
  const finite = left.stray === 'finite' && right.stray === 'finite';
  if (operator === 'idiv' || operator === 'mod') return finite ? 'finite' : 'nan';
  // Finite numbers may add up to infinity; only infinite ones, or zero through zero, make NaN.
  return finite && operator !== 'div' && operator !== 'divby' ? 'infinite' : 'nan';
}

function wholeTicks(operator: Operator, left: Sql, right: Sql): Term {
  return term(sql`odata_whole_ticks(${functionOf(operator)}(${left}, ${right}))`, 'whole');
}

const isDay = (of: ExpressionType): boolean => of !== 'null' && of.type.name === 'Edm.Date';

function onCalendar(operator: Operator, left: Operand, right: Operand): Term {
  if (kindOf(right.of) === 'duration') return shift(left, operator === 'sub' ? sql`-${right.term.sql}` : right.term.sql);
  const ticks = isDay(left.of) ? 'odata_date_ticks' : 'odata_instant_ticks';
  const nullable = left.term.nullable || right.term.nullable;
  return term(sql`(${ticks}(${left.term.sql}) - ${ticks}(${right.term.sql}))`, 'whole', { nullable });
}

function shift({ term: { sql: text }, of }: Operand, ticks: Sql): Term {
  return term(sql`${isDay(of) ? 'odata_date_add' : 'odata_instant_add'}(${text}, ${ticks})`, 'text');
}

export function negate(operand: Term): Term {
  if (operand.form === 'whole') return { ...operand, sql: sql`(-${operand.sql})` };
  return { ...operand, sql: sql`odata_sub(0, ${operand.sql})` };
}
