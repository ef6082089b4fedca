/** The input for a property: one row per kind of value. */
import { Field, Input, type InputProps, Select, Textarea } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { type Kind, kindOf, membersOf } from '../items/kind.ts';
import { LevelSteps } from '../items/level-meter.tsx';
import { type Language, useLanguage } from '../language/language.tsx';
import type { Property } from '../model.ts';
import { type Faults, pathText } from './check.ts';
import { GroupInput, GroupsInput } from './group-input.tsx';
import { TextsInput } from './texts-input.tsx';

export interface FieldInputProps {
  readonly property: Property;
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly onChange: (path: readonly (string | number)[], value: unknown) => void;
  readonly faults: Faults;
  /** The path of what the item is called by. */
  readonly label?: readonly string[];
  /** True for what the item cannot do without. */
  readonly required?: boolean;
}

const inputs: Readonly<Record<Kind, FunctionComponent<FieldInputProps>>> = {
  text: TextInput,
  longText: LongTextInput,
  link: TextInput,
  email: TextInput,
  phone: TextInput,
  language: TextInput,
  country: TextInput,
  date: TextInput,
  instant: TextInput,
  number: TextInput,
  yesNo: YesNoInput,
  choice: ChoiceInput,
  level: ChoiceInput,
  texts: TextsInput,
  group: GroupInput,
  groups: GroupsInput,
};

export function FieldInput(props: FieldInputProps) {
  const Chosen = inputs[kindOf(props.property)];
  return <Chosen {...props} />;
}

/** How a line of text is asked for, by kind. */
const lineTypes: Partial<Readonly<Record<Kind, InputProps['type']>>> = {
  link: 'url',
  email: 'email',
  phone: 'tel',
  date: 'date',
};

/** What a code stands for, said below it while it is typed. */
const hints: Partial<Readonly<Record<Kind, (text: string, language: Language) => string>>> = {
  language: (text, { formats }) => formats.languageName(text),
  country: (text, { formats }) => formats.countryName(text),
};

/** What `Field` is told of every input. */
function useFieldProps({ property, path, faults, required }: FieldInputProps) {
  const { names } = useLanguage();
  const fault = faults.get(pathText(path));
  return {
    label: names.field(property.name),
    required: required ?? false,
    ...(fault !== undefined && { validationMessage: fault, validationState: 'error' as const }),
  };
}

const asText = (value: unknown) => (value === null || value === undefined ? '' : String(value));

function TextInput(props: FieldInputProps) {
  const { property, path, value, onChange } = props;
  const language = useLanguage();
  const kind = kindOf(property);
  const text = asText(value);
  const hint = text === '' ? undefined : hints[kind]?.(text, language);
  return (
    <Field {...useFieldProps(props)} {...(hint !== undefined && hint !== text && { hint })}>
      <Input
        type={lineTypes[kind] ?? 'text'}
        {...(kind === 'number' && { inputMode: 'decimal' as const })}
        value={text}
        autoComplete="off"
        onChange={(_, { value: next }) => onChange(path, next)}
      />
    </Field>
  );
}

function LongTextInput(props: FieldInputProps) {
  const { path, value, onChange } = props;
  return (
    <Field {...useFieldProps(props)}>
      <Textarea value={asText(value)} resize="vertical" rows={4} onChange={(_, { value: next }) => onChange(path, next)} />
    </Field>
  );
}

function YesNoInput(props: FieldInputProps) {
  const { path, value, onChange } = props;
  const { words } = useLanguage();
  return (
    <Field {...useFieldProps(props)}>
      <Select
        value={value === true ? 'yes' : value === false ? 'no' : ''}
        onChange={(_, { value: next }) => onChange(path, next === '' ? null : next === 'yes')}
      >
        <option value="">{words.form.notSaid}</option>
        <option value="yes">{words.form.yes}</option>
        <option value="no">{words.form.no}</option>
      </Select>
    </Field>
  );
}

function ChoiceInput(props: FieldInputProps) {
  const { property, path, value, onChange } = props;
  const { words, names } = useLanguage();
  const { type } = property;
  const field = useFieldProps(props);
  if (type.kind !== 'enum') return null;
  const isLevel = kindOf(property) === 'level';
  return (
    <Field
      {...field}
      {...(isLevel && typeof value === 'string' && value !== '' && { hint: <LevelSteps type={type} member={value} /> })}
    >
      <Select value={asText(value)} onChange={(_, { value: next }) => onChange(path, next === '' ? null : next)}>
        <option value="">{words.form.notSaid}</option>
        {membersOf(type).map((member) => (
          <option key={member} value={member}>
            {names.member(type, member)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
