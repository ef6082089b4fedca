/** Scopes as clients ask for them: which resource, which of its permissions, and what besides of OpenID Connect. */
import { isGuid } from '../../profile/guid.ts';
import { isLoopback } from '../loopback.ts';
import { graphApplication } from '../tokens.ts';
import type { Client } from './clients.ts';
import { deny } from './denials.ts';
import type { Family } from './families.ts';
import type { Parameters } from './realm.ts';

/** What is asked for. */
export interface Wanted {
  /** The resource as the request names it; empty for scopes without one, which are Graph's. */
  readonly prefix: string;
  readonly resource: Resource;
  /** Bare names of permissions. */
  readonly permissions: readonly string[];
  /** True for `.default`: all that the client has been granted. */
  readonly everything: boolean;
  readonly openid: readonly OpenIdScope[];
}

/** What a token is for: its `aud` in either form. */
export interface Resource {
  readonly kind: 'graph' | 'application';
  readonly audience: { readonly '1.0': string; readonly '2.0': string };
}

const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const;
export type OpenIdScope = (typeof openIdScopes)[number];

/** Characters: more than all permissions of Graph that anybody asks for at once. */
const longest = 4096;

const graphOrigin = 'https://graph.microsoft.com';
const graph: Resource = { kind: 'graph', audience: { '1.0': graphOrigin, '2.0': graphOrigin } };

/**
 * Reads a `scope` parameter.
 * @param own the authority's origin: Graph is served there as well
 * Denies `scopeInvalid` and `severalResources`.
 */
export function readScopes(text: string, own: string): Wanted {
  if (text.length > longest) return deny('scopeInvalid', { scope: `${text.slice(0, 100)}...` });
  const openid: OpenIdScope[] = [];
  const permissions: string[] = [];
  const prefixes = new Set<string>();
  for (const scope of new Set(text.split(/\s+/).filter((word) => word !== ''))) {
    const known = openIdScopes.find((name) => name === scope.toLowerCase());
    if (known !== undefined) {
      openid.push(known);
      continue;
    }
    const [, prefix = '', permission = ''] = /^(?:(\S+)\/)?([A-Za-z.][\w.-]*)$/.exec(scope) ?? deny('scopeInvalid', { scope });
    prefixes.add(prefix);
    permissions.push(permission);
  }
  const [prefix = '', another] = prefixes;
  const everything = permissions.includes('.default');
  if (everything && prefix === '') return deny('scopeInvalid', { scope: '.default' });
  if (everything && permissions.length > 1) return deny('scopeInvalid', { scope: text.slice(0, 500) });
  const resource = resourceOf(prefix, own);
  if (another !== undefined && [...prefixes].some((other) => resourceOf(other, own).audience['2.0'] !== resource.audience['2.0']))
    return deny('severalResources', { scope: text.slice(0, 500) });
  return { prefix, resource, permissions: everything ? [] : permissions, everything, openid };
}

/**
 * What a request asks for, as a `scope`: the older endpoints name a resource instead, and mean all that the client has been
 * granted there, and the person's identity.
 */
export function scopeAsked({ kind }: Family, parameters: Parameters): string | undefined {
  const resource = parameters.get('resource');
  if (resource === undefined || kind === 'v2') {
    if (resource !== undefined) deny('resourceNotSupported');
    return parameters.get('scope');
  }
  return `${resource.replace(/\/+$/, '')}/.default openid profile offline_access`;
}

/** The resource of a name in front of a scope, or of the `resource` parameter of the older endpoint. */
export function resourceOf(name: string, own: string): Resource {
  const bare = name.replace(/\/+$/, '');
  if (bare === '' || bare === graphOrigin || bare === graphApplication || isOwn(bare, own)) return graph;
  const id = bare.replace(/^api:\/\//, '').toLowerCase();
  // Entra ID: the aud of the newer form is the id of the API, whatever it was asked for as.
  return { kind: 'application', audience: { '1.0': name, '2.0': isGuid(id) ? id : name } };
}

/** Some SDKs ask for the scope `https://HOST/.default` of whatever host they call. */
function isOwn(name: string, own: string): boolean {
  if (!URL.canParse(name)) return false;
  const { protocol, hostname, origin } = new URL(name);
  return (protocol === 'https:' || protocol === 'http:') && (isLoopback(hostname) || origin === own);
}

/**
 * The delegated permissions a client gets of those it asks for. Denies `notConsented`.
 * @param known every delegated permission of Graph there is
 */
export function grantDelegated(client: Client, wanted: Wanted, known: readonly string[]): readonly string[] {
  const { consents, id, displayName } = client;
  const identity = wanted.openid.filter((scope) => scope !== 'offline_access');
  if (consents === 'all') {
    const everything = wanted.resource.kind === 'graph' ? known : ['user_impersonation'];
    return [...(wanted.everything ? everything : wanted.permissions), ...identity];
  }
  const granted = permissionsAt(consents, wanted);
  if (wanted.everything) return [...granted, ...identity];
  const allowed = new Set(granted.map((name) => name.toLowerCase()));
  const missing = wanted.permissions.find((permission) => !allowed.has(permission.toLowerCase()));
  if (missing !== undefined) deny('notConsented', { client: id, name: displayName, scope: missing });
  return [...wanted.permissions, ...identity];
}

/** Those of a list of permissions that are of the resource wanted, by their bare names; without a resource they are Graph's. */
export function permissionsAt(list: readonly string[], { resource }: Wanted): readonly string[] {
  return list.flatMap((written) => {
    const read = readScopes(written, graphOrigin);
    return read.resource.audience['2.0'] === resource.audience['2.0'] ? read.permissions : [];
  });
}

/** The `scope` of an answer: what was granted, named as it was asked for, so that a client's cache finds it again. */
export function grantedScope({ prefix, everything }: Wanted, permissions: readonly string[]): string {
  const qualified = permissions.map((name) =>
    prefix === '' || openIdScopes.some((scope) => scope === name) ? name : `${prefix}/${name}`,
  );
  return [...qualified, ...(everything ? [`${prefix}/.default`] : [])].join(' ');
}
