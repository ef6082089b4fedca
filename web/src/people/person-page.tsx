/** A colleague's profile, as far as they let one see it. */
import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import { useLanguage } from '../language/language.tsx';
import { ProfileHeader } from '../profile/profile-header.tsx';
import { isBlank, ShownProfile } from '../profile/shown-profile.tsx';
import { useProfile } from '../profile/use-profile.ts';
import { Empty, ReadingState } from '../shell/states.tsx';
import { TextLink } from '../shell/text-link.tsx';
import { useMyself, usePerson } from './use-people.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL },
  back: { alignSelf: 'flex-start' },
});

export default function PersonPage() {
  const { words } = useLanguage();
  const styles = useStyles();
  const { id = '' } = useParams<{ id: string }>();
  return (
    <div className={styles.page}>
      <TextLink to="/people" className={styles.back}>
        ‹ {words.people.back}
      </TextLink>
      <Colleague id={id} />
    </div>
  );
}

function Colleague({ id }: { readonly id: string }) {
  const { words } = useLanguage();
  const person = usePerson(id);
  const profile = useProfile({ id });
  const isMyself = useMyself().data?.id === id;
  useTitle(person.data?.displayName);
  const state = <ReadingState of={[person, profile]} />;
  if (!person.data || !profile.data) return state;
  const { mail, displayName, userPrincipalName } = person.data;
  return (
    <>
      {state}
      <ProfileHeader person={person.data}>
        {mail && !isMyself && (
          <Button as="a" href={`mailto:${encodeURIComponent(mail)}`} icon={<MailRegular />}>
            {words.people.write}
          </Button>
        )}
      </ProfileHeader>
      {isMyself && (
        <MessageBar>
          <MessageBarBody>
            {words.people.thisIsYou} <TextLink to="/">{words.pages.profile}</TextLink>
          </MessageBarBody>
        </MessageBar>
      )}
      {isBlank(profile.data) ? (
        <Empty title={words.people.empty(displayName ?? userPrincipalName ?? '')} />
      ) : (
        <ShownProfile profile={profile.data} />
      )}
    </>
  );
}

/** Calls the page by the person's name as long as it shows them. */
function useTitle(name: string | null | undefined): void {
  const { words } = useLanguage();
  useEffect(() => {
    if (!name) return;
    const before = document.title;
    document.title = `${name} – ${words.app.name}`;
    return () => {
      document.title = before;
    };
  }, [name, words]);
}
