/** Entity tags: weak, made of the revision, compared weakly (OData 4.01 Protocol 8.2.4 and 8.3.2). */
import { refuse } from '../fault.ts';
import type { Intent, Preconditions, TagCondition } from './intent.ts';

/** The entity tag of a revision, as it stands in headers and in `@odata.etag`. */
export function entityTag(revision: number): string {
  return `W/"${revision}"`;
}

/** The member that carries the tag, as it opens every stored record: the text ends with a comma. */
export function tagMember(revision: number): string {
  return `"@odata.etag":"W/\\"${revision}\\"",`;
}

/** The text of a stored record without its tag. */
export function untagged(body: string, revision: number): string {
  return `{${body.slice(1 + tagMember(revision).length)}`;
}

function holds(condition: TagCondition, revision: number): boolean {
  return condition === '*' || condition.includes(String(revision));
}

/** Refuses a change whose conditions the present revision does not meet (412). */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, revision: number): void {
  if (ifMatch !== undefined && !holds(ifMatch, revision)) refuse('tagMismatch', { target: 'If-Match' });
  if (ifNoneMatch !== undefined && holds(ifNoneMatch, revision)) refuse('tagMatches', { target: 'If-None-Match' });
}

/** True if a read may be answered by "not modified" (Protocol 8.2.5). Refuses a failed If-Match. */
export function isUnchanged({ ifMatch, ifNoneMatch }: Preconditions, revision: number): boolean {
  if (ifMatch !== undefined && !holds(ifMatch, revision)) refuse('tagMismatch', { target: 'If-Match' });
  return ifNoneMatch !== undefined && holds(ifNoneMatch, revision);
}

/**
 * Refuses conditions that what has no entity tag, as a list or a profile, does not meet (412): no tag matches it, and `*` does, since
 * it is there. Of a list `If-None-Match: *` says only that what is created must be new, as it always is.
 */
export function checkUntagged({ preconditions, target, verb }: Pick<Intent, 'preconditions' | 'target' | 'verb'>): void {
  const { ifMatch, ifNoneMatch } = preconditions;
  if (ifMatch !== undefined && ifMatch !== '*') refuse('tagMismatch', { target: 'If-Match' });
  if (ifNoneMatch === '*' && verb !== 'read' && target.end === 'entity') refuse('tagMatches', { target: 'If-None-Match' });
}
