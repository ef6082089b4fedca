/** Reading: one entity, a list, a count, a reference, a profile. */
import { refuse } from '../fault.ts';
import { isUnchanged } from '../odata/etag.ts';
import type { Query } from '../odata/intent.ts';
import type { Entity, Outcome } from '../odata/outcome.ts';
import type { Record } from '../store/store.ts';
import { expand, profileEntity } from './expand.ts';
import { countOf, listQuery, requireAsked } from './list-query.ts';
import { checkPosition, pageSizes, pagingOf } from './paging.ts';
import { entityOf, findRecord, missing, type Reading } from './reading.ts';

/** Reads one record, with what $expand names; or nothing, if it is as the caller knows it. Refuses itemNotFound, personNotFound, tagMismatch. */
export async function readOne(reading: Reading): Promise<Outcome> {
  const { intent, resource } = reading;
  const record = (await findRecord(reading)) ?? missing(reading.resource);
  const alone = intent.query.expand.length === 0;
  // The tag speaks of the record alone: what comes with it may have changed, or be hidden from the caller by now.
  if (isUnchanged(intent.preconditions, record.revision) && alone) return { kind: 'unchanged', revision: record.revision };
  const bare = entityOf(resource, record);
  const entity = alone ? bare : await expand(reading, bare, record.id, intent.query);
  return { kind: 'entity', context: resource.context, entity, created: false };
}

/** Reads one page of a set, as entities or as references. Refuses what the query asks beyond what lists offer, and the caller's permissions. */
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
  const asked = listQuery(rules, resource.source, query, cursor?.now);
  const page = await rules.store.list(resource.source, resource.viewer, {
    ...asked,
    skip: cursor ? 0 : query.skip,
    limit,
    ...(cursor && { after: cursor.last }),
  });
  const next = nextOf(page.records.length, page.last, asked.now);
  const entities = await expandAll(reading, page.records, query);
  const parts = { entities, ...(page.count !== undefined && { count: page.count }), ...(next && { next }) };
  if (intent.target.end === 'references') return { kind: 'references', many: true, ...parts };
  return { kind: 'entities', context: resource.context, ...parts };
}

async function expandAll(reading: Reading, records: readonly Record[], query: Query): Promise<readonly Entity[]> {
  const entities = records.map((record) => entityOf(reading.resource, record));
  if (query.expand.length === 0) return entities;
  return Promise.all(records.map((record, index) => expand(reading, entities[index] as Entity, record.id, query)));
}

/** Counts what passes the filter and may be seen. */
export async function readCount(reading: Reading): Promise<Outcome> {
  const { rules, intent, resource } = reading;
  requireAsked(reading, resource.source, intent.query);
  if (intent.query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
  return { kind: 'count', count: await countOf(rules, resource.source, resource.viewer, intent.query) };
}

/** The address of a record. */
export async function readReference(reading: Reading): Promise<Outcome> {
  const record = (await findRecord(reading)) ?? missing(reading.resource);
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
  const [entity, person] = await Promise.all([
    profileEntity(reading, tenant, resource.id ?? '', resource.viewer, intent.query),
    findRecord(reading),
  ]);
  if (!person) missing(resource);
  return { kind: 'entity', context: resource.context, entity, created: false };
}
