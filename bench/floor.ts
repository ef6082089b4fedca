/** The floor: what a bare program does with the same data, without tokens, checks or OData; the measure of what the machine can give. */
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { serveBare } from './floor/bare.ts';
import { serveWithFastify } from './floor/fastify.ts';
import { openPostgresFloor } from './floor/postgres.ts';
import { openSqliteFloor } from './floor/sqlite.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    kind: { type: 'string', default: 'each' },
    database: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});
const { kind, database } = values;
const port = Number(values.port);
if (kind === 'postgres') serveBare(await openPostgresFloor(database, 'published'), port);
else if (kind === 'postgres-mended') serveBare(await openPostgresFloor(database, 'mended'), port);
else if (kind === 'fastify') await serveWithFastify(openSqliteFloor(database, 'each'), port);
else serveBare(openSqliteFloor(database, kind === 'grouped' ? 'grouped' : 'each'), port);
