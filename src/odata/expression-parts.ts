/** What an expression is made of. */
import type { Expression } from './expression.ts';

/** The parts of an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'json':
      return [];
    case 'path':
      return expression.steps.flatMap((step) => (step.kind === 'computed' ? [step.expression] : []));
    case 'call':
      return expression.args;
    case 'not':
    case 'negate':
    case 'cast':
    case 'isof':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.operand, ...listOf(expression)];
    case 'any':
    case 'all':
    case 'count':
      return expression.predicate ? [expression.collection, expression.predicate] : [expression.collection];
    case 'case':
      return expression.branches.flatMap(({ when, then }) => [when, then]);
  }
}

/** The members of a list, or the one collection. */
export function listOf({ list }: Extract<Expression, { kind: 'in' }>): readonly Expression[] {
  return 'kind' in list ? [list] : list;
}
