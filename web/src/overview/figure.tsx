/** A figure of the overview: a chart, and the same as a table. */
import { Caption1, makeStyles, Radio, RadioGroup, Subtitle1, tokens } from '@fluentui/react-components';
import { type ReactNode, useId, useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { Panel } from '../shell/panel.tsx';

const useStyles = makeStyles({
  panel: { padding: tokens.spacingHorizontalL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between' },
  title: { margin: 0 },
  about: { color: tokens.colorNeutralForeground2 },
});

interface FigureProps {
  readonly title: string;
  readonly about: string;
  /** Absent for what is a table in the first place. */
  readonly chart?: ReactNode;
  readonly table: ReactNode;
}

export function Figure({ title, about, chart, table }: FigureProps) {
  const { words } = useLanguage();
  const styles = useStyles();
  const heading = useId();
  const [isTable, setIsTable] = useState(false);
  return (
    <section aria-labelledby={heading}>
      <Panel className={styles.panel}>
        <div className={styles.head}>
          <Subtitle1 as="h2" id={heading} className={styles.title}>
            {title}
          </Subtitle1>
          {chart && (
            <RadioGroup
              layout="horizontal"
              aria-label={words.overview.showAs(title)}
              value={isTable ? 'table' : 'chart'}
              onChange={(_, { value }) => setIsTable(value === 'table')}
            >
              <Radio value="chart" label={words.overview.chart} />
              <Radio value="table" label={words.overview.table} />
            </RadioGroup>
          )}
        </div>
        <Caption1 className={styles.about}>{about}</Caption1>
        {chart && !isTable ? chart : table}
      </Panel>
    </section>
  );
}
