/** Text of a machine, to read and to copy. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
import { useLanguage } from '../language/language.tsx';
import { useNotices } from '../shell/notices.tsx';
import { ScrollArea } from '../shell/scroll-area.tsx';

const useStyles = makeStyles({
  frame: { position: 'relative' },
  scroll: {
    padding: tokens.spacingHorizontalM,
    paddingRight: '6rem',
    maxHeight: '28rem',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
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
      <ScrollArea label={label} className={styles.scroll}>
        <pre className={styles.code}>{text}</pre>
      </ScrollArea>
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
