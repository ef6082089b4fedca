/** Short messages about what has happened: seen in a corner, heard by screen readers. */
import {
  AriaLiveAnnouncer,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
  useAnnounce,
} from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { failureOf } from '../graph/failure.ts';
import { useLanguage } from '../language/language.tsx';
import { Boundary } from './boundary.tsx';
import type { Notice } from './notice-corner.tsx';
import { split } from './split.tsx';

const { Component: NoticeCorner, prepare } = split(() => import('./notice-corner.tsx'));

interface Notices {
  /** Says aloud what is plain to see. */
  readonly announce: (message: string) => void;
  /** Says that something went well. */
  readonly tell: (message: string) => void;
  /** Says that something failed, and why. */
  readonly warn: (message: string, error: unknown) => void;
}

const NoticeContext = createContext<Notices | undefined>(undefined);

export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  return (
    <AriaLiveAnnouncer>
      <NoticeKeeper>{children}</NoticeKeeper>
    </AriaLiveAnnouncer>
  );
}

function NoticeKeeper({ children }: { readonly children: ReactNode }) {
  const { words } = useLanguage();
  const { announce } = useAnnounce();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const value = useMemo<Notices>(() => {
    const show = (notice: Omit<Notice, 'key'>) =>
      setNotices((before) => [...before.slice(-1), { ...notice, key: (before.at(-1)?.key ?? 0) + 1 }]);
    return {
      announce: (message) => announce(message),
      tell: (title) => show({ intent: 'success', title }),
      warn: (title, error) => {
        const { kind, message } = failureOf(error);
        show({
          intent: 'error',
          title,
          body: words.failures[kind],
          detail: kind === 'refused' ? words.failures.detail(message) : undefined,
        });
      },
    };
  }, [announce, words]);
  return (
    <NoticeContext value={value}>
      {children}
      {notices.length > 0 && (
        <Boundary instead={() => <PlainNotices notices={notices} onDismiss={() => setNotices([])} />}>
          <NoticeCorner notices={notices} />
        </Boundary>
      )}
    </NoticeContext>
  );
}

const useStyles = makeStyles({
  plain: { position: 'fixed', bottom: 0, left: 0, right: 0, zIndex: 1, margin: tokens.spacingHorizontalM },
});

interface PlainNoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: () => void;
}

/** The last notice where the corner cannot be had: nothing moves, and it stays until it is put away. */
function PlainNotices({ notices, onDismiss }: PlainNoticesProps) {
  const { words } = useLanguage();
  const styles = useStyles();
  const last = notices.at(-1);
  if (!last) return null;
  return (
    <MessageBar intent={last.intent} layout="multiline" role="alert" className={styles.plain}>
      <MessageBarBody>
        {last.title} {last.body}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={onDismiss}>{words.app.dismiss}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}

export function useNotices(): Notices {
  const notices = useContext(NoticeContext);
  // By whoever may have something to say: that the server is away cannot be said in a corner that is fetched from it then.
  useEffect(() => void prepare(), []);
  if (!notices) throw new Error('There is nowhere to put notices.');
  return notices;
}
