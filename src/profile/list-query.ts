/** What a query asks of the store, and whether the caller may ask it. */
import type { Expression } from '../odata/expression.ts';
import { expressionsOf, holdsWithin } from '../odata/expression-parts.ts';
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

/** How many records pass the filter of a query. */
export function countOf({ store, world }: Rules, source: Source, viewer: Viewer, { filter }: Query): Promise<number> {
  return store.count(source, viewer, filter, world.now(source.tenant));
}

/** Whoever asks about profiles through groups and their members must be allowed to read profiles. */
export function requireAsked({ caller }: Reading, source: Source, query: Query): void {
  if (source.kind !== 'members' && source.kind !== 'groups') return;
  if (expressionsOf(query).some((expression) => holdsWithin(expression, followsProfile)))
    requirePermission(caller, 'profile', 'read', false);
}

/** True for a path through a person's profile. */
function followsProfile(expression: Expression): boolean {
  return expression.kind === 'path' && expression.steps.some((step) => step.kind === 'navigation' && step.name === 'profile');
}
