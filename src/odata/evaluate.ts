/** An expression over a value in memory: the oracle that the SQL is tested against, and what orders and filters nested collections. */
import type { Expression, OrderTerm } from './expression.ts';
import { checkFeasible, checkOrderKey } from './feasible.ts';
import type { Query } from './intent.ts';
import { compareScalars, interpret } from './interpret.ts';
import { boolean, orderKeyOf, toJson } from './value.ts';

/** What an expression may depend on besides the item. */
export interface Context {
  /** The instant that `now()` means, canonical. */
  readonly now: string;
  /** The resource that `$it` means inside $select, JSON as answered. */
  readonly resource?: unknown;
}

/**
 * Computes an expression on an item.
 * @param item JSON as answered: enumeration members by name, instants canonical
 * @returns a Scalar, or JSON for structured values, collections and undeclared properties. Refuses as `checkFeasible` does.
 */
export function evaluate(expression: Expression, item: unknown, context: Context): unknown {
  return evaluateAs(expression, item, context, expression.of);
}

function evaluateAs(expression: Expression, item: unknown, { now, resource }: Context, wanted: Expression['of']): unknown {
  checkFeasible(expression);
  return interpret(expression, { item, resource, variables: new Map(), now }, wanted);
}

/** The value of an expression as JSON answers it, for $compute. Refuses as `evaluate` does. */
export function evaluateJson(expression: Expression, item: unknown, context: Context): unknown {
  return toJson(expression.of, evaluate(expression, item, context));
}

/** True if an item passes a filter: null does not (URL Conventions 5.1.3). Refuses as `evaluate` does. */
export function passes(filter: Expression, item: unknown, context: Context): boolean {
  return evaluateAs(filter, item, context, boolean) === true;
}

/** What an item is ordered by. Refuses as `checkOrderKey` does. */
export function orderKey(expression: Expression, item: unknown, context: Context): string | number | null {
  checkOrderKey(expression);
  return orderKeyOf(evaluate(expression, item, context));
}

/** Negative, zero or positive as one order key comes before, is, or comes after another: nulls first (Protocol 11.2.6.2). */
export function compareValues(left: string | number | null, right: string | number | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return compareScalars(left, right);
}

/** Items in the order asked for; those that it does not tell apart stay as they stand. */
export function orderItems<Item>(items: readonly Item[], terms: readonly OrderTerm[], context: Context): Item[] {
  const keyed = items.map((item) => ({ item, keys: terms.map(({ expression }) => orderKey(expression, item, context)) }));
  keyed.sort((left, right) => {
    for (const [index, { descending }] of terms.entries()) {
      const difference = compareValues(left.keys[index] ?? null, right.keys[index] ?? null);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

/** The items that pass a filter; all if there is none. */
export function passingItems<Item>(items: readonly Item[], { filter }: Pick<Query, 'filter'>, context: Context): readonly Item[] {
  return filter ? items.filter((item) => passes(filter, item, context)) : items;
}

/** Applies $filter, $orderby, $skip and $top, in this order, to a collection in memory (Protocol 11.2.1). */
export function applyOptions<Item>(
  items: readonly Item[],
  { filter, orderby, skip, top }: Pick<Query, 'filter' | 'orderby' | 'skip' | 'top'>,
  context: Context,
): Item[] {
  const passing = passingItems(items, { ...(filter && { filter }) }, context);
  const ordered = orderItems(passing, orderby, context);
  return ordered.slice(skip, top === undefined ? undefined : skip + top);
}
