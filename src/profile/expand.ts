/** What stands inside an entity: the collections of a profile, and whatever else $expand names. */
import { refuse } from '../fault.ts';
import { collections } from '../model/collections.ts';
import type { Navigation, StructuredType } from '../model/field.ts';
import { contact, profile, user } from '../model/schema.ts';
import { addressOf, keySegment } from '../odata/context.ts';
import type { Expansion, Query } from '../odata/intent.ts';
import type { Entity, Inline } from '../odata/outcome.ts';
import type { Record, Source, Viewer } from '../store/store.ts';
import { viewerOf } from './audience.ts';
import { countOf, listQuery, requireAsked } from './list-query.ts';
import { cursorOf, pageSizes } from './paging.ts';
import { requirePermission } from './permission.ts';
import type { Reading } from './reading.ts';

/** Items one collection of a person may hold, so that an expanded one is always whole. */
export const itemLimit = 1000;

const nothingAsked: Query = { orderby: [], expand: [], expandGiven: false, compute: [], skip: 0, count: false };

/**
 * The profile of a person. All collections stand inside unless $expand or $select says which (Graph's "Get profile" shows both);
 * `$select=skills` is read as a wish for that collection.
 */
export async function profileEntity(
  reading: Reading,
  tenant: string,
  person: string,
  viewer: Viewer,
  query: Query,
): Promise<Entity> {
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
  return { type, path, key: record.id, revision: record.revision, content: record };
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
  const listed = listQuery(rules, source, query);
  const page = await rules.store.list(source, viewer, {
    ...listed,
    limit: Math.min(query.top ?? largest, largest),
  });
  const content = {
    kind: shape,
    entities: await Promise.all(page.records.map((record) => expand(reading, memberOf(place, record), record.id, query))),
    ...(page.count !== undefined && { count: page.count }),
    ...(page.last &&
      page.records.length < (query.top ?? Number.POSITIVE_INFINITY) && {
        next: { cursor: cursorOf(page.last, page.records.length, query, listed.now), asked },
      }),
  };
  return { navigation, query, content };
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
      const place = { type: contact, path: `${addressOf(entity)}/contacts` };
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
