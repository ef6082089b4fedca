/** `npm run bench:peers`: what else serves such data, under the same load on the same machine as the server and the floor. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import Database from 'better-sqlite3';
import { type Contestant, startContestant } from '../contestant.ts';
import { skillId } from '../data.ts';
import type { Comparison } from '../finding.ts';
import { rowsOf } from '../floor/rows.ts';
import type { LoadRequest } from '../load.ts';
import { describeRun } from '../machine.ts';
import { readReport, writeReport, writeTables } from '../report.ts';
import { compare, type Terms } from '../rounds.ts';
import { type Case, casesOf, requestsToFloor, requestsToUs, scenarios } from '../scenarios.ts';
import { type Stage, setStage, startFloor, startUs } from '../stage.ts';

const packages = join(import.meta.dirname, 'node_modules');
const people = 10_000;
const terms: Terms = { connections: 32, rounds: 3, seconds: 2 };

/** Something else that serves the data. */
interface Peer {
  readonly name: string;
  readonly start: (stage: Stage) => Promise<Contestant>;
  /** How it is asked, by the name of the scenario; what is missing it cannot do, or not in a second. */
  readonly asked: { readonly [scenario: string]: (one: Case) => LoadRequest };
}

const json = { 'content-type': 'application/json' };
const get = (path: string): LoadRequest => ({ method: 'GET', path });
const key = ({ caller, place }: Case) => skillId(caller.person, place);
const encode = encodeURIComponent;

const cap: Peer = {
  name: 'SAP CAP, without tokens',
  async start({ folder, dump }) {
    const home = join(import.meta.dirname, 'cap');
    const file = join(folder, 'cap.db');
    const environment = { CDS_CONFIG: JSON.stringify({ requires: { db: { credentials: { url: file } } } }) };
    execFileSync(process.execPath, [join(packages, '@sap/cds/bin/deploy.js')], {
      cwd: home,
      env: { ...process.env, ...environment },
      stdio: 'ignore',
    });
    await fillCap(file, dump);
    return startContestant({
      name: this.name,
      command: (port) => [join(packages, '@sap/cds/bin/serve.js'), 'all', '--port', String(port)],
      probe: get('/odata/Skills?$top=1'),
      log: join(folder, 'cap.log'),
      environment,
      folder: home,
    });
  },
  asked: {
    'GET one': (one) => get(`/odata/Skills('${key(one)}')`),
    'List: filter, order, top 20': ({ caller: { person } }) => {
      const filter = `person_id eq '${person.id}' and proficiency ne 'elementary'`;
      return get(`/odata/Skills?$filter=${encode(filter)}&$orderby=displayName&$top=20`);
    },
    'All people: displayName eq, top 20': ({ caller: { person } }) =>
      get(`/odata/People?$filter=${encode(`displayName eq '${person.displayName}'`)}&$top=20`),
    'PATCH, durable': (one) => ({
      method: 'PATCH',
      path: `/odata/Skills('${key(one)}')`,
      headers: json,
      body: JSON.stringify({ proficiency: one.seed % 2 === 0 ? 'expert' : 'elementary' }),
    }),
  },
};

/** Fills the tables that CAP made, and gives them the indexes that the floor has. */
async function fillCap(file: string, dump: string): Promise<void> {
  const database = new Database(file);
  const person = database.prepare('insert into bench_People (id, displayName, userPrincipalName) values (?, ?, ?)');
  const item = database.prepare(
    'insert into bench_Skills (id, person_id, displayName, proficiency, createdDateTime) values (?, ?, ?, ?, ?)',
  );
  database.exec('begin');
  for await (const row of rowsOf(dump)) {
    if (row.kind === 'user') person.run(row.id, row.displayName, row.id);
    else if (row.collection === 'skills') item.run(row.id, row.person, row.displayName, row.proficiency, row.created);
  }
  database.exec('commit');
  database.exec(
    'create index skills_of_person on bench_Skills (person_id); create index people_by_name on bench_People (displayName)',
  );
  database.close();
}

const jsonServer: Peer = {
  name: 'json-server',
  async start({ folder, dump }) {
    const file = join(folder, 'json-server.json');
    const out = createWriteStream(file);
    const [users, skills]: [string[], string[]] = [[], []];
    for await (const row of rowsOf(dump)) {
      const { id } = row;
      if (row.kind === 'user') users.push(JSON.stringify({ id, displayName: row.displayName }));
      else if (row.collection === 'skills') skills.push(JSON.stringify({ ...JSON.parse(row.body), person: row.person }));
    }
    await new Promise<void>((resolve) => {
      out.end(`{"people":[${users.join(',')}],"skills":[${skills.join(',')}]}`, resolve);
    });
    return startContestant({
      name: this.name,
      command: (port) => [
        join(packages, 'json-server/lib/cli/bin.js'),
        file,
        '--port',
        String(port),
        '--host',
        '127.0.0.1',
        '--quiet',
      ],
      probe: get('/people?_limit=1'),
      log: join(folder, 'json-server.log'),
    });
  },
  // A write takes it a third of a second: it writes its file anew.
  asked: {
    'GET one': (one) => get(`/skills/${key(one)}`),
    'List: filter, order, top 20': ({ caller: { person } }) =>
      get(`/skills?person=${person.id}&proficiency_ne=elementary&_sort=displayName&_limit=20`),
    'All people: displayName eq, top 20': ({ caller: { person } }) =>
      get(`/people?displayName=${encode(person.displayName)}&_limit=20`),
  },
};

const example = { id: '1', displayName: 'Welding', proficiency: 'expert', categories: ['Professional'] };

const prism: Peer = {
  name: 'Prism, a static answer',
  async start({ folder }) {
    const file = join(folder, 'prism.json');
    const content = { 'application/json': { schema: { type: 'object' }, example } };
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'Skills', version: '1' },
        paths: { '/skills/{id}': { get: { parameters, responses: { 200: { description: 'A skill', content } } } } },
      }),
    );
    return startContestant({
      name: this.name,
      command: (port) => [
        join(packages, '@stoplight/prism-cli/dist/index.js'),
        'mock',
        file,
        '-p',
        String(port),
        '-h',
        '127.0.0.1',
        '-v',
        'error',
        '--multiprocess=false',
      ],
      probe: get('/skills/1'),
      log: join(folder, 'prism.log'),
    });
  },
  asked: { 'GET one': (one) => get(`/skills/${key(one)}`) },
};

const peers: readonly Peer[] = [cap, jsonServer, prism];
/** How many times the first peer's throughput the server shall have, reading one item. */
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
  const others: { readonly peer: Peer; readonly contestant: Contestant }[] = [];
  for (const peer of peers) others.push({ peer, contestant: await peer.start(stage) });
  const comparisons: Comparison[] = [];
  for (const scenario of scenarios) {
    const able = others.flatMap(({ peer, contestant }) => {
      const asked = peer.asked[scenario.name];
      return asked ? [{ contestant, requests: casesOf(scenario, callers).map(asked) }] : [];
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
