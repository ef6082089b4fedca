/** The head of a profile: who this is. */
import { Avatar, Body1, Caption1, makeStyles, Title2, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Person } from '../graph/people.ts';
import { Panel } from '../shell/panel.tsx';

const useStyles = makeStyles({
  card: { padding: tokens.spacingHorizontalXL },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXL },
  text: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, flexGrow: 1, minWidth: 0 },
  name: { margin: 0, overflowWrap: 'anywhere' },
  muted: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

interface ProfileHeaderProps {
  readonly person: Person;
  readonly children?: ReactNode;
}

export function ProfileHeader({ person, children }: ProfileHeaderProps) {
  const styles = useStyles();
  const name = person.displayName ?? person.userPrincipalName ?? '';
  const title = [person.jobTitle, person.department].filter((text) => text).join(' · ');
  const where = [person.officeLocation, person.mail ?? person.userPrincipalName].filter((text) => text).join(' · ');
  return (
    <Panel className={styles.card}>
      <div className={styles.row}>
        <Avatar name={name} color="colorful" size={96} aria-hidden />
        <div className={styles.text}>
          <Title2 as="h1" block className={styles.name}>
            {name}
          </Title2>
          {title !== '' && <Body1>{title}</Body1>}
          {where !== '' && <Caption1 className={styles.muted}>{where}</Caption1>}
        </div>
        {children}
      </div>
    </Panel>
  );
}
