/** SAP CAP, with its own check of tokens and without any; the service is in the folder cap. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Contestant, startContestant } from '../contestant.ts';
import { skillId } from '../data.ts';
import { rowsOf } from '../floor/rows.ts';
import type { LoadRequest } from '../load.ts';
import type { Case } from '../scenarios.ts';
import type { Stage } from '../stage.ts';
import type { Peer } from './peer.ts';
import { startXsuaa } from './xsuaa.ts';

const cds = join(import.meta.dirname, 'node_modules/@sap/cds/bin');
const home = join(import.meta.dirname, 'cap');
const probe: LoadRequest = { method: 'GET', path: '/odata/Skills?$top=1' };

/** Every caller has all rights: no token is looked at. */
export async function startCapWithoutTokens(stage: Stage): Promise<Peer> {
  const contestant = await startCap(stage, { name: 'SAP CAP, without tokens', auth: { kind: 'dummy' }, probe });
  return { contestant, asked };
}

/**
 * RS256 tokens, checked by CAP's own @sap/xssec against keys that it fetches, as with XSUAA in production. It remembers 100
 * signatures, fewer than there are callers; with room for all of them it was no faster that could be told from noise.
 * Throws if it answers whom it must refuse.
 */
export async function startCapWithTokens(stage: Stage): Promise<Peer> {
  const { readers } = stage.seeded.callers;
  const xsuaa = await startXsuaa();
  const authority = join(stage.folder, 'xsuaa-ca.pem');
  writeFileSync(authority, xsuaa.ca);
  const headersOf = new Map<string, { readonly authorization: string }>();
  for (const { person } of readers) headersOf.set(person.id, bearer(await xsuaa.token(person)));
  const withToken = (request: LoadRequest, { caller }: Case): LoadRequest => ({
    ...request,
    headers: { ...request.headers, ...headersOf.get(caller.person.id) },
  });
  const [first] = readers;
  if (!first) throw new Error('there are no callers');
  const contestant = await startCap(stage, {
    name: 'SAP CAP, with JWT',
    auth: { kind: 'xsuaa', credentials: xsuaa.credentials },
    probe: { ...probe, headers: headersOf.get(first.person.id) ?? {} },
    environment: { NODE_EXTRA_CA_CERTS: authority },
  });
  await refuses(contestant, 'without a token', {});
  await refuses(contestant, 'with a forged token', bearer(await xsuaa.forgedToken(first.person)));
  return {
    contestant: {
      ...contestant,
      async stop() {
        await contestant.stop();
        xsuaa.close();
      },
    },
    asked: Object.fromEntries(
      Object.entries(asked).map(([scenario, ask]) => [scenario, (one: Case) => withToken(ask(one), one)]),
    ),
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A check that lets everybody pass costs nothing, and would be no comparison. */
async function refuses({ name, origin }: Contestant, how: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const { status } = await fetch(origin + probe.path, { headers });
  if (status !== 401) throw new Error(`${name} answered a request ${how} with ${status}, not 401`);
}

interface Cap {
  readonly name: string;
  /** `cds.requires.auth`. */
  readonly auth: { readonly kind: string; readonly [setting: string]: unknown };
  readonly probe: LoadRequest;
  readonly environment?: Readonly<Record<string, string>>;
}

async function startCap({ folder, dump }: Stage, { name, auth, probe, environment = {} }: Cap): Promise<Contestant> {
  const file = join(folder, `cap-${auth.kind}.db`);
  const configured = {
    ...environment,
    CDS_CONFIG: JSON.stringify({ requires: { auth, db: { credentials: { url: file } } } }),
  };
  execFileSync(process.execPath, [join(cds, 'deploy.js')], {
    cwd: home,
    env: { ...process.env, ...configured },
    stdio: 'ignore',
  });
  await fill(file, dump);
  return startContestant({
    name,
    command: (port) => [join(cds, 'serve.js'), 'all', '--port', String(port)],
    probe,
    log: join(folder, `cap-${auth.kind}.log`),
    environment: configured,
    folder: home,
  });
}

/** Fills the tables that CAP made, and gives them the indexes that the floor has. */
async function fill(file: string, dump: string): Promise<void> {
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

const get = (path: string): LoadRequest => ({ method: 'GET', path });
const pathOf = ({ caller, place }: Case) => `/odata/Skills('${skillId(caller.person, place)}')`;

const asked: Peer['asked'] = {
  'GET one': (one) => get(pathOf(one)),
  'List: filter, order, top 20': ({ caller: { person } }) => {
    const filter = `person_id eq '${person.id}' and proficiency ne 'elementary'`;
    return get(`/odata/Skills?$filter=${encodeURIComponent(filter)}&$orderby=displayName&$top=20`);
  },
  'All people: displayName eq, top 20': ({ caller: { person } }) =>
    get(`/odata/People?$filter=${encodeURIComponent(`displayName eq '${person.displayName}'`)}&$top=20`),
  'PATCH, durable': (one) => ({
    method: 'PATCH',
    path: pathOf(one),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proficiency: one.seed % 2 === 0 ? 'expert' : 'elementary' }),
  }),
};
