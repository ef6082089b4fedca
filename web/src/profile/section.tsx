/** The frame of a section: its heading, what belongs beside it, and a grid of cards. */
import { Caption1, makeStyles, Subtitle1, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({
  section: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    scrollMarginTop: tokens.spacingVerticalL,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  title: { margin: 0 },
  about: { color: tokens.colorNeutralForeground2 },
  end: { marginLeft: 'auto' },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(20rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
});

interface SectionProps {
  readonly title: string;
  /** What a link to the section names. */
  readonly anchor?: string;
  readonly about?: string;
  /** Buttons at the end of the heading's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, anchor, about, actions, children }: SectionProps) {
  const styles = useStyles();
  const heading = useId();
  return (
    <section id={anchor} tabIndex={-1} className={styles.section} aria-labelledby={heading}>
      <div className={styles.head}>
        <Subtitle1 as="h2" id={heading} className={styles.title}>
          {title}
        </Subtitle1>
        {actions && <div className={styles.end}>{actions}</div>}
      </div>
      {about && <Caption1 className={styles.about}>{about}</Caption1>}
      {children}
    </section>
  );
}

interface CardGridProps<Entry> {
  readonly entries: readonly Entry[];
  readonly keyOf: (entry: Entry) => string;
  readonly children: (entry: Entry) => ReactNode;
}

export function CardGrid<Entry>({ entries, keyOf, children }: CardGridProps<Entry>) {
  const styles = useStyles();
  if (entries.length === 0) return null;
  return (
    <ul className={styles.grid}>
      {entries.map((entry) => (
        <li key={keyOf(entry)}>{children(entry)}</li>
      ))}
    </ul>
  );
}
