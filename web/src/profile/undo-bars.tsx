/** What has just been taken away, and the way back: one line each, which takes the keyboard's place. */
import { Button, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useEffect, useRef } from 'react';
import { labelOf } from '../items/label.ts';
import { useLanguage } from '../language/language.tsx';
import { stepBack } from '../shell/step-back.ts';
import { type Undoable, useEditing } from './editing.tsx';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  // A long name takes a second line rather than push the way back off the screen.
  message: { whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: 0 },
});

export function UndoBars({ undoables }: { readonly undoables: readonly Undoable[] }) {
  const styles = useStyles();
  if (undoables.length === 0) return null;
  return (
    <div className={styles.list}>
      {undoables.map((undoable) => (
        <UndoBar key={undoable.item.id} undoable={undoable} />
      ))}
    </div>
  );
}

function UndoBar({ undoable }: { readonly undoable: Undoable }) {
  const language = useLanguage();
  const { words } = language;
  const styles = useStyles();
  const { undo, dismiss } = useEditing();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const label = labelOf(undoable.collection, undoable.item, language);
  const message = undoable.kind === 'removed' ? words.profile.removed(label) : words.suggestions.declined(label);
  return (
    <MessageBar intent="info" layout="singleline" politeness="polite">
      <MessageBarBody className={styles.message}>{message}</MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<DismissRegular />}
            aria-label={words.app.dismiss}
            onClick={({ currentTarget }) => stepBack(currentTarget, () => dismiss(undoable))}
          />
        }
      >
        <Button
          ref={button}
          onClick={({ currentTarget }) => stepBack(currentTarget, () => void undo(undoable))}
          aria-label={words.profile.undoRemove(label)}
        >
          {words.app.undo}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
