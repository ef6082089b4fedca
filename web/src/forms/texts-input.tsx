/** A list of short texts: words clients agree on to tick, any others to type. */
import {
  Button,
  Checkbox,
  Field,
  Input,
  InteractionTag,
  InteractionTagPrimary,
  InteractionTagSecondary,
  makeStyles,
  TagGroup,
  tokens,
} from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { isSame } from './draft.ts';
import type { FieldInputProps } from './field-input.tsx';

const useStyles = makeStyles({
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: `0 0 ${tokens.spacingVerticalXXS}`, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  choices: { display: 'flex', flexWrap: 'wrap' },
  line: { display: 'flex', gap: tokens.spacingHorizontalS },
  grow: { flexGrow: 1 },
  tags: { flexWrap: 'wrap', rowGap: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
});

/** A word in the input, and the texts it would join. */
interface Typing {
  readonly word: string;
  readonly beside: readonly string[];
}

const nothing: Typing = { word: '', beside: [] };

function joined({ word, beside }: Typing): readonly string[] {
  const text = word.trim();
  return text === '' || beside.includes(text) ? beside : [...beside, text];
}

export function TextsInput({ property, path, value, onChange }: FieldInputProps) {
  const { names, words } = useLanguage();
  const styles = useStyles();
  const [begun, setBegun] = useState(nothing);
  const held = Array.isArray(value) ? value.map(String) : [];
  // A word counts as soon as it is typed, and is a tag once it is finished: were it made one when the input is left, everything
  // below would move away from under the click that leaves it. Where the list has become another, it is not the word's any more.
  const typing = begun.word !== '' && isSame(joined(begun), held) ? begun : { word: '', beside: held };
  const texts = typing.beside;
  const { suggestions = [] } = property;
  const free = texts.filter((text) => !suggestions.includes(text));
  const label = names.field(property.name);
  const become = (next: Typing) => {
    setBegun(next);
    onChange(path, joined(next));
  };
  const add = () => setBegun(nothing);
  const remove = (text: string) => become({ ...typing, beside: texts.filter((one) => one !== text) });
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      {suggestions.length > 0 && (
        <div className={styles.choices}>
          {suggestions.map((text) => (
            <Checkbox
              key={text}
              label={names.tag(text)}
              checked={texts.includes(text)}
              onChange={(_, { checked }) => (checked ? become({ ...typing, beside: [...texts, text] }) : remove(text))}
            />
          ))}
        </div>
      )}
      {free.length > 0 && (
        <TagGroup aria-label={label} onDismiss={(_, { value: text }) => remove(text)} className={styles.tags}>
          {free.map((text) => (
            <InteractionTag key={text} value={text} size="small">
              <InteractionTagPrimary hasSecondaryAction>{text}</InteractionTagPrimary>
              <InteractionTagSecondary aria-label={words.form.removeTag(text)} />
            </InteractionTag>
          ))}
        </TagGroup>
      )}
      {suggestions.length === 0 && (
        <Field hint={words.form.typeAndEnter}>
          <div className={styles.line}>
            <Input
              className={styles.grow}
              value={typing.word}
              aria-label={words.form.addTo(label)}
              onChange={(_, { value: word }) => become({ ...typing, word })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
            <Button icon={<AddRegular />} onClick={add} aria-label={words.form.addTo(label)} />
          </div>
        </Field>
      )}
    </fieldset>
  );
}
