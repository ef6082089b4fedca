/** What the organisation can do, from what the signed-in person may see of it. */
import { Body1, Field, makeStyles, Select, Title2, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { Empty, ReadingState } from '../shell/states.tsx';
import { Coverage, Levels } from './coverage.tsx';
import { Expiring } from './expiring.tsx';
import { Figure } from './figure.tsx';
import { figuresOf } from './figures.ts';
import { Matrix } from './matrix.tsx';
import { Mentoring } from './mentoring.tsx';
import { Summary } from './summary.tsx';
import { everywhere, useEveryone } from './use-everyone.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', justifyContent: 'space-between', gap: tokens.spacingHorizontalL },
  title: { margin: 0 },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(24rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
  },
});

export default function OverviewPage() {
  const { words, formats } = useLanguage();
  const styles = useStyles();
  const [department, setDepartment] = useState(everywhere);
  const everyone = useEveryone(everywhere);
  const shown = useEveryone(department);
  const figures = useMemo(() => shown.data && figuresOf(shown.data.people, today()), [shown.data]);
  const state = <ReadingState of={[everyone, shown]} />;
  if (!figures || !everyone.data) return state;
  const departments = [...new Set(everyone.data.people.flatMap((person) => person.department ?? []))].toSorted(formats.compare);
  return (
    <div className={styles.page}>
      {state}
      <div className={styles.head}>
        <div>
          <Title2 as="h1" block className={styles.title}>
            {words.overview.title}
          </Title2>
          <Body1 as="p" block>
            {words.overview.about(figures.people.length)} {shown.data?.extent === 'first' && words.overview.tooMany}
          </Body1>
        </div>
        {departments.length > 1 && (
          <Field label={words.overview.department}>
            <Select value={department} onChange={(_, { value }) => setDepartment(value)}>
              <option value={everywhere}>{words.overview.allDepartments}</option>
              {departments.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      {figures.skills.length === 0 ? (
        <Empty title={words.overview.noSkills} />
      ) : (
        <>
          <Summary {...figures} />
          <div className={styles.pair}>
            <Coverage {...figures} />
            <Levels {...figures} />
          </div>
          <Figure title={words.overview.matrix} about={words.overview.matrixAbout} table={<Matrix {...figures} />} />
          <Mentoring {...figures} />
        </>
      )}
      <Expiring {...figures} />
    </div>
  );
}

/** Today where the person is, as `yyyy-mm-dd`. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
