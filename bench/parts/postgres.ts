/** The server on PostgreSQL beside a floor over the same driver, on a cluster of its own. */
import { join } from 'node:path';
import postgres from 'postgres';
import { openCluster } from '../../test/support/cluster.ts';
import type { Comparison, Found } from '../finding.ts';
import { seedPostgresFloor } from '../floor/postgres.ts';
import { compare, type Terms } from '../rounds.ts';
import { requestsToFloor, requestsToUs, scenarios } from '../scenarios.ts';
import { runProgram, type Stage, seed, startFloor, startUs } from '../stage.ts';

/** Few enough to be loaded in moments; what is measured is found by key. */
const people = 2000;
const callerCount = 256;
const target = 0.75;

/** Measures on the server that `DATABASE_URL` names, else on a cluster started here; says so where there is neither. */
export async function measurePostgres(stage: Stage, terms: Terms): Promise<Found> {
  const given = process.env.DATABASE_URL;
  const cluster = given === undefined ? await openCluster() : undefined;
  if (cluster && 'missing' in cluster)
    return { findings: [{ what: 'PostgreSQL', value: `not measured: ${cluster.missing}`, target: '' }] };
  try {
    return { comparisons: await measureOn(given ?? cluster?.url ?? '', stage, terms) };
  } finally {
    await cluster?.remove();
  }
}

async function measureOn(server: string, stage: Stage, terms: Terms): Promise<readonly Comparison[]> {
  const ours = await makeDatabase(server, 'proficio_bench');
  const theirs = await makeDatabase(server, 'proficio_bench_floor');
  const seeded = await seed(stage.folder, people, callerCount, stage.issuer, ['--database', ours]);
  const dump = join(stage.folder, 'export-postgres.jsonl');
  await runProgram(stage.folder, ['export', dump, '--database', ours]);
  await seedPostgresFloor(theirs, dump);
  const us = await startUs(stage, seeded, { name: 'Proficio on PostgreSQL', flags: ['--database', ours] });
  const floor = await startFloor({ ...stage, seeded }, 'postgres', theirs);
  const mended = await startFloor({ ...stage, seeded }, 'postgres-mended', theirs);
  const comparisons: Comparison[] = [];
  for (const scenario of scenarios) {
    const results = await compare(
      stage.generator,
      [
        { contestant: us, requests: requestsToUs(scenario, seeded.callers) },
        { contestant: floor, requests: requestsToFloor(scenario, seeded.callers) },
        { contestant: mended, requests: requestsToFloor(scenario, seeded.callers) },
      ],
      terms,
    );
    const [first, second] = results;
    const ratio = (first?.perSecond ?? Number.NaN) / (second?.perSecond ?? Number.NaN);
    const [read] = scenarios;
    comparisons.push({ scenario: `${scenario.name} (PostgreSQL)`, results, ratio, ...(scenario === read && { target }) });
  }
  await Promise.all([us.stop(), floor.stop(), mended.stop()]);
  return comparisons;
}

/** An empty database of this name. @returns its URL */
async function makeDatabase(server: string, name: string): Promise<string> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  } finally {
    await sql.end();
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
