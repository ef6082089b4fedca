/** What a person has granted a client, on its way from the page where it was done to the tokens that come of it. */
import type { SignedInPerson } from './access-token.ts';
import type { Kept } from './codes.ts';
import type { Sealable } from './sealed.ts';

/** Proof Key for Code Exchange (RFC 7636). */
export interface Challenge {
  readonly method: 'S256' | 'plain';
  readonly value: string;
}

/** What an authorization code stands for. */
export interface AuthorizationCode extends Kept {
  readonly client: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly person: SignedInPerson;
  readonly challenge: Challenge | undefined;
  readonly nonce: string | undefined;
}

/** What a refresh token holds. */
export interface RefreshToken extends Sealable {
  readonly kind: 'refresh';
  readonly tenant: string;
  readonly client: string;
  readonly scope: string;
  readonly person: SignedInPerson;
}

/** Who is signed in at the authority, as its cookie holds it. */
export interface SignInSession extends Sealable {
  readonly kind: 'session';
  readonly tenant: string;
  readonly person: SignedInPerson;
}

/** Milliseconds that each of them counts: Entra ID's own, where it tells them. */
export const lifetimes = {
  code: 10 * 60_000,
  refresh: 90 * 86_400_000,
  /** Of a page: "Refresh tokens in the Microsoft identity platform". */
  refreshOfPage: 86_400_000,
  session: 86_400_000,
  device: 15 * 60_000,
} as const;
