/** Lets a signed-in person through; offers the way in to everyone else. */
import type { UserManager } from 'oidc-client-ts';
import { type ReactNode, useEffect, useState } from 'react';
import { graphClient } from '../graph/client.ts';
import { prepareFirstPage } from '../shell/pages.tsx';
import { PageLoading } from '../shell/states.tsx';
import { type Configuration, loadConfiguration } from './configuration.ts';
import { callbackPath, mayBeSignedIn, resumeSession, sessionManager, sessionOf, signIn } from './session.ts';
import { type SignedIn, SignedInContext } from './session-context.ts';
import { SignInPage } from './sign-in-page.tsx';

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'out'; readonly configuration: Configuration; readonly manager: UserManager; readonly failure?: string }
  | { readonly kind: 'in'; readonly signedIn: SignedIn };

async function start(): Promise<State> {
  const isArriving = location.pathname === callbackPath || (location.pathname === '/' && mayBeSignedIn());
  const prepared = isArriving ? prepareFirstPage() : undefined;
  const configuration = await loadConfiguration();
  const manager = sessionManager(configuration);
  try {
    const user = await resumeSession(manager);
    if (user === null) return { kind: 'out', configuration, manager };
    await prepared;
    const session = sessionOf(manager, configuration, user);
    return {
      kind: 'in',
      signedIn: {
        session,
        client: graphClient(configuration, session.token),
        signInAgain: () => void signIn(manager, configuration),
      },
    };
  } catch (error) {
    return { kind: 'out', configuration, manager, failure: error instanceof Error ? error.message : String(error) };
  }
}

let starting: Promise<State> | undefined;
/** Once only: the code in the address can be redeemed a single time. */
const startOnce = () => {
  starting ??= start().catch((): State => ({ kind: 'unreachable' }));
  return starting;
};

export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: 'starting' });
  useEffect(() => {
    startOnce().then(setState);
  }, []);
  if (state.kind === 'starting') return <StartingPage />;
  if (state.kind === 'unreachable') return <SignInPage />;
  if (state.kind === 'in') return <SignedInContext value={state.signedIn}>{children}</SignedInContext>;
  const { configuration, manager, failure } = state;
  return (
    <SignInPage
      dev={configuration.dev}
      failure={failure}
      onSignIn={() =>
        signIn(manager, configuration).catch((error: unknown) =>
          setState({ ...state, failure: error instanceof Error ? error.message : String(error) }),
        )
      }
    />
  );
}

function StartingPage() {
  return (
    <main>
      <PageLoading />
    </main>
  );
}
