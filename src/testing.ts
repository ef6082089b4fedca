/** `startProficio()`: a server inside a test, with whatever the test needs to arrange, to disturb and to look at. */
import { randomUUID } from 'node:crypto';
import tls from 'node:tls';
// What makes certificates comes with this file, so that the first start does not wait for it; so does the web framework.
import 'reflect-metadata';
import '@peculiar/x509';
import './server/app.ts';
import { isGuid } from './profile/guid.ts';
import { knownPermissions } from './profile/permission.ts';
import { authority } from './server/authority/authority.ts';
import { builtInClient } from './server/authority/clients.ts';
import { type ClientDeclaration, readClients } from './server/authority/clients-file.ts';
import { developmentIssuer } from './server/authority/issuer.ts';
import type { TokenWish } from './server/authority/mint.ts';
import { memorySigningKeys } from './server/authority/signing-keys.ts';
import { readClock } from './server/dev/clock.ts';
import type { Controls } from './server/dev/controls.ts';
import { type FaultRule, type FaultWish, readRule } from './server/dev/faults.ts';
import { type JournalEntry, noTenant } from './server/dev/journal.ts';
import type { Seed } from './server/dev/seed.ts';
import { malformed } from './server/dev/shape.ts';
import { readThrottle, type Throttle } from './server/dev/throttle.ts';
import { readTokenWish } from './server/dev/token-wish.ts';
import type { AccessLog } from './server/log.ts';
import { startServer } from './server/start.ts';
import { memoryCertificate } from './server/tls.ts';
import { openStore } from './store/open.ts';

export type { ClientDeclaration } from './server/authority/clients-file.ts';
export type { AppTokenWish, PersonTokenWish, TokenWish } from './server/authority/mint.ts';
export type { FaultRule, FaultWish } from './server/dev/faults.ts';
export type { JournalEntry } from './server/dev/journal.ts';
export type { Seed, SeedLine, SeedValue } from './server/dev/seed.ts';
export type { Throttle } from './server/dev/throttle.ts';

/** How a server is to be started; all of it may be left out. */
export interface ProficioOptions {
  /** The tenant of the tests, a GUID; by default a fresh one. */
  readonly tenant?: string;
  /** What the tenant holds from the start. */
  readonly seed?: Seed;
  /** True: the demo people live in the tenant. */
  readonly demo?: boolean;
  /** By default `sqlite::memory:`, gone with the server. */
  readonly database?: string;
  /** By default free ones. */
  readonly httpPort?: number;
  readonly httpsPort?: number;
  /** True: `/v1.0` serves the profile as well. */
  readonly v1Profile?: boolean;
  readonly personalAccounts?: 'refuse' | 'allow';
  /** Clients of the development authority; without them any client id is taken as it comes. */
  readonly clients?: readonly ClientDeclaration[];
  /** Groups of tenants that see the items of each other for the audiences federatedOrganizations and everyone. */
  readonly federations?: readonly (readonly string[])[];
}

/** One tenant of a server. Tenants never see each other: tests that run side by side take one each. */
export interface TenantBench {
  /** The tenant, a GUID in lower case. */
  readonly tenant: string;
  /** An access token, as the authority would issue it at this instant of the tenant's clock. */
  readonly token: (wish: TokenWish) => Promise<string>;
  /**
   * Loads people, groups, contacts and items, all or none: lines of a dump as text, or as values in which ids, dates and tenants may be
   * left out and people be named by userPrincipalName. Answers how many records they stand for.
   */
  readonly seed: (seed: Seed) => Promise<number>;
  /** Empties the tenant and forgets its snapshots, faults, limit, clock and log. Tokens stay valid. */
  readonly reset: () => Promise<void>;
  /** Keeps what the tenant holds; answers the snapshot's id. */
  readonly snapshot: () => Promise<string>;
  /** Puts the tenant back to a snapshot of it, as often as one likes. */
  readonly restore: (snapshot: string) => Promise<void>;
  readonly clock: TenantClock;
  readonly faults: TenantFaults;
  readonly throttling: TenantThrottling;
  readonly requests: RequestLog;
}

/** The tenant's clock: timestamps, `now()` in filters and the lifetime of tokens follow it. */
export interface TenantClock {
  readonly now: () => Date;
  /** It goes on from there. */
  readonly set: (instant: Date | string) => void;
  /** It stands still, at an instant or where it is. */
  readonly stop: (instant?: Date | string) => void;
  /** It goes on after a stop. */
  readonly start: () => void;
  /** Moves it, back if negative. */
  readonly advance: (seconds: number) => void;
  /** Back to the real time. */
  readonly reset: () => void;
}

/** Rules by which requests of the tenant fail, wait or are cut off. */
export interface TenantFaults {
  readonly add: (rule: FaultWish) => FaultRule;
  /** The rules that still strike. */
  readonly list: () => readonly FaultRule[];
  /** False if there is no such rule any more. */
  readonly remove: (id: string) => boolean;
  readonly clear: () => void;
}

/** A limit beyond which the tenant's clients get 429 with Retry-After. */
export interface TenantThrottling {
  readonly limit: (throttle: Throttle) => void;
  readonly lift: () => void;
}

/** The requests of the tenant and their answers, the latest last. */
export interface RequestLog {
  readonly list: () => readonly JournalEntry[];
  readonly clear: () => void;
}

/** A server that runs, and the controls of its default tenant. */
export interface Proficio extends TenantBench, AsyncDisposable {
  /** Origins, without a slash at the end: `http://127.0.0.1:41234`. */
  readonly http: string;
  readonly https: string;
  /** The certificate of the authority that has signed the server's, PEM. One for all servers of a process. */
  readonly ca: string;
  /** The client that the development authority knows from the start. */
  readonly client: { readonly id: string; readonly secret: string };
  /** Makes `fetch` and `https.request` of this process trust the certificate. Throws where Node.js is older than 22.19 or 24.5. */
  readonly trust: () => void;
  /** The controls of another tenant; by default a fresh one. */
  readonly inTenant: (tenant?: string) => TenantBench;
  /** Requests that carried no token, or none that names a tenant. */
  readonly requestsWithoutTenant: RequestLog;
  /** Makes the authority sign with a new key; tokens of the old one stay valid. */
  readonly rotateKeys: () => Promise<void>;
  /** Finishes what is in flight, then closes. */
  readonly close: () => Promise<void>;
}

/** What nobody foresaw is a fault of the server, and whoever runs the test should see it. */
const log: AccessLog = {
  request() {},
  failure: ({ method, path }, fault) => console.error(`proficio: ${method} ${path}`, fault.details.cause ?? fault),
  trouble: (what, cause) => console.error(`proficio: ${what}`, cause),
  close() {},
};

/** Milliseconds that idle connections are given at the end: tests have nothing on its way any more. */
const grace = 1;

/**
 * Starts a server in this process: http and https on free ports of 127.0.0.1, with the development authority and the controls of `/dev`,
 * without the web app and the API viewer.
 * Rejects if a port is taken, or the seed is refused.
 */
export async function startProficio(options: ProficioOptions = {}): Promise<Proficio> {
  const tenant = tenantOf(options.tenant);
  const clients = options.clients && readClients(options.clients, process.cwd());
  const [certificate, store] = await Promise.all([memoryCertificate(), openStore(options.database ?? 'sqlite::memory:')]);
  const keys = memorySigningKeys();
  const server = await startServer({
    store,
    host: '127.0.0.1',
    httpPort: options.httpPort ?? 0,
    https: { port: options.httpsPort ?? 0, key: certificate.key, cert: certificate.cert },
    grace,
    issuers: [],
    personalAccounts: options.personalAccounts ?? 'refuse',
    publicUrl: undefined,
    v1Profile: options.v1Profile ?? false,
    federations: options.federations ?? [],
    dev: {
      keys,
      issuer: developmentIssuer(keys),
      authority: (parts) => authority({ keys, permissions: knownPermissions, publicUrl: undefined, clients, ...parts }),
    },
    plugins: [],
    metrics: 'none',
    log,
  });
  const close = async () => {
    await server.close();
    await store.close();
  };
  const { controls } = server;
  const [http, https] = [server.http, server.https].map(numeric);
  if (!controls || http === undefined || https === undefined) throw new Error('The server has started without its controls');
  const benchOf = (of: string) => openTenant(controls, of, https);
  try {
    if (options.demo) await store.load((await import('./profile/demo/demo.ts')).demoEntries(tenant));
    if (options.seed !== undefined) await controls.seed(tenant, options.seed);
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    ...benchOf(tenant),
    http,
    https,
    ca: certificate.ca,
    client: { id: builtInClient.id, secret: builtInClient.secret },
    trust: () => trust(certificate.ca),
    inTenant: (other) => benchOf(tenantOf(other)),
    requestsWithoutTenant: logOf(controls, noTenant),
    rotateKeys: controls.rotateKeys,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** `localhost` may lead to ::1 first, where some other server may listen. */
function numeric(origin: string | undefined): string | undefined {
  return origin?.replace('//localhost:', '//127.0.0.1:');
}

function tenantOf(tenant: string = randomUUID()): string {
  return isGuid(tenant) ? tenant.toLowerCase() : malformed('tenant', `it is a GUID, not ${JSON.stringify(tenant)}`, 'tenant');
}

function trust(ca: string): void {
  if (typeof tls.setDefaultCACertificates !== 'function')
    throw new Error('trust() takes Node.js 22.19, 24.5 or newer; start the process with NODE_EXTRA_CA_CERTS instead');
  const trusted = tls.getCACertificates('default');
  if (!trusted.includes(ca)) tls.setDefaultCACertificates([...trusted, ca]);
}

function openTenant(controls: Controls, tenant: string, origin: string): TenantBench {
  const { bench } = controls;
  return {
    tenant,
    token: async (wish) => controls.token(tenant, readTokenWish(wish), origin),
    seed: (seed) => controls.seed(tenant, seed),
    reset: () => controls.reset(tenant),
    snapshot: () => controls.snapshot(tenant),
    restore: (snapshot) => controls.restore(tenant, snapshot),
    clock: clockOf(controls, tenant),
    faults: {
      add: (rule) => bench.addRule(tenant, readRule(rule)),
      list: () => bench.rules(tenant),
      remove: (id) => bench.removeRules(tenant, id) > 0,
      clear: () => void bench.removeRules(tenant),
    },
    throttling: {
      limit: (throttle) => bench.throttling.limit(tenant, readThrottle(throttle)),
      lift: () => bench.throttling.limit(tenant, undefined),
    },
    requests: logOf(controls, tenant),
  };
}

function clockOf({ clock }: Controls, tenant: string): TenantClock {
  const textOf = (instant: Date | string) => (typeof instant === 'string' ? instant : instant.toISOString());
  const change = (wish: object) => clock.change(tenant, readClock(wish));
  return {
    now: () => new Date(clock.now(tenant)),
    set: (instant) => change({ now: textOf(instant) }),
    stop: (instant) => change({ stopped: true, ...(instant !== undefined && { now: textOf(instant) }) }),
    start: () => change({ stopped: false }),
    advance: (seconds) => change({ advanceSeconds: seconds }),
    reset: () => clock.reset(tenant),
  };
}

function logOf({ bench: { journal } }: Controls, tenant: string): RequestLog {
  return { list: () => journal.read(tenant), clear: () => journal.clear(tenant) };
}
