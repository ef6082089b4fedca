/** What a form holds while it is filled in, and what is sent of it. */
import { type Item, type ItemValue, isEmpty, valueAt, writableProperties } from '../items/item.ts';
import { innerProperties, kindOf } from '../items/kind.ts';
import type { Collection, Property } from '../model.ts';

/** The writable part of an item, its audience included, as a form begins with it. */
export function draftOf(collection: Collection, item: Item | undefined): ItemValue {
  const names = ['allowedAudiences', ...writableProperties(collection).map(({ name }) => name)];
  return Object.fromEntries(names.map((name) => [name, item?.[name] ?? null]));
}

/** A draft with another value at a path of property names and indexes. */
export function withValue(draft: unknown, [name, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(draft) && typeof name === 'number') return draft.with(name, withValue(draft[name], rest, value));
  return { ...(draft as ItemValue | null), [name]: withValue(valueAt(draft, [String(name)]), rest, value) }; // null spreads to nothing
}

/** What the form's text means: numbers made of text, nothing made of empty text. */
export function finish(property: Property, value: unknown): unknown {
  const kind = kindOf(property);
  if (kind === 'yesNo') return value ?? null;
  if (kind === 'texts') return Array.isArray(value) ? value : [];
  if (kind === 'groups') {
    return Array.isArray(value) ? value.filter((one) => !isEmpty(one)).map((one) => finishGroup(property, one)) : [];
  }
  if (isEmpty(value)) return null;
  if (kind === 'group') return finishGroup(property, value);
  if (kind === 'number') return Number(String(value).replace(',', '.'));
  return typeof value === 'string' ? value.trim() || null : value;
}

function finishGroup(property: Property, value: unknown): ItemValue {
  const named = innerProperties(property).filter(({ name }) => valueAt(value, [name]) !== null);
  const cleared = innerProperties(property).filter((inner) => !named.includes(inner) && isNamed(value, inner.name));
  return Object.fromEntries([
    ...named.map((inner) => [inner.name, finish(inner, valueAt(value, [inner.name]))]),
    ...cleared.map(({ name, collection }) => [name, collection ? [] : null]),
  ]);
}

const isNamed = (value: unknown, name: string) => typeof value === 'object' && value !== null && name in value;

/** What to send so that the item becomes what the draft says: the properties that differ, each whole. */
export function patchOf(collection: Collection, item: Item | undefined, draft: ItemValue): ItemValue {
  const changes = writableProperties(collection)
    .map((property) => [property, finish(property, draft[property.name])] as const)
    .filter(([property, value]) => !isSame(value, finish(property, item?.[property.name])))
    .filter(([{ nullable }, value]) => value !== null || nullable)
    .map(([{ name }, value]) => [name, value] as const);
  const audience = draft.allowedAudiences;
  const audienceChanged = audience !== null && audience !== (item?.allowedAudiences ?? null);
  return Object.fromEntries(audienceChanged ? [['allowedAudiences', audience] as const, ...changes] : changes);
}

/** Equal as far as a person can tell: what is absent, null or empty is the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  }
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)].filter((name) => !name.startsWith('@')));
    return [...names].every((name) => isSame(valueAt(one, [name]), valueAt(other, [name])));
  }
  return one === other;
}
