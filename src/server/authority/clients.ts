/** The clients of the development authority: the one it knows from the start, those of a file, and whoever comes. */
import type { X509Certificate } from 'node:crypto';
import { isGuid } from '../../profile/guid.ts';
import { deny } from './denials.ts';
import { graphAudiences } from './issuer.ts';

/** The client that every guide uses. */
export const builtInClient = {
  id: '11111111-1111-4111-8111-111111111111',
  secret: 'dev-secret',
  displayName: 'Proficio development client',
} as const;

/** The identity that a machine has of its own, at `/msi/token`. */
const machine = { id: '22222222-2222-4222-8222-222222222222', displayName: 'Managed identity' } as const;

export interface Client {
  readonly id: string;
  readonly displayName: string;
  readonly secrets: readonly string[];
  /** `any`: nobody has declared one, and any will do. */
  readonly certificates: readonly X509Certificate[] | 'any';
  /** True if it must prove itself whatever it does; the built-in client may also act as a public one. */
  readonly confidential: boolean;
  /** Where people may be sent back to: exactly these, or any address of this machine. */
  readonly redirectUris: readonly string[] | 'loopback';
  /** Delegated permissions that it has consent for, Graph's by their bare names; `all` of whatever resource. */
  readonly consents: readonly string[] | 'all';
  /** Application permissions, written likewise. */
  readonly roles: readonly string[];
  /** Names of the API that it is itself, besides its id and `api://` with its id. */
  readonly identifierUris: readonly string[];
}

/** Who may ask for tokens. */
export interface Clients {
  /** The client of an id. Denies `unknownClient`. */
  readonly find: (id: string, tenant: string) => Client;
  /** The identity of a machine, or of one that has several. Denies `unknownClient`. */
  readonly findMachine: (id: string | undefined, tenant: string) => Client;
  /** True if a token with this `aud` was made for the client to receive. */
  readonly isAudience: (client: Client, audience: string) => boolean;
}

/**
 * @param roles every application permission there is: the built-in client and undeclared machines hold them all
 * @param declared the clients of a file; undefined where there is none, and clients are taken as they come
 */
export function openClients(roles: readonly string[], declared: readonly Client[] | undefined): Clients {
  const { secret, ...named } = builtInClient;
  const builtIn = { ...open, ...named, secrets: [secret], certificates: 'any', roles } as const;
  const known = new Map([builtIn, ...(declared ?? [])].map((client) => [client.id, client]));
  const unknown = (id: string, tenant: string): never => deny('unknownClient', { client: id.slice(0, 100), tenant });
  return {
    find(id, tenant) {
      const lower = id.toLowerCase();
      const found = known.get(lower);
      if (found) return found;
      if (declared !== undefined || !isGuid(lower)) return unknown(id, tenant);
      return { ...open, id: lower, displayName: `Client ${lower.slice(0, 8)}` };
    },
    findMachine(id, tenant) {
      const found = id === undefined ? undefined : known.get(id.toLowerCase());
      if (found) return found;
      if (id !== undefined && (declared !== undefined || !isGuid(id))) return unknown(id, tenant);
      return { ...open, ...machine, ...(id !== undefined && { id: id.toLowerCase() }), roles };
    },
    isAudience(client, audience) {
      if ([client.id, `api://${client.id}`, ...client.identifierUris].includes(audience)) return true;
      // Whoever prints a token with `proficio token` has one for Graph, and may try this with it.
      return client.id === builtIn.id && graphAudiences.has(audience);
    },
  };
}

/** What a client is that nobody declared: a public one, of this machine. */
const open = {
  secrets: [],
  certificates: [],
  confidential: false,
  redirectUris: 'loopback',
  consents: 'all',
  roles: [],
  identifierUris: [],
} as const;
