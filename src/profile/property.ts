/** A single property of a record: found by its path, and read. */
import { refuse } from '../fault.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { isUnchanged } from '../odata/etag.ts';
import { passingItems } from '../odata/evaluate.ts';
import type { Step } from '../odata/intent.ts';
import type { JsonObject, Outcome } from '../odata/outcome.ts';
import type { Record } from '../store/store.ts';
import { findRecord, missing, type Reading } from './reading.ts';
import { contextOf } from './resource.ts';

/** A property of a record, found by its path. */
export interface Found {
  readonly record: Record;
  readonly property: Property;
  readonly owner: StructuredType;
  readonly value: unknown;
  readonly path: readonly string[];
}

/** Walks into a record; a path through null ends in null (URL Conventions 5.1.1.15). */
export function findProperty(type: StructuredType, record: Record, steps: readonly Step[]): Found {
  let value: unknown = JSON.parse(record.body);
  let owner = type;
  let property: Property | undefined;
  const path: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'property') return refuse('propertyNotFound', { property: step.kind === 'dynamic' ? step.name : '' });
    if (property && property.type.kind === 'complex') owner = property.type;
    property = step.property;
    path.push(property.name);
    value = value === null || value === undefined ? null : ((value as JsonObject)[property.name] ?? null);
  }
  if (!property) return refuse('propertyNotFound', { property: '' });
  return { record, property, owner, value, path };
}

/** Reads a property, its raw value, or the number of its members. */
export async function readPropertyValue(reading: Reading): Promise<Outcome> {
  const { resource, intent } = reading;
  const record = (await findRecord(reading)) ?? missing(resource);
  const { property, owner, value, path } = findProperty(resource.type, record, resource.inside);
  // A profile has no entity tag: that of its person says nothing of it.
  const tag = resource.kind === 'profile' ? {} : { revision: record.revision };
  if (resource.kind !== 'profile' && isUnchanged(intent.preconditions, record.revision))
    return { kind: 'unchanged', revision: record.revision };
  const { end } = intent.target;
  const { query } = intent;
  if (query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
  // Values of a property come on one page, of which no link leads to another.
  if (query.skiptoken !== undefined) refuse('malformedSkipToken', { target: '$skiptoken' });
  const now = reading.rules.world.now(resource.source.tenant);
  if (end === 'count') return { kind: 'count', count: Array.isArray(value) ? passingItems(value, query, { now }).length : 0 };
  if (value === null) return { kind: 'done', ...tag };
  if (end === 'value') return { kind: 'value', text: String(value), ...tag };
  return { kind: 'property', context: `${contextOf(resource, record.id)}/${path.join('/')}`, property, owner, value, ...tag };
}
