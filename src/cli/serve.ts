/** `proficio serve`: the floors wired together; runs until SIGTERM or SIGINT, finishes what is in flight and ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyPluginAsync } from 'fastify';
import { knownPermissions } from '../profile/permission.ts';
import type { Development } from '../server/dev/tools.ts';
import { discoveredIssuer } from '../server/keys.ts';
import type { Listening } from '../server/listen.ts';
import { openLog } from '../server/log.ts';
import { lookout } from '../server/lookout.ts';
import { keepTrail } from '../server/retention.ts';
import { startServer } from '../server/start.ts';
import { openTracing } from '../server/tracing.ts';
import type { Store } from '../store/store.ts';
import { devBanner, shortBanner } from './banner.ts';
import { buildWeb } from './build-web.ts';
import { databaseFileOf, databaseUrlOf, makeFolder, openDatabase } from './database.ts';
import { declaredClients } from './declared-clients.ts';
import { planServe, planSignIn, type ServePlan, type ServeValues } from './serve-plan.ts';
import { tuneV8 } from './tune-v8.ts';
import { allFigures, answerFigures, isWorker, supervise, tellFailure, tellListening } from './workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Milliseconds that the first callers of the API have the processor to themselves, before what they do not need is brought in. */
const headStart = 200;

const tell = (what: string) => process.stderr.write(`proficio: ${what}\n`);

/** Throws a Mistake for settings that contradict each other, a Failure for what is not to be had. */
export async function serve(values: ServeValues): Promise<void> {
  const plan = planServe(values);
  if (values.dev && values.workers > 1)
    tell(`with --dev there is one worker, not ${values.workers}: developer controls live in its memory`);
  const clients = await declaredClients(values.clients);
  const url = databaseUrlOf(values);
  if (values.dev || databaseFileOf(url) !== undefined) makeFolder(values.data);
  if (isWorker) return answer(values, plan, clients).catch(tellFailure);
  if (plan.workers === 1) return answer(values, plan, clients);
  const store = await openFilled(values, plan);
  await store.close();
  buildWeb(root, tell);
  const listens = await supervise(plan.workers, tell);
  process.stdout.write(shortBanner(listens));
}

/** The store, with the demo people if they are wished for and nobody is there. */
async function openFilled(values: ServeValues, plan: ServePlan): Promise<Store> {
  const store = await openDatabase(values, {
    readUrl: values.readDatabase,
    connections: values.databaseConnections,
    isAlone: lookout.isAlone,
  });
  if (plan.demo && (await store.isEmpty(undefined))) {
    const { demoEntries } = await import('../profile/demo/demo.ts');
    await store.fill([demoEntries()]);
  }
  return store;
}

/** Answers requests until it is told to stop. */
async function answer(values: ServeValues, plan: ServePlan, clients: Clients): Promise<void> {
  const tracing = await openTracing(process.env);
  const store = await openFilled(values, plan);
  const log = openLog(plan.logLevel, isWorker ? 'besides' : 'alone');
  if (isWorker) await answerFigures();
  const server = await startServer({
    store,
    host: values.host,
    httpPort: plan.httpPort,
    https: await secureOf(values, plan),
    issuers: values.issuer.map((issuer) =>
      discoveredIssuer({ issuer, audiences: values.audience, claims: plan.claims, now: Date.now }),
    ),
    personalAccounts: values.personalAccounts === 'allow' ? 'allow' : 'refuse',
    publicUrl: values.publicUrl,
    v1Profile: values.v1Profile,
    federations: values.federated,
    dev: values.dev ? await development(values, clients) : undefined,
    plugins: [reference(values), webApp(values)],
    log,
    rateLimit: values.rateLimit,
    metricsToken: values.metricsToken,
    gather: isWorker ? allFigures : undefined,
    tracing,
  }).catch(async (error: unknown) => {
    // Open connections would keep the process from ending.
    await store.close();
    throw error;
  });
  const trail = keepTrail(store, values.auditDays, Date.now, (cause) => log.trouble('the audit trail was not shortened', cause));
  const end = async () => {
    await server.close();
    await trail.close();
    await store.close();
    await tracing?.close().catch((cause: unknown) => log.trouble('the last traces were not sent', cause));
    log.close();
  };
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await end();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const complete = async () => {
    if (stopping) return;
    await server.complete().catch(async (error: unknown) => {
      await end();
      throw error;
    });
    tuneV8();
  };
  if (isWorker) {
    // Whoever watches would start another one again and again, were it told before.
    await complete();
    tellListening(server);
  } else {
    // Banners and logs are all that the server writes on standard output.
    process.stdout.write(
      values.dev ? devBanner(server, join(values.data, 'tls', 'ca.pem'), dataFlag(values), plan.demo) : shortBanner(server),
    );
    await wait(headStart);
    await complete();
  }
}

/** The port for https and the certificate; undefined where https is off. */
async function secureOf(values: ServeValues, { tls, httpsPort }: ServePlan): Promise<Listening['https']> {
  if (httpsPort === undefined) return undefined;
  if (tls) return { port: httpsPort, key: readFileSync(tls.key, 'utf8'), cert: readFileSync(tls.cert, 'utf8') };
  const { key, cert } = await (await import('../server/tls.ts')).storedCertificate(values.data);
  return { port: httpsPort, key, cert };
}

function dataFlag({ data }: ServeValues): string {
  return data === './data' ? '' : ` --data ${data}`;
}

type Clients = Awaited<ReturnType<typeof declaredClients>>;

async function development({ data, publicUrl }: ServeValues, clients: Clients): Promise<Development> {
  const [{ storedSigningKeys }, { developmentIssuer }] = await Promise.all([
    import('../server/authority/signing-keys.ts'),
    import('../server/authority/issuer.ts'),
  ]);
  const keys = storedSigningKeys(data);
  return {
    keys,
    issuer: developmentIssuer(keys, publicUrl),
    authority: (parts) =>
      late(async () => {
        const { authority } = await import('../server/authority/authority.ts');
        return authority({ keys, permissions: knownPermissions, publicUrl, clients, ...parts });
      }),
  };
}

/** What is served beside the API comes with the web framework, and not before. */
const late =
  (load: () => Promise<FastifyPluginAsync>): FastifyPluginAsync =>
  async (app) => {
    await app.register(await load());
  };

const reference = ({ dev }: ServeValues): FastifyPluginAsync =>
  late(async () => (await import('../server/docs.ts')).docs({ version: '0.1.0', developer: dev }));

const webApp = (values: ServeValues): FastifyPluginAsync =>
  late(async () =>
    (await import('../server/web.ts')).web({
      folder: join(root, 'web', 'dist'),
      // Workers are many, and have somebody above them who builds.
      building: isWorker ? () => undefined : buildWeb(root, tell),
      publicUrl: values.publicUrl,
      ...planSignIn(values),
    }),
  );
