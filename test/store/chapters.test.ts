/** One owner's entries of SQLite's audit trail are found whatever was written, removed and numbered anew. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inChapters } from '../../src/store/chapters.ts';
import { type Database, type Statement, write } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';

/** The first two have the same beginning, by which contents tell owners. */
const owners = ['ada-long-ago', 'ada-long-since', 'bob', 'eve'];

const does = (database: Database, statement: Statement): Promise<number> =>
  database.write(function* () {
    return yield* write(statement);
  }, 'everything');

const numbers = async (database: Database, { text, values }: Statement): Promise<readonly number[]> =>
  (await database.read({ text: `SELECT e.seq FROM audit e WHERE ${text} ORDER BY e.seq`, values }, 'light', 'fresh')).map((row) =>
    Number(row.seq),
  );

/** Entries of one owner after the other, from a place in their row on. */
const add = (database: Database, count: number, start: number): Promise<number> =>
  does(database, {
    text: `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
      INSERT INTO audit (tenant, owner, kind, record, action, at, author)
      SELECT 't', CASE (i + ?) % 4 ${owners.map((owner, index) => `WHEN ${index} THEN '${owner}'`).join(' ')} END, 'items', i, 'update', '', '{}'
      FROM n`,
    values: [count, start],
  });

const acts: readonly ((database: Database, size: number) => Promise<number>)[] = [
  (database, size) => add(database, size, size),
  (database, size) => does(database, { text: 'DELETE FROM audit WHERE owner = ?', values: [owners[size % 4] ?? ''] }),
  (database, size) => does(database, { text: 'DELETE FROM audit WHERE seq <= ?', values: [size] }),
  // Their numbers are given anew.
  (database, size) => does(database, { text: 'DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ?', values: [size] }),
];

const lives = fc.array(fc.tuple(fc.constantFrom(0, 0, 0, 1, 2, 3), fc.integer({ min: 1, max: 1500 })), { maxLength: 8 });

/** @param before how many entries there are before the trail has contents */
async function living(before: number, life: readonly (readonly [number, number])[]): Promise<void> {
  const database = openSqlite(':memory:');
  try {
    const place = migrations.findIndex(({ name }) => name.includes('contents'));
    await migrate(database, migrations.slice(0, place));
    await add(database, before, 0);
    await migrate(database);
    for (const [act, size] of life) await acts[act]?.(database, size);
    for (const owner of owners) {
      const mine: Statement = { text: 'e.owner = ?', values: [owner] };
      const all = await numbers(database, mine);
      for (const from of ['(SELECT min(seq) FROM audit)', '700', '1024', '2047']) {
        const { text, values } = inChapters('e', { text: '?', values: [owner] }, from);
        const found = await numbers(database, {
          text: `${mine.text} AND e.seq >= ${from} AND ${text}`,
          values: [owner, ...values],
        });
        const expected = from.startsWith('(') ? all : all.filter((number) => number >= Number(from));
        assert.deepEqual(found, expected, `${owner} from ${from}`);
      }
    }
    const stray = 'SELECT 1 AS one FROM audit_contents c LEFT JOIN audit a ON a.seq = c.seq WHERE a.seq IS NULL';
    assert.deepEqual(await database.read({ text: stray, values: [] }, 'light', 'fresh'), [], 'what is gone is in no contents');
  } finally {
    await database.close();
  }
}

test('the trail of one owner is all of it, in chapters that are full, that are not, and that were', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 1, 1023, 1024, 1025, 2500), lives, (before, life) => living(before, life)),
    {
      numRuns: 40,
      examples: [
        [
          1023,
          [
            [0, 1],
            [3, 1],
            [0, 1],
          ],
        ],
        [
          2048,
          [
            [3, 1500],
            [0, 1500],
            [1, 2],
          ],
        ],
      ],
    },
  );
});
