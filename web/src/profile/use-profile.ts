/** A profile, fetched and kept, and what changes it: on screen at once, and gone from it if the server refuses. */
import { type QueryClient, useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { failureOf } from '../graph/failure.ts';
import { createItem, deleteItem, readProfile, updateItem, type Version, versionOf, type Whose } from '../graph/profile.ts';
import type { Item, ItemValue, Profile } from '../items/item.ts';
import type { Collection } from '../model.ts';
import { useSession } from '../session/session-context.ts';

const keyOf = (whose: Whose) => ['profile', whose === 'me' ? 'me' : whose.id];
const mine = keyOf('me');

/** A profile as the server answers it. */
export function useProfile(whose: Whose) {
  const { client } = useSession();
  return useQuery({ queryKey: keyOf(whose), queryFn: () => readProfile(client, whose) });
}

/** One item of one collection. */
export interface Place {
  readonly collection: Collection;
  /** The item as it was when the person began. */
  readonly item: Item;
}

interface Change extends Place {
  /** What becomes of it; undefined takes it away. */
  readonly patch?: ItemValue;
}

/** Changes run one after the other, in the order they were made. */
const scope = { id: 'my-items' };

const changeKey = ['change'];

/**
 * A profile with what the person has changed in it and the server has not answered yet. The answers themselves are kept as they
 * come, so that none of them, early, late or a refusal, takes another change from the screen.
 */
export function useUnanswered(profile: Profile | undefined): Profile | undefined {
  const changes = useMutationState({
    filters: { mutationKey: changeKey, status: 'pending' },
    select: ({ state }) => state.variables as Change, // as every mutation with this key says
  });
  return profile && changes.reduce(withChange, profile);
}

function withChange(profile: Profile, { collection, item, patch }: Change): Profile {
  const items = (profile[collection.name] ?? []).flatMap((known) => {
    if (known.id !== item.id) return known;
    return patch ? { ...known, ...patch, id: known.id } : [];
  });
  return { ...profile, [collection.name]: items };
}

/**
 * Takes what the server has answered to a change into one collection. A profile that is on its way may have been read before
 * that change: it is let go, and asked for anew.
 */
async function takeIn(queries: QueryClient, { name }: Collection, next: (items: readonly Item[]) => readonly Item[]) {
  const isReading = queries.isFetching({ queryKey: mine }) > 0;
  await queries.cancelQueries({ queryKey: mine });
  queries.setQueryData<Profile>(mine, (known) => known && { ...known, [name]: next(known[name] ?? []) });
  if (isReading) void readAnew(queries);
  // The figures of the overview follow from profiles.
  void queries.invalidateQueries({ queryKey: ['everyone'] });
}

const readAnew = (queries: QueryClient) => queries.invalidateQueries({ queryKey: mine });

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

export function useAddItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ collection, value }: { readonly collection: Collection; readonly value: ItemValue }) =>
      createItem(client, collection.name, value),
    onSuccess: (created, { collection }) =>
      takeIn(queries, collection, (items) => [...items.filter(({ id }) => id !== created.id), created]),
  });
}

export function useChangeItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    scope,
    mutationKey: changeKey,
    mutationFn: async ({ collection, item, patch }: Place & { readonly patch: ItemValue }) => {
      const version = latestOwn(versionOf(item));
      const changed = await updateItem(client, collection.name, version, patch);
      if (version.tag !== undefined && changed['@odata.etag'] !== version.tag) {
        successors.set(`${item.id} ${version.tag}`, changed['@odata.etag']);
      }
      return changed;
    },
    onSuccess: (changed, { collection }) =>
      takeIn(queries, collection, (items) => items.map((item) => (item.id === changed.id ? changed : item))),
    // Not waited for: whoever made the change hears of the refusal first.
    onError: () => void readAnew(queries),
  });
}

export function useRemoveItem() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    scope,
    mutationKey: changeKey,
    mutationFn: async ({ collection, item }: Place) => {
      try {
        await deleteItem(client, collection.name, latestOwn(versionOf(item)));
      } catch (error) {
        // What somebody else has removed already is gone, as was wanted.
        if (failureOf(error).kind !== 'missing') throw error;
      }
    },
    onSuccess: (_, { collection, item }) => takeIn(queries, collection, (items) => items.filter(({ id }) => id !== item.id)),
    onError: () => void readAnew(queries),
  });
}

/** Reads the profile anew, as when somebody else changed it. */
export function useRefreshProfile(): () => Promise<void> {
  const queries = useQueryClient();
  return () => readAnew(queries);
}
