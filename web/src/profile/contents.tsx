/** The sections of a profile beside it, to jump to; where there is no room beside, one scrolls. */
import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { Collection } from '../model.ts';

/** From this width on there is room. */
const roomy = '@media (min-width: 1024px)';

const useStyles = makeStyles({
  layout: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    [roomy]: { gridTemplateColumns: '11rem minmax(0, 1fr)', columnGap: tokens.spacingHorizontalXXXL },
  },
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL, minWidth: 0 },
  contents: { display: 'none', [roomy]: { display: 'block' } },
  list: {
    position: 'sticky',
    top: tokens.spacingVerticalL,
    maxHeight: 'calc(100dvh - 2rem)',
    overflowY: 'auto',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  link: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    fontSize: tokens.fontSizeBase300,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
});

/** Where the section of a collection is on the page. */
export const anchorOf = ({ name }: Collection) => `section-${name}`;

export interface Listed {
  readonly collection: Collection;
  readonly count: number;
}

interface WithContentsProps {
  readonly sections: readonly Listed[];
  readonly children: ReactNode;
}

export function WithContents({ sections, children }: WithContentsProps) {
  const { words, names, formats } = useLanguage();
  const styles = useStyles();
  return (
    <div className={styles.layout}>
      <nav aria-label={words.profile.contents} className={styles.contents}>
        <ul className={styles.list}>
          {sections.map(({ collection, count }) => (
            <li key={collection.name}>
              <a href={`#${anchorOf(collection)}`} className={styles.link}>
                {names.collection(collection).title}
                {count > 0 && <Caption1 aria-hidden="true">{formats.number(count)}</Caption1>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.page}>{children}</div>
    </div>
  );
}
