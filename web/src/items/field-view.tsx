/** A property of an item, as shown on its card: one row per kind. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { Property } from '../model.ts';
import { describe } from './describe.ts';
import { isEmpty, valueAt } from './item.ts';
import { innerProperties, type Kind, kindOf } from './kind.ts';
import { LevelMeter } from './level-meter.tsx';
import { SafeLink } from './safe-link.tsx';
import { Tags } from './tags.tsx';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(6rem, max-content) 1fr',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
    overflowWrap: 'anywhere',
    '@media (max-width: 480px)': { gridTemplateColumns: '1fr', rowGap: 0 },
  },
  term: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  value: {
    margin: 0,
    '@media (max-width: 480px)': { marginBottom: tokens.spacingVerticalS },
  },
  long: { whiteSpace: 'pre-line' },
  groups: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

interface ShownValue {
  readonly property: Property;
  readonly value: unknown;
}

type View = (shown: ShownValue) => ReactNode;

/** Kinds that are more than text; all others are described in words. */
const views: Partial<Readonly<Record<Kind, View>>> = {
  link: ({ value }) => <SafeLink text={String(value)} />,
  level: ({ property, value }) =>
    property.type.kind === 'enum' ? <LevelMeter type={property.type} member={String(value)} /> : null,
  texts: TextsView,
  longText: LongTextView,
  group: ({ property, value }) => <FieldList properties={innerProperties(property)} value={value} />,
  groups: GroupsView,
};

function TextsView({ property, value }: ShownValue) {
  const { names } = useLanguage();
  return Array.isArray(value) ? <Tags label={names.field(property.name)} texts={value.map(String)} /> : null;
}

function LongTextView({ value }: ShownValue) {
  return <span className={useStyles().long}>{String(value)}</span>;
}

function GroupsView({ property, value }: ShownValue) {
  const language = useLanguage();
  const styles = useStyles();
  if (!Array.isArray(value)) return null;
  const lines = value.map((one) => describe({ ...property, collection: false }, one, language));
  return (
    <ul className={styles.groups}>
      {[...new Set(lines)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

export function FieldView({ property, value }: ShownValue) {
  const language = useLanguage();
  const View = views[kindOf(property)];
  return View ? <View property={property} value={value} /> : describe(property, value, language);
}

interface FieldListProps {
  readonly properties: readonly Property[];
  readonly value: unknown;
}

/** Name and value of each property that says something. */
export function FieldList({ properties, value }: FieldListProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  const said = properties.filter(({ name }) => !isEmpty(valueAt(value, [name])));
  if (said.length === 0) return null;
  return (
    <dl className={styles.list}>
      {said.map((property) => (
        <FieldPair key={property.name} name={names.field(property.name)}>
          <FieldView property={property} value={valueAt(value, [property.name])} />
        </FieldPair>
      ))}
    </dl>
  );
}

function FieldPair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.term}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}
