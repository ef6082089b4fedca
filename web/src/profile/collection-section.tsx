/** A section of one's own profile: the items of one collection, to add to, change and remove. */
import { Button, makeStyles, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { AudienceChooser, audienceText } from '../items/audience-chooser.tsx';
import type { Item } from '../items/item.ts';
import { writableProperties } from '../items/item.ts';
import { ItemCard } from '../items/item-card.tsx';
import { labelOf } from '../items/label.ts';
import { Origin } from '../items/origin.tsx';
import { useLanguage } from '../language/language.tsx';
import type { Collection } from '../model.ts';
import { useMyself } from '../people/use-people.ts';
import { anchorOf } from './contents.tsx';
import { useEditing } from './editing.tsx';
import { CardGrid, Section } from './section.tsx';
import { UndoBars } from './undo-bars.tsx';
import type { Place } from './use-profile.ts';

interface CollectionSectionProps {
  readonly collection: Collection;
  readonly items: readonly Item[];
}

export function CollectionSection({ collection, items }: CollectionSectionProps) {
  const { names, words } = useLanguage();
  const { add, undoables } = useEditing();
  const restoreFocus = useRestoreFocusTarget();
  const { title, about, singular } = names.collection(collection);
  return (
    <Section
      title={title}
      anchor={anchorOf(collection)}
      {...(items.length === 0 && { about })}
      actions={
        <Button {...restoreFocus} icon={<AddRegular />} onClick={() => add(collection)} aria-label={words.profile.add(singular)}>
          {words.profile.addShort}
        </Button>
      }
    >
      <UndoBars undoables={undoables.filter((undoable) => undoable.kind === 'removed' && undoable.collection === collection)} />
      <CardGrid entries={items} keyOf={({ id }) => id}>
        {(item) => <OwnItem collection={collection} item={item} />}
      </CardGrid>
    </Section>
  );
}

const useStyles = makeStyles({ buttons: { display: 'flex', flexShrink: 0 } });

function OwnItem(place: Place) {
  const { collection, item } = place;
  const language = useLanguage();
  const styles = useStyles();
  const { words } = language;
  const { edit, change, remove } = useEditing();
  const restoreFocus = useRestoreFocusTarget();
  const viewer = useMyself().data?.id;
  const label = labelOf(collection, item, language);
  return (
    <ItemCard
      collection={collection}
      item={item}
      actions={
        <span className={styles.buttons}>
          {writableProperties(collection).length > 0 && (
            <Button
              {...restoreFocus}
              appearance="subtle"
              icon={<EditRegular />}
              aria-label={words.profile.edit(label)}
              title={words.profile.edit(label)}
              onClick={() => edit(place)}
            />
          )}
          <Button
            appearance="subtle"
            icon={<DeleteRegular />}
            aria-label={words.profile.remove(label)}
            title={words.profile.remove(label)}
            onClick={() => remove(place)}
          />
        </span>
      }
      foot={
        <>
          <Origin item={item} viewer={viewer} />
          <AudienceChooser
            label={label}
            value={item.allowedAudiences}
            onChange={(allowedAudiences) =>
              void change(place, { allowedAudiences }, words.audience.changed(label, audienceText(allowedAudiences, language)))
            }
          />
        </>
      }
    />
  );
}
