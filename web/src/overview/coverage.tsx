/** How many people have each skill, and how many entries stand at each level. */
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { membersOf } from '../items/kind.ts';
import { useLanguage } from '../language/language.tsx';
import { skillProficiencyLevel } from '../model.ts';
import { Bars } from './bars.tsx';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import type { Figures } from './figures.ts';

/** How many bars are drawn before one asks for all. */
const firstBars = 8;

export function Coverage({ skills, people }: Pick<Figures, 'skills' | 'people'>) {
  const { words, formats } = useLanguage();
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? skills : skills.slice(0, firstBars);
  return (
    <Figure
      title={words.overview.coverage}
      about={words.overview.coverageAbout}
      chart={
        <>
          <Bars
            longest={Math.max(...skills.map(({ levels }) => levels.size))}
            bars={shown.map(({ name, levels: { size: count } }) => ({
              name,
              count,
              text: words.overview.peopleWith(name, count),
            }))}
          />
          {shown.length < skills.length && (
            <div>
              <Button onClick={() => setIsWhole(true)}>{words.overview.showAllSkills(skills.length)}</Button>
            </div>
          )}
        </>
      }
      table={
        <DataTable
          caption={words.overview.coverage}
          columns={[words.overview.skill, words.overview.people, words.overview.share]}
          rows={skills.map(({ key, name, levels }) => ({
            key,
            cells: [name, formats.number(levels.size), formats.percent(levels.size / Math.max(1, people.length))],
          }))}
        />
      }
    />
  );
}

export function Levels({ levels }: Pick<Figures, 'levels'>) {
  const { words, names, formats } = useLanguage();
  const entries = [...membersOf(skillProficiencyLevel), null].map((level) => ({
    name: level === null ? words.overview.noLevel : names.member(skillProficiencyLevel, level),
    count: levels.get(level) ?? 0,
  }));
  return (
    <Figure
      title={words.overview.levels}
      about={words.overview.levelsAbout}
      chart={
        <Bars
          longest={Math.max(...entries.map(({ count }) => count))}
          bars={entries.map(({ name, count }) => ({ name, count, text: words.overview.entriesAt(name, count) }))}
        />
      }
      table={
        <DataTable
          caption={words.overview.levels}
          columns={[words.overview.level, words.overview.entries]}
          rows={entries.map(({ name, count }) => ({ key: name, cells: [name, formats.number(count)] }))}
        />
      }
    />
  );
}
