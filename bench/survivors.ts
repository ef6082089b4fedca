/**
 * What requests leave behind: `node bench/survivors.ts [SCENARIO]` loads a server and tells how much of what it allocates outlives two
 * clearings of young objects, and so waits among the old ones for the next clearing of all; and how long the clearings take.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { startGenerator } from './generator.ts';
import { startIssuer } from './issuer.ts';
import { median } from './rounds.ts';
import { requestsToUs, scenarios } from './scenarios.ts';
import { logOf, seed, startUs } from './stage.ts';

const people = 1000;
/** Enough that none of their collections is full after all that is created. */
const callers = 256;
const connections = 32;
/** Of load before the clearings are looked at, and of load while they are. */
const seconds = { before: 4, of: 4 } as const;

const wanted = (argv[2] ?? '').toLowerCase();
const folder = mkdtempSync(join(tmpdir(), 'proficio-survivors-'));
const log = logOf(folder);
const issuer = await startIssuer();
const generator = startGenerator();
try {
  const seeded = await seed(folder, people, callers, issuer);
  for (const scenario of scenarios.filter(({ name }) => name.toLowerCase().includes(wanted))) {
    const requests = requestsToUs(scenario, seeded.callers);
    const server = await startUs({ folder, issuer }, seeded, { node: ['--trace-gc-nvp'] });
    const job = { origin: server.origin, requests, connections };
    await generator.run({ ...job, seconds: seconds.before });
    const from = readFileSync(log, 'utf8').length;
    const loaded = await generator.run({ ...job, seconds: seconds.of });
    await server.stop();
    if (loaded.failures > 0) throw new Error(`${scenario.name}: ${loaded.failures} requests failed`);
    stdout.write(`${scenario.name}\n${told(readFileSync(log, 'utf8').slice(from), loaded.requests)}\n`);
  }
} finally {
  generator.close();
  issuer.close();
  rmSync(folder, { recursive: true, force: true });
}

/** @param trace what V8 has written of its clearings, among lines of the log */
function told(trace: string, requests: number): string {
  const clearings = [...trace.matchAll(/pause=([\d.]+) .*?gc=(\w+) .*?allocated=(\d+) promoted=(\d+)/g)];
  const young = clearings.filter(([, , kind]) => kind === 's');
  const sum = (group: 3 | 4) => young.reduce((total, found) => total + Number(found[group]), 0);
  const pause = median(young.map(([, milliseconds]) => Number(milliseconds)));
  return [
    `${(sum(3) / requests).toFixed(0).padStart(8)}  bytes a request`,
    `${((100 * sum(4)) / sum(3)).toFixed(2).padStart(8)}  % of them outlive two clearings of young objects`,
    `${pause.toFixed(1).padStart(8)}  ms a clearing of young objects, the median of ${young.length}`,
    `${String(clearings.length - young.length).padStart(8)}  clearings of all in ${seconds.of} s`,
    '',
  ].join('\n');
}
