/** What a run found, as a table on the terminal, as JSON, and as the page bench/RESULTS.md with its charts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { growthChart, throughputChart } from './chart.ts';
import {
  type Comparison,
  type Finding,
  type Found,
  type GrowthPoint,
  type PartName,
  partNames,
  type Report,
  type Run,
} from './finding.ts';

type Row = readonly string[];

const whole = (value: number) => Math.round(value).toLocaleString('en');
const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const share = (value: number) => value.toFixed(2);
const mark = (met: boolean | undefined) => (met === undefined ? '' : met ? 'met' : 'missed');

const columns: Row = [
  '',
  'requests/s',
  'rounds',
  'p50 ms',
  'p99 ms',
  'server µs/request',
  'memory MB',
  'generator',
  'ratio',
  'target',
  '',
];

function comparisonRows({ scenario, results, ratio, target }: Comparison): readonly Row[] {
  return [
    [scenario, ...Array.from({ length: columns.length - 1 }, () => '')],
    ...results.map((result, index) => [
      result.contestant,
      whole(result.perSecond),
      `${whole(result.rounds[0] ?? 0)} - ${whole(result.rounds.at(-1) ?? 0)}`,
      milliseconds(result.p50),
      milliseconds(result.p99),
      whole(result.processorPerRequest),
      whole(result.memory / 1e6),
      `${whole(result.generatorLoad * 100)} %`,
      ...(index === 0
        ? [share(ratio), target === undefined ? '' : `≥ ${target}`, mark(target === undefined ? undefined : ratio >= target)]
        : ['', '', '']),
    ]),
  ];
}

/** Rows as text in columns. */
export function textTable(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: Row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

function markdownTable(rows: readonly Row[]): string {
  const [head = [], ...rest] = rows;
  const line = (row: Row) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rest.map(line)].join('\n');
}

/** The tables for a terminal. */
export function writeTables(report: Report): string {
  const all = partsOf(report);
  const comparisons = all.flatMap((part) => part.comparisons ?? []);
  const findings = all.flatMap((part) => part.findings ?? []);
  const growth = all.flatMap((part) => part.growth ?? []);
  const parts = [
    comparisons.length === 0 ? '' : textTable([columns, ...comparisons.flatMap(comparisonRows)]),
    findings.length === 0 ? '' : textTable(findingRows(findings)),
    growth.length === 0 ? '' : textTable(growthRows(growth)),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function partsOf(report: Report): readonly Found[] {
  return partNames.flatMap((name) => report[name] ?? []);
}

function findingRows(findings: readonly Finding[]): readonly Row[] {
  return [['', 'measured', 'target', ''], ...findings.map(({ what, value, target, met }) => [what, value, target, mark(met)])];
}

function growthRows(growth: readonly GrowthPoint[]): readonly Row[] {
  const names = Object.keys(growth[0]?.perSecond ?? {});
  return [
    ['people', ...names.map((name) => `${name}, requests/s`), 'start-up ms', 'memory at rest MB', 'disk / JSON text'],
    ...growth.map(({ people, perSecond, startUp, memory, diskRatio }) => [
      whole(people),
      ...names.map((name) => whole(perSecond[name] ?? Number.NaN)),
      whole(startUp),
      whole(memory / 1e6),
      share(diskRatio),
    ]),
  ];
}

/** What was written there before; nothing where there is none. */
export function readReport(folder: string): Report {
  const file = join(folder, 'results.json');
  // Only writeReport() writes the file.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : {};
}

/** Writes RESULTS.md, results.json and the charts into a folder. */
export function writeReport(folder: string, report: Report): void {
  const charts = join(folder, 'charts');
  mkdirSync(charts, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const comparisons = report.throughput?.comparisons ?? [];
  const growth = report.growth?.growth ?? [];
  if (comparisons.length > 0) writeFileSync(join(charts, 'throughput.svg'), throughputChart(comparisons));
  if (growth.length > 1) writeFileSync(join(charts, 'growth.svg'), growthChart(growth));
  writeFileSync(join(folder, 'RESULTS.md'), page(report));
}

/** What stands above the numbers of a part. */
const introductions: { readonly [P in PartName]: readonly string[] } = {
  throughput: [
    '## Against the floor',
    'The floor is a bare node:http and better-sqlite3 program without tokens, checks or OData (`bench/floor.ts`). The server runs as in production: plain http, tokens (RS256), permissions, audiences, entity tags, validation, audit trail and access log on, `synchronous=FULL`. 32 connections, closed loop, contestants in turns; the ratio is that of requests per second to the first floor. "generator" is the share of a core that the load itself took.',
    '![Requests per second](charts/throughput.svg)',
  ],
  latency: [
    '## Latency',
    'Server and floor in turns, each at 70 % of what it has answered in the seconds before each round: the middle round, and in brackets the best and the worst one. The last row tells what to read them with: where the machine itself does the same work many times as slowly in one moment as in another, so does whatever runs on it.',
  ],
  company: ['## In company', 'Short reads of eight callers while somebody else does something long.'],
  wire: ['## On the wire', 'With a second worker the generator shares the cores with both, where there are only two.'],
  life: ['## Start, memory, disk'],
  testing: ['## Inside a test', 'In memory, http and https on free ports ([how](../docs/testing.md)).'],
  postgres: [
    '## On PostgreSQL',
    'The floors use plain tables and the same driver: the first as it is published, which looks through a queue that grows as long as the load lasts, the second with what the server mends in it (`src/store/postgres-driver.ts`). Database, server and load share the machine.',
  ],
  growth: ['## Growth', '![Growth](charts/growth.svg)'],
  peers: [
    '## Peers',
    'What else serves such data, with the same load on the same machine (`npm run bench:peers`). The ratio is that of requests per second to the first peer: SAP CAP as it runs in production, with RS256 tokens that its own @sap/xssec checks, and its access log on.',
  ],
};

function page(report: Report): string {
  const parts = [
    '# Results',
    'Written by `npm run bench`; numbers of one machine on one day. Only ratios within one run compare: reads vary by a fifth between rounds, writes by a third.',
  ];
  let known = '';
  for (const name of partNames) {
    const part = report[name];
    if (!part) continue;
    const { run, comparisons = [], findings = [], growth = [] } = part;
    parts.push(...introductions[name]);
    const where = runTable(run);
    if (where !== known) parts.push(where);
    known = where;
    if (comparisons.length > 0) parts.push(markdownTable([columns, ...comparisons.flatMap(comparisonRows)]));
    if (growth.length > 0) parts.push(markdownTable(growthRows(growth)));
    if (findings.length > 0) parts.push(markdownTable(findingRows(findings)));
  }
  return `${parts.join('\n\n')}\n`;
}

function runTable({ machine, date, commit, mode, people }: Run): string {
  return markdownTable([
    ['Run', ''],
    ['date', date],
    ['commit', commit],
    ['mode', `${mode}, ${whole(people)} people with 10 skills each`],
    ['machine', `${machine.processor}, ${machine.cores} cores, ${whole(machine.memory / 2 ** 30)} GiB, ${machine.system}`],
    ['Node.js', machine.node],
    ['load average at the start', machine.load.toFixed(2)],
  ]);
}
