/** Requests per second of the server beside the floors, scenario by scenario. */
import type { Comparison } from '../finding.ts';
import { compare, type Terms } from '../rounds.ts';
import { namedScenarios, requestsToFloor, requestsToUs } from '../scenarios.ts';
import { type FloorKind, type Stage, startFloor, startUs } from '../stage.ts';

/** Reads are held against the floor that does nothing else; so are writes, besides which the others are shown. */
const floorsShown: readonly FloorKind[] = ['each', 'grouped', 'fastify'];

/** @param wanted names of scenarios; all if empty */
export async function measureThroughput(stage: Stage, terms: Terms, wanted: readonly string[]): Promise<readonly Comparison[]> {
  const us = await startUs(stage, stage.seeded);
  const floors = await Promise.all(floorsShown.map((kind) => startFloor(stage, kind)));
  const comparisons: Comparison[] = [];
  const { callers } = stage.seeded;
  for (const scenario of namedScenarios(wanted)) {
    // Grouping commits makes no difference to reads.
    const beside = floors.filter((_, index) => scenario.writes || floorsShown[index] !== 'grouped');
    const results = await compare(
      stage.generator,
      [
        { contestant: us, requests: requestsToUs(scenario, callers) },
        ...beside.map((contestant) => ({ contestant, requests: requestsToFloor(scenario, callers) })),
      ],
      terms,
    );
    const [ours, floor] = results;
    const ratio = (ours?.perSecond ?? Number.NaN) / (floor?.perSecond ?? Number.NaN);
    comparisons.push({ scenario: scenario.name, results, ratio, target: scenario.target });
  }
  await Promise.all([us, ...floors].map((contestant) => contestant.stop()));
  return comparisons;
}
