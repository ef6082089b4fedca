/** The overview in four numbers. */
import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import type { Person } from '../graph/people.ts';
import { useLanguage } from '../language/language.tsx';
import { Panel } from '../shell/panel.tsx';
import type { Figures } from './figures.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(9rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
  },
  // The number stands above what it counts, though a term comes before what is said of it.
  tile: { flexDirection: 'column-reverse', justifyContent: 'flex-end', gap: tokens.spacingVerticalXXS, height: '100%' },
  number: { ...typographyStyles.title2, margin: 0, fontVariantNumeric: 'tabular-nums' },
  term: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
});

const distinct = (people: readonly Person[]) => new Set(people.map(({ id }) => id)).size;

export function Summary({ skills, expiring }: Pick<Figures, 'skills' | 'expiring'>) {
  const { words, formats } = useLanguage();
  const styles = useStyles();
  const numbers = [
    [words.overview.skillsKnown, skills.length],
    [words.overview.peopleMentoring, distinct(skills.flatMap(({ mentors }) => mentors))],
    [words.overview.peopleLearning, distinct(skills.flatMap(({ learners }) => learners))],
    [words.overview.expiring, expiring.filter(({ days }) => days >= 0).length],
  ] as const;
  return (
    <dl className={styles.list}>
      {numbers.map(([term, number]) => (
        <Panel key={term} className={styles.tile}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.number}>{formats.number(number)}</dd>
        </Panel>
      ))}
    </dl>
  );
}
