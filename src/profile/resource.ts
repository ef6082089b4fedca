/** Where a target lies: the set of records behind an address, whose it is, and whether the caller may go there. */
import { refuse } from '../fault.ts';
import { directoryAudit } from '../model/audit.ts';
import type { StructuredType } from '../model/field.ts';
import { contact, group, profile, user } from '../model/schema.ts';
import { keySegment } from '../odata/context.ts';
import type { Step, Target } from '../odata/intent.ts';
import type { Source, Store, Viewer } from '../store/store.ts';
import { viewerAcross, viewerOf } from './audience.ts';
import type { Caller } from './caller.ts';
import type { FirstSight } from './first-sight.ts';
import { type Access, type Area, requirePermission } from './permission.ts';
import type { World } from './stamp.ts';

/** What the rules work with, the same for every request. */
export interface Rules {
  readonly store: Store;
  readonly world: World;
  readonly firstSight: FirstSight;
  /** Sets of tenants that see each other's items for `federatedOrganizations` and `everyone`. */
  readonly federations: readonly (readonly string[])[];
}

/** The kinds of place an address can lead to. */
export type PlaceKind =
  | 'people'
  | 'person'
  | 'profile'
  | 'items'
  | 'item'
  | 'contacts'
  | 'contact'
  | 'groups'
  | 'group'
  | 'members'
  | 'member'
  | 'trail'
  | 'trailRoot';

/** A place in the directory, found and permitted. */
export interface Resource {
  readonly kind: PlaceKind;
  readonly source: Source;
  /** The record, where the address names one. */
  readonly id?: string;
  readonly type: StructuredType;
  readonly viewer: Viewer;
  /** Path for the context URL, with keys as the caller wrote them. */
  readonly context: string;
  /** Canonical path of the set: that of a record has its key behind. */
  readonly path: string;
  /** What follows the record: properties. */
  readonly inside: readonly Step[];
}

/** A place as the address alone tells it. */
export interface Place {
  readonly kind: PlaceKind;
  readonly area: Area;
  /** The person, group or record that keys name, in the order of the path. `undefined` for /me. */
  readonly owner?: string | undefined;
  readonly me: boolean;
  readonly id?: string | undefined;
  readonly collection?: string;
  readonly type: StructuredType;
  readonly inside: readonly Step[];
}

/** Reads the steps of a target as a place of the directory. Refuses what the schema allows but nothing serves. */
export function placeOf(target: Target): Place {
  const steps = target.steps.filter((step) => step.kind !== 'cast');
  const [first, second, third, ...rest] = steps;
  if (target.end === 'crossjoin') return refuse('notImplemented', { feature: 'A cross join' });
  if (first?.kind !== 'container') return refuse('unknownSegment', { segment: '' });
  if (first.container.name === 'auditLogs') return placeInTrail(second, steps.slice(2));
  if (first.container.name === 'groups') return placeInGroups(first.key, second, third, rest);
  const me = first.container.kind === 'singleton';
  const owner = first.key;
  if (!me && owner === undefined) return { kind: 'people', area: 'people', me, type: user, inside: [] };
  if (second?.kind !== 'navigation')
    return { kind: 'person', area: 'people', me, owner, id: owner, type: user, inside: steps.slice(1) };
  if (second.navigation.name === 'contacts') {
    return {
      kind: second.key === undefined ? 'contacts' : 'contact',
      area: 'contacts',
      me,
      owner,
      id: second.key,
      type: contact,
      inside: steps.slice(2),
    };
  }
  if (third?.kind !== 'navigation') return { kind: 'profile', area: 'profile', me, owner, type: profile, inside: steps.slice(2) };
  const { name, target: item } = third.navigation;
  return {
    kind: third.key === undefined ? 'items' : 'item',
    area: 'profile',
    me,
    owner,
    id: third.key,
    collection: name,
    type: item(),
    inside: rest,
  };
}

function placeInTrail(second: Step | undefined, inside: readonly Step[]): Place {
  const kind = second?.kind === 'navigation' && second.key === undefined ? 'trail' : 'trailRoot';
  return { kind, area: 'audit', me: false, type: directoryAudit, inside };
}

function placeInGroups(key: string | undefined, second: Step | undefined, third: Step | undefined, rest: readonly Step[]): Place {
  if (key === undefined) return { kind: 'groups', area: 'groups', me: false, type: group, inside: [] };
  if (second?.kind !== 'navigation') {
    const inside = [second, third, ...rest].filter((step) => step !== undefined);
    return { kind: 'group', area: 'groups', me: false, owner: key, id: key, type: group, inside };
  }
  // What a member has besides properties is reached through /users.
  if (third?.kind === 'navigation') refuse('unknownSegment', { segment: third.navigation.name, target: third.navigation.name });
  const kind = second.key === undefined ? 'members' : 'member';
  return { kind, area: 'groups', me: false, owner: key, id: second.key, type: user, inside: third ? [third, ...rest] : [] };
}

/**
 * Lets a caller into a place, at once where nothing has to be looked up.
 * Refuses meWithoutUser, forbidden, forbiddenRole, personNotFound, itemNotFound.
 */
export function findResource(rules: Rules, caller: Caller, place: Place, access: Access): Resource | Promise<Resource> {
  const { kind, area } = place;
  if (area === 'groups' || area === 'audit' || kind === 'people') return findInTenant(caller, place, access);
  const owner = findOwner(rules, caller, place);
  return owner instanceof Promise
    ? owner.then((found) => findOfPerson(caller, place, access, found))
    : findOfPerson(caller, place, access, owner);
}

function findOfPerson(caller: Caller, place: Place, access: Access, owner: Owner | undefined): Resource {
  const { kind, type, inside, area } = place;
  requirePermission(
    caller,
    area,
    access,
    owner?.tenant === caller.tenant && caller.kind === 'person' && owner.person === caller.id,
  );
  if (!owner) return refuse('personNotFound', { person: place.owner ?? '' });
  const viewer = viewerOf(caller, owner);
  if (viewer.kind === 'partner' && (area !== 'profile' || access === 'write'))
    refuse('personNotFound', { person: place.owner ?? '' });
  const { tenant, person } = owner;
  const path = `users${keySegment(person)}`;
  const shown = place.me ? path : `users${keySegment(place.owner ?? person)}`;
  const base = { kind, type, viewer, inside };
  if (kind === 'person') return { ...base, source: { kind: 'people', tenant }, id: person, context: 'users', path: 'users' };
  if (kind === 'profile')
    return { ...base, source: { kind: 'people', tenant }, id: person, context: `${shown}/profile`, path: `${path}/profile` };
  const id = place.id === undefined ? {} : { id: place.id };
  if (kind === 'contacts' || kind === 'contact') {
    return {
      ...base,
      ...id,
      source: { kind: 'contacts', tenant, person },
      context: `${shown}/contacts`,
      path: `${path}/contacts`,
    };
  }
  const collection = place.collection ?? '';
  const source: Source = { kind: 'items', tenant, person, collection };
  return { ...base, ...id, source, context: `${shown}/profile/${collection}`, path: `${path}/profile/${collection}` };
}

/** People and groups as a whole belong to the caller's tenant. */
function findInTenant(caller: Caller, place: Place, access: Access): Resource {
  const { kind, type, inside } = place;
  requirePermission(caller, place.area, access, false);
  const { tenant } = caller;
  const base = { kind, type, inside, viewer: viewerAcross(caller), ...(place.id !== undefined && { id: place.id }) };
  if (kind === 'people') return { ...base, source: { kind: 'people', tenant }, context: 'users', path: 'users' };
  if (kind === 'groups' || kind === 'group')
    return { ...base, source: { kind: 'groups', tenant }, context: 'groups', path: 'groups' };
  if (place.area === 'audit')
    return {
      ...base,
      source: { kind: 'people', tenant },
      context: 'auditLogs/directoryAudits',
      path: 'auditLogs/directoryAudits',
    };
  const group = place.owner ?? '';
  // Members are people: their canonical address is that of the person.
  return { ...base, source: { kind: 'members', tenant, group }, context: `groups${keySegment(group)}/members`, path: 'users' };
}

interface Owner {
  readonly tenant: string;
  readonly person: string;
}

/** Nothing has to be looked up for what is the caller's own. */
function findOwner(rules: Rules, caller: Caller, place: Place): Owner | Promise<Owner | undefined> {
  if (place.me) {
    if (caller.kind === 'application') return refuse('meWithoutUser');
    return { tenant: caller.tenant, person: caller.id };
  }
  const name = place.owner ?? '';
  // The owner's own id needs no look-up: it exists since first sight of the token.
  if (caller.kind === 'person' && name === caller.id) return { tenant: caller.tenant, person: caller.id };
  return lookUpOwner(rules, caller, name);
}

async function lookUpOwner(rules: Rules, caller: Caller, name: string): Promise<Owner | undefined> {
  const { store } = rules;
  const person = await store.findPerson(caller.tenant, name);
  if (person !== undefined) return { tenant: caller.tenant, person };
  for (const tenant of partnersOf(rules, caller)) {
    const owner = await store.findPerson(tenant, name);
    // Who shows partners nothing is nobody to them: else they would learn who there is.
    if (owner !== undefined && (await store.shows(tenant, owner, { kind: 'partner' }))) return { tenant, person: owner };
  }
  return undefined;
}

function partnersOf(rules: Rules, caller: Caller): readonly string[] {
  if (caller.kind === 'application' || rules.federations.length === 0) return [];
  const partners = rules.federations.filter((tenants) => tenants.includes(caller.tenant)).flat();
  return [...new Set(partners)].filter((tenant) => tenant !== caller.tenant);
}

/** The context URL's path of a record in a resource; a profile is reached without a key. */
export function contextOf({ kind, context }: Resource, id: string): string {
  return kind === 'profile' ? context : `${context}${keySegment(id)}`;
}
