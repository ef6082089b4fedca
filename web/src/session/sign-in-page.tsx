/** The first page anyone sees: what this is, and the way in. */
import {
  Button,
  Caption1,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Subtitle1,
  Title1,
  tokens,
} from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalXXL,
    textAlign: 'center',
  },
  about: { maxWidth: '36rem', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, margin: 0 },
  mark: { width: '56px', height: '56px' },
  muted: { color: tokens.colorNeutralForeground2 },
});

interface SignInPageProps {
  readonly dev?: boolean;
  readonly failure?: string | undefined;
  /** Absent when the server could not be reached. */
  readonly onSignIn?: () => void;
}

export function SignInPage({ dev, failure, onSignIn }: SignInPageProps) {
  const { words } = useLanguage();
  const styles = useStyles();
  return (
    <main className={styles.page}>
      <img src="/icon.svg" alt="" className={styles.mark} />
      <Title1 as="h1" block>
        {words.app.name}
      </Title1>
      <Subtitle1 as="p" block>
        {words.session.title}
      </Subtitle1>
      <p className={styles.about}>{words.session.about}</p>
      {failure !== undefined && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.session.failedTitle}</MessageBarTitle>
            {words.session.failed} {words.failures.detail(failure)}
          </MessageBarBody>
        </MessageBar>
      )}
      {onSignIn ? (
        <Button appearance="primary" size="large" onClick={onSignIn}>
          {words.session.signIn}
        </Button>
      ) : (
        <>
          <MessageBar intent="error">
            <MessageBarBody>{words.session.noServer}</MessageBarBody>
          </MessageBar>
          <Button size="large" onClick={() => location.reload()}>
            {words.app.retry}
          </Button>
        </>
      )}
      {dev && <Caption1 className={styles.muted}>{words.session.dev}</Caption1>}
    </main>
  );
}
