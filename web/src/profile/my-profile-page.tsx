/** One's own profile: to fill, to share, and to see as others see it. */
import {
  Button,
  Field,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Select,
  tokens,
} from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { isVisibleTo, type Viewer, viewers } from '../items/audience.ts';
import { newestFirst } from '../items/chronology.ts';
import { isEstablished, type Profile, standingOf, writableProperties } from '../items/item.ts';
import { useLanguage } from '../language/language.tsx';
import { useMyself } from '../people/use-people.ts';
import { Empty, ReadingState } from '../shell/states.tsx';
import { CollectionSection } from './collection-section.tsx';
import { WithContents } from './contents.tsx';
import { EditingProvider, useEditing } from './editing.tsx';
import { ProfileHeader } from './profile-header.tsx';
import { Section } from './section.tsx';
import { sectionOrder } from './section-order.ts';
import { isBlank, ShownProfile } from './shown-profile.tsx';
import { Suggestions } from './suggestions.tsx';
import { useProfile, useUnanswered } from './use-profile.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export default function MyProfilePage() {
  const { words } = useLanguage();
  const styles = useStyles();
  const myself = useMyself();
  const profile = useProfile('me');
  const shown = useUnanswered(profile.data);
  const [viewer, setViewer] = useState<Viewer | 'myself'>('myself');
  const state = <ReadingState of={[myself, profile]} />;
  if (!myself.data || !shown) return state;
  return (
    <div className={styles.page}>
      {state}
      <ProfileHeader person={myself.data}>
        <Field label={words.audience.seeAs}>
          <Select value={viewer} onChange={(_, { value }) => setViewer(value as Viewer | 'myself')}>
            {(['myself', ...Object.keys(viewers)] as (Viewer | 'myself')[]).map((name) => (
              <option key={name} value={name}>
                {words.audience.viewers[name]}
              </option>
            ))}
          </Select>
        </Field>
      </ProfileHeader>
      {/* Around both, so that what the server still has to answer finds somebody to tell. */}
      <EditingProvider>
        {viewer === 'myself' ? (
          <OwnProfile profile={shown} />
        ) : (
          <ProfileAs viewer={viewer} profile={shown} onBack={() => setViewer('myself')} />
        )}
      </EditingProvider>
    </div>
  );
}

function OwnProfile({ profile }: { readonly profile: Profile }) {
  const { words } = useLanguage();
  const { undoables } = useEditing();
  const sections = sectionOrder.map((collection, index) => {
    const items = newestFirst(collection, (profile[collection.name] ?? []).filter(isEstablished));
    const isTouched = undoables.some((undoable) => undoable.kind === 'removed' && undoable.collection === collection);
    // The first section invites even when it is empty; the others wait below until there is something in them.
    return { collection, items, isShown: index === 0 || items.length > 0 || isTouched };
  });
  const isNew = sections.every(({ items }) => items.length === 0);
  const shown = sections.filter(({ isShown }) => isShown);
  return (
    <WithContents sections={shown.map(({ collection, items }) => ({ collection, count: items.length }))}>
      <Suggestions profile={profile} />
      {isNew && (
        <Empty title={words.profile.welcomeTitle}>
          <span>{words.profile.welcome}</span>
        </Empty>
      )}
      {shown.map(({ collection, items }) => (
        <CollectionSection key={collection.name} collection={collection} items={items} />
      ))}
      <MoreSections collections={sections.filter(({ isShown }) => !isShown).map(({ collection }) => collection)} />
    </WithContents>
  );
}

function MoreSections({ collections }: { readonly collections: typeof sectionOrder }) {
  const { words, names } = useLanguage();
  const { add } = useEditing();
  const styles = useStyles();
  const offered = collections.filter((collection) => writableProperties(collection).length > 0);
  if (offered.length === 0) return null;
  return (
    <Section title={words.profile.emptySections} about={words.profile.emptySectionsAbout}>
      <div className={styles.buttons}>
        {offered.map((collection) => (
          <Button
            key={collection.name}
            icon={<AddRegular />}
            aria-label={`${names.collection(collection).title}: ${words.profile.add(names.collection(collection).singular)}`}
            onClick={() => add(collection)}
          >
            {names.collection(collection).title}
          </Button>
        ))}
      </div>
    </Section>
  );
}

interface ProfileAsProps {
  readonly viewer: Viewer;
  readonly profile: Profile;
  readonly onBack: () => void;
}

/** Worked out from who may see each item, so that it needs nobody else's eyes. */
function ProfileAs({ viewer, profile, onBack }: ProfileAsProps) {
  const { words } = useLanguage();
  const held = Object.values(profile)
    .flat()
    .filter((item) => standingOf(item) !== 'declined');
  const seen: Profile = Object.fromEntries(
    Object.entries(profile).map(([name, items]) => [
      name,
      items.filter(({ allowedAudiences }) => isVisibleTo(viewer, allowedAudiences)),
    ]),
  );
  const hidden = held.filter(({ allowedAudiences }) => !isVisibleTo(viewer, allowedAudiences)).length;
  return (
    <>
      <MessageBar intent="info" layout="multiline" politeness="polite">
        <MessageBarBody>
          {words.audience.seeing(words.audience.viewers[viewer])} {hidden > 0 && words.profile.hidden(hidden)}
        </MessageBarBody>
        <MessageBarActions>
          <Button onClick={onBack}>{words.audience.back}</Button>
        </MessageBarActions>
      </MessageBar>
      {isBlank(seen) ? <Empty title={words.profile.nothingVisible} /> : <ShownProfile profile={seen} />}
    </>
  );
}
