/** How many people have each skill, and how many entries stand at each level. */
import { HorizontalBarChart, HorizontalBarChartVariant, VerticalBarChart } from '@fluentui/react-charts';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { membersOf } from '../items/kind.ts';
import { useLanguage } from '../language/language.tsx';
import { skillProficiencyLevel } from '../model.ts';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import type { Figures } from './figures.ts';

const useStyles = makeStyles({
  // Room for the numbers behind the bars.
  bars: { boxSizing: 'border-box', padding: `${tokens.spacingVerticalS} 2.5rem 0 0`, maxWidth: '100%' },
  columns: { minHeight: '300px', overflowX: 'auto' },
  wide: { minWidth: '26rem' },
});

/** How many bars are drawn before one asks for all. */
const firstBars = 8;

export function Coverage({ skills, people }: Pick<Figures, 'skills' | 'people'>) {
  const { words, formats } = useLanguage();
  const styles = useStyles();
  const [isWhole, setIsWhole] = useState(false);
  const longest = Math.max(...skills.map(({ levels }) => levels.size));
  const shown = isWhole ? skills : skills.slice(0, firstBars);
  return (
    <Figure
      title={words.overview.coverage}
      about={words.overview.coverageAbout}
      chart={
        <div className={styles.bars}>
          <HorizontalBarChart
            variant={HorizontalBarChartVariant.AbsoluteScale}
            data={shown.map(({ name, levels }) => ({
              chartTitle: name,
              chartData: [
                {
                  legend: name,
                  color: tokens.colorCompoundBrandBackground,
                  horizontalBarChartdata: { x: levels.size, total: longest },
                  yAxisCalloutData: words.people.found(levels.size, false),
                  callOutAccessibilityData: { ariaLabel: words.overview.peopleWith(name, levels.size) },
                },
              ],
            }))}
          />
          {shown.length < skills.length && (
            <Button onClick={() => setIsWhole(true)}>{words.overview.showAllSkills(skills.length)}</Button>
          )}
        </div>
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
  const styles = useStyles();
  const entries = [...membersOf(skillProficiencyLevel), null].map((level) => ({
    name: level === null ? words.overview.noLevel : names.member(skillProficiencyLevel, level),
    count: levels.get(level) ?? 0,
  }));
  return (
    <Figure
      title={words.overview.levels}
      about={words.overview.levelsAbout}
      chart={
        <div className={styles.columns}>
          <div className={styles.wide}>
            <VerticalBarChart
              data={entries.map(({ name, count }) => ({ x: name, y: count, legend: name }))}
              chartTitle={words.overview.levels}
              culture={words.locale}
              height={300}
              barWidth={32}
              maxBarWidth={32}
              useSingleColor
              hideLegend
              colors={[tokens.colorCompoundBrandBackground]}
              wrapXAxisLables
            />
          </div>
        </div>
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
