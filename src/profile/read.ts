/** Reading: one entity, a list, a profile, a property, a count. */

import { refuse } from '../fault.ts';
import { collections } from '../model/collections.ts';
import type { Navigation, Property, StructuredType } from '../model/field.ts';
import { contact, profile, user } from '../model/schema.ts';
import { keySegment } from '../odata/context.ts';
import { isUnchanged } from '../odata/etag.ts';
import { passingItems } from '../odata/evaluate.ts';
import type { Expression } from '../odata/expression.ts';
import { partsOf } from '../odata/expression-parts.ts';
import type { Expansion, Intent, Query, Step } from '../odata/intent.ts';
import type { Entity, Inline, JsonObject, Outcome } from '../odata/outcome.ts';
import type { ListQuery, Record, Source, Viewer } from '../store/store.ts';
import { viewerOf } from './audience.ts';
import type { Caller } from './caller.ts';
import { checkPosition, pageSizes, pagingOf } from './paging.ts';
import { requirePermission } from './permission.ts';
import { contextOf, pathOf, type Resource, type Rules } from './resource.ts';

/** Items one collection of a person may hold, so that an expanded one is always whole. */
export const itemLimit = 1000;

/** What a read is made with. */
export interface Reading {
  readonly rules: Rules;
  readonly caller: Caller;
  readonly intent: Intent;
  readonly resource: Resource;
}

const nothingAsked: Query = { orderby: [], expand: [], expandGiven: false, compute: [], skip: 0, count: false };

/** A record as the answer has it. */
export function entityOf(resource: Resource, record: Record): Entity {
  return { type: resource.type, path: pathOf(resource, record.id), revision: record.revision, content: { text: record.body } };
}

/** Reads the record a resource names; refuses itemNotFound whether it is hidden or absent. */
export async function readRecord({ rules, resource }: Reading): Promise<Record> {
  const { source, id = '', viewer } = resource;
  const record = await rules.store.read(source, id, viewer);
  return record ?? missing(resource);
}

/** The refusal for what is not there, or not for this caller. */
export function missing({ kind, id }: Resource): never {
  return kind === 'person' || kind === 'member' || kind === 'profile'
    ? refuse('personNotFound', { person: id ?? '' })
    : refuse('itemNotFound');
}

export async function readOne(reading: Reading): Promise<Outcome> {
  const { intent, resource } = reading;
  const record = await readRecord(reading);
  if (isUnchanged(intent.preconditions, record.revision)) return { kind: 'unchanged', revision: record.revision };
  const entity = await expand(reading, entityOf(resource, record), record.id, intent.query);
  return { kind: 'entity', context: resource.context, entity, created: false };
}

export async function readList(reading: Reading): Promise<Outcome> {
  const { rules, intent, resource } = reading;
  const { query } = intent;
  requireAsked(reading, resource.source, query);
  if (query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
  if (query.top !== undefined && query.top > pageSizes.largest) {
    refuse('malformedQuery', {
      option: '$top',
      reason: `a page holds at most ${pageSizes.largest} entities`,
      position: 1,
      target: '$top',
    });
  }
  const { cursor, limit, next: nextOf } = pagingOf(intent);
  if (cursor) checkPosition(cursor.last, query.orderby, resource.source);
  const page = await rules.store.list(resource.source, resource.viewer, {
    ...listQuery(rules, resource.source, query),
    skip: cursor ? 0 : query.skip,
    limit,
    ...(cursor && { after: cursor.last }),
  });
  const next = nextOf(page.records.length, page.last);
  const entities = await expandAll(reading, page.records, query);
  const parts = { entities, ...(page.count !== undefined && { count: page.count }), ...(next && { next }) };
  if (intent.target.end === 'references') return { kind: 'references', many: true, ...parts };
  return { kind: 'entities', context: resource.context, ...parts };
}

function listQuery({ world }: Rules, { tenant }: Source, query: Query): Omit<ListQuery, 'limit' | 'after'> {
  const { filter, orderby, skip, count } = query;
  return { ...(filter && { filter }), orderby, skip, count, now: world.now(tenant) };
}

/** How many records pass the filter of a query. */
function countOf({ store, world }: Rules, source: Source, viewer: Viewer, { filter }: Query): Promise<number> {
  return store.count(source, viewer, filter, world.now(source.tenant));
}

/** Whoever asks about profiles through groups and their members must be allowed to read profiles. */
function requireAsked({ caller }: Reading, source: Source, { filter, orderby }: Query): void {
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

export async function readCount(reading: Reading): Promise<Outcome> {
  const { rules, intent, resource } = reading;
  requireAsked(reading, resource.source, intent.query);
  if (intent.query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
  return { kind: 'count', count: await countOf(rules, resource.source, resource.viewer, intent.query) };
}

export async function readReference(reading: Reading): Promise<Outcome> {
  const record = await readRecord(reading);
  const { resource, intent } = reading;
  // A profile has no entity tag: that of its person says nothing of it.
  if (resource.kind !== 'profile' && isUnchanged(intent.preconditions, record.revision))
    return { kind: 'unchanged', revision: record.revision };
  return { kind: 'references', many: false, entities: [entityOf(resource, record)] };
}

/** A profile is there as soon as its person is. */
export async function readProfile(reading: Reading): Promise<Outcome> {
  const { resource, intent } = reading;
  const { tenant } = resource.source;
  // Both are asked for at once, so that a database at the other end of a wire is waited for once.
  const [entity] = await Promise.all([
    profileEntity(reading, tenant, resource.id ?? '', resource.viewer, intent.query),
    readRecord(reading),
  ]);
  return { kind: 'entity', context: resource.context, entity, created: false };
}

/**
 * The profile of a person. All collections stand inside unless $expand or $select says which (Graph's "Get profile" shows both);
 * `$select=skills` is read as a wish for that collection.
 */
async function profileEntity(reading: Reading, tenant: string, person: string, viewer: Viewer, query: Query): Promise<Entity> {
  const { rules } = reading;
  const path = `users${keySegment(person)}/profile`;
  const wanted = wantedCollections(query);
  const plain = wanted.filter((expansion) => isPlainExpansion(expansion)).map(({ navigation }) => navigation.name);
  const whole =
    plain.length === 0
      ? new Map<string, readonly Record[]>()
      : await rules.store.profile(tenant, person, viewer, plain.length === collections.length ? undefined : plain);
  const inline: Inline[] = [];
  for (const expansion of wanted) {
    const { navigation, query: inner } = expansion;
    const place = { type: navigation.target(), path: `${path}/${navigation.name}` };
    if (isPlainExpansion(expansion)) {
      const entities = (whole.get(navigation.name) ?? []).map((record) => memberOf(place, record));
      inline.push({ navigation, query: inner, content: { kind: 'entities', entities } });
    } else {
      const source: Source = { kind: 'items', tenant, person, collection: navigation.name };
      inline.push(await expandMany(reading, source, viewer, place, expansion));
    }
  }
  return { type: profile, path, content: { value: { id: person } }, inline };
}

function wantedCollections(query: Query): readonly Expansion[] {
  const named = new Set(query.select?.navigations ?? []);
  if (!query.expandGiven && named.size === 0 && query.select === undefined) return everyCollection;
  const expanded = new Set(query.expand.map(({ navigation }) => navigation.name));
  return [
    ...query.expand,
    ...everyCollection.filter(({ navigation }) => named.has(navigation.name) && !expanded.has(navigation.name)),
  ];
}

const everyCollection: readonly Expansion[] = [...profile.navigations.values()].map((navigation) => ({
  navigation,
  shape: 'entities',
  query: nothingAsked,
  asked: '',
}));

/** True if all items are wanted in default order, whatever is then shown of each. */
function isPlainExpansion({ shape, query }: Expansion): boolean {
  return (
    shape === 'entities' &&
    !query.filter &&
    !query.search &&
    query.orderby.length === 0 &&
    query.top === undefined &&
    query.skip === 0 &&
    !query.count
  );
}

interface Place {
  readonly type: StructuredType;
  readonly path: string;
}

function memberOf({ type, path }: Place, record: Record): Entity {
  return { type, path: `${path}${keySegment(record.id)}`, revision: record.revision, content: { text: record.body } };
}

async function expandMany(
  reading: Reading,
  source: Source,
  viewer: Viewer,
  place: Place,
  { navigation, shape, query, asked }: Expansion,
): Promise<Inline> {
  const { rules } = reading;
  requireAsked(reading, source, query);
  if (query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
  if (shape === 'count')
    return { navigation, query, content: { kind: 'count', count: await countOf(rules, source, viewer, query) } };
  const largest = query.expand.length > 0 ? pageSizes.expanding : itemLimit;
  const page = await rules.store.list(source, viewer, {
    ...listQuery(rules, source, query),
    limit: Math.min(query.top ?? largest, largest),
  });
  const content = {
    kind: shape,
    entities: await Promise.all(page.records.map((record) => expand(reading, memberOf(place, record), record.id, query))),
    ...(page.count !== undefined && { count: page.count }),
    ...(page.last &&
      page.records.length < (query.top ?? Number.POSITIVE_INFINITY) && {
        next: { cursor: { last: page.last, answered: page.records.length }, asked },
      }),
  };
  return { navigation, query, content };
}

async function expandAll(reading: Reading, records: readonly Record[], query: Query): Promise<readonly Entity[]> {
  const entities = records.map((record) => entityOf(reading.resource, record));
  if (query.expand.length === 0) return entities;
  return Promise.all(records.map((record, index) => expand(reading, entities[index] as Entity, record.id, query)));
}

/** Puts what $expand names inside an entity. */
export async function expand(reading: Reading, entity: Entity, id: string, query: Query): Promise<Entity> {
  const { resource, caller } = reading;
  if (query.expand.length === 0) return entity;
  const { tenant } = resource.source;
  const inline: Inline[] = [];
  for (const expansion of query.expand) {
    const { navigation } = expansion;
    if (entity.type !== user) {
      const source: Source = { kind: 'members', tenant, group: id };
      inline.push(await expandMany(reading, source, resource.viewer, { type: user, path: 'users' }, expansion));
    } else if (navigation.collection) {
      requirePermission(caller, 'contacts', 'read', caller.kind === 'person' && caller.id === id);
      const place = { type: contact, path: `${entity.path}/contacts` };
      inline.push(await expandMany(reading, { kind: 'contacts', tenant, person: id }, { kind: 'all' }, place, expansion));
    } else {
      inline.push(await expandProfile(reading, navigation, tenant, id, expansion.query));
    }
  }
  return { ...entity, inline };
}

async function expandProfile(
  reading: Reading,
  navigation: Navigation,
  tenant: string,
  person: string,
  query: Query,
): Promise<Inline> {
  const { caller } = reading;
  requirePermission(caller, 'profile', 'read', caller.kind === 'person' && caller.id === person);
  const viewer = viewerOf(caller, { tenant, person });
  return { navigation, query, content: { kind: 'entity', entity: await profileEntity(reading, tenant, person, viewer, query) } };
}

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

export async function readPropertyValue(reading: Reading): Promise<Outcome> {
  const { resource, intent } = reading;
  const record = await readRecord(reading);
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
