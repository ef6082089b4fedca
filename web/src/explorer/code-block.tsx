/** Text of a machine, to read and to copy. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
import { useLanguage } from '../language/language.tsx';
import { useNotices } from '../shell/notices.tsx';

const useStyles = makeStyles({
  frame: { position: 'relative' },
  scroll: {
    padding: tokens.spacingHorizontalM,
    paddingRight: '6rem',
    maxHeight: '28rem',
    overflow: 'auto',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  code: {
    margin: 0,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
  },
  copy: { position: 'absolute', top: tokens.spacingVerticalS, right: tokens.spacingHorizontalL },
});

interface CodeBlockProps {
  readonly label: string;
  readonly text: string;
}

export function CodeBlock({ label, text }: CodeBlockProps) {
  const { words } = useLanguage();
  const { tell } = useNotices();
  const styles = useStyles();
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre className={styles.code}>{text}</pre>
      </section>
      <Button
        size="small"
        icon={<CopyRegular />}
        className={styles.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => tell(words.explorer.copied))}
      >
        {words.explorer.copy}
      </Button>
    </div>
  );
}
