/** odata-v4-server, a library of OData alone: nobody is asked for a token; the program on it is in the folder odata-v4-server. */
import { join } from 'node:path';
import { startContestant } from '../contestant.ts';
import type { Stage } from '../stage.ts';
import { askedByOData } from './odata-paths.ts';
import type { Peer } from './peer.ts';
import { fillTables, makeTables } from './tables.ts';

const program = join(import.meta.dirname, 'odata-v4-server/serve.ts');

export async function startODataV4Server({ folder, dump }: Stage): Promise<Peer> {
  const database = join(folder, 'odata-v4-server.db');
  makeTables(database);
  await fillTables(database, dump);
  const contestant = await startContestant({
    name: 'odata-v4-server, without tokens',
    command: (port) => [program, '--database', database, '--port', String(port)],
    probe: { method: 'GET', path: '/odata/Skills?$top=1' },
    log: join(folder, 'odata-v4-server.log'),
  });
  return { contestant, asked: askedByOData };
}
