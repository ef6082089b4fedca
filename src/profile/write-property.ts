/** Changing a single property of a record (Protocol 11.4.9). */
import { refuse } from '../fault.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { schema } from '../model/schema.ts';
import { complete, limits, type Patch, readProperty } from '../odata/body.ts';
import type { Outcome } from '../odata/outcome.ts';
import type { Record } from '../store/store.ts';
import { findProperty } from './property.ts';
import { entityOf } from './reading.ts';
import { contextOf, type Resource } from './resource.ts';
import { change, type Writing } from './write.ts';

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

/** PATCH of a complex property merges into it; in any other single one there is nothing to merge, so that it is replaced. */
export async function updateProperty(writing: Writing): Promise<Outcome> {
  const { intent, resource } = writing;
  const steps = propertySteps(resource);
  const last = steps.at(-1) as Property;
  if (last.type.kind !== 'complex') return replaceProperty(writing);
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
  if (body !== null && typeof body === 'object' && 'value' in body) {
    const other = Object.keys(body).find((name) => name !== 'value' && !name.includes('@'));
    if (other !== undefined)
      refuse('malformedBody', {
        reason: `'value' is the only member that sets a property, but '${other}' was sent`,
        target: other,
      });
    return body.value;
  }
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

function answerProperty({ resource, intent }: Writing, record: Record): Outcome {
  const { property, owner, value, path } = findProperty(resource.type, record, resource.inside);
  // Null has no content, as when it is read (JSON Format 11).
  if (intent.preferences.return !== 'representation' || value === null)
    return { kind: 'done', entity: entityOf(resource, record) };
  const context = `${contextOf(resource, record.id)}/${path.join('/')}`;
  return { kind: 'property', context, property, owner, value, revision: record.revision };
}
