/** Skills and people in one table: a level where they meet. */
import { Button, Field, makeStyles, mergeClasses, SearchBox, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { LevelSteps } from '../items/level-meter.tsx';
import { useLanguage } from '../language/language.tsx';
import { skillProficiencyLevel } from '../model.ts';
import { ScrollArea } from '../shell/scroll-area.tsx';
import { TextLink } from '../shell/text-link.tsx';
import { useTableStyles } from './data-table.tsx';
import type { Figures } from './figures.ts';

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  corner: { left: 0, zIndex: 2 },
  person: { minWidth: '5.5rem', maxWidth: '8rem' },
  skill: { position: 'sticky', left: 0, backgroundColor: tokens.colorNeutralBackground1, minWidth: '8rem', maxWidth: '14rem' },
});

/** How many rows and columns are drawn before one asks for all. */
const first = { skills: 20, people: 12 } as const;

export function Matrix({ skills, people }: Pick<Figures, 'skills' | 'people'>) {
  const { words } = useLanguage();
  const table = useTableStyles();
  const styles = useStyles();
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState({ skills: false, people: false });
  const wanted = skills.filter(({ key }) => key.includes(filter.trim().toLowerCase()));
  const rows = all.skills ? wanted : wanted.slice(0, first.skills);
  const held = (id: string) => rows.filter(({ levels }) => levels.has(id)).length;
  const holders = people
    .map((person) => ({ person, count: held(person.id) }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .map(({ person }) => person);
  // Those with most of what is on screen, so that few cells stay empty.
  const columns = all.people ? holders : holders.slice(0, first.people);
  return (
    <>
      <div className={styles.tools}>
        <Field label={words.overview.filterSkills}>
          <SearchBox value={filter} onChange={(_, { value }) => setFilter(value)} />
        </Field>
        {rows.length < wanted.length && (
          <Button onClick={() => setAll({ ...all, skills: true })}>{words.overview.showAllSkills(wanted.length)}</Button>
        )}
        {columns.length < holders.length && (
          <Button onClick={() => setAll({ ...all, people: true })}>{words.overview.showAllPeople(holders.length)}</Button>
        )}
      </div>
      <ScrollArea label={words.overview.matrixAbout}>
        <table className={table.table}>
          <caption className="visually-hidden">{words.overview.matrixAbout}</caption>
          <thead>
            <tr>
              <th scope="col" className={mergeClasses(table.cell, table.head, styles.corner)}>
                {words.overview.skill}
              </th>
              {columns.map(({ id, displayName, userPrincipalName }) => (
                <th key={id} scope="col" className={mergeClasses(table.cell, table.head, styles.person)}>
                  <TextLink to={`/people/${id}`}>{displayName ?? userPrincipalName ?? id}</TextLink>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, levels }) => (
              <tr key={key}>
                <th scope="row" className={mergeClasses(table.cell, styles.skill)}>
                  {name}
                </th>
                {columns.map(({ id }) => (
                  <td key={id} className={table.cell}>
                    {levels.has(id) && <MatrixCell level={levels.get(id) ?? null} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </>
  );
}

function MatrixCell({ level }: { readonly level: string | null }) {
  const { words, names } = useLanguage();
  const text = level === null ? words.overview.noLevel : names.member(skillProficiencyLevel, level);
  return (
    <span title={text}>
      <LevelSteps type={skillProficiencyLevel} member={level ?? ''} />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
