/** `proficio serve`: the floors wired together; runs until SIGTERM or SIGINT, finishes what is in flight and ends. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyPluginAsync } from 'fastify';
import { demoEntries } from '../profile/demo/demo.ts';
import { knownPermissions } from '../profile/permission.ts';
import { discoveredIssuer } from '../server/keys.ts';
import { openLog } from '../server/log.ts';
import { type Development, startServer } from '../server/start.ts';
import { openStore } from '../store/open.ts';
import { devBanner, shortBanner } from './banner.ts';
import { databaseFileOf, databaseUrlOf, makeFolder } from './database.ts';
import { planServe, type ServeValues } from './serve-plan.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function serve(values: ServeValues): Promise<void> {
  const plan = planServe(values);
  const url = databaseUrlOf(values);
  if (values.dev || databaseFileOf(url) !== undefined) makeFolder(values.data);
  const store = await openStore(url);
  if (plan.demo && (await store.isEmpty(undefined))) await store.load(demoEntries());
  const log = openLog(plan.logLevel);
  const dev = values.dev ? await development(values) : undefined;
  const certificate = plan.tls
    ? { key: readFileSync(plan.tls.key, 'utf8'), cert: readFileSync(plan.tls.cert, 'utf8') }
    : plan.httpsPort !== undefined && values.dev
      ? await (await import('../server/tls.ts')).storedCertificate(values.data)
      : undefined;
  const server = await startServer({
    store,
    host: values.host,
    httpPort: plan.httpPort,
    https:
      plan.httpsPort !== undefined && certificate
        ? { port: plan.httpsPort, key: certificate.key, cert: certificate.cert }
        : undefined,
    issuers: values.issuer.map((issuer) =>
      discoveredIssuer({ issuer, audiences: values.audience, claims: plan.claims, now: Date.now }),
    ),
    personalAccounts: values.personalAccounts === 'allow' ? 'allow' : 'refuse',
    publicUrl: values.publicUrl,
    v1Profile: values.v1Profile,
    federations: values.federated,
    dev,
    plugins: await pages(values),
    log,
  });
  // Banners and logs are all that the server writes on standard output.
  process.stdout.write(
    values.dev ? devBanner(server, join(values.data, 'tls', 'ca.pem'), dataFlag(values), plan.demo) : shortBanner(server),
  );
  const stop = async () => {
    await server.close();
    await store.close();
    log.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function dataFlag({ data }: ServeValues): string {
  return data === './data' ? '' : ` --data ${data}`;
}

async function development({ data, publicUrl }: ServeValues): Promise<Development> {
  const [{ storedSigningKeys }, { developmentIssuer }, { authority }] = await Promise.all([
    import('../server/authority/signing-keys.ts'),
    import('../server/authority/issuer.ts'),
    import('../server/authority/authority.ts'),
  ]);
  const keys = storedSigningKeys(data);
  return {
    keys,
    issuer: developmentIssuer(keys, publicUrl),
    authority: (parts) => authority({ keys, permissions: knownPermissions, publicUrl, ...parts }),
  };
}

async function pages(values: ServeValues): Promise<FastifyPluginAsync[]> {
  const [{ docs }, { web }] = await Promise.all([import('../server/docs.ts'), import('../server/web.ts')]);
  const folder = join(root, 'web', 'dist');
  buildWeb(folder);
  return [
    docs({ version: '0.1.0', developer: values.dev }),
    web({
      folder,
      issuer: values.dev ? undefined : values.issuer[0],
      clientId: '11111111-1111-4111-8111-111111111111',
      scopes: ['openid', 'profile', 'User.ReadWrite', 'User.Read.All'],
      publicUrl: values.publicUrl,
    }),
  ];
}

/** From a fresh checkout the web app is built while the API answers already. */
function buildWeb(folder: string): void {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (existsSync(join(folder, 'index.html')) || !existsSync(vite)) return;
  spawn(process.execPath, [vite, 'build'], { cwd: join(root, 'web'), stdio: 'ignore' }).unref();
}
