/** Puts a server together from its parts and starts it: the API, the web app, documentation, and with --dev the bench and the authority. */
import type { FastifyPluginAsync } from 'fastify';
import { firstSight } from '../profile/first-sight.ts';
import type { Rules } from '../profile/resource.ts';
import type { Store } from '../store/store.ts';
import { openAdmission } from './admission.ts';
import type { Answering } from './answer.ts';
import { devClock } from './dev/clock.ts';
import type { Controls } from './dev/controls.ts';
import type { Development } from './dev/tools.ts';
import { Stopping } from './health.ts';
import type { Issuer } from './keys.ts';
import { type Listening, listen, type Running } from './listen.ts';
import type { AccessLog } from './log.ts';
import { noMetrics, openMetrics } from './metrics.ts';
import { metricsPage } from './metrics-page.ts';
import { rateLimit } from './rate-limit.ts';
import { challenge, createVerifier } from './tokens.ts';
import type { Tracing } from './tracing.ts';
import { openWays } from './ways.ts';
import { worldOf } from './world.ts';

export interface ServerOptions extends Listening {
  readonly store: Store;
  /** Milliseconds; by default the time of the machine. */
  readonly now?: () => number;
  /** Issuers whose tokens are accepted, besides the development authority. */
  readonly issuers: readonly Issuer[];
  readonly personalAccounts: 'refuse' | 'allow';
  readonly publicUrl: string | undefined;
  readonly v1Profile: boolean;
  readonly federations: readonly (readonly string[])[];
  /** The development authority's keys; with them come the authority itself, the developer controls and the bench. */
  readonly dev: Development | undefined;
  /** What stands beside the API: the web app, documentation, metrics. */
  readonly plugins: readonly FastifyPluginAsync[];
  readonly log: AccessLog;
  /** Requests answered at once. */
  readonly mostAtOnce?: number;
  /** Requests of one caller in ten seconds; without it any number. */
  readonly rateLimit?: number | undefined;
  /** Who reads the figures: whoever has this token, else callers on this machine. */
  readonly metricsToken?: string | undefined;
  /** `none` leaves counting out, and /metrics with it. */
  readonly metrics?: 'none';
  /** Gathers the figures of all processes, where this is one of several. */
  readonly gather?: (() => Promise<string>) | undefined;
  readonly tracing?: Tracing | undefined;
}

export interface Server extends Running {
  readonly controls: Controls | undefined;
  readonly rules: Rules;
  /** Brings in what the API can do without: the web framework and the pages that it serves, the figures. Rejects if they cannot be put together. */
  readonly complete: () => Promise<void>;
}

const mostAtOnce = 2000;

/** Where the development authority lets people in. */
const authorizePath = '/common/oauth2/v2.0/authorize';

/** Starts a server. The store stays the caller's to close. Rejects if an address cannot be listened on. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { store, dev, log } = options;
  const clock = devClock(options.now ?? Date.now);
  const world = worldOf(clock.now);
  const known = firstSight(store, () => performance.now());
  const rules: Rules = { store, world, firstSight: known, federations: options.federations };
  const tools =
    dev &&
    (await import('./dev/tools.ts')).openTools({
      development: dev,
      store,
      firstSight: known,
      clock,
      world,
      publicUrl: options.publicUrl,
    });
  const verifier = createVerifier({
    issuers: dev ? [dev.issuer, ...options.issuers] : options.issuers,
    personalAccounts: options.personalAccounts,
    now: clock.now,
  });
  const answering: Answering = {
    rules,
    authenticate: (authorization) => verifier.recall(authorization) ?? verifier.authenticate(authorization),
    challenge: (raw, fault) =>
      challenge(dev ? new URL(authorizePath, raw.root).href : options.issuers[0]?.authorizationUri(), fault),
    v1Profile: options.v1Profile,
    report: log.failure,
    ...(options.rateLimit !== undefined && { admit: rateLimit(options.rateLimit, () => performance.now()) }),
    ...(tools && { intercept: tools.bench.intercept }),
  };
  const admission = openAdmission(options.mostAtOnce ?? mostAtOnce);
  const isCounted = options.metrics !== 'none';
  const metrics = isCounted ? openMetrics({ running: admission.running, pressure: () => store.pressure() }) : noMetrics;
  const life = { stopping: false };
  const ways = openWays({
    answering,
    publicUrl: options.publicUrl,
    log,
    metrics,
    tracing: options.tracing,
    admission,
    stopping: () => life.stopping,
    ready: async () => (life.stopping ? Promise.reject(new Stopping()) : store.ping()),
    plugins: [
      ...options.plugins,
      ...(tools ? [tools.pages] : []),
      ...(isCounted ? [metricsPage({ token: options.metricsToken, text: options.gather ?? metrics.text })] : []),
    ],
  });
  const running = await listen(ways, options);
  for (const issuer of options.issuers) issuer.prepare();
  const close = (): Promise<void> => {
    life.stopping = true;
    return running.close();
  };
  const complete = (): Promise<void> => {
    metrics.begin();
    return ways.complete();
  };
  return { ...running, close, controls: tools?.controls, rules, complete };
}
