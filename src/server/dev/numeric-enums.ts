/** Enum members as Graph has been seen to answer them: `"proficiency":"4"`, `"allowedAudiences":"8"` (October 2020). */
import { findCollection } from '../../model/collections.ts';
import type { EnumType, StructuredType } from '../../model/field.ts';
import { flagMask } from '../../odata/body.ts';
import type { RawReply, RawRequest } from '../../odata/raw.ts';

/** The answer with numbers for members, wherever items stand in it: one, a list, or a whole profile. */
export function withNumericEnums(raw: RawRequest, reply: RawReply): RawReply {
  if (reply.body === undefined || reply.status >= 300 || !/json/.test(reply.headers['content-type'] ?? '')) return reply;
  const collection = raw.path
    .split('/')
    .map((segment) => findCollection(segment.replace(/\(.*/, '')))
    .find((found) => found !== undefined);
  const json: unknown = JSON.parse(reply.body);
  const changed = collection ? numberedItems(collection.item, json) : numberedProfile(json);
  const { status, headers } = reply;
  return { status, headers, body: JSON.stringify(changed) };
}

function numberedItems(type: StructuredType, json: unknown): unknown {
  return isObject(json) && Array.isArray(json.value) ? { ...json, value: numbered(type, json.value) } : numbered(type, json);
}

/** Whatever has collections of a profile as its members, `/me/profile` or a person with the profile expanded. */
function numberedProfile(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(numberedProfile);
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, held]) => {
      const collection = Array.isArray(held) ? findCollection(name) : undefined;
      return [name, collection ? numbered(collection.item, held) : numberedProfile(held)];
    }),
  );
}

function numbered(type: StructuredType, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => numbered(type, member));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      const property = type.properties.get(name);
      if (property?.type.kind === 'complex') return [name, numbered(property.type, held)];
      if (property?.type.kind !== 'enum') return [name, held];
      const members = property.type;
      const one = (member: unknown) => (typeof member === 'string' ? numberOf(members, member) : member);
      return [name, Array.isArray(held) ? held.map(one) : one(held)];
    }),
  );
}

function numberOf(type: EnumType, member: string): string {
  return String(flagMask(type, member));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
