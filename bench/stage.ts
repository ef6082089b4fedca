/** The stage of a run: the same data in the server's database and in the floor's, callers with tokens, and what starts each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, startContestant } from './contestant.ts';
import { itemCount, writeDump } from './data.ts';
import { rowsOf } from './floor/rows.ts';
import { seedSqliteFloor } from './floor/sqlite.ts';
import { type Generator, startGenerator } from './generator.ts';
import { audience, type BenchIssuer, startIssuer } from './issuer.ts';
import { type Callers, chooseCallers, requestsToFloor, requestsToUs, scenarios } from './scenarios.ts';

const root = join(import.meta.dirname, '..');
const program = join(root, 'proficio.js');
const floorProgram = join(root, 'bench/floor.ts');

/** The server's database of one size. */
export interface Seeded {
  readonly people: number;
  /** The folder for `--data`. */
  readonly data: string;
  readonly callers: Callers;
  readonly itemsPerSecond: number;
  /** Bytes of the database after the import. */
  readonly disk: number;
  /** Bytes of the dump that was imported. */
  readonly dumpBytes: number;
}

export type FloorKind = 'each' | 'grouped' | 'fastify' | 'postgres' | 'postgres-mended';

export interface Stage {
  readonly folder: string;
  readonly issuer: BenchIssuer;
  readonly generator: Generator;
  readonly seeded: Seeded;
  /** The server's own dump of everything, from which the floors are filled. */
  readonly dump: string;
  /** Bytes of the JSON texts of all people and items, and how many each byte of the imported dump stands for. */
  readonly jsonBytes: number;
  readonly jsonShare: number;
  readonly exportSeconds: number;
  readonly close: () => void;
}

/** Enough that none of their collections is full after all that is created in a run. */
const callerCount = 512;

/** Fills the databases. Throws with the program's own words if it fails. */
export async function setStage(folder: string, people: number): Promise<Stage> {
  mkdirSync(folder, { recursive: true });
  await buildWeb();
  const issuer = await startIssuer();
  const generator = startGenerator();
  const seeded = await seed(folder, people, callerCount, issuer);
  const dump = join(folder, 'export.jsonl');
  const exportSeconds = await runProgram(folder, ['export', dump, '--data', seeded.data]);
  await seedSqliteFloor(join(folder, 'floor.db'), dump);
  let jsonBytes = 0;
  for await (const { body } of rowsOf(dump)) jsonBytes += Buffer.byteLength(body);
  const close = () => {
    issuer.close();
    generator.close();
  };
  return { folder, issuer, generator, seeded, dump, jsonBytes, jsonShare: jsonBytes / seeded.dumpBytes, exportSeconds, close };
}

/** From a fresh checkout the server would build the web app while it is measured. */
async function buildWeb(): Promise<void> {
  if (existsSync(join(root, 'web/dist/index.html'))) return;
  const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(root, 'web'),
    stdio: 'ignore',
  });
  await once(child, 'exit');
}

/** Imports people into a database of the server's own. */
export async function seed(
  folder: string,
  people: number,
  callers: number,
  { personToken }: BenchIssuer,
  database: readonly string[] = [],
): Promise<Seeded> {
  mkdirSync(folder, { recursive: true });
  const name = `${people}${database.length > 0 ? '-other' : ''}`;
  const data = join(folder, `data-${name}`);
  const dump = join(folder, `people-${name}.jsonl`);
  const dumpBytes = await writeDump(dump, people);
  const seconds = await runProgram(folder, ['import', dump, '--data', data, ...database]);
  rmSync(dump);
  return {
    people,
    data,
    callers: await chooseCallers(people, callers, personToken),
    itemsPerSecond: itemCount(people) / seconds,
    disk: database.length > 0 ? 0 : statSync(join(data, 'proficio.db')).size,
    dumpBytes,
  };
}

/**
 * Runs a command of the program to its end.
 * @returns seconds
 */
export async function runProgram(folder: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  const [code] = await once(child, 'close');
  appendFileSync(join(folder, 'log'), said);
  if (code !== 0) throw new Error(`proficio ${args.join(' ')} ended with ${code}:\n${said.slice(-2000)}`);
  return (performance.now() - started) / 1000;
}

/** How the server is to be started, where it is not as usual. */
export interface ServeOptions {
  readonly name?: string;
  readonly flags?: readonly string[];
  /** Flags of Node.js. */
  readonly node?: readonly string[];
  readonly scheme?: 'http' | 'https';
}

/** Where the server's standard output goes. */
export const logOf = (folder: string): string => join(folder, 'serve.log');

/** Starts the server as in production: tokens of an issuer, access log on, plain http unless said otherwise. */
export function startUs(
  { folder, issuer }: Pick<Stage, 'folder' | 'issuer'>,
  { data, callers }: Pick<Seeded, 'data' | 'callers'>,
  { name = 'Proficio', flags = [], node = [], scheme = 'http' }: ServeOptions = {},
): Promise<Contestant> {
  const [ours] = scenarios.map((scenario) => requestsToUs(scenario, callers)[0]);
  if (!ours) throw new Error('there are no scenarios');
  const log = logOf(folder);
  const other = scheme === 'http' ? ['--https-port', 'off'] : ['--http-port', 'off'];
  const accepted = ['--issuer', issuer.issuer, '--audience', audience];
  return startContestant({
    name,
    command: (port) => [
      ...node,
      program,
      ...['serve', '--data', data, `--${scheme}-port`, String(port), ...other, ...accepted, ...flags],
    ],
    probe: ours,
    scheme,
    log,
  });
}

/** What the floors are called in tables. */
const floorNames: Readonly<Record<FloorKind, string>> = {
  each: 'floor, commit each',
  grouped: 'floor, commits grouped',
  fastify: 'floor behind Fastify',
  postgres: 'floor on PostgreSQL',
  'postgres-mended': 'floor, its driver mended',
};

/** Starts a floor. @param database a file, or the URL of PostgreSQL */
export function startFloor(stage: Stage, kind: FloorKind, database = join(stage.folder, 'floor.db')): Promise<Contestant> {
  const [first] = scenarios.map((scenario) => requestsToFloor(scenario, stage.seeded.callers)[0]);
  if (!first) throw new Error('there are no scenarios');
  return startContestant({
    name: floorNames[kind],
    command: (port) => [floorProgram, '--kind', kind, '--database', database, '--port', String(port)],
    probe: first,
    log: join(stage.folder, 'floor.log'),
  });
}
