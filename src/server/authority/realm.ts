/** What all addresses of the authority share, and what each learns of a request before it does its own work. */
import type { FastifyRequest } from 'fastify';
import { hostSaid, ownOriginOf } from '../own-host.ts';
import type { Clients } from './clients.ts';
import type { Codes } from './codes.ts';
import { deny } from './denials.ts';
import type { DeviceRequests } from './devices.ts';
import type { Family } from './families.ts';
import type { AuthorizationCode } from './grant.ts';
import type { People } from './people.ts';
import type { SigningKeys } from './signing-keys.ts';
import { tenantOf } from './tenants.ts';

export interface Realm {
  readonly keys: SigningKeys;
  readonly clients: Clients;
  readonly people: People;
  /** Every permission of Graph that this server knows. */
  readonly permissions: { readonly delegated: readonly string[]; readonly application: readonly string[] };
  readonly codes: Codes<AuthorizationCode>;
  readonly devices: DeviceRequests;
  readonly publicUrl: string | undefined;
  /** Milliseconds, as a tenant's own clock has them; without a tenant the real ones. */
  readonly now: (tenant?: string) => number;
}

/** Where a request was sent to. */
export interface Place {
  readonly origin: string;
  /** The tenant's GUID. */
  readonly tenant: string;
  /** The tenant as the address names it; clients compare. */
  readonly named: string;
  readonly family: Family;
}

/** Where a request was sent to. Denies `unknownTenant` and `foreignHost`. */
export function placeOf(realm: Realm, request: FastifyRequest, family: Family): Place {
  const { tenant: named = 'adfs' } = request.params as { tenant?: string };
  const tenant = tenantOf(named) ?? deny('unknownTenant', { tenant: named.slice(0, 100) });
  return { origin: requireOwnHost(realm, request), tenant, named, family };
}

/** The authority's origin as the client used it. Denies `foreignHost`. */
export function requireOwnHost({ publicUrl }: Realm, { raw }: FastifyRequest): string {
  const used = ownOriginOf(raw, publicUrl) ?? deny('foreignHost', { host: hostSaid(raw) });
  return publicUrl ?? used;
}

/** The address of an endpoint, as the client names the tenant. */
export function addressOf({ origin, named, family }: Place, endpoint: string): string {
  return `${origin}${family.base.replace(':tenant', named)}/${endpoint}`;
}

/** Parameters of a form or a query. */
export type Parameters = ReadonlyMap<string, string>;

/** The parameters of a form. RFC 6749 3.1 and 3.2: without a value they count as absent, and none comes twice. Denies `repeatedParameter`. */
export function readParameters(text: string): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) deny('repeatedParameter', { parameter: name.slice(0, 100) });
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** A parameter that must be there. Denies `missingParameter`. */
export function required(parameters: Parameters, name: string): string {
  return parameters.get(name) ?? deny('missingParameter', { parameter: name });
}

/** The query of a request, as text. */
export function queryOf({ raw }: FastifyRequest): string {
  return /\?(.*)$/s.exec(raw.url ?? '')?.[1] ?? '';
}

/** The client's own id of its request, or one of this answer. */
export function correlationOf(request: FastifyRequest): string {
  const named = new URLSearchParams(queryOf(request)).get('client-request-id') ?? request.headers['client-request-id'];
  return typeof named === 'string' && /^[\w-]{8,64}$/.test(named) ? named : crypto.randomUUID();
}
