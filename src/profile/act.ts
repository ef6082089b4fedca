/** Intent -> the rule that carries it out: one table. */
import { refuse } from '../fault.ts';
import type { Intent, Target, TargetEnd, Verb } from '../odata/intent.ts';
import type { Outcome } from '../odata/outcome.ts';
import { readAudit } from './audit.ts';
import type { Caller } from './caller.ts';
import { addMember, removeMember } from './members.ts';
import { readCount, readList, readOne, readProfile, readPropertyValue, readReference } from './read.ts';
import { findResource, type PlaceKind, placeOf, type Rules } from './resource.ts';
import { clearProperty, create, remove, removeProfile, replaceProperty, update, updateProperty, type Writing } from './write.ts';

type Rule = (writing: Writing) => Promise<Outcome>;
type Row = Partial<Record<Verb, Rule>>;

const set: Row = { read: readList, create };
const record: Row = { read: readOne, update, remove };
const property: Row = { read: readPropertyValue, update: updateProperty, replace: replaceProperty, remove: clearProperty };

/** What may be done at each kind of place, by what the path ends at. */
const rules: { readonly [K in PlaceKind]: Partial<Record<TargetEnd, Row>> } = {
  people: { entities: set, count: { read: readCount }, references: { read: readList } },
  person: { entity: record, reference: { read: readReference }, property, value: property, count: { read: readPropertyValue } },
  profile: { entity: { read: readProfile, remove: removeProfile } },
  items: { entities: set, count: { read: readCount }, references: { read: readList } },
  item: { entity: record, reference: { read: readReference }, property, value: property, count: { read: readPropertyValue } },
  contacts: { entities: set, count: { read: readCount }, references: { read: readList } },
  contact: { entity: record, reference: { read: readReference }, property, value: property, count: { read: readPropertyValue } },
  groups: { entities: set, count: { read: readCount }, references: { read: readList } },
  group: { entity: record, reference: { read: readReference }, property, value: property, count: { read: readPropertyValue } },
  members: { entities: { read: readList }, count: { read: readCount }, references: { read: readList, create: addMember } },
  member: { entity: { read: readOne }, reference: { read: readReference, remove: removeMember } },
  trail: { entities: { read: readAudit } },
  trailRoot: {},
};

/** The verbs a target takes. */
export function allowedVerbs(target: Target): readonly Verb[] {
  return Object.keys(rules[placeOf(target).kind][target.end] ?? {}) as Verb[];
}

/** Carries out an intent for a caller. Refuses what the table does not have, then what the caller may not do. */
export async function act(world: Rules, caller: Caller, intent: Intent, requestId: string): Promise<Outcome> {
  const { target, verb } = intent;
  const row = rules[placeOf(target).kind][target.end];
  if (!row) return refuse('unknownSegment', { segment: target.end });
  const rule = row[verb];
  if (!rule) return refuse('wrongMethod', { allow: allowedVerbs(target) });
  const resource = await findResource(world, caller, target, verb === 'read' ? 'read' : 'write');
  return rule({ rules: world, caller, intent, resource, requestId });
}
