/** Items of a profile as the API answers them, and what can be said of any of them. */
import { type Collection, itemFacet, type Property } from '../model.ts';
import { inReadingOrder } from './kind.ts';

export interface Inference {
  readonly confidenceScore: number | null;
  readonly userHasVerifiedAccuracy: boolean | null;
}

interface Identity {
  readonly id: string | null;
  readonly displayName: string | null;
}

export interface IdentitySet {
  readonly user: Identity | null;
  readonly application: Identity | null;
  readonly device: Identity | null;
}

/** Properties by name, as sent and answered. */
export type ItemValue = Readonly<Record<string, unknown>>;

export interface Item extends ItemValue {
  readonly id: string;
  readonly '@odata.etag'?: string;
  readonly allowedAudiences: string | null;
  readonly inference: Inference | null;
  readonly createdDateTime: string;
  readonly createdBy: IdentitySet;
  readonly lastModifiedDateTime: string;
  readonly lastModifiedBy: IdentitySet;
  readonly source: { readonly type: readonly string[] } | null;
  readonly sources: readonly { readonly sourceId: string | null; readonly isDefaultSource: boolean | null }[];
}

export type Profile = Readonly<Record<string, readonly Item[]>>;

/** The properties that make this collection's items what they are: all but those every item has. */
export function ownProperties({ item }: Collection): readonly Property[] {
  return inReadingOrder([...item.properties.values()].filter(({ name }) => !itemFacet.properties.has(name)));
}

/** What a person may write of them. */
export function writableProperties(collection: Collection): readonly Property[] {
  return ownProperties(collection).filter(({ by }) => by === 'client');
}

/** The value at a path of property names; null where the path ends early. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? ((at as ItemValue)[name] ?? null) : null), // any object has properties
    value,
  );
}

/** True where nothing is said: null, an empty text or list, or a group of such. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.entries(value).every(([name, inner]) => name.startsWith('@') || isEmpty(inner));
}

/** Whether an item was inferred, and what its owner said to it. */
export type Standing = 'stated' | 'suggested' | 'confirmed' | 'declined';

export function standingOf({ inference }: Item): Standing {
  if (inference === null || isEmpty(inference)) return 'stated';
  if (inference.userHasVerifiedAccuracy === null || inference.userHasVerifiedAccuracy === undefined) return 'suggested';
  return inference.userHasVerifiedAccuracy ? 'confirmed' : 'declined';
}

/** True if the item counts as the person's own word. */
export function isEstablished(item: Item): boolean {
  const standing = standingOf(item);
  return standing === 'stated' || standing === 'confirmed';
}

/** What to send to make the item anew: all that a client may set. */
export function contentOf(collection: Collection, item: Item): ItemValue {
  const names = [...collection.item.properties.values()].filter(({ by }) => by === 'client').map(({ name }) => name);
  return Object.fromEntries(
    names.filter((name) => !isEmpty(item[name]) || item[name] === false).map((name) => [name, item[name]]),
  );
}
