/** How long answers take: at 70 % of the highest throughput, and for somebody who writes alone. */
import type { Comparison, Finding } from '../finding.ts';
import { compare, type Result, type Terms } from '../rounds.ts';
import { requestsToFloor, requestsToUs, scenarios } from '../scenarios.ts';
import { type Stage, startFloor, startUs } from '../stage.ts';

const shareOfHighest = 0.7;
const tailLimit = 4;
const aloneLimit = 1.3;

/** How long the slowest hundredth took, in the middle round, the best and the worst one; and the median. */
function told(result: Result | undefined): string {
  if (!result) return 'not measured';
  const { p50, p99, tails } = result;
  return `${p99.toFixed(1)} ms (${tails[0]?.toFixed(1)} to ${tails.at(-1)?.toFixed(1)}), p50 ${p50.toFixed(2)}`;
}

/** @param comparisons what the throughput is at its highest */
export async function measureLatency(
  stage: Stage,
  terms: Terms,
  comparisons: readonly Comparison[],
): Promise<readonly Finding[]> {
  const us = await startUs(stage, stage.seeded);
  const floor = await startFloor(stage, 'each');
  const findings: Finding[] = [];
  const { callers } = stage.seeded;
  for (const scenario of scenarios) {
    const entrants = [
      { contestant: us, requests: requestsToUs(scenario, callers) },
      { contestant: floor, requests: requestsToFloor(scenario, callers) },
    ];
    const comparison = comparisons.find((one) => one.scenario === scenario.name);
    if (comparison) {
      // Each at 70 % of its own: how far the machine itself lets answers stray is what the floor shows.
      const rates = comparison.results.map(({ perSecond }) => perSecond * shareOfHighest);
      const paced = entrants.map((entrant, index) => ({ ...entrant, rate: rates[index] ?? 0 }));
      const [ours, theirs] = await compare(stage.generator, paced, terms);
      const { p50, p99 } = ours ?? { p50: Number.NaN, p99: Number.NaN };
      findings.push({
        what: `${scenario.name}: p99 at 70 % of the highest throughput (${Math.round(rates[0] ?? 0)}/s)`,
        value: `${told(ours)}; floor ${told(theirs)}`,
        target: `< ${tailLimit} × p50`,
        met: p99 < tailLimit * p50,
      });
    }
    if (!scenario.writes) continue;
    const [ours, theirs] = await compare(stage.generator, entrants, { ...terms, connections: 1 });
    const ratio = (ours?.p50 ?? Number.NaN) / (theirs?.p50 ?? Number.NaN);
    findings.push({
      what: `${scenario.name}: latency of a single writer, median`,
      value: `${ours?.p50.toFixed(2)} ms, floor ${theirs?.p50.toFixed(2)} ms, ${ratio.toFixed(2)} ×`,
      target: `≤ ${aloneLimit} ×`,
      met: ratio <= aloneLimit,
    });
  }
  await Promise.all([us.stop(), floor.stop()]);
  return findings;
}
