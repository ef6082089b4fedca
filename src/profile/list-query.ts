/** What a query asks of the store, and whether the caller may ask it. */
import type { Expression } from '../odata/expression.ts';
import { partsOf } from '../odata/expression-parts.ts';
import type { Query } from '../odata/intent.ts';
import type { ListQuery, Source, Viewer } from '../store/store.ts';
import { requirePermission } from './permission.ts';
import type { Reading } from './reading.ts';
import type { Rules } from './resource.ts';

/** A query in the terms of the store. */
export function listQuery({ world }: Rules, { tenant }: Source, query: Query): Omit<ListQuery, 'limit' | 'after'> {
  const { filter, orderby, skip, count } = query;
  return { ...(filter && { filter }), orderby, skip, count, now: world.now(tenant) };
}

/** How many records pass the filter of a query. */
export function countOf({ store, world }: Rules, source: Source, viewer: Viewer, { filter }: Query): Promise<number> {
  return store.count(source, viewer, filter, world.now(source.tenant));
}

/** Whoever asks about profiles through groups and their members must be allowed to read profiles. */
export function requireAsked({ caller }: Reading, source: Source, { filter, orderby }: Query): void {
  if (source.kind !== 'members' && source.kind !== 'groups') return;
  const asked = [...(filter ? [filter] : []), ...orderby.map(({ expression }) => expression)];
  if (asked.some((expression) => follows(expression, 'profile'))) requirePermission(caller, 'profile', 'read', false);
}

/** True if an expression has a path through the navigation property. */
function follows(expression: Expression, name: string): boolean {
  if (expression.kind === 'path' && expression.steps.some((step) => step.kind === 'navigation' && step.name === name))
    return true;
  return partsOf(expression).some((part) => follows(part, name));
}
