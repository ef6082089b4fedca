/** kill -9 under load, many times: `node test/nightly/kills.ts --kills 50 [--database sqlite|postgres] [--writers 16] [--workers 1]`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killRounds } from '../faults/kill-rounds.ts';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder } from '../support/program.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    database: { type: 'string', default: 'sqlite,postgres' },
    writers: { type: 'string', default: '16' },
    workers: { type: 'string', default: '1' },
  },
});

for (const kind of values.database.split(',')) {
  const provided = kind === 'postgres' ? await makeDatabase() : { url: `sqlite:${join(await makeFolder(), 'proficio.db')}` };
  if ('missing' in provided) throw new Error(provided.missing);
  const { acknowledged, unknown } = await killRounds({
    database: provided.url,
    kills: Number(values.kills),
    writers: Number(values.writers),
    flags: ['--workers', values.workers],
    told: (line) => process.stdout.write(`${kind}, ${line}\n`),
  });
  process.stdout.write(
    `${kind}: ${values.kills} kills, ${acknowledged} writes acknowledged, none lost; ${unknown} cut off, none by half\n`,
  );
}
process.exit();
