/** The first page anyone sees: what this is, and the way in. */
import {
  Body1,
  Button,
  Caption1,
  LargeTitle,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Subtitle1,
  tokens,
} from '@fluentui/react-components';
import { useLanguage } from '../language/language.tsx';
import { split } from '../shell/split.tsx';

// Only to look at: the way in does not wait for it.
const { Component: SampleCards } = split(() => import('./sample-cards.tsx'));

/** Where there is no room beside the words, the picture is left out. */
const narrow = '@media (max-width: 860px)';

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    boxSizing: 'border-box',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 32rem) 23rem',
    justifyContent: 'center',
    alignItems: 'center',
    columnGap: '6rem',
    padding: tokens.spacingHorizontalXXL,
    overflow: 'hidden',
    [narrow]: { gridTemplateColumns: 'minmax(0, 32rem)' },
  },
  words: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalXL },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  mark: { width: '40px', height: '40px' },
  title: { margin: 0, textWrap: 'balance' },
  about: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, margin: 0 },
  muted: { color: tokens.colorNeutralForeground2 },
  picture: { [narrow]: { display: 'none' } },
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
      <div className={styles.words}>
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" className={styles.mark} />
          <Subtitle1>{words.app.name}</Subtitle1>
        </div>
        <LargeTitle as="h1" block className={styles.title}>
          {words.session.title}
        </LargeTitle>
        <Body1 as="p" className={styles.about}>
          {words.session.about}
        </Body1>
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
      </div>
      <div className={styles.picture}>
        <SampleCards />
      </div>
    </main>
  );
}
