/** One item on a page: what it is called, what it says, and what may be done with it. */
import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { Collection, Property } from '../model.ts';
import { Panel } from '../shell/panel.tsx';
import { FieldList, FieldView } from './field-view.tsx';
import { type Item, isEmpty, ownProperties } from './item.ts';
import { kindOf } from './kind.ts';
import { labelOf } from './label.ts';

const useStyles = makeStyles({
  card: { height: '100%' },
  top: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  label: { margin: 0, flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  bottom: {
    marginTop: 'auto',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
  },
});

interface ItemCardProps {
  readonly collection: Collection;
  readonly item: Item;
  /** Buttons beside the name. */
  readonly actions?: ReactNode;
  /** What stands below: origin, audience. */
  readonly foot?: ReactNode;
}

export function ItemCard({ collection, item, actions, foot }: ItemCardProps) {
  const language = useLanguage();
  const styles = useStyles();
  const said = ownProperties(collection).filter(({ name }) => !isEmpty(item[name]));
  const glances = said.filter(isGlance).toSorted((one, other) => Number(one.collection) - Number(other.collection));
  return (
    <Panel className={styles.card} role="group" aria-label={labelOf(collection, item, language)}>
      <div className={styles.top}>
        <Subtitle2 as="h3" className={styles.label}>
          {labelOf(collection, item, language)}
        </Subtitle2>
        {actions}
      </div>
      {glances.map((property) => (
        <FieldView key={property.name} property={property} value={item[property.name]} />
      ))}
      <FieldList
        properties={said.filter((property) => !isGlance(property) && !isPicture(property))}
        value={item}
        label={collection.label}
      />
      {foot && <div className={styles.bottom}>{foot}</div>}
    </Panel>
  );
}

/** What is understood without its name beside it: the one scale called proficiency, tags with agreed words. */
function isGlance(property: Property): boolean {
  const kind = kindOf(property);
  return (kind === 'level' && property.name === 'proficiency') || (kind === 'texts' && property.suggestions !== undefined);
}

/** Pictures may lie on other hosts, which this app never asks; their addresses are nothing to read. */
function isPicture({ name }: Property): boolean {
  return name === 'thumbnailUrl';
}
