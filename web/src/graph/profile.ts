/** Reading and changing profiles through the API. */
import type { Client } from '@microsoft/microsoft-graph-client';
import type { Item, ItemValue, Profile } from '../items/item.ts';
import { collections } from '../model.ts';

/** Whose profile: the signed-in person's, or that of the person with this id. */
export type Whose = 'me' | { readonly id: string };

const pathOf = (whose: Whose) => (whose === 'me' ? '/me' : `/users/${encodeURIComponent(whose.id)}`);

/** All items of a profile that the caller may see, by collection. */
export async function readProfile(client: Client, whose: Whose): Promise<Profile> {
  const answer: Record<string, unknown> = await client.api(`${pathOf(whose)}/profile`).get();
  return Object.fromEntries(
    collections.map(({ name }) => [name, (answer[name] as readonly Item[] | undefined) ?? []]), // as the model says
  );
}

const itemPath = (collection: string, id: string) => `/me/profile/${collection}/${encodeURIComponent(id)}`;

export function readItem(client: Client, collection: string, id: string): Promise<Item> {
  return client.api(itemPath(collection, id)).get();
}

export function createItem(client: Client, collection: string, value: ItemValue): Promise<Item> {
  return client.api(`/me/profile/${collection}`).post(value);
}

/** Changes an item; refused with 412 if it is no longer the one with this tag. */
export function updateItem(client: Client, collection: string, { id, tag }: Version, patch: ItemValue): Promise<Item> {
  return client.api(itemPath(collection, id)).headers(condition(tag)).patch(patch);
}

export async function deleteItem(client: Client, collection: string, { id, tag }: Version): Promise<void> {
  await client.api(itemPath(collection, id)).headers(condition(tag)).delete();
}

/** An item as it was when it was read. */
export interface Version {
  readonly id: string;
  readonly tag: string | undefined;
}

export const versionOf = (item: Item): Version => ({ id: item.id, tag: item['@odata.etag'] });

const condition = (tag: string | undefined): Record<string, string> => (tag === undefined ? {} : { 'If-Match': tag });
