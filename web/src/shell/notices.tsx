/** Short messages about what has happened: seen in a corner, heard by screen readers. */
import {
  AriaLiveAnnouncer,
  Toast,
  ToastBody,
  Toaster,
  ToastTitle,
  useAnnounce,
  useId,
  useToastController,
} from '@fluentui/react-components';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { failureOf } from '../graph/failure.ts';
import { useLanguage } from '../language/language.tsx';

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
      <NoticeCorner>{children}</NoticeCorner>
    </AriaLiveAnnouncer>
  );
}

function NoticeCorner({ children }: { readonly children: ReactNode }) {
  const toaster = useId('notices');
  const { dispatchToast } = useToastController(toaster);
  const { announce } = useAnnounce();
  const { words } = useLanguage();
  const tell = useCallback(
    (message: string) =>
      dispatchToast(
        <Toast>
          <ToastTitle>{message}</ToastTitle>
        </Toast>,
        { intent: 'success', timeout: 4000 },
      ),
    [dispatchToast],
  );
  const warn = useCallback(
    (message: string, error: unknown) => {
      const { kind, message: detail } = failureOf(error);
      dispatchToast(
        <Toast>
          <ToastTitle>{message}</ToastTitle>
          <ToastBody subtitle={kind === 'refused' ? words.failures.detail(detail) : undefined}>{words.failures[kind]}</ToastBody>
        </Toast>,
        { intent: 'error', timeout: 12_000 },
      );
    },
    [dispatchToast, words],
  );
  const notices = useMemo<Notices>(() => ({ announce: (message) => announce(message), tell, warn }), [announce, tell, warn]);
  return (
    <NoticeContext value={notices}>
      {children}
      <Toaster toasterId={toaster} position="bottom-end" pauseOnHover pauseOnWindowBlur />
    </NoticeContext>
  );
}

export function useNotices(): Notices {
  const notices = useContext(NoticeContext);
  if (!notices) throw new Error('There is nowhere to put notices.');
  return notices;
}
