/** `proficio serve`: the floors wired together; runs until SIGTERM or SIGINT, finishes what is in flight and ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyPluginAsync } from 'fastify';
import { demoEntries } from '../profile/demo/demo.ts';
import { knownPermissions } from '../profile/permission.ts';
import { discoveredIssuer } from '../server/keys.ts';
import type { Listening } from '../server/listen.ts';
import { openLog } from '../server/log.ts';
import { keepTrail } from '../server/retention.ts';
import { type Development, startServer } from '../server/start.ts';
import { openTracing } from '../server/tracing.ts';
import type { Store } from '../store/store.ts';
import { devBanner, shortBanner } from './banner.ts';
import { buildWeb } from './build-web.ts';
import { databaseFileOf, databaseUrlOf, makeFolder, openDatabase } from './database.ts';
import { declaredClients } from './declared-clients.ts';
import { planServe, planSignIn, type ServePlan, type ServeValues } from './serve-plan.ts';
import { allFigures, answerFigures, isWorker, supervise, tellFailure, tellListening } from './workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

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
  const store = await openDatabase(values, { readUrl: values.readDatabase, connections: values.databaseConnections });
  if (plan.demo && (await store.isEmpty(undefined))) await store.fill([demoEntries()]);
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
    plugins: await pages(values),
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
  if (isWorker) tellListening(server);
  else {
    // Banners and logs are all that the server writes on standard output.
    process.stdout.write(
      values.dev ? devBanner(server, join(values.data, 'tls', 'ca.pem'), dataFlag(values), plan.demo) : shortBanner(server),
    );
  }
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.close();
    await trail.close();
    await store.close();
    await tracing?.close().catch((cause: unknown) => log.trouble('the last traces were not sent', cause));
    log.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
  const [{ storedSigningKeys }, { developmentIssuer }, { authority }] = await Promise.all([
    import('../server/authority/signing-keys.ts'),
    import('../server/authority/issuer.ts'),
    import('../server/authority/authority.ts'),
  ]);
  const keys = storedSigningKeys(data);
  return {
    keys,
    issuer: developmentIssuer(keys, publicUrl),
    authority: (parts) => authority({ keys, permissions: knownPermissions, publicUrl, clients, ...parts }),
  };
}

async function pages(values: ServeValues): Promise<FastifyPluginAsync[]> {
  const [{ docs }, { web }] = await Promise.all([import('../server/docs.ts'), import('../server/web.ts')]);
  return [
    docs({ version: '0.1.0', developer: values.dev }),
    web({
      folder: join(root, 'web', 'dist'),
      // Workers are many, and have somebody above them who builds.
      building: isWorker ? () => undefined : buildWeb(root, tell),
      publicUrl: values.publicUrl,
      ...planSignIn(values),
    }),
  ];
}
