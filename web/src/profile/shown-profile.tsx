/** A profile to read: the sections that hold something, as a viewer sees them. */
import { Badge } from '@fluentui/react-components';
import { newestFirst } from '../items/chronology.ts';
import { type Profile, standingOf } from '../items/item.ts';
import { ItemCard } from '../items/item-card.tsx';
import { Origin } from '../items/origin.tsx';
import { useLanguage } from '../language/language.tsx';
import { useMyself } from '../people/use-people.ts';
import { anchorOf, WithContents } from './contents.tsx';
import { CardGrid, Section } from './section.tsx';
import { sectionOrder } from './section-order.ts';

interface ShownProfileProps {
  readonly profile: Profile;
}

export function ShownProfile({ profile }: ShownProfileProps) {
  const { names, words } = useLanguage();
  const viewer = useMyself().data?.id;
  const sections = sectionOrder
    .map((collection) => ({
      collection,
      items: newestFirst(
        collection,
        (profile[collection.name] ?? []).filter((item) => standingOf(item) !== 'declined'),
      ),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <WithContents sections={sections.map(({ collection, items }) => ({ collection, count: items.length }))}>
      {sections.map(({ collection, items }) => (
        <Section key={collection.name} anchor={anchorOf(collection)} title={names.collection(collection).title}>
          <CardGrid entries={items} keyOf={({ id }) => id}>
            {(item) => (
              <ItemCard
                collection={collection}
                item={item}
                actions={standingOf(item) === 'suggested' && <Badge appearance="outline">{words.origin.suggested}</Badge>}
                foot={<Origin item={item} viewer={viewer} />}
              />
            )}
          </CardGrid>
        </Section>
      ))}
    </WithContents>
  );
}

/** True if there is nothing to show. */
export function isBlank(profile: Profile): boolean {
  return Object.values(profile).every((items) => items.every((item) => standingOf(item) === 'declined'));
}
