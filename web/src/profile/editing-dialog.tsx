/** The dialog that editing has open: a form, or two versions to choose from. */
import type { ItemValue } from '../items/item.ts';
import { split } from '../shell/split.tsx';
import type { Asked, Form, Merge } from './use-questions.ts';

// Fetched when the first form is opened, so that looking at a profile does not wait for what changes it.
const { Component: ItemDialog } = split(() => import('../forms/item-dialog.tsx'));
const { Component: MergeDialog, prepare: prepareMerging } = split(() => import('../forms/merge-dialog.tsx'));

export { prepareMerging };

/** What is done with the answers. */
export interface Answering {
  readonly save: (form: Asked<Form>, patch: ItemValue, draft: ItemValue) => Promise<void>;
  readonly merge: (merge: Asked<Merge>, patch: ItemValue) => Promise<void>;
  readonly addAgain: (merge: Asked<Merge>) => void;
  readonly giveUp: (merge: Asked<Merge>) => void;
}

interface EditingDialogProps {
  readonly question: Asked;
  readonly answering: Answering;
  readonly onClose: () => void;
}

export function EditingDialog({ question, answering: { save, merge, addAgain, giveUp }, onClose }: EditingDialogProps) {
  if (question.kind === 'form') {
    const { key, collection, item, draft, failure, isSaving = false } = question;
    return (
      <ItemDialog
        key={`${key} ${failure?.requestId ?? ''}`}
        collection={collection}
        item={item}
        draft={draft}
        failure={failure}
        isSaving={isSaving}
        onSave={(patch, typed) => void save(question, patch, typed)}
        onClose={onClose}
      />
    );
  }
  return (
    <MergeDialog
      key={question.key}
      collection={question.collection}
      conflict={question}
      onMerge={(patch) => void merge(question, patch)}
      onAddAgain={() => addAgain(question)}
      onGiveUp={() => giveUp(question)}
    />
  );
}
