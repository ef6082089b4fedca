/** `npm run bench:peers`: what else serves such data, under the same load on the same machine as the server and the floor. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import type { Comparison } from '../finding.ts';
import { describeRun } from '../machine.ts';
import { readReport, writeReport, writeTables } from '../report.ts';
import { compare, type Terms } from '../rounds.ts';
import { casesOf, requestsToFloor, requestsToUs, scenarios } from '../scenarios.ts';
import { type Stage, setStage, startFloor, startUs } from '../stage.ts';
import { startCapWithoutTokens, startCapWithTokens } from './cap.ts';
import { startJsonServer } from './json-server.ts';
import { startODataV4Server } from './odata-v4-server.ts';
import type { Peer, StartPeer } from './peer.ts';
import { startPrism } from './prism.ts';

const people = 10_000;
const terms: Terms = { connections: 32, rounds: 3, seconds: 2 };

/** The first is what the ratios are to. */
const peers: readonly StartPeer[] = [startCapWithTokens, startCapWithoutTokens, startODataV4Server, startJsonServer, startPrism];
/** How many times the throughput of SAP CAP with JWT the server shall have, reading one item. */
const target = 20;

const folder = mkdtempSync(join(tmpdir(), 'proficio-peers-'));
try {
  const run = describeRun('peers', people);
  const stage = await setStage(folder, people);
  const report = { peers: { run, comparisons: await measure(stage) } };
  stage.close();
  stdout.write(`\n${writeTables(report)}\n`);
  const results = join(import.meta.dirname, '..');
  writeReport(results, { ...readReport(results), ...report });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(stage: Stage): Promise<readonly Comparison[]> {
  const { callers } = stage.seeded;
  const us = await startUs(stage, stage.seeded);
  const floor = await startFloor(stage, 'each');
  const others: Peer[] = [];
  for (const start of peers) others.push(await start(stage));
  const comparisons: Comparison[] = [];
  for (const scenario of scenarios) {
    const able = others.flatMap(({ contestant, asked }) => {
      const ask = asked[scenario.name];
      return ask ? [{ contestant, requests: casesOf(scenario, callers).map(ask) }] : [];
    });
    if (able.length === 0) continue;
    const results = await compare(
      stage.generator,
      [
        { contestant: us, requests: requestsToUs(scenario, callers) },
        ...able,
        { contestant: floor, requests: requestsToFloor(scenario, callers) },
      ],
      terms,
    );
    const [first, second] = results;
    const ratio = (first?.perSecond ?? Number.NaN) / (second?.perSecond ?? Number.NaN);
    comparisons.push({ scenario: scenario.name, results, ratio, ...(scenario === scenarios[0] && { target }) });
  }
  await Promise.all([us, floor, ...others.map(({ contestant }) => contestant)].map((contestant) => contestant.stop()));
  return comparisons;
}
