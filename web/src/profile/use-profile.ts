/** A profile, fetched and kept, and what changes it: shown at once, taken back if the server refuses. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createItem, deleteItem, readProfile, updateItem, type Version, versionOf, type Whose } from '../graph/profile.ts';
import type { Item, ItemValue, Profile } from '../items/item.ts';
import type { Collection } from '../model.ts';
import { useSession } from '../session/session-context.ts';

const keyOf = (whose: Whose) => ['profile', whose === 'me' ? 'me' : whose.id];
const mine = keyOf('me');

export function useProfile(whose: Whose) {
  const { client } = useSession();
  return useQuery({ queryKey: keyOf(whose), queryFn: () => readProfile(client, whose) });
}

/** Rewrites one collection of the profile on screen; answers what was there before. */
function rewrite(queries: QueryClient, collection: Collection, next: (items: readonly Item[]) => readonly Item[]) {
  const before = queries.getQueryData<Profile>(mine);
  if (before) queries.setQueryData<Profile>(mine, { ...before, [collection.name]: next(before[collection.name] ?? []) });
  return before;
}

const replace = (id: string, by: Item) => (items: readonly Item[]) => items.map((item) => (item.id === id ? by : item));

/** The figures of the overview follow from profiles. */
const forgetFigures = (queries: QueryClient) => queries.invalidateQueries({ queryKey: ['everyone'] });

/**
 * Which tag of an item this app's own changes have turned into which: a second quick change, begun before the first was
 * answered, is no conflict with oneself.
 */
const successors = new Map<string, string | undefined>();

function latestOwn({ id, tag }: Version): Version {
  let at = tag;
  while (at !== undefined && successors.has(`${id} ${at}`)) at = successors.get(`${id} ${at}`);
  return { id, tag: at };
}

/** One item of one collection. */
export interface Place {
  readonly collection: Collection;
  /** The item as it was when the person began. */
  readonly item: Item;
}

export function useAddItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ collection, value }: { readonly collection: Collection; readonly value: ItemValue }) =>
      createItem(client, collection.name, value),
    onSuccess: (created, { collection }) => {
      rewrite(queries, collection, (items) => [...items.filter(({ id }) => id !== created.id), created]);
      forgetFigures(queries);
    },
  });
}

/** Changes run one after the other, in the order they were made. */
const scope = { id: 'my-items' };

const changeKey = ['change'];

interface Change extends Place {
  readonly patch: ItemValue;
}

/** The item as the person wants it: with what they changed after this and what the server has not answered yet. */
function withLaterChanges(queries: QueryClient, answered: Item, change: Change): Item {
  const waiting = queries
    .getMutationCache()
    .findAll({ mutationKey: changeKey, status: 'pending' })
    .map(({ state }) => state.variables as Change); // as the only mutation with this key says
  const later = waiting.slice(waiting.indexOf(change) + 1).filter(({ item }) => item.id === answered.id);
  return Object.assign({ ...answered }, ...later.map(({ patch }) => patch));
}

export function useChangeItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    scope,
    mutationKey: changeKey,
    mutationFn: async ({ collection, item, patch }: Change) => {
      const version = latestOwn(versionOf(item));
      const changed = await updateItem(client, collection.name, version, patch);
      if (version.tag !== undefined && changed['@odata.etag'] !== version.tag) {
        successors.set(`${item.id} ${version.tag}`, changed['@odata.etag']);
      }
      return changed;
    },
    onMutate: async ({ collection, item, patch }) => {
      await queries.cancelQueries({ queryKey: mine });
      rewrite(queries, collection, (items) =>
        items.map((known) => (known.id === item.id ? { ...known, ...patch, id: known.id } : known)),
      );
    },
    onError: (_, change) => {
      const { collection, item } = change;
      rewrite(queries, collection, replace(item.id, withLaterChanges(queries, item, change)));
      return queries.invalidateQueries({ queryKey: mine });
    },
    onSuccess: (changed, change) => {
      rewrite(queries, change.collection, replace(changed.id, withLaterChanges(queries, changed, change)));
      forgetFigures(queries);
    },
  });
}

export function useRemoveItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    scope,
    mutationFn: ({ collection, item }: Place) => deleteItem(client, collection.name, latestOwn(versionOf(item))),
    onMutate: async ({ collection, item }) => {
      await queries.cancelQueries({ queryKey: mine });
      rewrite(queries, collection, (items) => items.filter(({ id }) => id !== item.id));
    },
    onError: () => queries.invalidateQueries({ queryKey: mine }),
    onSuccess: () => forgetFigures(queries),
  });
}

/** Reads the profile anew, as when somebody else changed it. */
export function useRefreshProfile(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: mine });
}
