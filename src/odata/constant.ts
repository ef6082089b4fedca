/** Expressions without a path: their value is the same for every item, and computed once. */
import type { Expression } from './expression.ts';
import { partsOf } from './expression-parts.ts';
import { interpret } from './interpret.ts';

const known = new WeakMap<Expression, boolean>();

/** True if no part of the expression depends on the item or on the clock. */
export function isConstant(expression: Expression): boolean {
  const found = known.get(expression);
  if (found !== undefined) return found;
  const varies = expression.kind === 'path' || (expression.kind === 'call' && expression.name === 'now');
  const constant = !varies && partsOf(expression).every(isConstant);
  known.set(expression, constant);
  return constant;
}

/** The value of an expression for which `isConstant` holds. */
export function constantOf(expression: Expression): unknown {
  return interpret(expression, { item: null, variables: new Map(), now: '' }, expression.of);
}
