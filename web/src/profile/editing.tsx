/** Everything a person may do to their own profile, with the dialogs it takes; one place for the whole page. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Conflict } from '../forms/merge.ts';
import { type Failure, failureOf } from '../graph/failure.ts';
import { readItem } from '../graph/profile.ts';
import { contentOf, type Item, type ItemValue } from '../items/item.ts';
import { labelOf } from '../items/label.ts';
import { useLanguage } from '../language/language.tsx';
import type { Collection } from '../model.ts';
import { useSession } from '../session/session-context.ts';
import { useNotices } from '../shell/notices.tsx';
import { split } from '../shell/split.tsx';
import { type Place, useAddItem, useChangeItem, useRefreshProfile, useRemoveItem } from './use-profile.ts';

// Fetched when the first form is opened, so that looking at a profile does not wait for what changes it.
const { Component: ItemDialog } = split(() => import('../forms/item-dialog.tsx'));
const { Component: MergeDialog } = split(() => import('../forms/merge-dialog.tsx'));

/** What can be taken back: a removal, or a no to a suggestion. */
export interface Undoable extends Place {
  readonly kind: 'removed' | 'declined';
}

export interface Editing {
  readonly add: (collection: Collection) => void;
  readonly edit: (place: Place) => void;
  /** Changes an item at once; `message` is said when it is done. */
  readonly change: (place: Place, patch: ItemValue, message: string) => Promise<void>;
  readonly remove: (place: Place) => Promise<void>;
  readonly decline: (place: Place) => Promise<void>;
  readonly undoables: readonly Undoable[];
  readonly undo: (undoable: Undoable) => Promise<void>;
  readonly dismiss: (undoable: Undoable) => void;
}

const EditingContext = createContext<Editing | undefined>(undefined);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('This profile is only shown.');
  return editing;
}

/** The form on screen. */
interface Form {
  readonly collection: Collection;
  readonly item: Item | undefined;
  readonly draft?: ItemValue;
  readonly failure?: Failure;
}

interface OpenConflict extends Conflict {
  readonly collection: Collection;
}

export function EditingProvider({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  const { words } = language;
  const { client } = useSession();
  const { announce, tell, warn } = useNotices();
  const refresh = useRefreshProfile();
  const adding = useAddItem();
  const changing = useChangeItem();
  const removing = useRemoveItem();
  const [form, setForm] = useState<Form>();
  const [conflict, setConflict] = useState<OpenConflict>();
  const [undoables, setUndoables] = useState<readonly Undoable[]>([]);

  const { mutateAsync: addItem } = adding;
  const { mutateAsync: changeItem } = changing;
  const { mutateAsync: removeItem } = removing;

  const editing = useMemo<Editing & { readonly save: (form: Form, patch: ItemValue, draft: ItemValue) => Promise<void> }>(() => {
    const name = ({ collection, item }: Place) => labelOf(collection, item, language);
    const forget = (id: string) => setUndoables((before) => before.filter(({ item }) => item.id !== id));

    /** Shows both versions; what was wanted is kept until the person has chosen. */
    const openConflict = async ({ collection, item }: Place, patch: ItemValue) => {
      const current = await readItem(client, collection.name, item.id).catch((error: unknown) => {
        if (failureOf(error).kind === 'missing') return undefined;
        throw error;
      });
      setConflict({ collection, base: item, patch, current });
    };

    /** Answers the failure that nobody has dealt with. */
    const tryChange = async (place: Place, patch: ItemValue, message: string): Promise<unknown> => {
      try {
        await changeItem({ ...place, patch });
        tell(message);
        return undefined;
      } catch (error) {
        const { kind } = failureOf(error);
        if (kind !== 'changed' && kind !== 'missing') return error;
        try {
          await openConflict(place, patch);
          return undefined;
        } catch (second) {
          return second;
        }
      }
    };

    const change: Editing['change'] = async (place, patch, message) => {
      const error = await tryChange(place, patch, message);
      if (error !== undefined) warn(words.profile.failed(name(place)), error);
    };

    return {
      undoables,
      add: (collection) => setForm({ collection, item: undefined }),
      edit: (place) => setForm(place),
      change,
      save: async ({ collection, item }, patch, draft) => {
        try {
          if (item === undefined) {
            const created = await addItem({ collection, value: patch });
            setForm(undefined);
            tell(words.profile.added(name({ collection, item: created })));
            return;
          }
          // The change is on screen at once; the form comes back if the server refuses it.
          setForm(undefined);
          const place = { collection, item };
          const error = await tryChange(
            place,
            patch,
            words.profile.saved(name({ collection, item: { ...item, ...patch, id: item.id } })),
          );
          if (error !== undefined) throw error;
        } catch (error) {
          setForm({ collection, item, draft, failure: failureOf(error) });
        }
      },
      remove: async (place) => {
        setUndoables((before) => [...before, { ...place, kind: 'removed' }]);
        announce(words.profile.removed(name(place)));
        try {
          await removeItem(place);
        } catch (error) {
          forget(place.item.id);
          const { kind } = failureOf(error);
          if (kind === 'missing') return refresh();
          warn(words.profile.failed(name(place)), error);
        }
      },
      decline: async (place) => {
        setUndoables((before) => [...before, { ...place, kind: 'declined' }]);
        const { confidenceScore = null } = place.item.inference ?? {};
        const error = await tryChange(
          place,
          // What is not true is nobody else's business.
          { inference: { confidenceScore, userHasVerifiedAccuracy: false }, allowedAudiences: 'me' },
          words.suggestions.declined(name(place)),
        );
        if (error === undefined) return;
        forget(place.item.id);
        warn(words.profile.failed(name(place)), error);
      },
      undo: async (undoable) => {
        const { collection, item, kind } = undoable;
        forget(item.id);
        try {
          if (kind === 'removed') {
            await addItem({ collection, value: contentOf(collection, item) });
          } else {
            const { confidenceScore = null } = item.inference ?? {};
            const patch = {
              inference: { confidenceScore, userHasVerifiedAccuracy: null },
              allowedAudiences: item.allowedAudiences,
            };
            await changeItem({ collection, item, patch });
          }
          tell(words.profile.restored(name(undoable)));
        } catch (error) {
          setUndoables((before) => [...before, undoable]);
          warn(words.profile.failed(name(undoable)), error);
        }
      },
      dismiss: ({ item }) => forget(item.id),
    };
  }, [language, words, client, announce, tell, warn, refresh, addItem, changeItem, removeItem, undoables]);

  return (
    <EditingContext value={editing}>
      {children}
      {form && (
        <ItemDialog
          key={`${form.item?.id ?? form.collection.name} ${form.failure?.requestId ?? ''}`}
          {...form}
          isSaving={adding.isPending}
          onSave={(patch, draft) => void editing.save(form, patch, draft)}
          onClose={() => setForm(undefined)}
        />
      )}
      {conflict && (
        <MergeDialog
          collection={conflict.collection}
          conflict={conflict}
          onMerge={(patch) => {
            setConflict(undefined);
            const { collection, base, current = base } = conflict;
            if (Object.keys(patch).length === 0) return void refresh();
            void editing.change(
              { collection, item: current },
              patch,
              words.profile.saved(labelOf(collection, current, language)),
            );
          }}
          onAddAgain={() => {
            setConflict(undefined);
            const { collection, base, patch } = conflict;
            setForm({ collection, item: undefined, draft: { ...contentOf(collection, base), ...patch } });
            void refresh();
          }}
          onGiveUp={() => {
            setConflict(undefined);
            void refresh();
          }}
        />
      )}
    </EditingContext>
  );
}
