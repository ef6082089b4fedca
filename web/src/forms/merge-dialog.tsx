/** What a person sees when somebody else has changed the same item: both versions, and the choice. */
import {
  Button,
  Caption1,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  makeStyles,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { audienceText } from '../items/audience-chooser.tsx';
import { describe } from '../items/describe.ts';
import { type ItemValue, valueAt } from '../items/item.ts';
import { labelOf } from '../items/label.ts';
import { type Language, useLanguage } from '../language/language.tsx';
import type { Collection, Property } from '../model.ts';
import { type Conflict, type Difference, differencesOf, mergedPatch, type Side } from './merge.ts';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  text: { margin: 0 },
  button: { whiteSpace: 'nowrap' },
  note: { display: 'block', color: tokens.colorNeutralForeground2 },
  name: { display: 'block', fontWeight: tokens.fontWeightSemibold },
});

interface MergeDialogProps {
  readonly collection: Collection;
  readonly conflict: Conflict;
  /** Gets what to change of the current item. */
  readonly onMerge: (patch: ItemValue) => void;
  /** Gets called when the item is gone and shall be there again. */
  readonly onAddAgain: () => void;
  readonly onGiveUp: () => void;
}

export default function MergeDialog({ collection, conflict, onMerge, onAddAgain, onGiveUp }: MergeDialogProps) {
  const language = useLanguage();
  const { words } = language;
  const styles = useStyles();
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const differences = differencesOf(collection, conflict);
  const choice = (name: string): Side => choices[name] ?? 'yours';
  const label = labelOf(collection, conflict.base, language);
  const isGone = conflict.current === undefined;
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onGiveUp()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.merge.title}</DialogTitle>
          <DialogContent className={styles.content}>
            <p className={styles.text}>{isGone ? words.merge.gone(label) : words.merge.about(label)}</p>
            {differences.map((difference) => (
              <DifferenceView
                key={difference.property.name}
                difference={difference}
                choice={choice(difference.property.name)}
                onChoose={(side) => setChoices({ ...choices, [difference.property.name]: side })}
              />
            ))}
          </DialogContent>
          <DialogActions>
            <Button className={styles.button} onClick={onGiveUp}>
              {words.merge.giveUp}
            </Button>
            {isGone ? (
              <Button appearance="primary" className={styles.button} onClick={onAddAgain}>
                {words.merge.addAgain}
              </Button>
            ) : (
              <Button appearance="primary" className={styles.button} onClick={() => onMerge(mergedPatch(differences, choice))}>
                {words.merge.save}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function nameOf({ name }: Property, { words, names }: Language): string {
  if (name === 'allowedAudiences') return words.audience.label;
  return name === 'inference' ? words.suggestions.title : names.field(name);
}

function inWords(property: Property, value: unknown, language: Language): string {
  if (property.name === 'allowedAudiences') return audienceText(typeof value === 'string' ? value : null, language);
  if (property.name === 'inference') return judgement(valueAt(value, ['userHasVerifiedAccuracy']), language);
  return describe(property, value, language) || language.words.merge.nothing;
}

/** What the person said to a suggestion. */
function judgement(isRight: unknown, { words: { suggestions, form } }: Language): string {
  if (typeof isRight !== 'boolean') return form.notSaid;
  return isRight ? suggestions.yes : suggestions.no;
}

interface DifferenceViewProps {
  readonly difference: Difference;
  readonly choice: Side;
  readonly onChoose: (side: Side) => void;
}

function DifferenceView({ difference: { property, yours, theirs, by }, choice, onChoose }: DifferenceViewProps) {
  const language = useLanguage();
  const { words } = language;
  const styles = useStyles();
  const name = nameOf(property, language);
  if (by !== 'both') {
    return (
      <div>
        <span className={styles.name}>{name}</span>
        {inWords(property, by === 'yours' ? yours : theirs, language)}
        <Caption1 className={styles.note}>{by === 'yours' ? words.merge.onlyYours : words.merge.onlyTheirs}</Caption1>
      </div>
    );
  }
  return (
    <Field label={name}>
      <RadioGroup value={choice} onChange={(_, { value }) => onChoose(value === 'yours' ? 'yours' : 'theirs')}>
        <Radio value="yours" label={`${words.merge.yours}: ${inWords(property, yours, language)}`} />
        <Radio value="theirs" label={`${words.merge.theirs}: ${inWords(property, theirs, language)}`} />
      </RadioGroup>
    </Field>
  );
}
