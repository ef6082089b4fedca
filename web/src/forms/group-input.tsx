/** Inputs for groups of properties, and for lists of groups. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { isEmpty, valueAt } from '../items/item.ts';
import { innerProperties, isOpenGroup } from '../items/kind.ts';
import { useLanguage } from '../language/language.tsx';
import { FieldInput, type FieldInputProps } from './field-input.tsx';
import { groupOrder } from './order.ts';
import { Slot, useSlotStyles } from './slot.tsx';

const useStyles = makeStyles({
  group: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    margin: 0,
    minWidth: 0,
    padding: tokens.spacingHorizontalM,
  },
  bare: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  legend: { padding: `0 ${tokens.spacingHorizontalXS}`, fontWeight: tokens.fontWeightSemibold },
  start: { alignSelf: 'flex-start', marginTop: tokens.spacingVerticalM },
  fold: {
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    cursor: 'pointer',
    padding: `${tokens.spacingVerticalXS} 0`,
  },
});

export function GroupInput(props: FieldInputProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  return (
    <fieldset className={isOpenGroup(props.property) ? styles.bare : styles.group}>
      <legend className={isOpenGroup(props.property) ? 'visually-hidden' : styles.legend}>
        {names.field(props.property.name)}
      </legend>
      <GroupFields {...props} />
    </fieldset>
  );
}

function GroupFields({ property, path, value, onChange, faults, label }: FieldInputProps) {
  const slots = useSlotStyles();
  return (
    <div className={slots.columns}>
      {groupOrder(innerProperties(property), label ?? []).map((inner) => {
        const isGroup = inner.type.kind === 'complex' || inner.type.kind === 'entity';
        const Chosen = isGroup ? Folded : FieldInput;
        const required = label?.join('/') === [...path, inner.name].join('/');
        return (
          <Slot key={inner.name} property={inner} required={required}>
            <Chosen
              property={inner}
              path={[...path, inner.name]}
              value={valueAt(value, [inner.name])}
              onChange={onChange}
              faults={faults}
              required={required}
            />
          </Slot>
        );
      })}
    </div>
  );
}

/** A group that is folded at first if it says nothing, and from then on as the person has it. */
export function Folded(props: FieldInputProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  const isFaulty = [...props.faults.keys()].some((path) => path.startsWith(props.path.join('/')));
  const [isOpen, setOpen] = useState(() => !isEmpty(props.value));
  return (
    <details open={isOpen || isFaulty} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={styles.fold}>{names.field(props.property.name)}</summary>
      {props.property.collection ? (
        <FieldInput {...props} />
      ) : (
        <fieldset className={styles.group}>
          <legend className="visually-hidden">{names.field(props.property.name)}</legend>
          <GroupFields {...props} />
        </fieldset>
      )}
    </details>
  );
}

export function GroupsInput({ property, path, value, onChange, faults }: FieldInputProps) {
  const { names, words } = useLanguage();
  const styles = useStyles();
  const groups: readonly unknown[] = Array.isArray(value) ? value : [];
  const label = names.field(property.name);
  return (
    <div className={mergeClasses(styles.group, styles.list)}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <fieldset key={index} className={styles.group}>
          <legend className={styles.legend}>
            {label} {index + 1}
          </legend>
          <GroupFields
            property={{ ...property, collection: false }}
            path={[...path, index]}
            value={group}
            onChange={onChange}
            faults={faults}
          />
          <Button
            icon={<DeleteRegular />}
            size="small"
            className={styles.start}
            onClick={() => onChange(path, groups.toSpliced(index, 1))}
          >
            {words.form.removeGroup(label, index + 1)}
          </Button>
        </fieldset>
      ))}
      <Button icon={<AddRegular />} size="small" className={styles.start} onClick={() => onChange(path, [...groups, {}])}>
        {words.form.another(label)}
      </Button>
    </div>
  );
}
