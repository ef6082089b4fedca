/** The session, for everything that is shown to a signed-in person. */
import type { Client } from '@microsoft/microsoft-graph-client';
import { createContext, useContext } from 'react';
import type { Session } from './session.ts';

export interface SignedIn {
  readonly session: Session;
  readonly client: Client;
  /** Starts a new sign-in, to come back to this page. */
  readonly signInAgain: () => void;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

export function useSession(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('Nobody is signed in.');
  return signedIn;
}
