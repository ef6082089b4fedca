/** A JSON body held against its type: what may be set comes out in canonical form, every fault is named, nothing is dropped unseen. */
import { Fault, gather, type RefusalName, refuse } from '../fault.ts';
import type { EnumType, Property, StructuredType, ValueType } from '../model/field.ts';
import { derivesFrom, findType, type Schema } from '../model/type.ts';
import { parseDate, parseDateTimeOffset } from './literal.ts';

/** Characters a string may have, members a collection may have. */
export const limits = { string: 8192, collection: 500 } as const;

/** Properties of an entity to set: declared, settable by clients, canonical; complex values hold only what was sent. */
export type Patch = { readonly [property: string]: unknown };

/** How a body is read. `create` refuses `unknownFutureValue`, `update` takes it as not sent; `keep` reads what a server wrote. */
export type BodyMode = 'create' | 'update' | 'keep';

interface Reading {
  readonly schema: Schema;
  readonly mode: BodyMode;
  readonly faults: Fault[];
}

/** Faults of one body that are told; more would make a large answer of a body that is nothing but faults. */
const mostFaults = 50;

/** Stands for "as if it had not been sent". */
const absent = Symbol('absent');

/**
 * Reads the body of a create or an update.
 * @param type the declared type of the entity
 * @param json the parsed body
 * @returns the properties to set
 * Refuses what does not fit, each with the property's path as target; several at once as severalFaults.
 */
export function readEntity(schema: Schema, type: StructuredType, json: unknown, mode: BodyMode): Patch {
  const reading: Reading = { schema, mode, faults: [] };
  const patch = readStructured(reading, type, json, '');
  if (reading.faults.length > 0) throw gather(reading.faults);
  return patch === absent ? {} : (patch as Patch);
}

/**
 * Reads one value for a property, as `PUT .../displayName` sends it.
 * @returns the canonical value; undefined where the value is to be taken as not sent. Refuses what does not fit.
 */
export function readProperty(schema: Schema, owner: StructuredType, property: Property, json: unknown, mode: BodyMode): unknown {
  const reading: Reading = { schema, mode, faults: [] };
  const value = readField(reading, owner, property, json, property.name);
  if (reading.faults.length > 0) throw gather(reading.faults);
  return value === absent ? undefined : value;
}

function fault(reading: Reading, refusal: RefusalName, target: string, details: Record<string, unknown>): typeof absent {
  if (reading.faults.length < mostFaults)
    reading.faults.push(new Fault(refusal, { property: target, ...details, ...(target !== '' && { target }) }));
  return absent;
}

function readStructured(reading: Reading, type: StructuredType, json: unknown, path: string): unknown {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    if (path === '')
      return fault(reading, 'malformedBody', '', { reason: `an object is expected, but ${describe(json)} was sent` });
    return fault(reading, 'wrongType', path, { expected: `an object of type ${type.name}`, found: describe(json) });
  }
  const patch: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    if (reading.faults.length === mostFaults) break;
    const at = path === '' ? name : `${path}/${name}`;
    if (name.includes('@')) {
      checkAnnotation(reading, type, name, value, at);
      continue;
    }
    if (type.ignores?.has(name)) continue;
    const property = type.properties.get(name);
    if (property) {
      if (property.by === 'server' && reading.mode !== 'keep') continue;
      const read = readField(reading, type, property, value, at);
      if (read !== absent && !addsNothing(reading, property, value)) patch[name] = read;
    } else if (type.open && !type.navigations.has(name) && name !== '__proto__') {
      patch[name] = value;
    } else {
      fault(reading, 'unknownProperty', at, { type: qualified(reading, type) });
    }
  }
  return patch;
}

/** Annotations are tolerated (JSON Format 20); only a type that cannot be meant is refused, and links that would not come to be. */
function checkAnnotation(reading: Reading, type: StructuredType, name: string, value: unknown, at: string): void {
  const bound = /^(.+)@(?:odata\.)?bind$/.exec(name)?.[1];
  if (bound !== undefined && type.navigations.has(bound))
    refuse('notImplemented', { feature: `Linking '${bound}' in a body`, target: name });
  if (bound !== undefined && !type.open) fault(reading, 'unknownProperty', at, { type: qualified(reading, type) });
  if (name !== '@odata.type' && name !== '@type') return;
  const said = typeof value === 'string' ? findType(reading.schema, value.replace(/^#/, '')) : undefined;
  const fits = said !== undefined && said.kind !== 'enum' && (derivesFrom(said, type) || derivesFrom(type, said));
  if (!fits && !aliasOf(type, value))
    fault(reading, 'wrongItemType', at, { found: String(value), type: qualified(reading, type) });
}

/** Older names of complex types, which another generation of Graph's documents uses for the same JSON. */
const olderNames: Readonly<Record<string, string>> = {
  yomiPersonName: 'personNamePronounciation',
  personDataSource: 'personDataSources',
};

function aliasOf(type: StructuredType, value: unknown): boolean {
  return typeof value === 'string' && olderNames[value.slice(value.lastIndexOf('.') + 1)] === type.name;
}

function readField(reading: Reading, owner: StructuredType, property: Property, json: unknown, at: string): unknown {
  if (isUnsaid(reading, owner, property, json)) return absent;
  if (property.collection) return readCollection(reading, property, json, at);
  if (json === null)
    return property.nullable || reading.mode === 'keep'
      ? null
      : fault(reading, 'notNullable', at, { type: qualified(reading, owner) });
  return readValue(reading, property, json, at);
}

/**
 * `{}` for a complex value within a body: what is there stays, and what is not there does not come to be. The beta TypeScript SDK
 * sends it for every complex value that it has read as null.
 */
function addsNothing(reading: Reading, { type, nullable, collection }: Property, json: unknown): boolean {
  return reading.mode !== 'keep' && type.kind === 'complex' && nullable && !collection && isEmptyObject(json);
}

/**
 * What clients send without meaning it. A fetched item sent back by the beta TypeScript SDK carries `allowedAudiences: ""`,
 * `inference: {}` and `source: {}`: taken literally that would change who may see the item. A null audience says as little. Unlike
 * `addsNothing` this holds at the address of the property as well.
 */
function isUnsaid(reading: Reading, owner: StructuredType, property: Property, json: unknown): boolean {
  if (reading.mode === 'keep') return false;
  const { type } = property;
  if (type.kind === 'enum') {
    if (json === type.sentinel && reading.mode === 'update') return true;
    return type.flags && (json === null || json === '' || (Array.isArray(json) && json.length === 0));
  }
  const empty = type.kind === 'complex' && owner.kind === 'entity' && property.nullable && isEmptyObject(json);
  return empty && (type.name === 'inferenceData' || type.name === 'personDataSources');
}

function isEmptyObject(json: unknown): boolean {
  return (
    json !== null && typeof json === 'object' && !Array.isArray(json) && Object.keys(json).every((name) => name.includes('@'))
  );
}

function readCollection(reading: Reading, property: Property, json: unknown, at: string): unknown {
  if (json === null) return [];
  if (property.bare && typeof json === 'string') return [readValue(reading, property, json, at)];
  if (!Array.isArray(json)) return fault(reading, 'wrongType', at, { expected: 'a JSON array', found: describe(json) });
  if (json.length > limits.collection)
    return fault(reading, 'tooLong', at, { limit: limits.collection, unit: 'members', found: json.length });
  return json.map((member, index) => {
    const place = `${at}/${index}`;
    if (member === null) return fault(reading, 'notNullable', place, { type: describeType(reading, property.type) });
    const value = readValue(reading, property, member, place);
    return property.type.kind === 'complex' && value !== absent ? complete(property.type, value as Patch) : value;
  });
}

function readValue(reading: Reading, property: Property, json: unknown, at: string): unknown {
  const { type } = property;
  if (type.kind === 'enum') return readEnum(reading, type, json, at);
  if (type.kind !== 'primitive') return readStructured(reading, type, json, at);
  const wrong = (expected: string) => fault(reading, 'wrongType', at, { expected, found: describe(json) });
  switch (type.name) {
    case 'Edm.String':
      return readString(reading, property, json, at);
    case 'Edm.Boolean':
      return typeof json === 'boolean' ? json : wrong('true or false');
    case 'Edm.Int32':
      // What 32 bits hold is what they leave as it is.
      return typeof json === 'number' && (json | 0) === json ? json : wrong('a whole number of 32 bits');
    case 'Edm.Double':
      return typeof json === 'number' && Number.isFinite(json) ? json : wrong('a number');
    case 'Edm.Date':
      return (typeof json === 'string' ? parseDate(json) : undefined) ?? wrong('a date such as 2026-01-31');
    case 'Edm.DateTimeOffset':
      return (
        (typeof json === 'string' ? parseDateTimeOffset(json) : undefined) ??
        wrong('a date and time such as 2026-01-31T12:00:00Z')
      );
    default:
      return wrong(`a value of type ${type.name}, which bodies cannot hold here`);
  }
}

function readString(reading: Reading, property: Property, json: unknown, at: string): unknown {
  if (typeof json !== 'string') return fault(reading, 'wrongType', at, { expected: 'a string', found: describe(json) });
  const limit = property.maxLength ?? limits.string;
  if (json.length > limit) {
    const characters = [...json].length;
    if (characters > limit) return fault(reading, 'tooLong', at, { limit, unit: 'characters', found: characters });
  }
  // What neither UTF-8 nor PostgreSQL can hold.
  if (json.includes('\0'))
    return fault(reading, 'wrongType', at, { expected: 'a string without the character U+0000', found: 'one with it' });
  if (!json.isWellFormed())
    return fault(reading, 'wrongType', at, { expected: 'well-formed Unicode', found: 'half of a surrogate pair' });
  return json;
}

/** Member names or numbers, for flags several joined by commas or in an array (JSON Format 7.1); answered in the order of values. */
function readEnum(reading: Reading, type: EnumType, json: unknown, at: string): unknown {
  const words =
    type.flags && Array.isArray(json) ? json : typeof json === 'string' ? (type.flags ? json.split(',') : [json]) : undefined;
  if (!words) return fault(reading, 'wrongType', at, { expected: `a member of ${type.name}`, found: describe(json) });
  let mask = 0;
  for (const word of words) {
    const value = typeof word === 'string' ? memberValue(type, word.trim()) : undefined;
    if (value === undefined || (reading.mode !== 'keep' && holdsSentinel(type, value))) {
      const members = Object.keys(type.members).filter((name) => name !== type.sentinel);
      return fault(reading, 'unknownMember', at, { found: String(word), type: type.name, members: members.join(', ') });
    }
    if (!type.flags) return memberName(type, value);
    mask |= value;
  }
  return flagNames(type, mask);
}

/** True if a value is the member that stands for the unknown, or a mask with its flag. */
function holdsSentinel(type: EnumType, value: number): boolean {
  if (type.sentinel === undefined) return false;
  const sentinel = type.members[type.sentinel];
  return type.flags && sentinel !== undefined ? (value & sentinel) !== 0 : value === sentinel;
}

/** The value of a member named, or numbered, by `word`. A number that no member (or combination) has is unknown. */
function memberValue(type: EnumType, word: string): number | undefined {
  if (Object.hasOwn(type.members, word)) return type.members[word];
  if (!/^\+?\d{1,9}$/.test(word)) return undefined;
  const value = Number(word);
  const all = Object.values<number>(type.members);
  if (!type.flags) return all.includes(value) ? value : undefined;
  const mask = all.reduce((sum, bit) => sum | bit, 0);
  return (value & ~mask) === 0 ? value : undefined;
}

function memberName(type: EnumType, value: number): string | undefined {
  return Object.keys(type.members).find((name) => type.members[name] === value);
}

/** The members of a mask joined by commas in the order of their values; the member of value zero stands alone. */
export function flagNames(type: EnumType, mask: number): string {
  const names = Object.entries<number>(type.members);
  const set = names.filter(([, value]) => value !== 0 && (mask & value) === value).map(([name]) => name);
  if (set.length > 0) return set.join(',');
  return names.find(([, value]) => value === 0)?.[0] ?? '';
}

/** The number of a member name, or of several joined by commas. */
export function flagMask(type: EnumType, names: string): number {
  return names.split(',').reduce((mask, name) => mask | (type.members[name.trim()] ?? 0), 0);
}

/**
 * Every declared property of a value in the order of answers: null or `[]` where it has none. Properties of open types follow.
 * @returns the value itself if it is so already, as what has been kept before is
 */
export function complete(type: StructuredType, value: Patch): Patch {
  return isComplete(type, value) ? value : completed(type, value);
}

function isComplete(type: StructuredType, value: Patch): boolean {
  const names = Object.keys(value);
  let place = 0;
  for (const [name, property] of type.properties) {
    if (names[place++] !== name) return false;
    const own = value[name];
    if (own === undefined || (own === null && property.collection)) return false;
    if (own !== null && property.type.kind === 'complex' && !property.collection && !isComplete(property.type, own as Patch))
      return false;
  }
  return place === names.length || type.open;
}

function completed(type: StructuredType, value: Patch): Patch {
  const whole: Record<string, unknown> = {};
  for (const [name, property] of type.properties) {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    if (own === undefined || own === null) whole[name] = property.collection ? [] : null;
    else if (property.type.kind === 'complex' && !property.collection) whole[name] = complete(property.type, own as Patch);
    else whole[name] = own;
  }
  if (type.open) for (const name of Object.keys(value)) if (!type.properties.has(name)) whole[name] = value[name];
  return whole;
}

/** Merges a patch into a value: complex values recursively, all else whole (Protocol 11.4.3). */
export function merge(type: StructuredType, value: Patch, patch: Patch): Patch {
  const merged: Record<string, unknown> = { ...value };
  for (const [name, next] of Object.entries(patch)) {
    const property = type.properties.get(name);
    const present = merged[name];
    const recurse =
      property?.type.kind === 'complex' && !property.collection && next !== null && present !== null && present !== undefined;
    merged[name] = recurse ? merge(property.type as StructuredType, present as Patch, next as Patch) : next;
  }
  return merged;
}

function describe(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'an array';
  if (typeof json === 'string') return json.length > 40 ? `the string '${json.slice(0, 40)}...'` : `the string '${json}'`;
  return typeof json === 'object' ? 'an object' : `the ${typeof json} ${String(json)}`;
}

function describeType(reading: Reading, type: ValueType): string {
  return type.kind === 'primitive' ? type.name : `${reading.schema.namespace}.${type.name}`;
}

function qualified(reading: Reading, type: StructuredType): string {
  return `${reading.schema.namespace}.${type.name}`;
}
