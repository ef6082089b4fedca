/** The dump format: one line for each person, group, contact and item, read into what the store keeps and written from it. */
import { refuse } from '../fault.ts';
import { findCollection } from '../model/collections.ts';
import type { StructuredType } from '../model/field.ts';
import { contact, group, schema, user } from '../model/schema.ts';
import { type Patch, readEntity } from '../odata/body.ts';
import { isCanonical } from '../odata/canonical.ts';
import { decode, depthLimits, readJsonText } from '../odata/json.ts';
import { parseGuid } from '../odata/literal.ts';
import type { Draft, DumpEntry, LoadEntry } from '../store/store.ts';
import { defaultAudience } from './audience.ts';
import { contactDraft, personDraft } from './person.ts';
import { itemDraft, plainDraft } from './stamp.ts';

/** One line of a dump, read. */
export interface DumpLine {
  readonly kind: DumpEntry['kind'];
  readonly tenant: string;
  readonly id: string;
  /** The people who must be known before this line. */
  readonly people: readonly string[];
  /** The collection, for an item. */
  readonly collection: string | undefined;
  /** What the store is to keep: the record, and for a group its members. */
  readonly entries: readonly LoadEntry[];
}

/** The members that a line of each kind has. */
const members: { readonly [K in DumpEntry['kind']]: readonly string[] } = {
  user: ['kind', 'tenant', 'value'],
  group: ['kind', 'tenant', 'members', 'value'],
  contact: ['kind', 'tenant', 'user', 'value'],
  item: ['kind', 'tenant', 'user', 'collection', 'value'],
};

type Json = { readonly [name: string]: unknown };

/**
 * Reads one line of a dump.
 * @param bytes the line without its end
 * Refuses malformedLine for the line itself; for the value, what a body that creates such a record is refused for.
 */
export function readDumpLine(bytes: Uint8Array): DumpLine {
  return readDumpText(decode(bytes));
}

/** Reads a line that is text already. Refuses what `readDumpLine` does. */
export function readDumpText(text: string): DumpLine {
  return readDumpValue(readJsonText(text, depthLimits.entity + 1));
}

/** Reads a line that is JSON already. Refuses what `readDumpLine` does. */
export function readDumpValue(json: unknown): DumpLine {
  const line = requireObject(json, 'the line');
  const kind = line.kind;
  if (!isKind(kind)) return malformed(`"kind" is one of ${Object.keys(members).join(', ')}, not ${JSON.stringify(kind ?? null)}`);
  for (const name in line) if (!members[kind].includes(name)) malformed(`a line of kind "${kind}" has no member "${name}"`);
  const tenant = guidOf(line.tenant, '"tenant"');
  const value = requireObject(line.value, '"value"');
  // Whose items are kept elsewhere has ids of its own: to Graph's clients an item's id is any text.
  const id = kind === 'item' ? textOf(value.id, '"value/id"') : guidOf(value.id, '"value/id"');
  const base = { kind, tenant, id, collection: undefined };
  if (kind === 'user')
    return { ...base, people: [], entries: [{ source: { kind: 'people', tenant }, id, draft: draftOfUser(value, id) }] };
  if (kind === 'group') return readGroup(line, tenant, value, id);
  const person = guidOf(line.user, '"user"');
  if (kind === 'contact') {
    const entry: LoadEntry = { source: { kind: 'contacts', tenant, person }, id, draft: draftOfContact(value, id) };
    return { ...base, people: [person], entries: [entry] };
  }
  const found = typeof line.collection === 'string' ? findCollection(line.collection) : undefined;
  if (!found) return malformed(`"collection" names no collection of a profile: ${JSON.stringify(line.collection ?? null)}`);
  const { name: collection, item } = found;
  const entry: LoadEntry = { source: { kind: 'items', tenant, person, collection }, id, draft: draftOfItem(item, value, id) };
  return { ...base, collection, people: [person], entries: [entry] };
}

function readGroup(line: Json, tenant: string, value: Json, id: string): DumpLine {
  const { members: said = [] } = line;
  if (!Array.isArray(said)) return malformed('"members" is an array of the ids of people');
  const people = said.map((member, index) => guidOf(member, `"members/${index}"`));
  const own: LoadEntry = { source: { kind: 'groups', tenant }, id, draft: draftOfGroup(value, id) };
  const joined = people.map(
    (person): LoadEntry => ({ source: { kind: 'members', tenant, group: id }, id: person, draft: membership }),
  );
  return { kind: 'group', tenant, id, collection: undefined, people, entries: [own, ...joined] };
}

/** What is kept of a membership besides its key: nothing. */
const membership: Draft = { revision: 1, body: '{}', audience: 0, created: '', modified: '', lookups: [], family: false };

/** @returns the line of a record, without its end */
export function writeDumpLine(entry: DumpEntry): string {
  const { kind, tenant, body } = entry;
  const head = `{"kind":"${kind}","tenant":"${tenant}",`;
  if (kind === 'user') return `${head}"value":${body}}`;
  if (kind === 'group') return `${head}"members":${JSON.stringify(entry.members)},"value":${body}}`;
  if (kind === 'contact') return `${head}"user":"${entry.user}","value":${body}}`;
  return `${head}"user":"${entry.user}","collection":"${entry.collection}","value":${body}}`;
}

/** Reads a value as a server wrote it: what only the server sets is kept, instants to seven digits of a second. */
function readValue(type: StructuredType, value: Json, id: string): Patch {
  const read = isCanonical(type, value) ? value : readEntity(schema, type, value, 'keep');
  const late = times.filter((name) => typeof read[name] === 'string' && read[name].length > canonicalLength);
  if (late.length === 0) return read.id === id ? read : { ...read, id };
  return { ...read, ...Object.fromEntries(late.map((name) => [name, String(read[name]).slice(0, canonicalLength)])), id };
}

const times = ['createdDateTime', 'lastModifiedDateTime'] as const;

const canonicalLength = '2026-01-31T12:00:00.0000000Z'.length;

function draftOfUser(value: Json, id: string): Draft {
  const read = { accountEnabled: true, ...readValue(user, value, id) };
  requireString(read, 'userPrincipalName', 'user');
  return personDraft(read, revisionOf(value));
}

function draftOfGroup(value: Json, id: string): Draft {
  const read = readValue(group, value, id);
  requireString(read, 'displayName', 'group');
  requireString(read, 'createdDateTime', 'group');
  return plainDraft(group, read, revisionOf(value));
}

function draftOfContact(value: Json, id: string): Draft {
  const read = readValue(contact, value, id);
  requireString(read, 'createdDateTime', 'contact');
  return contactDraft({ lastModifiedDateTime: read.createdDateTime, ...read }, revisionOf(value));
}

/** An item; what the line leaves out is what a creation would have set. Authors are always objects. */
function draftOfItem(type: StructuredType, value: Json, id: string): Draft {
  const read = readValue(type, value, id);
  requireString(read, 'createdDateTime', type.name);
  const createdBy = read.createdBy ?? {};
  const whole = {
    ...read,
    allowedAudiences: read.allowedAudiences ?? defaultAudience,
    createdBy,
    lastModifiedDateTime: read.lastModifiedDateTime ?? read.createdDateTime,
    lastModifiedBy: read.lastModifiedBy ?? createdBy,
  };
  return itemDraft(type, whole, revisionOf(value));
}

/** The revision that the entity tag tells; the first where there is none. */
function revisionOf(value: Json): number {
  const tag = value['@odata.etag'];
  if (tag === undefined) return 1;
  const digits = typeof tag === 'string' ? /^W\/"([1-9]\d{0,14})"$/.exec(tag)?.[1] : undefined;
  return digits === undefined
    ? malformed(`"@odata.etag" is no entity tag of this server: ${JSON.stringify(tag)}`)
    : Number(digits);
}

function requireString(value: Patch, property: string, type: string): void {
  if (typeof value[property] !== 'string') refuse('missingProperty', { property, type, target: property });
}

function isKind(kind: unknown): kind is DumpEntry['kind'] {
  return typeof kind === 'string' && Object.hasOwn(members, kind);
}

function requireObject(json: unknown, what: string): Json {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return malformed(`${what} is not a JSON object`);
  // A JSON object that is no array has members by name.
  return json as Json;
}

/** Characters that the id of an item may have. */
const longestId = 128;

function textOf(json: unknown, what: string): string {
  const fits = typeof json === 'string' && json.length > 0 && json.length <= longestId && /^[^\p{Cc}\p{Cs}]+$/u.test(json);
  return fits ? json : malformed(`${what} is not a text of 1 to ${longestId} characters: ${JSON.stringify(json ?? null)}`);
}

function guidOf(json: unknown, what: string): string {
  const guid = typeof json === 'string' ? parseGuid(json) : undefined;
  return guid ?? malformed(`${what} is not a GUID: ${JSON.stringify(json ?? null)}`);
}

function malformed(reason: string): never {
  return refuse('malformedLine', { reason });
}
