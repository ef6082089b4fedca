/** What others notice of somebody's long job: the tail of short reads while it runs. */
import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { writeDump } from '../data.ts';
import type { Finding } from '../finding.ts';
import { type Generator, startGenerator } from '../generator.ts';
import { requestsToUs, scenarios } from '../scenarios.ts';
import { runProgram, type Stage, startUs } from '../stage.ts';
import type { LoadRequest } from '../wire-client.ts';

const tailLimit = 20;
/** Short reads a second: so few that only the company can make them wait. */
const rate = 300;

type LongJob = { readonly what: string } & (
  | { readonly request: (token: string) => LoadRequest }
  | { readonly command: (stage: Stage) => readonly string[] }
  | { readonly idle: true }
);

const get =
  (path: string) =>
  (token: string): LoadRequest => ({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${token}` },
  });

const batchOf =
  (count: number, url: string) =>
  (token: string): LoadRequest => ({
    method: 'POST',
    path: '/beta/$batch',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      requests: Array.from({ length: count }, (_, index) => ({ id: String(index + 1), method: 'GET', url })),
    }),
  });

const jobs: readonly LongJob[] = [
  { what: 'nobody else', idle: true },
  {
    what: 'a full scan of all people ($filter=contains, $count)',
    request: get(`/v1.0/users?$filter=${encodeURIComponent("contains(displayName,'qq')")}&$count=true`),
  },
  { what: 'pages of 999 people', request: get(`/v1.0/users?$top=999&$orderby=displayName`) },
  { what: 'batches of 20 whole profiles of 100 items', request: batchOf(20, '/me/profile') },
  {
    what: 'an export of everything',
    command: ({ folder, seeded }) => ['export', join(folder, 'again.jsonl'), '--data', seeded.data],
  },
  {
    what: 'an import of 2,000 people',
    command: ({ folder, seeded }) => ['import', join(folder, 'more.jsonl'), '--data', seeded.data],
  },
];

export async function measureCompany(stage: Stage, seconds: number): Promise<readonly Finding[]> {
  await writeDump(join(stage.folder, 'more.jsonl'), 2000);
  const us = await startUs(stage, stage.seeded);
  const second = startGenerator();
  const findings: Finding[] = [];
  for (const job of jobs) findings.push(await measureJob(stage, us, second, job, seconds));
  second.close();
  await us.stop();
  return findings;
}

async function measureJob(stage: Stage, us: Contestant, second: Generator, job: LongJob, seconds: number): Promise<Finding> {
  const { callers } = stage.seeded;
  const [read] = scenarios;
  const token = callers.heavy[0]?.token ?? '';
  if (!read) throw new Error('there are no scenarios');
  const requests = requestsToUs(read, callers);
  const { origin } = us;
  const short = { origin, requests, connections: 8, seconds, rate };
  await stage.generator.run({ ...short, seconds: 0.5 });
  const long = beside(stage, second, origin, token, job, seconds);
  const loaded = await stage.generator.run(short);
  const ran = await long;
  if (loaded.failures > 0) throw new Error(`short reads failed beside ${job.what}: ${loaded.failures}`);
  return {
    what: `p99 of short reads (${rate}/s) beside ${job.what}`,
    value: `${loaded.p99.toFixed(2)} ms${ran}`,
    target: `< ${tailLimit} ms`,
    met: loaded.p99 < tailLimit,
  };
}

/** Runs the long job over and over until the time is up; tells how it went. */
async function beside(
  stage: Stage,
  second: Generator,
  origin: string,
  token: string,
  job: LongJob,
  seconds: number,
): Promise<string> {
  if ('idle' in job) return '';
  if ('request' in job) {
    const { requests, failures, p50 } = await second.run({ origin, requests: [job.request(token)], connections: 1, seconds });
    if (failures > 0) throw new Error(`${failures} of ${requests} requests failed: ${job.what}`);
    return ` (it took ${p50.toFixed(0)} ms, ${requests} times)`;
  }
  const until = performance.now() + seconds * 1000;
  let times = 0;
  let took = 0;
  while (performance.now() < until) {
    took += await runProgram(stage.folder, job.command(stage));
    times++;
  }
  return ` (it took ${((took / times) * 1000).toFixed(0)} ms, ${times} times)`;
}
