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
import type { FieldInputProps } from './field-input.tsx';

const useStyles = makeStyles({
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: `0 0 ${tokens.spacingVerticalXXS}`, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  choices: { display: 'flex', flexWrap: 'wrap' },
  line: { display: 'flex', gap: tokens.spacingHorizontalS },
  grow: { flexGrow: 1 },
  tags: { flexWrap: 'wrap', rowGap: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
});

export function TextsInput({ property, path, value, onChange }: FieldInputProps) {
  const { names, words } = useLanguage();
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const texts = Array.isArray(value) ? value.map(String) : [];
  const { suggestions = [] } = property;
  const free = texts.filter((text) => !suggestions.includes(text));
  const label = names.field(property.name);
  const add = () => {
    const text = typed.trim();
    if (text !== '' && !texts.includes(text)) onChange(path, [...texts, text]);
    setTyped('');
  };
  const remove = (text: string) =>
    onChange(
      path,
      texts.filter((one) => one !== text),
    );
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
              onChange={(_, { checked }) => (checked ? onChange(path, [...texts, text]) : remove(text))}
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
              value={typed}
              aria-label={words.form.addTo(label)}
              onChange={(_, { value: next }) => setTyped(next)}
              onBlur={add}
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
