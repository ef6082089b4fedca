/** What https costs, and what a second worker gives. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../certificate.ts';
import type { Contestant } from '../contestant.ts';
import type { Finding } from '../finding.ts';
import { compare, type Result, type Terms } from '../rounds.ts';
import { requestsToUs, type Scenario, scenarios } from '../scenarios.ts';
import { type Stage, startUs } from '../stage.ts';

const httpsLimit = 0.75;
const workersLimit = 1.7;
/** Two workers and the generator have a core each from here on. */
const coresForWorkers = 3;

export async function measureWire(stage: Stage, terms: Terms): Promise<readonly Finding[]> {
  const { seeded } = stage;
  const cert = join(stage.folder, 'tls.crt');
  const key = join(stage.folder, 'tls.key');
  const pair = await makeCertificate();
  writeFileSync(cert, pair.certificate);
  writeFileSync(key, pair.key, { mode: 0o600 });
  const plain = await startUs(stage, seeded);
  const encrypted = await startUs(stage, seeded, {
    name: 'https',
    scheme: 'https',
    flags: ['--tls-cert', cert, '--tls-key', key],
  });
  const two = await startUs(stage, seeded, { name: 'two workers', flags: ['--workers', '2'] });
  const measured = (scenario: Scenario, contestants: readonly Contestant[]) => {
    const requests = requestsToUs(scenario, seeded.callers);
    const entrants = contestants.map((contestant) => ({ contestant, requests }));
    return compare(stage.generator, entrants, terms);
  };
  const [read] = scenarios;
  if (!read) throw new Error('there are no scenarios');
  const reads = scenarios.filter(({ writes }) => !writes);
  const found = [httpsFinding(read.name, await measured(read, [plain, encrypted]))];
  // The shorter the reads, the more the generator has to do: where there are two cores, it takes from them what it needs.
  for (const scenario of reads) found.push(workersFinding(scenario.name, await measured(scenario, [plain, two])));
  await Promise.all([plain, encrypted, two].map((contestant) => contestant.stop()));
  return found;
}

function httpsFinding(scenario: string, results: readonly Result[]): Finding {
  const [plain, encrypted] = results as readonly [Result, Result];
  const share = encrypted.perSecond / plain.perSecond;
  return {
    what: `${scenario} over https, kept-alive connections, of http`,
    value: `${share.toFixed(2)} × (${Math.round(encrypted.processorPerRequest)} against ${Math.round(plain.processorPerRequest)} µs)`,
    target: `≥ ${httpsLimit} ×`,
    met: share >= httpsLimit,
  };
}

function workersFinding(scenario: string, results: readonly Result[]): Finding {
  const [one, two] = results as readonly [Result, Result];
  const share = two.perSecond / one.perSecond;
  const times = `${Math.round(two.processorPerRequest)} against ${Math.round(one.processorPerRequest)} µs`;
  const enough = cpus().length >= coresForWorkers;
  return {
    what: `${scenario} with --workers 2, of one`,
    value: `${share.toFixed(2)} × (${times}, and the generator ${Math.round(two.generatorLoad * 100)} % of ${enough ? 'a third core' : 'one of the two cores'})`,
    target: `≥ ${workersLimit} × on two free cores`,
    ...(enough && { met: share >= workersLimit }),
  };
}
