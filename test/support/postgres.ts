/** A real PostgreSQL for tests: one cluster for each test process, in a folder that goes with it, and a database for each caller. */
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { postgres } from '../../src/store/postgres-driver.ts';
import { type Cluster, openCluster, openStandby, type Standby } from './cluster.ts';

export type { Cluster, Standby } from './cluster.ts';

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

/** Starts a cluster that ends with the test process. */
export async function startCluster(flags: readonly string[] = []): Promise<Cluster | { readonly missing: string }> {
  const cluster = await openCluster(flags);
  if (!('missing' in cluster)) after(() => cluster.remove());
  return cluster;
}

/** Starts a standby that ends with the test process. */
export async function startStandby(primary: Cluster): Promise<Standby> {
  const standby = await openStandby(primary);
  after(() => standby.remove());
  return standby;
}
