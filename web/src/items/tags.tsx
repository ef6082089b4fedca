/** Short texts in a row; those that clients agree on have a colour and a sign of their own. */
import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import { ChatHelpRegular, HatGraduationRegular, LightbulbRegular, PeopleCommunityRegular } from '@fluentui/react-icons';
import type { JSX } from 'react';
import { useLanguage } from '../language/language.tsx';

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  // A long text takes a second line rather than leave its badge.
  tag: { height: 'auto', minHeight: '24px', boxSizing: 'border-box', overflowWrap: 'anywhere' },
});

interface Look {
  readonly color: 'brand' | 'success' | 'warning' | 'informative';
  readonly icon: JSX.Element;
}

const looks: Readonly<Record<string, Look>> = {
  askMeAbout: { color: 'brand', icon: <ChatHelpRegular /> },
  ableToMentor: { color: 'success', icon: <PeopleCommunityRegular /> },
  wantsToLearn: { color: 'warning', icon: <HatGraduationRegular /> },
  wantsToImprove: { color: 'warning', icon: <LightbulbRegular /> },
};

interface TagsProps {
  readonly label: string;
  readonly texts: readonly string[];
}

export function Tags({ label, texts }: TagsProps) {
  const { names } = useLanguage();
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label={label}>
      {[...new Set(texts)].map((text) => (
        <li key={text}>
          <Badge
            appearance="tint"
            size="large"
            className={styles.tag}
            color={looks[text]?.color ?? 'informative'}
            {...(looks[text] && { icon: looks[text].icon })}
          >
            {names.tag(text)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
