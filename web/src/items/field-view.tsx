/** A property of an item, as shown on its card: one row per kind. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { Property } from '../model.ts';
import { describe } from './describe.ts';
import { isEmpty, valueAt } from './item.ts';
import { innerProperties, isOpenGroup, isReference, type Kind, kindOf } from './kind.ts';
import { LevelMeter } from './level-meter.tsx';
import { PersonReference } from './person-reference.tsx';
import { SafeLink } from './safe-link.tsx';
import { Tags } from './tags.tsx';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'fit-content(42%) minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    alignItems: 'baseline',
    margin: 0,
    overflowWrap: 'anywhere',
    '@media (max-width: 480px)': { gridTemplateColumns: '1fr', rowGap: 0 },
  },
  heading: { gridColumn: '1 / -1', fontWeight: tokens.fontWeightSemibold, marginTop: tokens.spacingVerticalXS },
  term: { minWidth: '6rem', color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  value: {
    margin: 0,
    '@media (max-width: 480px)': { marginBottom: tokens.spacingVerticalS },
  },
  long: { whiteSpace: 'pre-line' },
  groups: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  people: { margin: 0, padding: 0, listStyleType: 'none' },
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
  if (isReference(property)) {
    return (
      <ul className={styles.people}>
        {value.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: who is named has no other identity
          <li key={index}>
            <PersonReference field={property} value={one} />
          </li>
        ))}
      </ul>
    );
  }
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
  const kind = kindOf(property);
  if (kind === 'group' && isReference(property)) return <PersonReference field={property} value={value} />;
  const View = views[kind];
  return View ? <View property={property} value={value} /> : describe(property, value, language);
}

/** A line of a list of properties: a property that says something, or the name of the group that follows. */
type Line =
  | { readonly kind: 'value'; readonly key: string; readonly property: Property; readonly value: unknown }
  | { readonly kind: 'heading'; readonly key: string; readonly name: string };

/** The lines of properties and of the groups in them; the groups named in `open` stand without a heading. */
function linesOf(properties: readonly Property[], holder: unknown, path: string, open: readonly string[]): readonly Line[] {
  return properties.flatMap((property): readonly Line[] => {
    const value = valueAt(holder, [property.name]);
    const key = `${path}/${property.name}`;
    if (isEmpty(value)) return [];
    if (kindOf(property) !== 'group' || isReference(property)) return [{ kind: 'value', key, property, value }];
    const inner = linesOf(innerProperties(property), value, key, open);
    return open.includes(property.name) || isOpenGroup(property)
      ? inner
      : [{ kind: 'heading', key, name: property.name }, ...inner];
  });
}

interface FieldListProps {
  readonly properties: readonly Property[];
  readonly value: unknown;
  /** Groups that need no heading, and the property that is already said elsewhere: the path of the item's label. */
  readonly label: readonly string[];
}

/** Name and value of each property that says something, groups one after the other. */
export function FieldList({ properties, value, label }: FieldListProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  const lines = linesOf(properties, value, '', label).filter(({ key }) => key !== `/${label.join('/')}`);
  if (lines.length === 0) return null;
  return (
    <dl className={styles.list}>
      {lines.map((line) =>
        line.kind === 'heading' ? (
          <dt key={line.key} className={styles.heading}>
            {names.field(line.name)}
          </dt>
        ) : (
          <Fragment key={line.key}>
            <dt className={styles.term}>{names.field(line.property.name)}</dt>
            <dd className={styles.value}>
              <FieldView property={line.property} value={line.value} />
            </dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}
