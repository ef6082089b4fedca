/** Writing: create, update and remove records, and single properties of them. */
import { refuse } from '../fault.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { schema } from '../model/schema.ts';
import { complete, limits, merge, type Patch, readEntity, readProperty } from '../odata/body.ts';
import { keySegment } from '../odata/context.ts';
import { checkPreconditions } from '../odata/etag.ts';
import type { Outcome } from '../odata/outcome.ts';
import type { Draft, Record } from '../store/store.ts';
import type { Caller } from './caller.ts';
import { contactDraft, personDraft } from './person.ts';
import { entityOf, expand, findProperty, itemLimit, missing, type Reading } from './read.ts';
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

/** Changes the record by a patch made from its present value. */
async function change(writing: Writing, patchFor: (record: Record) => Patch): Promise<Record> {
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
  if (removed && resource.kind === 'person') rules.firstSight.forget(resource.id);
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

/** PUT of a property: `{"value": ...}`, a complex value as it is, or raw text on $value (Protocol 11.4.9). */
export async function replaceProperty(writing: Writing): Promise<Outcome> {
  const { intent, resource } = writing;
  const steps = propertySteps(resource);
  const last = steps.at(-1) as Property;
  const owner = ownerOf(resource.type, steps);
  requireSettable(steps);
  const json = intent.target.end === 'value' ? rawValue(last, intent.body) : wrapped(last, intent.body);
  const read = readProperty(schema, owner, last, json, 'update');
  const complex = last.type.kind === 'complex' && !last.collection && read !== null && read !== undefined;
  const value = complex ? complete(last.type as StructuredType, read as Patch) : read;
  return answerProperty(writing, await change(writing, () => (value === undefined ? {} : nest(steps, value))));
}

/** PATCH of a complex property merges into it. */
export async function updateProperty(writing: Writing): Promise<Outcome> {
  const { intent, resource } = writing;
  const steps = propertySteps(resource);
  const last = steps.at(-1) as Property;
  requireSettable(steps);
  const value = readProperty(schema, ownerOf(resource.type, steps), last, intent.body, 'update');
  return answerProperty(writing, await change(writing, () => (value === undefined ? {} : nest(steps, value))));
}

/** POST to a collection adds one member at its end, `{"value": ...}` or a complex value as it is (Protocol 11.4.9.4). */
export async function addToProperty(writing: Writing): Promise<Outcome> {
  const { intent, resource } = writing;
  const steps = propertySteps(resource);
  const last = steps.at(-1) as Property;
  requireSettable(steps);
  const member = last.type.kind === 'complex' ? intent.body : wrapped(last, intent.body);
  const added = readProperty(schema, ownerOf(resource.type, steps), last, [member], 'update') as readonly unknown[];
  const record = await change(writing, (current) => {
    const present = findProperty(resource.type, current, resource.inside).value as readonly unknown[] | null;
    const value = [...(present ?? []), ...added];
    if (value.length > limits.collection)
      refuse('tooLong', {
        property: last.name,
        target: last.name,
        limit: limits.collection,
        unit: 'members',
        found: value.length,
      });
    return nest(steps, value);
  });
  return answerProperty(writing, record);
}

/** DELETE of a property sets it to null, of a collection empties it (Protocol 11.4.9.2). */
export async function clearProperty(writing: Writing): Promise<Outcome> {
  const { resource } = writing;
  const steps = propertySteps(resource);
  const last = steps.at(-1) as Property;
  requireSettable(steps);
  const owner = ownerOf(resource.type, steps);
  const nothing = readProperty(schema, owner, last, null, 'update');
  // Where null says nothing there is nothing to set: who sees an item is not decided by leaving it open.
  if (nothing === undefined) refuse('notNullable', { property: last.name, type: owner.name, target: last.name });
  const { revision } = await change(writing, (record) => {
    const { value } = findProperty(resource.type, record, resource.inside);
    return value === null ? {} : nest(steps, nothing);
  });
  return { kind: 'done', revision };
}

function propertySteps({ inside }: Resource): readonly Property[] {
  return inside.map((step) =>
    step.kind === 'property' ? step.property : refuse('propertyNotFound', { property: step.kind === 'dynamic' ? step.name : '' }),
  );
}

function ownerOf(type: StructuredType, steps: readonly Property[]): StructuredType {
  const parent = steps.at(-2);
  return parent && parent.type.kind === 'complex' ? parent.type : type;
}

/** A single property that only the server sets is refused, not ignored (Protocol 11.4.9). */
function requireSettable(steps: readonly Property[]): void {
  const fixed = steps.find(({ by }) => by === 'server');
  if (fixed) refuse('readOnlyProperty', { property: fixed.name, target: fixed.name });
}

function wrapped(property: Property, body: unknown): unknown {
  if (property.type.kind === 'complex' && !property.collection) return isNothing(body) ? null : body;
  if (body !== null && typeof body === 'object' && 'value' in body) return body.value;
  return refuse('malformedBody', {
    reason: `an object with the member "value" is expected for the property '${property.name}'`,
    target: property.name,
  });
}

/** `{"value": null}` sets a complex property to null as well (Protocol 11.4.9.2). */
function isNothing(body: unknown): boolean {
  return body !== null && typeof body === 'object' && 'value' in body && body.value === null && Object.keys(body).length === 1;
}

/** The text of $value as the JSON it stands for: what is no number or truth value is held against the type as text. */
function rawValue({ type }: Property, body: unknown): unknown {
  const text = String(body);
  if (type.kind !== 'primitive' || !/^Edm\.(Boolean|Double|Int32)$/.test(type.name)) return text;
  return /^(?:true|false|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text)
    ? Number.isNaN(Number(text))
      ? text === 'true'
      : Number(text)
    : text;
}

function nest(steps: readonly Property[], value: unknown): Patch {
  return steps.reduceRight<unknown>((inner, { name }) => ({ [name]: inner }), value) as Patch;
}

async function answer(writing: Writing, record: Record, created: boolean): Promise<Outcome> {
  const { resource, intent } = writing;
  const entity = entityOf(resource, record);
  if (intent.preferences.return === 'minimal') return { kind: 'done', entity, created };
  return { kind: 'entity', context: resource.context, entity: await expand(writing, entity, record.id, intent.query), created };
}

function answerProperty({ resource, intent }: Writing, record: Record): Outcome {
  if (intent.preferences.return !== 'representation') return { kind: 'done', entity: entityOf(resource, record) };
  const { property, owner, value, path } = findProperty(resource.type, record, resource.inside);
  const context = `${resource.context}${keySegment(record.id)}/${path.join('/')}`;
  return { kind: 'property', context, property, owner, value, revision: record.revision };
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
