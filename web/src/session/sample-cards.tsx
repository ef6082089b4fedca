/** What profiles look like, beside the way in: a picture, to look at only. */
import { Avatar, Caption1, makeStyles, mergeClasses, Subtitle2, tokens } from '@fluentui/react-components';
import { GlobeRegular, LockClosedRegular, PeopleTeamRegular } from '@fluentui/react-icons';
import type { JSX } from 'react';
import { LevelMeter } from '../items/level-meter.tsx';
import { Tags } from '../items/tags.tsx';
import { useLanguage } from '../language/language.tsx';
import { skillProficiencyLevel } from '../model.ts';
import { Panel } from '../shell/panel.tsx';

const useStyles = makeStyles({
  cards: { display: 'grid', gap: tokens.spacingVerticalL, width: '20rem', maxWidth: '100%' },
  card: { padding: tokens.spacingHorizontalL, boxShadow: tokens.shadow16 },
  indented: { marginLeft: '2.5rem', marginRight: '-2.5rem' },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  audience: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
});

interface Sample {
  readonly person: string;
  readonly skill: keyof ReturnType<typeof useLanguage>['words']['session']['samples'];
  readonly level: string;
  readonly tags: readonly string[];
  readonly audience: string;
  readonly icon: JSX.Element;
}

const samples: readonly Sample[] = [
  {
    person: 'Aiko Mori',
    skill: 'signLanguage',
    level: 'advancedProfessional',
    tags: ['ableToMentor'],
    audience: 'groupMembers',
    icon: <PeopleTeamRegular />,
  },
  {
    person: 'Hugo Teixeira',
    skill: 'statistics',
    level: 'expert',
    tags: ['askMeAbout'],
    audience: 'everyone',
    icon: <GlobeRegular />,
  },
  {
    person: 'Liv Tangen',
    skill: 'publicSpeaking',
    level: 'limitedWorking',
    tags: ['wantsToImprove'],
    audience: 'me',
    icon: <LockClosedRegular />,
  },
];

export default function SampleCards() {
  const { words } = useLanguage();
  const styles = useStyles();
  return (
    <div className={styles.cards} aria-hidden="true">
      {samples.map(({ person, skill, level, tags, audience, icon }, index) => (
        <Panel key={skill} className={mergeClasses(styles.card, index === 1 && styles.indented)}>
          <div className={styles.head}>
            <Avatar name={person} color="colorful" size={32} />
            <Subtitle2>{words.session.samples[skill]}</Subtitle2>
          </div>
          <LevelMeter type={skillProficiencyLevel} member={level} />
          <Tags label="" texts={tags} />
          <Caption1 className={styles.audience}>
            {icon} {words.audience.members[audience]}
          </Caption1>
        </Panel>
      ))}
    </div>
  );
}
