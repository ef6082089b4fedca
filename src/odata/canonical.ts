/** Whether a value is what reading it would make of it: one look that makes nothing, for values that a server wrote. */
import type { EnumType, Property, StructuredType } from '../model/field.ts';
import { flagMask, flagNames, limits } from './body.ts';
import { parseDate, parseDateTimeOffset } from './literal.ts';

type Json = { readonly [name: string]: unknown };

/** Control information that an entity may carry: nothing of it is kept. */
const carried: ReadonlySet<string> = new Set(['@odata.etag', '@odata.context']);

/**
 * Tells that `readEntity` would answer, when keeping, this very value but for its control information, and refuse nothing.
 * False says nothing: the value has to be read.
 */
export function isCanonical(type: StructuredType, value: Json): boolean {
  for (const name in value) if (!holds(type, name, value[name]) && !carried.has(name)) return false;
  return !type.open;
}

function isCanonicalComplex(type: StructuredType, json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  // A JSON object that is no array has members by name.
  const value = json as Json;
  for (const name in value) if (!holds(type, name, value[name])) return false;
  return true;
}

/** True if a member of a value is declared and in canonical form, or may be there undeclared. */
function holds(type: StructuredType, name: string, json: unknown): boolean {
  const property = type.properties.get(name);
  if (!property) return type.open && !name.includes('@') && name !== '__proto__' && !type.navigations.has(name);
  if (!property.collection) return json === null || isCanonicalValue(property, json);
  if (!Array.isArray(json) || json.length > limits.collection) return false;
  const { type: member } = property;
  return json.every((each) => isCanonicalValue(property, each) && (member.kind !== 'complex' || isWhole(member, each)));
}

function isCanonicalValue({ type, maxLength = limits.string }: Property, json: unknown): boolean {
  if (type.kind === 'enum') return typeof json === 'string' && isCanonicalMember(type, json);
  if (type.kind !== 'primitive') return isCanonicalComplex(type, json);
  switch (type.name) {
    case 'Edm.String':
      return typeof json === 'string' && json.length <= maxLength && !json.includes('\0') && json.isWellFormed();
    case 'Edm.Boolean':
      return typeof json === 'boolean';
    case 'Edm.Int32':
      return typeof json === 'number' && (json | 0) === json;
    case 'Edm.Double':
      return typeof json === 'number' && Number.isFinite(json);
    case 'Edm.Date':
      return typeof json === 'string' && parseDate(json) === json;
    case 'Edm.DateTimeOffset':
      return typeof json === 'string' && parseDateTimeOffset(json) === json;
    default:
      return false;
  }
}

/** Member names as they are answered, as far as they have been met, by enumeration. */
const answered = new Map<EnumType, Set<string>>();

/** Combinations of flags that are remembered for each enumeration. */
const mostAnswered = 200;

function isCanonicalMember(type: EnumType, text: string): boolean {
  const known = answered.get(type) ?? new Set();
  if (known.has(text)) return true;
  const words = type.flags ? text.split(',') : [text];
  if (!words.every((word) => Object.hasOwn(type.members, word))) return false;
  // Of two members of one value the first is answered.
  const first = Object.keys(type.members).find((name) => type.members[name] === type.members[text]);
  if ((type.flags ? flagNames(type, flagMask(type, text)) : first) !== text) return false;
  if (known.size < mostAnswered) answered.set(type, known.add(text));
  return true;
}

/** True if every declared property is there in the order of answers, further in too: members of collections are kept whole. */
function isWhole(type: StructuredType, json: unknown): boolean {
  // It was found to be an object of this type.
  const value = json as Json;
  const names = Object.keys(value);
  let at = 0;
  for (const [name, { type: inner, collection }] of type.properties) {
    if (names[at++] !== name) return false;
    const own = value[name];
    if (own === null ? collection : inner.kind === 'complex' && !collection && !isWhole(inner, own)) return false;
  }
  return true;
}
