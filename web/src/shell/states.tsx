/** What stands in for content that is on its way, absent or could not be had. */
import {
  Button,
  Caption1,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Skeleton,
  SkeletonItem,
  Subtitle2,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { failureOf } from '../graph/failure.ts';
import { useLanguage } from '../language/language.tsx';
import { useSession } from '../session/session-context.ts';
import { Panel } from './panel.tsx';

const useStyles = makeStyles({
  skeleton: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  empty: { alignItems: 'flex-start', padding: tokens.spacingVerticalXL },
});

/** The outline of a page of cards. */
export function PageLoading() {
  const { words } = useLanguage();
  const styles = useStyles();
  return (
    <Skeleton aria-label={words.app.loading} className={styles.skeleton}>
      {[96, 160, 160].map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: three fixed shapes
        <SkeletonItem key={index} style={{ height }} />
      ))}
    </Skeleton>
  );
}

interface PageFailureProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

export function PageFailure({ error, onRetry }: PageFailureProps) {
  const { words } = useLanguage();
  const { signInAgain } = useSession();
  const { kind, message, requestId } = failureOf(error);
  return (
    <MessageBar intent={kind === 'missing' ? 'info' : 'error'} layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{words.failures[kind]}</MessageBarTitle>
        {kind !== 'signedOut' && message !== '' && words.failures.detail(message)}{' '}
        {requestId && <Caption1>{words.failures.request(requestId)}</Caption1>}
      </MessageBarBody>
      <MessageBarActions>
        {kind === 'signedOut' ? (
          <Button onClick={signInAgain}>{words.session.signIn}</Button>
        ) : (
          onRetry && <Button onClick={onRetry}>{words.app.retry}</Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}

interface Reading {
  readonly data: unknown;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/**
 * What there is to say of everything a page is read from: that it is on its way, or could not be had. A page shows this in its
 * place only while there is nothing to show; what is there, and what is being typed in it, outlives a read that fails.
 */
export function ReadingState({ of }: { readonly of: readonly Reading[] }) {
  const failed = of.find(({ error }) => error !== null);
  if (failed) return <PageFailure error={failed.error} onRetry={() => void Promise.all(of.map(({ refetch }) => refetch()))} />;
  return of.some(({ data }) => data === undefined) ? <PageLoading /> : null;
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <Panel className={useStyles().empty}>
      <Subtitle2 as="p">{title}</Subtitle2>
      {children}
    </Panel>
  );
}
