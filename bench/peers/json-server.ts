/** json-server: a JSON file as an API. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { startContestant } from '../contestant.ts';
import { skillId } from '../data.ts';
import { rowsOf } from '../floor/rows.ts';
import type { Stage } from '../stage.ts';
import type { LoadRequest } from '../wire-client.ts';
import type { Peer } from './peer.ts';

const program = join(import.meta.dirname, 'node_modules/json-server/lib/cli/bin.js');
const get = (path: string): LoadRequest => ({ method: 'GET', path });

export async function startJsonServer({ folder, dump }: Stage): Promise<Peer> {
  const file = join(folder, 'json-server.json');
  await write(file, dump);
  const contestant = await startContestant({
    name: 'json-server',
    command: (port) => [program, file, '--port', String(port), '--host', '127.0.0.1', '--quiet'],
    probe: get('/people?_limit=1'),
    log: join(folder, 'json-server.log'),
  });
  return { contestant, asked };
}

async function write(file: string, dump: string): Promise<void> {
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
}

/** A write takes it a third of a second: it writes its file anew. */
const asked: Peer['asked'] = {
  'GET one': ({ caller, place }) => get(`/skills/${skillId(caller.person, place)}`),
  'List: filter, order, top 20': ({ caller: { person } }) =>
    get(`/skills?person=${person.id}&proficiency_ne=elementary&_sort=displayName&_limit=20`),
  'All people: displayName eq, top 20': ({ caller: { person } }) =>
    get(`/people?displayName=${encodeURIComponent(person.displayName)}&_limit=20`),
};
