/** How cost grows with the number of people: databases of several sizes, served at once and asked in turns. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Contestant } from '../contestant.ts';
import type { Finding, Found, GrowthPoint } from '../finding.ts';
import { compare, median, type Result, type Terms } from '../rounds.ts';
import { requestsToUs, type Scenario, scenarios } from '../scenarios.ts';
import { type Seeded, type Stage, seed, startUs } from '../stage.ts';

/** Each request comes from another caller, so that the data asked for is spread over the whole database. */
const callerCount = 4096;
/** Of so many starts the median counts. */
const starts = 5;
/** How many times slower the largest size may be, by scenario. */
const slowest: Readonly<Record<string, number>> = {
  'GET one': 1.3,
  'List: filter, order, top 20': 1.3,
  'PATCH, durable': 1.5,
};

export async function measureGrowth(stage: Stage, terms: Terms, sizes: readonly number[]): Promise<Found> {
  const all: { readonly seeded: Seeded; readonly us: Contestant; readonly startUp: number; readonly memory: number }[] = [];
  for (const people of sizes) {
    const seeded = await seed(`${stage.folder}/growth`, people, callerCount, stage.issuer);
    const start = () => startUs(stage, seeded, { name: `${people.toLocaleString('en')} people` });
    const earlier: number[] = [];
    for (let n = 1; n < starts; n++) {
      const us = await start();
      earlier.push(us.startUp);
      await us.stop();
    }
    const us = await start();
    await wait(500);
    all.push({ seeded, us, startUp: median([...earlier, us.startUp]), memory: us.memory() });
  }
  const measured = new Map<Scenario, readonly Result[]>();
  for (const scenario of scenarios.filter(({ name }) => slowest[name] !== undefined)) {
    const entrants = all.map(({ seeded, us }) => ({ contestant: us, requests: requestsToUs(scenario, seeded.callers) }));
    measured.set(scenario, await compare(stage.generator, entrants, terms));
  }
  await Promise.all(all.map(({ us }) => us.stop()));
  const points = all.map(
    ({ seeded, startUp, memory }, index): GrowthPoint => ({
      people: seeded.people,
      perSecond: Object.fromEntries([...measured].map(([{ name }, results]) => [name, results[index]?.perSecond ?? Number.NaN])),
      startUp,
      memory,
      diskRatio: seeded.disk / (seeded.dumpBytes * stage.jsonShare),
    }),
  );
  return { growth: points, findings: [...measured.keys()].map((scenario) => slowdown(scenario, points)) };
}

function slowdown({ name }: Scenario, points: readonly GrowthPoint[]): Finding {
  const [first, last] = [points[0], points.at(-1)];
  const times = (first?.perSecond[name] ?? Number.NaN) / (last?.perSecond[name] ?? Number.NaN);
  const limit = slowest[name] ?? Number.NaN;
  return {
    what: `${name}: ${last?.people.toLocaleString('en')} people against ${first?.people.toLocaleString('en')}`,
    value: `${times.toFixed(2)} times slower`,
    target: `≤ ${limit}`,
    met: times <= limit,
  };
}
