/** The app: language, look and session around the pages. */
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { failureOf } from './graph/failure.ts';
import { LanguageProvider } from './language/language.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { NoticeProvider } from './shell/notices.tsx';
import { Shell } from './shell/shell.tsx';
import { ThemeProvider } from './shell/theme.tsx';

// What a click changes is on screen before the next click is taken, which would otherwise start from what there was.
notifyManager.setScheduler(queueMicrotask);

const queries = new QueryClient({
  defaultOptions: {
    // The server may be on this very device, which a browser that thinks itself offline does not know; and what cannot be done
    // now is said to have failed rather than kept for later, when the person may have thought better of it.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      // The Graph client has its own retries for what may pass.
      retry: (count, error) => count < 1 && failureOf(error).kind === 'unreachable',
    },
  },
});

export function App() {
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={queries}>
          <NoticeProvider>
            <SessionGate>
              <Shell />
            </SessionGate>
          </NoticeProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}
