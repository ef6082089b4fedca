/** Intent -> the rule that carries it out: one table. */
import { refuse } from '../fault.ts';
import { checkUntagged } from '../odata/etag.ts';
import type { Intent, Target, TargetEnd, Verb } from '../odata/intent.ts';
import type { Outcome } from '../odata/outcome.ts';
import { readAudit } from './audit.ts';
import type { Caller } from './caller.ts';
import { addMember, removeMember } from './members.ts';
import { readPropertyValue } from './property.ts';
import { readCount, readList, readOne, readProfile, readReference } from './read.ts';
import { findResource, type Place, type PlaceKind, placeOf, type Resource, type Rules } from './resource.ts';
import { create, remove, removeProfile, update, type Writing } from './write.ts';
import { addToProperty, clearProperty, replaceProperty, updateProperty } from './write-property.ts';

type Rule = (writing: Writing) => Promise<Outcome>;
type Row = Partial<Record<Verb, Rule>>;

const set: Row = { read: readList, create };
const record: Row = { read: readOne, update, remove };
const property: Row = {
  read: readPropertyValue,
  create: addToProperty,
  update: updateProperty,
  replace: replaceProperty,
  remove: clearProperty,
};
const value: Row = { read: readPropertyValue, replace: replaceProperty, remove: clearProperty };

/** What may be done at each kind of place, by what the path ends at. */
const rules: { readonly [K in PlaceKind]: Partial<Record<TargetEnd, Row>> } = {
  people: { entities: set, count: { read: readCount }, references: { read: readList } },
  person: { entity: record, reference: { read: readReference }, property, value, count: { read: readPropertyValue } },
  profile: {
    entity: { read: readProfile, remove: removeProfile },
    reference: { read: readReference },
    property: { read: readPropertyValue },
    value: { read: readPropertyValue },
  },
  items: { entities: set, count: { read: readCount }, references: { read: readList } },
  item: { entity: record, reference: { read: readReference }, property, value, count: { read: readPropertyValue } },
  contacts: { entities: set, count: { read: readCount }, references: { read: readList } },
  contact: { entity: record, reference: { read: readReference }, property, value, count: { read: readPropertyValue } },
  groups: { entities: set, count: { read: readCount }, references: { read: readList } },
  group: { entity: record, reference: { read: readReference }, property, value, count: { read: readPropertyValue } },
  members: { entities: { read: readList }, count: { read: readCount }, references: { read: readList, create: addMember } },
  member: {
    entity: { read: readOne },
    reference: { read: readReference, remove: removeMember },
    property: { read: readPropertyValue },
    value: { read: readPropertyValue },
  },
  trail: { entities: { read: readAudit } },
  trailRoot: {},
};

/** The verbs of each row, taken out once: every request asks for them. */
const verbsOf: ReadonlyMap<Row, readonly Verb[]> = new Map(
  Object.values(rules).flatMap((place) => Object.values(place).map((row) => [row, Object.keys(row) as Verb[]])),
);

/** The segment that a path ends with. */
function endOf({ end, steps }: Target): string {
  if (end === 'reference' || end === 'references') return '$ref';
  if (end === 'value' || end === 'count') return `$${end}`;
  const step = steps.at(-1);
  switch (step?.kind) {
    case 'container':
      return step.container.name;
    case 'navigation':
      return step.key ?? step.navigation.name;
    case 'property':
      return step.property.name;
    case 'cast':
      return step.type.name;
    default:
      return step?.name ?? '';
  }
}

/** The verbs a target takes. Refuses what the schema allows but nothing serves. */
export function allowedVerbs(target: Target): readonly Verb[] {
  const verbs = servedVerbs(target);
  return verbs.length > 0 ? verbs : refuse('unknownSegment', { segment: endOf(target), target: endOf(target) });
}

let latest: { readonly target: Target; readonly place: Place } | undefined;

/** The place of a target, which is asked for twice in a row: when the request is read, and when it is carried out. */
function placeOnce(target: Target): Place {
  if (latest?.target !== target) latest = { target, place: placeOf(target) };
  return latest.place;
}

/** The verbs a target takes; none for what nothing serves. */
export function servedVerbs(target: Target): readonly Verb[] {
  const row = rules[placeOnce(target).kind][target.end];
  const verbs = (row && verbsOf.get(row)) ?? [];
  return target.end === 'property' ? verbs.filter((verb) => suits(target, verb)) : verbs;
}

/** Members are added to a collection, which as a whole is replaced and not merged into (Protocol 11.4.9). */
function suits({ collection }: Target, verb: Verb): boolean {
  return verb === 'create' ? collection : verb !== 'update' || !collection;
}

/** Carries out an intent for a caller. Refuses what the table does not have, then what the caller may not do. */
export function act(world: Rules, caller: Caller, intent: Intent, requestId: string): Promise<Outcome> {
  const { target, verb } = intent;
  const place = placeOnce(target);
  const rule = rules[place.kind][target.end]?.[verb];
  if (!rule) return refuse('wrongMethod', { allow: allowedVerbs(target) });
  const carryOut = (resource: Resource): Promise<Outcome> => {
    if (resource.id === undefined || resource.kind === 'profile') checkUntagged(intent);
    return rule({ rules: world, caller, intent, resource, requestId });
  };
  const found = findResource(world, caller, place, verb === 'read' ? 'read' : 'write');
  return found instanceof Promise ? found.then(carryOut) : carryOut(found);
}
