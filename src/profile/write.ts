/** Writing: create, update and remove records. */
import { refuse } from '../fault.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { schema } from '../model/schema.ts';
import { merge, type Patch, readEntity } from '../odata/body.ts';
import { checkPreconditions, untagged } from '../odata/etag.ts';
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
  const copied = resource.kind === 'items' ? copiedBy(resource.type) : [];
  const patch = copied.length > 0 ? { ...sent, ...(await copiedValues(writing, copied)) } : sent;
  const id = rules.world.newId();
  const now = rules.world.now(caller.tenant);
  const draft = newDraft(resource, id, patch, caller, now);
  const author = authorOf(caller, now, requestId);
  const kept = await rules.store.create(resource.source, id, draft, author, itemLimit);
  if (!kept) return missing(resource);
  return answer(writing, { id, revision: draft.revision, body: draft.body }, true);
}

/** What a new item takes over from its person, for the few types that declare it. */
async function copiedValues({ rules, resource: { source } }: Writing, copied: readonly Property[]): Promise<Patch> {
  if (source.kind !== 'items') return {};
  const record = await rules.store.read({ kind: 'people', tenant: source.tenant }, source.person, { kind: 'all' });
  const owner = record ? (JSON.parse(record.body) as Patch) : {};
  return Object.fromEntries(copied.map(({ name, copies = '' }) => [name, owner[copies] ?? null]));
}

/** The properties of each type that copy one of the person's: every new item asks for them. */
const copying = new Map<StructuredType, readonly Property[]>();

function copiedBy(type: StructuredType): readonly Property[] {
  const known = copying.get(type);
  if (known) return known;
  const copied = [...type.properties.values()].filter(({ copies }) => copies !== undefined);
  copying.set(type, copied);
  return copied;
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
      const value = JSON.parse(untagged(current.body, current.revision)) as Patch;
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

/** At once, unless something comes along that has to be read. */
function answer(writing: Writing, record: Record, created: boolean): Outcome | Promise<Outcome> {
  const { resource, intent } = writing;
  const { context } = resource;
  const entity = entityOf(resource, record);
  if (intent.preferences.return === 'minimal') return { kind: 'done', entity, created };
  if (intent.query.expand.length === 0) return { kind: 'entity', context, entity, created };
  return expand(writing, entity, record.id, intent.query).then((whole) => ({ kind: 'entity', context, entity: whole, created }));
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
  const isOwn = (name: string) => type.properties.has(name) && !type.base?.properties.has(name);
  for (const name in patch) if (isOwn(name) && says(patch[name])) return;
  const own = [...type.properties.keys()].filter(isOwn);
  const settable = own.filter((name) => type.properties.get(name)?.by === 'client');
  refuse('emptyItem', { type: `${schema.namespace}.${type.name}`, properties: settable.join(', ') });
}

const says = (value: unknown): boolean => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** People and groups need what their types call non-null; items do not (Graph's create pages require nothing). */
function requireNonNull(type: StructuredType, patch: Patch): void {
  for (const { name, nullable, collection, by } of type.properties.values()) {
    if (!nullable && !collection && by === 'client' && (patch[name] ?? null) === null)
      refuse('missingProperty', { property: name, type: type.name, target: name });
  }
}
