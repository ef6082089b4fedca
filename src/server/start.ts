/** Puts a server together from its parts and starts it: the API, the web app, documentation, and with --dev the bench and the authority. */
import type { FastifyPluginAsync } from 'fastify';
import { firstSight } from '../profile/first-sight.ts';
import type { Rules } from '../profile/resource.ts';
import type { Store } from '../store/store.ts';
import { openAdmission } from './admission.ts';
import type { Answering } from './answer.ts';
import { buildApp } from './app.ts';
import type { SigningKeys } from './authority/signing-keys.ts';
import { type Bench, openBench } from './dev/bench.ts';
import { devClock } from './dev/clock.ts';
import { type Controls, openControls } from './dev/controls.ts';
import { Stopping } from './health.ts';
import type { Issuer } from './keys.ts';
import { type Listening, listen, type Running } from './listen.ts';
import type { AccessLog } from './log.ts';
import { noMetrics, openMetrics } from './metrics.ts';
import { metricsPage } from './metrics-page.ts';
import { rateLimit } from './rate-limit.ts';
import { challenge, createVerifier } from './tokens.ts';
import type { Tracing } from './tracing.ts';
import { instant, worldOf } from './world.ts';

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

export interface Development {
  readonly keys: SigningKeys;
  readonly issuer: Issuer;
  /** @param parts where the people are, and a tenant's own clock in milliseconds: token lifetimes follow it */
  readonly authority: (parts: { readonly store: Store; readonly now: (tenant?: string) => number }) => FastifyPluginAsync;
}

export interface Server extends Running {
  readonly controls: Controls | undefined;
  readonly rules: Rules;
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
  const bench: Bench | undefined = dev && openBench(clock, instant);
  const controls =
    dev && bench && openControls({ store, firstSight: known, bench, clock, keys: dev.keys, now: (tenant) => world.now(tenant) });
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
    ...(bench && { intercept: bench.intercept }),
  };
  const plugins = [...options.plugins];
  if (dev && bench && controls) {
    const [{ devRoutes }, { forLocalPages }, { withFaults }] = await Promise.all([
      import('./dev/routes.ts'),
      import('./dev/local-pages.ts'),
      import('./dev/authority-faults.ts'),
    ]);
    plugins.push(
      forLocalPages(options.publicUrl, [withFaults(bench, dev.authority({ store, now: clock.now })), devRoutes(controls)]),
    );
  }
  const admission = openAdmission(options.mostAtOnce ?? mostAtOnce);
  const isCounted = options.metrics !== 'none';
  const metrics = isCounted ? openMetrics({ running: admission.running, pressure: () => store.pressure() }) : noMetrics;
  if (isCounted) plugins.push(metricsPage({ token: options.metricsToken, text: options.gather ?? metrics.text }));
  const life = { stopping: false };
  const app = await buildApp({
    answering,
    publicUrl: options.publicUrl,
    log,
    metrics,
    tracing: options.tracing,
    admission,
    stopping: () => life.stopping,
    ready: async () => (life.stopping ? Promise.reject(new Stopping()) : store.ping()),
    plugins,
  });
  const running = await listen(app, options);
  for (const issuer of options.issuers) issuer.prepare();
  const close = (): Promise<void> => {
    life.stopping = true;
    return running.close();
  };
  return { ...running, close, controls, rules };
}
