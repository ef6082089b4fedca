/** Members of groups, put in and taken out by reference (`members/$ref`). */
import { refuse } from '../fault.ts';
import { checkPreconditions } from '../odata/etag.ts';
import type { Outcome } from '../odata/outcome.ts';
import { findRecord, missing } from './reading.ts';
import { authorOf } from './stamp.ts';
import type { Writing } from './write.ts';

/** Adds the person that `{"@odata.id": ".../users/{id}"}` names. */
export async function addMember({ rules, caller, intent, resource, requestId }: Writing): Promise<Outcome> {
  const { source } = resource;
  if (source.kind !== 'members') return missing(resource);
  const name = referenced(intent.body);
  const person = await rules.store.findPerson(source.tenant, name);
  if (person === undefined) return refuse('personNotFound', { person: name, target: '@odata.id' });
  const added = await rules.store.addMember(
    source.tenant,
    source.group,
    person,
    authorOf(caller, rules.world.now(caller.tenant), requestId),
  );
  return added ? { kind: 'done' } : refuse('itemNotFound');
}

export async function removeMember(writing: Writing): Promise<Outcome> {
  const { rules, caller, intent, resource, requestId } = writing;
  const { source, id = '' } = resource;
  if (source.kind !== 'members') return missing(resource);
  // The condition is on the person: the link itself has no entity tag.
  if (Object.keys(intent.preconditions).length > 0)
    checkPreconditions(intent.preconditions, ((await findRecord(writing)) ?? missing(resource)).revision);
  const removed = await rules.store.removeMember(
    source.tenant,
    source.group,
    id,
    authorOf(caller, rules.world.now(caller.tenant), requestId),
  );
  return removed ? { kind: 'done' } : missing(resource);
}

/** The last key of a reference, in either of the key forms: `users/{id}`, `users('{id}')`, `directoryObjects/{id}`. */
function referenced(body: unknown): string {
  const reference =
    body !== null && typeof body === 'object'
      ? '@odata.id' in body
        ? body['@odata.id']
        : '@id' in body
          ? body['@id']
          : undefined
      : undefined;
  const match =
    typeof reference === 'string' ? /(?:users|directoryObjects)(?:\('([^']*)'\)|\/([^/?#]+))$/i.exec(reference) : null;
  const key = match?.[1] ?? match?.[2];
  if (key === undefined)
    return refuse('wrongType', {
      property: '@odata.id',
      target: '@odata.id',
      expected: 'the address of a user',
      found: String(reference),
    });
  let name: string;
  try {
    name = decodeURIComponent(key);
  } catch (cause) {
    return refuse('malformedKey', { key, reason: 'its percent-encoding is broken', target: '@odata.id', cause });
  }
  // No database keeps it.
  return name.includes('\0')
    ? refuse('malformedKey', { key, reason: 'it holds the character U+0000', target: '@odata.id' })
    : name;
}
