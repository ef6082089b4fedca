/**
 * What requests leave behind: `node bench/survivors.ts [SCENARIO]` loads a server and tells how much of what it allocates outlives two
 * clearings of young objects, and so waits among the old ones for the next clearing of all; and how long the clearings take.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { startContestant } from './contestant.ts';
import { startGenerator } from './generator.ts';
import { audience, startIssuer } from './issuer.ts';
import { median } from './rounds.ts';
import { requestsToUs, scenarios } from './scenarios.ts';
import { seed } from './stage.ts';

const people = 1000;
const callers = 64;
const connections = 32;
/** Of load before the clearings are looked at, and of load while they are. */
const seconds = { before: 4, of: 4 } as const;

const wanted = (argv[2] ?? '').toLowerCase();
const program = join(import.meta.dirname, '..', 'proficio.js');
const folder = mkdtempSync(join(tmpdir(), 'proficio-survivors-'));
const issuer = await startIssuer();
const generator = startGenerator();
try {
  const seeded = await seed(folder, people, callers, issuer);
  for (const scenario of scenarios.filter(({ name }) => name.toLowerCase().includes(wanted))) {
    const requests = requestsToUs(scenario, seeded.callers);
    const [probe] = requests;
    if (!probe) continue;
    const log = join(folder, `${scenario.name.replaceAll(/\W/g, '-')}.log`);
    const options = ['--data', seeded.data, '--https-port', 'off', '--issuer', issuer.issuer, '--audience', audience];
    const server = await startContestant({
      name: scenario.name,
      command: (port) => ['--trace-gc-nvp', program, 'serve', '--http-port', String(port), ...options],
      probe,
      log,
    });
    const job = { origin: server.origin, requests, connections };
    await generator.run({ ...job, seconds: seconds.before });
    const from = readFileSync(log, 'utf8').length;
    const { perSecond } = await generator.run({ ...job, seconds: seconds.of });
    await server.stop();
    stdout.write(`${scenario.name}\n${told(readFileSync(log, 'utf8').slice(from), perSecond * seconds.of)}\n`);
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
