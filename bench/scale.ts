/** How much room a company takes on PostgreSQL, and how fast it is served: `node bench/scale.ts [--people 100000] [--rate 200] [--seconds 20]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { openCluster } from '../test/support/cluster.ts';
import { itemCount } from './data.ts';
import { startGenerator } from './generator.ts';
import { startIssuer } from './issuer.ts';
import { requestsToUs, scenarios } from './scenarios.ts';
import { seed, startUs } from './stage.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
  },
});
const [people, rate, seconds] = [Number(values.people), Number(values.rate), Number(values.seconds)];
const callerCount = 512;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'proficio-scale-'));
const cluster = await openCluster(['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB']);
if ('missing' in cluster) throw new Error(cluster.missing);
const issuer = await startIssuer();
const generator = startGenerator();
try {
  const database = ['--database', cluster.url];
  const seeded = await seed(folder, people, callerCount, issuer, database);
  tell(`loaded ${people} people with ${itemCount(people)} items: ${Math.round(seeded.itemsPerSecond)} items a second`);
  await tellRoom(cluster.url, itemCount(people));
  const us = await startUs({ folder, issuer }, seeded, { flags: database });
  tell(`memory after start ${Math.round(us.memory() / 2 ** 20)} MiB`);
  for (const scenario of scenarios) {
    const requests = requestsToUs(scenario, seeded.callers);
    await generator.run({ origin: us.origin, requests, connections: 16, seconds: 3 });
    const steady = await generator.run({ origin: us.origin, requests, connections: 64, seconds, rate });
    const most = await generator.run({ origin: us.origin, requests, connections: 32, seconds: 5 });
    const { p50, p99, worst, failures } = steady;
    tell(
      `${scenario.name}: at ${rate}/s p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(0)} ms, ${failures} failed; ` +
        `flat out ${Math.round(most.perSecond)}/s, p99 ${most.p99.toFixed(1)} ms, ${most.failures} failed`,
    );
  }
  tell(`memory at the end ${Math.round(us.memory() / 2 ** 20)} MiB`);
  await us.stop();
  await tellRoom(cluster.url, itemCount(people));
} finally {
  generator.close();
  issuer.close();
  await cluster.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** Bytes of tables and indexes, partitions added up, and what they come to for each item. */
async function tellRoom(url: string, items: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`VACUUM (ANALYZE)`;
  const rows = await sql<{ name: string; heap: string; indexes: string; rows: string }[]>`
    SELECT coalesce(parent.relname, c.relname) AS name, sum(pg_table_size(c.oid)) AS heap, sum(pg_indexes_size(c.oid)) AS indexes,
      sum(greatest(c.reltuples, 0)) AS rows
    FROM pg_class c LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = h.inhparent
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY 1 ORDER BY 2 DESC`;
  for (const { name, heap, indexes, rows: count } of rows)
    tell(
      `${name}: ${count} rows, table ${Math.round(Number(heap) / 2 ** 20)} MiB, indexes ${Math.round(Number(indexes) / 2 ** 20)} MiB`,
    );
  const [item] = rows.filter(({ name }) => name === 'item');
  tell(
    `an item takes ${Math.round(Number(item?.heap) / items)} bytes and ${Math.round(Number(item?.indexes) / items)} in its index`,
  );
  const [whole] = await sql`SELECT pg_database_size(current_database())::bigint AS size`;
  tell(`the database: ${Math.round(Number(whole?.size) / 2 ** 20)} MiB`);
  await sql.end();
}
