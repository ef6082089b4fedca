/** The form in which an item is added or changed, drawn from the fields its collection declares. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Label,
  MessageBar,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { useRef, useState } from 'react';
import type { Failure } from '../graph/failure.ts';
import { defaultAudience } from '../items/audience.ts';
import { AudienceChooser } from '../items/audience-chooser.tsx';
import { type Item, type ItemValue, writableProperties } from '../items/item.ts';
import { useLanguage } from '../language/language.tsx';
import type { Collection } from '../model.ts';
import { type Faults, faultsOf, pathText } from './check.ts';
import { draftOf, patchOf, withValue } from './draft.ts';
import { FieldInput } from './field-input.tsx';
import { Folded } from './group-input.tsx';
import { formOrder, isFolded } from './order.ts';
import { Slot, useSlotStyles } from './slot.tsx';
import { submitting } from './submit.ts';

const useStyles = makeStyles({
  audience: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  surface: { maxWidth: '44rem', '@media (max-width: 480px)': { padding: tokens.spacingHorizontalM } },
});

interface ItemDialogProps {
  readonly collection: Collection;
  /** The item to change; undefined to add one. */
  readonly item: Item | undefined;
  /** What was filled in before the server refused it. */
  readonly draft?: ItemValue | undefined;
  readonly failure?: Failure | undefined;
  readonly isSaving: boolean;
  readonly onSave: (patch: ItemValue, draft: ItemValue) => void;
  readonly onClose: () => void;
}

export default function ItemDialog({ collection, item, draft: begun, failure, isSaving, onSave, onClose }: ItemDialogProps) {
  const { words, names } = useLanguage();
  const styles = useStyles();
  const slots = useSlotStyles();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => begun ?? draftOf(collection, item));
  const [faults, setFaults] = useState<Faults>(() => failure?.targets ?? new Map());
  const { singular } = names.collection(collection);
  const change = (path: readonly (string | number)[], value: unknown) => {
    setDraft((before) => withValue(before, path, value) as ItemValue); // a path into an object leaves it one
    setFaults((before) => new Map([...before].filter(([at]) => at !== pathText(path))));
  };
  const save = submitting(isSaving ? 'waiting' : 'free', () => {
    const found = faultsOf(collection, draft, words);
    setFaults(found);
    if (found.size > 0) return void requestAnimationFrame(() => focusFault(form.current));
    const patch = patchOf(collection, item, draft);
    if (Object.keys(patch).length === 0) return onClose();
    onSave(patch, draft);
  });
  const unplaced = failure && failure.targets.size === 0 ? `${words.failures[failure.kind]} ${failure.message}` : undefined;
  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open, type }) => !open && type !== 'backdropClick' && onClose()}>
      <DialogSurface className={styles.surface}>
        <form ref={form} onSubmit={save} noValidate>
          <DialogBody>
            <DialogTitle>{item ? words.profile.editTitle(singular) : words.profile.add(singular)}</DialogTitle>
            <DialogContent className={slots.columns}>
              {(faults.size > 0 || unplaced !== undefined) && (
                <MessageBar intent="error" layout="multiline" className={slots.wide}>
                  <MessageBarBody>{unplaced ?? words.form.faults(faults.size)}</MessageBarBody>
                </MessageBar>
              )}
              {formOrder(collection).map((property) => {
                const Chosen = isFolded(collection, property) ? Folded : FieldInput;
                const required = collection.label.length === 1 && collection.label[0] === property.name;
                return (
                  <Slot key={property.name} property={property} required={required}>
                    <Chosen
                      property={property}
                      path={[property.name]}
                      value={draft[property.name]}
                      onChange={change}
                      faults={faults}
                      label={collection.label}
                      required={required}
                    />
                  </Slot>
                );
              })}
              {writableProperties(collection).length > 0 && (
                <div className={mergeClasses(slots.wide, styles.audience)}>
                  <Label aria-hidden="true">{words.audience.label}</Label>
                  <AudienceChooser
                    label={names.collection(collection).singular}
                    value={typeof draft.allowedAudiences === 'string' ? draft.allowedAudiences : defaultAudience}
                    onChange={(value) => change(['allowedAudiences'], value)}
                  />
                </div>
              )}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{words.app.cancel}</Button>
              <Button appearance="primary" type="submit" disabledFocusable={isSaving}>
                {words.app.save}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

function focusFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
