/** What https costs, and what a second worker gives. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../certificate.ts';
import type { Finding } from '../finding.ts';
import { compare, type Result, type Terms } from '../rounds.ts';
import { requestsToUs, scenarios } from '../scenarios.ts';
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
  const [read] = scenarios;
  if (!read) throw new Error('there are no scenarios');
  const requests = requestsToUs(read, seeded.callers);
  const results = await compare(
    stage.generator,
    [plain, encrypted, two].map((contestant) => ({ contestant, requests })),
    terms,
  );
  await Promise.all([plain, encrypted, two].map((contestant) => contestant.stop()));
  const [one, https, workers] = results as readonly [Result, Result, Result];
  const httpsShare = https.perSecond / one.perSecond;
  const workersShare = workers.perSecond / one.perSecond;
  const enough = cpus().length >= coresForWorkers;
  return [
    {
      what: `${read.name} over https, kept-alive connections, of http`,
      value: `${httpsShare.toFixed(2)} × (${Math.round(https.processorPerRequest)} against ${Math.round(one.processorPerRequest)} µs)`,
      target: `≥ ${httpsLimit} ×`,
      met: httpsShare >= httpsLimit,
    },
    {
      what: `${read.name} with --workers 2, of one${enough ? '' : ' (the generator takes one of the two cores)'}`,
      value: `${workersShare.toFixed(2)} × (${Math.round(workers.processorPerRequest)} against ${Math.round(one.processorPerRequest)} µs)`,
      target: `≥ ${workersLimit} × on two free cores`,
      ...(enough && { met: workersShare >= workersLimit }),
    },
  ];
}
