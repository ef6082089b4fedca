/** How long answers take: at 70 % of the highest throughput, and for somebody who writes alone. */
import type { Finding } from '../finding.ts';
import { compare, type Result, type Terms } from '../rounds.ts';
import { namedScenarios, requestsToFloor, requestsToUs } from '../scenarios.ts';
import { type Stage, startFloor, startUs } from '../stage.ts';
import { type Steadiness, watchSteadiness } from '../steadiness.ts';

const shareOfHighest = 0.7;
const tailLimit = 4;
const aloneLimit = 1.3;
/** Milliseconds, before each scenario. */
const lookAtMachine = 1500;

/** How long the slowest hundredth took, in the middle round, the best and the worst one; and the median. */
function told(result: Result | undefined): string {
  if (!result) return 'not measured';
  const { p50, p99, tails } = result;
  return `${p99.toFixed(1)} ms (${tails[0]?.toFixed(1)} to ${tails.at(-1)?.toFixed(1)}), p50 ${p50.toFixed(2)}`;
}

/** @param wanted names of scenarios; all if empty */
export async function measureLatency(stage: Stage, terms: Terms, wanted: readonly string[]): Promise<readonly Finding[]> {
  const us = await startUs(stage, stage.seeded);
  const floor = await startFloor(stage, 'each');
  const findings: Finding[] = [];
  const { callers } = stage.seeded;
  const machine = watchSteadiness();
  for (const scenario of namedScenarios(wanted)) {
    const entrants = [
      { contestant: us, requests: requestsToUs(scenario, callers) },
      { contestant: floor, requests: requestsToFloor(scenario, callers) },
    ];
    machine.look(lookAtMachine);
    // Each at 70 % of its own: how far the machine itself lets answers stray is what the floor shows.
    const paced = entrants.map((entrant) => ({ ...entrant, share: shareOfHighest }));
    findings.push(tailOf(scenario.name, await compare(stage.generator, paced, terms)));
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
  findings.push(steadinessOf(machine));
  return findings;
}

function tailOf(scenario: string, [ours, theirs]: readonly Result[]): Finding {
  const { p50, p99, rate } = ours ?? { p50: Number.NaN, p99: Number.NaN };
  return {
    what: `${scenario}: p99 at 70 % of the highest throughput (${Math.round(rate ?? Number.NaN)}/s)`,
    value: `${told(ours)}; floor ${told(theirs)}`,
    target: `< ${tailLimit} × p50`,
    met: p99 < tailLimit * p50,
  };
}

/** What the numbers above are to be read with: nothing that is to be met. */
function steadinessOf(machine: Steadiness): Finding {
  const { middle, slowest } = machine.shares();
  return {
    what: 'How fast the machine does the same work in 4 MB of memory, idle but for it, of its best 20 ms',
    value: `middle ${middle.toFixed(2)}, slowest twentieth ${slowest.toFixed(2)}`,
    target: '',
  };
}
