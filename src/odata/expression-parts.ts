/** What an expression is made of. */
import type { Expression, OrderTerm } from './expression.ts';

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

/** True if something holds for an expression or for any of its parts, however deep. */
export function holdsWithin(expression: Expression, holds: (part: Expression) => boolean): boolean {
  return holds(expression) || partsOf(expression).some((part) => holdsWithin(part, holds));
}

/** True for `now()` itself. */
export function isNow(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name === 'now';
}

/** The expressions that a list is filtered and ordered by. */
export function expressionsOf(asked: {
  readonly filter?: Expression | undefined;
  readonly orderby: readonly OrderTerm[];
}): readonly Expression[] {
  return [...(asked.filter ? [asked.filter] : []), ...asked.orderby.map(({ expression }) => expression)];
}

/** The members of a list, or the one collection. */
export function listOf({ list }: Extract<Expression, { kind: 'in' }>): readonly Expression[] {
  return 'kind' in list ? [list] : list;
}

/** Members that a collection is taken to have, and parts that a call is worth which looks at all of a text or a collection. */
const worth = { members: 50, search: 50 } as const;

const searches: ReadonlySet<string> = new Set(['matchespattern', 'hassubset', 'hassubsequence']);

/** Characters of a literal beyond which it is more work to look for. */
const longText = 200;

/** How much work an expression is for one item, in parts: those of conditions on members count as often as there may be members. */
export function workOf(expression: Expression): number {
  const parts = partsOf(expression).reduce((sum, part) => sum + workOf(part), 1);
  if (expression.kind === 'any' || expression.kind === 'all' || expression.kind === 'count') return parts * worth.members;
  if (expression.kind === 'call' && searches.has(expression.name)) return parts + worth.search;
  const text = expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value.length : 0;
  return parts + Math.floor(text / longText);
}
