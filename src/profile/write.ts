/** Writing: create, update and remove records. */
import { refuse } from '../fault.ts';
import type { StructuredType } from '../model/field.ts';
import { schema } from '../model/schema.ts';
import { merge, type Patch, readEntity } from '../odata/body.ts';
import { checkPreconditions } from '../odata/etag.ts';
import type { Outcome } from '../odata/outcome.ts';
import type { Draft, Record } from '../store/store.ts';
import type { Caller } from './caller.ts';
import { expand, itemLimit } from './expand.ts';
import { contactDraft, personDraft } from './person.ts';
import { entityOf, missing, type Reading } from './reading.ts';
import type { Resource } from './resource.ts';
import { authorOf, plainDraft, stampItem, stampNewItem } from './stamp.ts';

/** A write has what a read has, and the id of the request for the audit trail. */
export interface Writing extends Reading {
  readonly requestId: string;
}

/** Creates a record in the set a resource names. */
export async function create(writing: Writing): Promise<Outcome> {
  const { rules, caller, intent, resource, requestId } = writing;
  const sent = readEntity(schema, resource.type, intent.body, 'create');
  if (resource.kind === 'items') requireContent(resource.type, sent);
  const patch = { ...sent, ...(await copiedValues(writing)) };
  const id = rules.world.newId();
  const now = rules.world.now(caller.tenant);
  const draft = newDraft(resource, id, patch, caller, now);
  const author = authorOf(caller, now, requestId);
  const kept = await rules.store.create(resource.source, id, draft, author, itemLimit);
  if (!kept) return missing(resource);
  return answer(writing, { id, revision: draft.revision, body: draft.body }, true);
}

/** What a new item takes over from its person, for the few types that declare it. */
async function copiedValues({ rules, resource }: Writing): Promise<Patch> {
  const { source, type } = resource;
  const copied = [...type.properties.values()].filter(({ copies }) => copies !== undefined);
  if (copied.length === 0 || source.kind !== 'items') return {};
  const record = await rules.store.read({ kind: 'people', tenant: source.tenant }, source.person, { kind: 'all' });
  const owner = record ? (JSON.parse(record.body) as Patch) : {};
  return Object.fromEntries(copied.map(({ name, copies = '' }) => [name, owner[copies] ?? null]));
}

/** Applies a PATCH to the record: merged, stamped, kept in one transaction with its conditions. */
export async function update(writing: Writing): Promise<Outcome> {
  const { intent, resource } = writing;
  const patch = readEntity(schema, resource.type, intent.body, 'update');
  return answer(writing, await change(writing, () => patch), false);
}

/** Changes the record by a patch made from its present value, in one transaction with the request's conditions. */
export async function change(writing: Writing, patchFor: (record: Record) => Patch): Promise<Record> {
  const { rules, caller, intent, resource, requestId } = writing;
  const now = rules.world.now(caller.tenant);
  const changed = await rules.store.change(
    resource.source,
    resource.id ?? '',
    resource.viewer,
    authorOf(caller, now, requestId),
    (current) => {
      checkPreconditions(intent.preconditions, current.revision);
      const patch = patchFor(current);
      if (Object.keys(patch).length === 0) return 'unchanged';
      const { '@odata.etag': _tag, ...value } = JSON.parse(current.body) as { [name: string]: unknown };
      return changedDraft(resource, merge(resource.type, value, patch), current.revision + 1, caller, now);
    },
  );
  return changed ?? missing(resource);
}

/** Removes the record; for a profile, every item of it. */
export async function remove(writing: Writing): Promise<Outcome> {
  const { rules, caller, intent, resource, requestId } = writing;
  const author = authorOf(caller, rules.world.now(caller.tenant), requestId);
  const removed = await rules.store.remove(resource.source, resource.id ?? '', resource.viewer, author, ({ revision }) =>
    checkPreconditions(intent.preconditions, revision),
  );
  if (removed && resource.kind === 'person') rules.firstSight.forget();
  return removed ? { kind: 'done' } : missing(resource);
}

export async function removeProfile(writing: Writing): Promise<Outcome> {
  const { rules, caller, resource, requestId } = writing;
  // Removing all of a profile takes whoever sees all of it: nothing hidden may go unseen.
  if (resource.viewer.kind !== 'all') await refuseUnlessThere(writing);
  await rules.store.clear(resource.source.tenant, resource.id ?? '', authorOf(caller, rules.world.now(caller.tenant), requestId));
  return { kind: 'done' };
}

async function refuseUnlessThere({ rules, resource }: Writing): Promise<void> {
  if (!(await rules.store.read(resource.source, resource.id ?? '', resource.viewer))) missing(resource);
}

async function answer(writing: Writing, record: Record, created: boolean): Promise<Outcome> {
  const { resource, intent } = writing;
  const entity = entityOf(resource, record);
  if (intent.preferences.return === 'minimal') return { kind: 'done', entity, created };
  return { kind: 'entity', context: resource.context, entity: await expand(writing, entity, record.id, intent.query), created };
}

/** A new record of the kind a resource holds. */
function newDraft({ kind, type }: Resource, id: string, patch: Patch, caller: Caller, now: string): Draft {
  if (kind === 'items') return stampNewItem(type, id, patch, caller, now);
  const value = { ...patch, id, createdDateTime: now, lastModifiedDateTime: now };
  if (kind === 'contacts') return contactDraft(value, 1);
  requireNonNull(type, patch);
  return kind === 'people' ? personDraft({ accountEnabled: true, ...value }, 1) : plainDraft(type, value, 1);
}

function changedDraft({ kind, type }: Resource, value: Patch, revision: number, caller: Caller, now: string): Draft {
  if (kind === 'item') return stampItem(type, value, revision, caller, now);
  const touched = { ...value, lastModifiedDateTime: now };
  if (kind === 'contact') return contactDraft(touched, revision);
  return kind === 'person' ? personDraft(touched, revision) : plainDraft(type, touched, revision);
}

/** An item with none of its own properties says nothing. */
function requireContent(type: StructuredType, patch: Patch): void {
  const own = [...type.properties.keys()].filter((name) => !type.base?.properties.has(name));
  const said = own.some((name) => {
    const value = patch[name];
    return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  });
  if (said) return;
  const settable = own.filter((name) => type.properties.get(name)?.by === 'client');
  refuse('emptyItem', { type: `${schema.namespace}.${type.name}`, properties: settable.join(', ') });
}

/** People and groups need what their types call non-null; items do not (Graph's create pages require nothing). */
function requireNonNull(type: StructuredType, patch: Patch): void {
  for (const { name, nullable, collection, by } of type.properties.values()) {
    if (!nullable && !collection && by === 'client' && (patch[name] ?? null) === null)
      refuse('missingProperty', { property: name, type: type.name, target: name });
  }
}
