/** Everything a person may do to their own profile; one place for the whole page. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { failureOf } from '../graph/failure.ts';
import { readItem } from '../graph/profile.ts';
import { contentOf, type ItemValue } from '../items/item.ts';
import { labelOf } from '../items/label.ts';
import { useLanguage } from '../language/language.tsx';
import type { Collection } from '../model.ts';
import { useSession } from '../session/session-context.ts';
import { useNotices } from '../shell/notices.tsx';
import { type Answering, EditingDialog, prepareMerging } from './editing-dialog.tsx';
import { type Place, useAddItem, useChangeItem, useRefreshProfile, useRemoveItem } from './use-profile.ts';
import { useQuestions } from './use-questions.ts';

/** What can be taken back: a removal, or a no to a suggestion. */
export interface Undoable extends Place {
  readonly kind: 'removed' | 'declined';
  /** Whether the server has carried it out, once it has answered. */
  readonly isDone: Promise<boolean>;
}

export interface Editing {
  readonly add: (collection: Collection) => void;
  readonly edit: (place: Place) => void;
  /** Changes an item at once; `message` is said when it is done. */
  readonly change: (place: Place, patch: ItemValue, message: string) => Promise<void>;
  readonly remove: (place: Place) => void;
  readonly decline: (place: Place) => void;
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

/** How a change went: done, or both versions are shown, or it failed and nobody has dealt with that. */
type Result = { readonly kind: 'done' | 'asked' } | { readonly kind: 'failed'; readonly error: unknown };

export function EditingProvider({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  const { words } = language;
  const { client } = useSession();
  const { announce, tell, warn } = useNotices();
  const refresh = useRefreshProfile();
  const { mutateAsync: addItem } = useAddItem();
  const { mutateAsync: changeItem } = useChangeItem();
  const { mutateAsync: removeItem } = useRemoveItem();
  const [question, ask] = useQuestions();
  const [undoables, setUndoables] = useState<readonly Undoable[]>([]);
  const isHere = useIsHere();

  const editing = useMemo<Editing & Answering>(() => {
    const name = ({ collection, item }: Place) => labelOf(collection, item, language);
    const warnOf = (place: Place, error: unknown) => warn(words.profile.failed(name(place)), error);
    const forget = (id: string) => setUndoables((before) => before.filter(({ item }) => item.id !== id));
    const offerUndo = (undoable: Undoable) => setUndoables((before) => [...before, undoable]);

    /** Shows both versions; what was wanted is kept until the person has chosen. */
    const askToMerge = async ({ collection, item }: Place, patch: ItemValue) => {
      const current = await readItem(client, collection.name, item.id).catch((error: unknown) => {
        if (failureOf(error).kind === 'missing') return undefined;
        throw error;
      });
      ask.queue({ kind: 'merge', collection, base: item, patch, current });
    };

    const tryChange = async (place: Place, patch: ItemValue, message: string): Promise<Result> => {
      try {
        await changeItem({ ...place, patch });
        tell(message);
        return { kind: 'done' };
      } catch (error) {
        const { kind } = failureOf(error);
        // Whoever has gone to another page cannot be asked, only told.
        if ((kind !== 'changed' && kind !== 'missing') || !isHere()) return { kind: 'failed', error };
        return askToMerge(place, patch).then(
          () => ({ kind: 'asked' }),
          (second: unknown) => ({ kind: 'failed', error: second }),
        );
      }
    };

    const change: Editing['change'] = async (place, patch, message) => {
      const result = await tryChange(place, patch, message);
      if (result.kind === 'failed') warnOf(place, result.error);
    };

    return {
      undoables,
      add: (collection) => ask.open({ kind: 'form', collection, item: undefined }),
      edit: (place) => {
        // What was typed must not depend on what can be fetched once somebody else turns out to have changed the same.
        void prepareMerging();
        ask.open({ kind: 'form', ...place });
      },
      change,
      save: async (form, patch, draft) => {
        const { collection, item } = form;
        if (item === undefined) {
          ask.update(form, { isSaving: true });
          try {
            const created = await addItem({ collection, value: patch });
            ask.close(form);
            tell(words.profile.added(name({ collection, item: created })));
          } catch (error) {
            ask.update(form, { isSaving: false, draft, failure: failureOf(error) });
            if (!isHere()) warn(words.profile.failed(labelOf(collection, patch, language)), error);
          }
          return;
        }
        // The change is on screen at once; the form comes back if the server refuses it.
        ask.close(form);
        const place = { collection, item };
        const result = await tryChange(place, patch, words.profile.saved(labelOf(collection, { ...item, ...patch }, language)));
        if (result.kind !== 'failed') return;
        // The form may have to wait for another, or be on a page that the person has left.
        warnOf(place, result.error);
        ask.queue({ kind: 'form', ...place, draft, failure: failureOf(result.error) });
      },
      remove: (place) => {
        const isDone = removeItem(place).then(
          () => true,
          (error: unknown) => {
            forget(place.item.id);
            warnOf(place, error);
            return false;
          },
        );
        offerUndo({ ...place, kind: 'removed', isDone });
        announce(words.profile.removed(name(place)));
      },
      decline: (place) => {
        const { confidenceScore = null } = place.item.inference ?? {};
        const isDone = tryChange(
          place,
          // What is not true is nobody else's business.
          { inference: { confidenceScore, userHasVerifiedAccuracy: false }, allowedAudiences: 'me' },
          words.suggestions.declined(name(place)),
        ).then((result) => {
          if (result.kind !== 'done') forget(place.item.id);
          if (result.kind === 'failed') warnOf(place, result.error);
          return result.kind === 'done';
        });
        offerUndo({ ...place, kind: 'declined', isDone });
      },
      undo: async (undoable) => {
        const { collection, item, kind, isDone } = undoable;
        forget(item.id);
        // What the server has refused is there as it was, and brought back once more it would be there twice.
        if (!(await isDone)) return;
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
          offerUndo(undoable);
          warnOf(undoable, error);
        }
      },
      dismiss: ({ item }) => forget(item.id),
      merge: async (merge, patch) => {
        ask.close(merge);
        const { collection, base, current = base } = merge;
        if (Object.keys(patch).length === 0) return refresh();
        const place = { collection, item: current };
        const result = await tryChange(place, patch, words.profile.saved(name(place)));
        if (result.kind !== 'failed') return;
        warnOf(place, result.error);
        ask.queue(merge);
      },
      addAgain: (merge) => {
        const { collection, base, patch } = merge;
        ask.close(merge);
        ask.queue({ kind: 'form', collection, item: undefined, draft: { ...contentOf(collection, base), ...patch } });
        void refresh();
      },
      giveUp: (merge) => {
        ask.close(merge);
        void refresh();
      },
    };
  }, [language, words, client, announce, tell, warn, refresh, addItem, changeItem, removeItem, undoables, isHere, ask]);

  return (
    <EditingContext value={editing}>
      {children}
      {question && <EditingDialog question={question} answering={editing} onClose={() => ask.close(question)} />}
    </EditingContext>
  );
}

/** Tells late answers whether the page that waits for them is still on screen. */
function useIsHere(): () => boolean {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useMemo(() => () => here.current, []);
}
