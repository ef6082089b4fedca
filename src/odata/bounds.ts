/** What a query may cost: every bound in one table, and the purse from which a request pays. */
import { refuse } from '../fault.ts';
import type { Expression } from './expression.ts';

/** The bounds. A query beyond one of them is refused by name: `queryTooCostly`. */
export const bounds = {
  length: { limit: 65_536, unit: 'its text has too many characters' },
  depth: { limit: 100, unit: 'its expressions are nested too deep' },
  nodes: { limit: 2000, unit: 'its expressions have too many parts' },
  list: { limit: 1000, unit: 'a list has too many members' },
  lambdas: { limit: 4, unit: 'any, all and filtered counts stand inside one another too deep' },
  keys: { limit: 32, unit: 'it orders by too many keys' },
  expandDepth: { limit: 5, unit: 'expansions are nested too deep' },
  items: { limit: 500, unit: 'it names too many items' },
} as const;

export type Bound = keyof typeof bounds;

/** Refuses a query that is beyond a bound. */
export function checkBound(bound: Bound, amount: number, option: string): void {
  const { limit, unit } = bounds[bound];
  if (amount > limit) refuse('queryTooCostly', { option, target: option, reason: unit, limit });
}

interface Cost {
  readonly depth: number;
  readonly nodes: number;
}

/** The purse of one request: all its expressions together may have so many parts, counted as often as they are computed. */
export interface Budget {
  nodes: number;
  readonly costs: WeakMap<Expression, Cost>;
}

export function newBudget(): Budget {
  return { nodes: 0, costs: new WeakMap() };
}

/**
 * Pays for an expression made of `parts`.
 * @returns the expression. Refuses queryTooCostly.
 */
export function pay<Node extends Expression>(budget: Budget, option: string, node: Node, parts: readonly Expression[]): Node {
  let depth = 0;
  let nodes = 1;
  for (const part of parts) {
    const cost = budget.costs.get(part);
    depth = Math.max(depth, cost?.depth ?? 0);
    nodes += cost?.nodes ?? 1;
  }
  budget.costs.set(node, { depth: depth + 1, nodes });
  checkBound('depth', depth + 1, option);
  spend(budget, option, 1);
  return node;
}

/** Pays for so many parts that are no nodes of their own. */
export function spend(budget: Budget, option: string, nodes: number): void {
  budget.nodes += nodes;
  checkBound('nodes', budget.nodes, option);
}

/** What an expression has cost, to be paid again wherever it is used by its name. */
export function costOf(budget: Budget, expression: Expression): number {
  return budget.costs.get(expression)?.nodes ?? 1;
}
