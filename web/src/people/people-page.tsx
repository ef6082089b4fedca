/** Everyone, found by name as one types. */
import { Avatar, Button, Caption1, Field, makeStyles, SearchBox, Subtitle2, Title2, tokens } from '@fluentui/react-components';
import { useDeferredValue, useState } from 'react';
import { useLocation } from 'wouter';
import type { Person } from '../graph/people.ts';
import { useLanguage } from '../language/language.tsx';
import { Panel } from '../shell/panel.tsx';
import { Empty, PageLoading, ReadingState } from '../shell/states.tsx';
import { opensHere, TextLink } from '../shell/text-link.tsx';
import { usePeople } from './use-people.ts';
import { useSettled } from './use-settled.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  title: { margin: 0 },
  search: { maxWidth: '30rem' },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(18rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  person: {
    flexDirection: 'row',
    alignItems: 'center',
    height: '100%',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  muted: { color: tokens.colorNeutralForeground2 },
  more: { alignSelf: 'center' },
});

/** Characters of a search, which are more than names have: each becomes up to 300 of an address, of which servers take 16,000. */
const longestSearch = 50;

export default function PeoplePage() {
  const { words } = useLanguage();
  const styles = useStyles();
  const [typed, setTyped] = useState(() => (new URLSearchParams(location.search).get('name') ?? '').slice(0, longestSearch));
  const search = (name: string) => {
    setTyped(name);
    // Kept in the address, so that one comes back to what one was looking for.
    history.replaceState(history.state, '', name === '' ? '/people' : `/people?${new URLSearchParams({ name })}`);
  };
  const text = useSettled(useDeferredValue(typed.trim()));
  const people = usePeople(text);
  const found = people.data?.pages.flatMap(({ entities }) => entities) ?? [];
  // That the search before found nobody says nothing of this one.
  const isUnknown = people.isPlaceholderData && found.length === 0;
  return (
    <div className={styles.page}>
      <Title2 as="h1" block className={styles.title}>
        {words.people.title}
      </Title2>
      <Field label={words.people.search} className={styles.search}>
        <SearchBox value={typed} maxLength={longestSearch} onChange={(_, { value }) => search(value)} autoComplete="off" />
      </Field>
      {isUnknown ? (
        <PageLoading />
      ) : (
        people.data && (
          <>
            <Caption1 role="status" className={styles.muted}>
              {found.length > 0
                ? words.people.found(found.length, people.hasNextPage)
                : text === ''
                  ? words.people.nobody
                  : words.people.none(text)}
            </Caption1>
            {found.length === 0 && <Empty title={text === '' ? words.people.nobody : words.people.none(text)} />}
            <ul className={styles.grid}>
              {found.map((person) => (
                <li key={person.id}>
                  <PersonCard person={person} />
                </li>
              ))}
            </ul>
            {people.hasNextPage && (
              <Button
                className={styles.more}
                disabledFocusable={people.isFetchingNextPage}
                onClick={() => void people.fetchNextPage()}
              >
                {words.people.more}
              </Button>
            )}
          </>
        )
      )}
      <ReadingState of={[people]} />
    </div>
  );
}

function PersonCard({ person }: { readonly person: Person }) {
  const styles = useStyles();
  const [, go] = useLocation();
  const name = person.displayName ?? person.userPrincipalName ?? person.id;
  const about = [person.jobTitle, person.department].filter((text) => text).join(' · ');
  const path = `/people/${encodeURIComponent(person.id)}`;
  return (
    // The link is what the keyboard and screen readers use; the sheet around it is only a larger target for a pointer.
    <Panel className={styles.person} onClick={(event) => opensHere(event) && go(path)}>
      <Avatar name={name} color="colorful" size={48} aria-hidden />
      <div className={styles.text}>
        <Subtitle2>
          <TextLink to={path}>{name}</TextLink>
        </Subtitle2>
        {about !== '' && <Caption1 className={styles.muted}>{about}</Caption1>}
      </div>
    </Panel>
  );
}
