/** The demo people: a fictional organization with its groups, contacts and items, the same on every machine. */
import { collections } from '../../model/collections.ts';
import { demoTenant } from '../../model/demo-tenant.ts';
import type { Patch } from '../../odata/body.ts';
import type { LoadEntry } from '../../store/store.ts';
import { defaultAudience } from '../audience.ts';
import { readDumpValue } from '../dump.ts';
import { derivedId } from '../person-id.ts';
import { makers, type Said } from './items.ts';
import { demoItemId } from './showcase.ts';
import { everybody, hash, oneIn, type Who } from './who.ts';

/** A line of a dump, as JSON. */
export type DemoLine = {
  readonly kind: string;
  readonly tenant: string;
  readonly value: Patch;
  readonly [member: string]: unknown;
};

/**
 * The demo people in the format of a dump, people first.
 * @param tenant where they live; their ids follow from it
 */
export function demoLines(tenant: string = demoTenant.id): readonly DemoLine[] {
  const all = everybody(tenant, demoTenant.displayName, demoTenant.domain);
  return [
    ...all.map((who) => ({ kind: 'user', tenant, value: userOf(who) })),
    ...groupsOf(all).map(({ members, ...value }) => ({
      kind: 'group',
      tenant,
      members,
      value: { id: derivedId(tenant, value.displayName), ...value },
    })),
    ...all.flatMap((who) => contactsOf(who).map((value) => ({ kind: 'contact', tenant, user: who.id, value }))),
    ...all.flatMap((who) => itemsOf(who).map((item) => ({ kind: 'item', tenant, user: who.id, ...item }))),
  ];
}

/** The same, ready for the store: one after the other, for all together take more memory than a server at rest. */
export function* demoEntries(tenant: string = demoTenant.id): Generator<LoadEntry> {
  for (const line of demoLines(tenant)) yield* readDumpValue(line).entries;
}

const founded = '2025-01-06T08:00:00.0000000Z';

function userOf({ id, displayName, person, userPrincipalName, office }: Who): Patch {
  return {
    id,
    displayName,
    givenName: person.given,
    surname: person.surname,
    mail: userPrincipalName,
    userPrincipalName,
    jobTitle: person.title,
    department: person.department,
    officeLocation: office.city,
    accountEnabled: true,
  };
}

interface DemoGroup {
  readonly displayName: string;
  readonly description: string;
  readonly createdDateTime: string;
  readonly members: readonly string[];
}

/** A group for every department, one for every office, and two of people from everywhere. */
function groupsOf(all: readonly Who[]): readonly DemoGroup[] {
  const group = (displayName: string, description: string, members: readonly Who[]): DemoGroup => ({
    displayName,
    description,
    createdDateTime: founded,
    members: members.map(({ id }) => id),
  });
  const names = (of: (who: Who) => string) => [...new Set(all.map(of))];
  const inDepartment = (name: string) => all.filter(({ person }) => person.department === name);
  const inOffice = (name: string) => all.filter(({ office }) => office.city === name);
  return [
    ...names(({ person }) => person.department).map((name) =>
      group(name, `Everybody in ${name.toLowerCase()}.`, inDepartment(name)),
    ),
    ...names(({ office }) => office.city).map((name) =>
      group(`${name} office`, `Everybody at the ${name} office.`, inOffice(name)),
    ),
    group(
      'Mentors',
      'People who like to be asked.',
      all.filter(({ person }) => oneIn(4, `${person.key}mentor`)),
    ),
    group(
      'Office choir',
      'Thursdays at five, in all offices at once.',
      all.filter(({ person }) => oneIn(5, `${person.key}choir`)),
    ),
  ];
}

/** A spouse as family, and the manager and two peers as contacts; some have somebody outside, too. */
function contactsOf(who: Who): readonly Patch[] {
  const colleagues = [who.manager, ...who.peers.slice(0, 2)].filter((other) => other !== undefined);
  const contact = (name: string, given: string, surname: string, address: string, categories: readonly string[]): Patch => ({
    id: derivedId(who.id, `contacts/${address}`),
    createdDateTime: founded,
    lastModifiedDateTime: founded,
    displayName: name,
    givenName: given,
    surname,
    categories,
    emailAddresses: [{ name, address }],
  });
  const of = ({ displayName, person, userPrincipalName }: Who, categories: readonly string[]) =>
    contact(displayName, person.given, person.surname, userPrincipalName, categories);
  const { surname, key } = who.person;
  return [
    ...(who.spouse ? [of(who.spouse, ['Family'])] : []),
    ...colleagues.filter(({ id }) => id !== who.spouse?.id).map((other) => of(other, [])),
    ...(oneIn(2, `${key}sibling`)
      ? [contact(`Robin ${surname}`, 'Robin', surname, `robin.${key}@postbox.example`, ['Family'])]
      : []),
  ];
}

/** For a collection that nobody wrote anything for: its own example, of some people. */
function sayExample({ person }: Who, name: string, example: Patch): readonly Said[] {
  return oneIn(4, `${person.key}${name}`) ? [{ value: example }] : [];
}

function itemsOf(who: Who): readonly { readonly collection: string; readonly value: Patch }[] {
  return collections.flatMap(({ name, example }) => {
    const said = makers[name]?.(who) ?? sayExample(who, name, example);
    return said.map((item, at) => ({ collection: name, value: stamp(who, name, at, item) }));
  });
}

/** Programs that say something of people, as authors. */
const directory = { displayName: 'People directory', id: '5d1c1b7e-3b0f-4c53-9a1e-6a0f6f2d7c01' };
const suggestions = { displayName: 'Profile suggestions', id: '5d1c1b7e-3b0f-4c53-9a1e-6a0f6f2d7c02' };
/** Where values come from, by the ids that Graph documents: the organization's directory, and people's own edits. */
const sources = { directory: '4ce763dd-9214-4eff-af7c-da491cc3782d', edits: '46a57efc-33f8-4eec-a512-b90039ad6187' };

/** What a server would have set: ids, dates, authors. */
function stamp(who: Who, collection: string, at: number, { value, audience = defaultAudience, inferred, official }: Said): Patch {
  const program = official ? directory : inferred ? suggestions : null;
  const user = program === null ? { displayName: who.displayName, id: who.id } : null;
  const by = { application: program, device: null, user };
  const created = instantOf(who, `${collection}${at}`, 0);
  const answered = inferred && inferred.verified !== null;
  return {
    id: demoItemId(who.id, collection, at),
    allowedAudiences: audience,
    inference: inferred ? { confidenceScore: inferred.score, userHasVerifiedAccuracy: inferred.verified } : null,
    createdDateTime: created,
    createdBy: by,
    lastModifiedDateTime: answered ? instantOf(who, `${collection}${at}`, 3) : created,
    lastModifiedBy: answered ? { application: null, device: null, user: { displayName: who.displayName, id: who.id } } : by,
    source: inferred || official ? { type: [official ? 'Directory' : 'Inferred'] } : { type: ['User'] },
    sources: inferred
      ? []
      : [{ sourceId: official ? sources.directory : sources.edits, isDefaultSource: true, properties: Object.keys(value) }],
    ...value,
  };
}

const day = 86_400_000;
const second = 1000;
/** The days over which the organization has filled its profiles. */
const opened = Date.UTC(2025, 0, 13, 7);
const span = 420;

/** A working instant after the person joined, the same every time. */
function instantOf({ person }: Who, seed: string, daysLater: number): string {
  const joined = Date.parse(`${person.since}-08T07:00:00Z`);
  const begin = Math.max(opened, joined);
  const days = (span - Math.floor((begin - opened) / day)) % (span + 1);
  const mix = hash(`${person.key}/${seed}`);
  const at = begin + (mix % days) * day + ((mix * 37) % 36_000) * second + daysLater * day;
  return new Date(at).toISOString().replace('Z', '0000Z');
}
