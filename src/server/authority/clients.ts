/** The clients of the development authority: the one it knows from the start, those of a file, and whoever comes. */
import { isGuid } from '../../profile/guid.ts';
import { isLoopback } from '../loopback.ts';
import { deny } from './denials.ts';

/** The client that every guide uses. */
export const builtInClient = {
  id: '11111111-1111-4111-8111-111111111111',
  secret: 'dev-secret',
  displayName: 'Proficio development client',
} as const;

export interface Client {
  readonly id: string;
  readonly displayName: string;
  readonly secrets: readonly string[];
  /** True if it must prove itself whatever it does; the built-in client may also act as a public one. */
  readonly confidential: boolean;
  /** Where people may be sent back to: exactly these, or any address of this machine. */
  readonly redirectUris: readonly string[] | 'loopback';
  /** Delegated permissions that may be had without anybody being asked; `all` of whatever resource. */
  readonly consents: readonly string[] | 'all';
  /** Application permissions. */
  readonly roles: readonly string[];
}

/** Who may ask for tokens. */
export interface Clients {
  /** The client of an id. Denies `unknownClient`. */
  readonly find: (id: string, tenant: string) => Client;
}

/** @param roles every application permission there is: the built-in client holds them all */
export function openClients(roles: readonly string[]): Clients {
  const builtIn: Client = {
    id: builtInClient.id,
    displayName: builtInClient.displayName,
    secrets: [builtInClient.secret],
    confidential: false,
    redirectUris: 'loopback',
    consents: 'all',
    roles,
  };
  return {
    find(id, tenant) {
      const lower = id.toLowerCase();
      if (lower === builtIn.id) return builtIn;
      return isGuid(lower) ? passing(lower) : deny('unknownClient', { client: id.slice(0, 100), tenant });
    },
  };
}

/** A client that nobody declared: a public one, of this machine. */
function passing(id: string): Client {
  const displayName = `Client ${id.slice(0, 8)}`;
  return { id, displayName, secrets: [], confidential: false, redirectUris: 'loopback', consents: 'all', roles: [] };
}

const rules = {
  loopback: 'Without a declaration in the file of --clients it must be an http or https address of this machine.',
  declared: 'It must be one of those declared for the client.',
} as const;

/**
 * Denies an address that the client may not send people back to.
 * @param own the authority's origin, where the web app is as well
 */
export function requireRedirect({ id, redirectUris }: Client, uri: string, own: string): void {
  const wrong = (rule: string): never => deny('redirectMismatch', { uri: uri.slice(0, 500), client: id, rule });
  const url = URL.canParse(uri) ? new URL(uri) : wrong('It is not an absolute address.');
  // RFC 6749 3.1.2: no fragment.
  if (url.hash !== '' || url.username !== '' || url.password !== '') wrong('It holds a fragment or a user name.');
  if (redirectUris === 'loopback') {
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    if (!web || (!isLoopback(url.hostname) && url.origin !== own)) wrong(rules.loopback);
    return;
  }
  if (!redirectUris.some((declared) => declared === uri || isSameButPort(declared, url))) wrong(rules.declared);
}

/** RFC 8252 7.3, and Entra ID for localhost: the port of a loopback address is not compared. */
function isSameButPort(declared: string, asked: URL): boolean {
  const url = new URL(declared);
  if (!isLoopback(url.hostname)) return false;
  url.port = asked.port;
  return url.href === asked.href;
}
