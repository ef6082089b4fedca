/** Who can teach what, and who wants to learn it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Person } from '../graph/people.ts';
import { useLanguage } from '../language/language.tsx';
import { TextLink } from '../shell/text-link.tsx';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import type { Figures } from './figures.ts';

const useStyles = makeStyles({
  people: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  muted: { color: tokens.colorNeutralForeground2 },
});

export function Mentoring({ skills }: Pick<Figures, 'skills'>) {
  const { words, formats } = useLanguage();
  const rows = skills
    .filter(({ mentors, learners }) => mentors.length + learners.length > 0)
    .toSorted((one, other) => formats.compare(one.name, other.name))
    .map(({ key, name, mentors, learners }) => ({
      key,
      cells: [name, <PeopleList key="mentors" people={mentors} />, <PeopleList key="learners" people={learners} />],
    }));
  return (
    <Figure
      title={words.overview.mentoring}
      about={words.overview.mentoringAbout}
      table={
        rows.length === 0 ? (
          words.overview.noMentoring
        ) : (
          <DataTable
            caption={words.overview.mentoring}
            columns={[words.overview.skill, words.overview.mentors, words.overview.learners]}
            rows={rows}
          />
        )
      }
    />
  );
}

function PeopleList({ people }: { readonly people: readonly Person[] }) {
  const { words } = useLanguage();
  const styles = useStyles();
  if (people.length === 0) return <span className={styles.muted}>{words.overview.none}</span>;
  return (
    <ul className={styles.people}>
      {people.map((person) => (
        <li key={person.id}>
          <PersonLink person={person} />
        </li>
      ))}
    </ul>
  );
}

export function PersonLink({ person }: { readonly person: Person }) {
  return <TextLink to={`/people/${person.id}`}>{person.displayName ?? person.userPrincipalName ?? person.id}</TextLink>;
}
