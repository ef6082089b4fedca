/** Signing in and out: authorization code with PKCE, at any OpenID Connect issuer. */
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Configuration } from './configuration.ts';

/** Where the issuer sends the browser back to. */
export const callbackPath = '/signed-in';

export interface Session {
  readonly configuration: Configuration;
  /** The name in the token, until the person has been read. */
  readonly name: string | undefined;
  /** A valid access token; once there can be none any more, one that the server refuses. Never rejects. */
  readonly token: () => Promise<string>;
  readonly signOut: () => Promise<void>;
}

/** True if somebody has signed in in this tab; whether they still are will be found out. */
export function mayBeSignedIn(): boolean {
  return Object.keys(sessionStorage).some((key) => key.startsWith('oidc.user:'));
}

/** Seconds before its end at which a token is renewed. */
const renewBefore = 60;

export function sessionManager(configuration: Configuration): UserManager {
  return new UserManager({
    authority: configuration.issuer,
    client_id: configuration.clientId,
    redirect_uri: location.origin + callbackPath,
    post_logout_redirect_uri: `${location.origin}/`,
    scope: configuration.scopes,
    response_type: 'code',
    loadUserInfo: false,
    automaticSilentRenew: false,
    // A closed tab ends the session.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
  });
}

/** Leaves the page for the issuer, to come back to where the person is. */
export async function signIn(manager: UserManager, { dev }: Configuration): Promise<void> {
  await manager.signinRedirect({
    state: location.pathname === callbackPath ? '/' : location.pathname + location.search,
    // Where anybody may be anybody, one picks each time.
    ...(dev && { prompt: 'select_account' }),
  });
}

/** Finishes a sign-in that is under way; answers who is signed in, if anyone. */
export async function resumeSession(manager: UserManager): Promise<User | null> {
  if (location.pathname === callbackPath) {
    const user = await manager.signinRedirectCallback();
    const back = typeof user.state === 'string' && user.state.startsWith('/') && !user.state.startsWith('//') ? user.state : '/';
    history.replaceState(null, '', back);
    return user;
  }
  const user = await manager.getUser();
  if (user === null || !user.expired) return user;
  // Whoever cannot be renewed signs in again, which is nothing that went wrong.
  return user.refresh_token ? manager.signinSilent().catch(() => null) : null;
}

export function sessionOf(manager: UserManager, configuration: Configuration, user: User): Session {
  let renewing: Promise<User | null> | undefined;
  /** One at a time: many issuers take a refresh token that comes twice for a stolen one. */
  const renew = () => {
    renewing ??= manager
      .signinSilent()
      .catch(() => null)
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };
  return {
    configuration,
    name: user.profile.name,
    token: async () => {
      const current = await manager.getUser();
      if (current === null) return 'none';
      if ((current.expires_in ?? renewBefore) >= renewBefore || !current.refresh_token) return current.access_token;
      return (await renew())?.access_token ?? current.access_token;
    },
    signOut: async () => {
      const elsewhere = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      if (elsewhere) return manager.signoutRedirect();
      await manager.removeUser();
      location.assign('/');
    },
  };
}
