/** What a query asks of the store, and whether the caller may ask it. */
import type { Cursor } from '../odata/cursor.ts';
import type { Expression } from '../odata/expression.ts';
import { partsOf } from '../odata/expression-parts.ts';
import type { Query } from '../odata/intent.ts';
import type { ListQuery, Source, Viewer } from '../store/store.ts';
import { requirePermission } from './permission.ts';
import type { Reading } from './reading.ts';
import type { Rules } from './resource.ts';

/**
 * A query in the terms of the store.
 * @param now the instant that `now()` means, if earlier pages have had one
 */
export function listQuery(
  { world }: Rules,
  { tenant }: Source,
  query: Query,
  now = world.now(tenant),
): Omit<ListQuery, 'limit' | 'after'> & { readonly now: string } {
  const { filter, orderby, skip, count } = query;
  return { ...(filter && { filter }), orderby, skip, count, now };
}

/** A cursor that goes on with the instant that `now()` has meant, if the query asks for it. */
export function keepingNow(cursor: Cursor, { filter, orderby }: Query, now: string): Cursor {
  const asked = [...(filter ? [filter] : []), ...orderby.map(({ expression }) => expression)];
  return asked.some(asksNow) ? { ...cursor, now } : cursor;
}

function asksNow(expression: Expression): boolean {
  return (expression.kind === 'call' && expression.name === 'now') || partsOf(expression).some(asksNow);
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
