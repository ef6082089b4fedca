/** `npm run bench`: sets the stage, measures part by part, prints tables and writes the results. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { type Found, type PartName, partNames, type Report, type Run } from './finding.ts';
import { describeRun } from './machine.ts';
import { measureCompany } from './parts/company.ts';
import { measureGrowth } from './parts/growth.ts';
import { measureLatency } from './parts/latency.ts';
import { measureLife } from './parts/life.ts';
import { measurePostgres } from './parts/postgres.ts';
import { measureTesting } from './parts/testing.ts';
import { measureThroughput } from './parts/throughput.ts';
import { measureWire } from './parts/wire.ts';
import { readReport, writeReport, writeTables } from './report.ts';
import type { Terms } from './rounds.ts';
import { setStage } from './stage.ts';

const usage = `npm run bench -- [flags]
  --quick            fewer and shorter rounds, no growth: some seven minutes
  --parts A,B        some of: throughput latency company wire life testing postgres growth
  --scenario TEXT    throughput and latency of those scenarios only whose name holds the text; repeatable
  --people N         people in the database (10 skills each), instead of 10,000
  --sizes N,M        sizes for growth, instead of 10,000 and 100,000
  --rounds N         rounds of each comparison
  --seconds N        seconds of each round
  --json             what was found as JSON on standard output, instead of tables
  --dry              leaves bench/RESULTS.md, results.json and the charts as they are
`;

/** What a mode means, unless flags say otherwise. */
const modes = {
  quick: { rounds: 3, seconds: 1, company: 2, parts: ['throughput', 'latency', 'company', 'wire', 'life', 'testing'] },
  full: { rounds: 5, seconds: 2, company: 4, parts: partNames.filter((name) => name !== 'peers') },
} as const satisfies Record<string, { readonly parts: readonly PartName[] } & Record<string, unknown>>;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    quick: { type: 'boolean', default: false },
    people: { type: 'string', default: '10000' },
    parts: { type: 'string' },
    scenario: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string', default: '10000,100000' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  stdout.write(usage);
  exit(0);
}

const mode = modes[values.quick ? 'quick' : 'full'];
const people = Number(values.people);
const terms: Terms = {
  connections: 32,
  rounds: Number(values.rounds ?? mode.rounds),
  seconds: Number(values.seconds ?? mode.seconds),
};
const sizes = values.sizes.split(',').map(Number);
const wanted = values.scenario.map((text) => text.toLowerCase());
const parts = chosenParts();
const run = describeRun(modeName(), people);
const folder = mkdtempSync(join(tmpdir(), 'proficio-bench-'));

try {
  const found = await measure();
  stdout.write(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : `\n${writeTables(found)}\n`);
  // Parts that were not measured this time keep what an earlier run found.
  if (!values.dry) writeReport(import.meta.dirname, { ...readReport(import.meta.dirname), ...found });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
exit(0);

function chosenParts(): readonly PartName[] {
  const names: readonly string[] = values.parts?.split(',') ?? mode.parts;
  const unknown = names.find((name) => !partNames.some((known) => known === name));
  if (unknown !== undefined) {
    stderr.write(`There is no part '${unknown}'.\n${usage}`);
    exit(2);
  }
  return partNames.filter((name) => names.includes(name));
}

async function measure(): Promise<Report> {
  say(`filling databases with ${people.toLocaleString('en')} people`);
  const stage = await setStage(folder, people);
  const ways: { readonly [P in PartName]: () => Promise<Found> } = {
    throughput: async () => ({ comparisons: await measureThroughput(stage, terms, wanted) }),
    latency: async () => ({ findings: await measureLatency(stage, terms, wanted) }),
    company: async () => ({ findings: await measureCompany(stage, mode.company) }),
    wire: async () => ({ findings: await measureWire(stage, terms) }),
    life: async () => ({ findings: await measureLife(stage) }),
    testing: async () => ({ findings: await measureTesting() }),
    postgres: () => measurePostgres(stage, { ...terms, rounds: Math.min(terms.rounds, 3) }),
    growth: () => measureGrowth(stage, { ...terms, rounds: Math.min(terms.rounds, 3) }, sizes),
    peers: async () => {
      throw new Error('Peers are measured by npm run bench:peers');
    },
  };
  try {
    const report: { [P in PartName]?: { readonly run: Run } & Found } = {};
    for (const name of parts) {
      const started = performance.now();
      say(name);
      report[name] = { run, ...(await ways[name]()) };
      say(`${name} took ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
    return report;
  } finally {
    stage.close();
  }
}

function modeName(): string {
  const own = argv.slice(2).filter((word) => word !== '--dry' && word !== '--json');
  return own.length === 0 ? 'full' : own.join(' ');
}

/** Progress goes beside the results. */
function say(what: string): void {
  stderr.write(`${new Date().toTimeString().slice(0, 8)} ${what}\n`);
}
