/** Reads of a row each that go to PostgreSQL as one statement: each is answered as if it had gone alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../src/fault.ts';
import type { Database, Row, Statement } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { gatherSingle, together } from '../../src/store/postgres-gather.ts';
import type { Source, Store } from '../../src/store/store.ts';
import { author, draft, personNamed, plain } from '../support/drafts.ts';
import { makeDatabase } from '../support/postgres.ts';
import { runs } from '../support/runs.ts';

describe('Reads of one turn', () => {
  const text = 'SELECT name FROM thing WHERE id = ?';
  let asked: Statement[] = [];

  /** A database of which the ids up to 99 are those of things; those with an exclamation mark it cannot make sense of. */
  const read = async (statement: Statement): Promise<readonly Row[]> => {
    asked.push(statement);
    const [first = ''] = statement.values;
    const keys: string[][] = statement.text === text ? [[String(first)]] : JSON.parse(String(first));
    if (keys.some(([id]) => id?.includes('busy'))) throw new Fault('unavailable', { retryAfter: 1 });
    if (keys.some(([id]) => id?.includes('!'))) throw new Error('invalid');
    return keys.flatMap(([id], index) => (Number(id) < 100 ? [{ place: index + 1, name: `thing ${id}` }] : []));
  };
  const single = gatherSingle(read);
  const ask = async (ids: readonly string[]) => {
    asked = [];
    const results = await Promise.allSettled(ids.map((id) => single({ text, values: [id] })));
    return results.map((result) =>
      result.status === 'fulfilled' ? String(result.value[0]?.name ?? 'none') : String(result.reason),
    );
  };

  /** Others of the turn: with them there are enough to go together. */
  const others = ['10', '11', '12', '13', '14', '15'];
  const cases: readonly {
    readonly what: string;
    readonly ids: readonly string[];
    readonly answers: readonly string[];
    readonly statements: number;
  }[] = [
    { what: 'many go as one', ids: ['3', '1', '2'], answers: ['thing 3', 'thing 1', 'thing 2'], statements: 1 },
    { what: 'what is not there is nothing', ids: ['1', '100', '2'], answers: ['thing 1', 'none', 'thing 2'], statements: 1 },
    { what: 'the same twice is answered twice', ids: ['1', '1'], answers: ['thing 1', 'thing 1'], statements: 1 },
    { what: 'beside what no text can hold each goes alone', ids: ['1', '\u0000'], answers: ['thing 1', 'none'], statements: 8 },
    { what: 'one that fails does so alone', ids: ['1', '!'], answers: ['thing 1', 'Error: invalid'], statements: 1 + 8 },
  ];
  for (const { what, ids, answers, statements } of cases)
    it(`of the same: ${what}`, async () => {
      assert.deepEqual(await ask([...ids, ...others]), [...answers, ...others.map((id) => `thing ${id}`)]);
      assert.equal(asked.length, statements);
      assert.equal(asked[0]?.text, statements === ids.length + others.length ? text : together(text));
    });

  it('of the same: few go as they are, each by a connection of its own', async () => {
    assert.deepEqual(await ask(['1', '2']), ['thing 1', 'thing 2']);
    assert.deepEqual(
      asked.map(({ values }) => values),
      [['1'], ['2']],
    );
  });

  it('are all refused by a database that is too busy, which is not asked again', async () => {
    const [first, ...rest] = await ask(['1', 'busy', ...others]);
    for (const other of rest) assert.equal(other, first);
    assert.match(first ?? '', /^Error|Fault/);
    assert.equal(asked.length, 1);
  });

  it('go as few statements of a bounded length', async () => {
    const ids = Array.from({ length: 90 }, (_, index) => String(index));
    assert.deepEqual(
      await ask(ids),
      ids.map((id) => `thing ${id}`),
    );
    assert.equal(asked.length, 2);
  });

  it('of different texts go apart', async () => {
    asked = [];
    const other = `${text} AND TRUE`;
    await Promise.allSettled([single({ text, values: ['1'] }), single({ text: other, values: ['["1"]'] })]);
    assert.deepEqual(
      asked.map((statement) => statement.text),
      [text, other],
    );
  });
});

const postgresql = await makeDatabase();
const skip = 'missing' in postgresql ? postgresql.missing : false;

describe('Reads of one turn of PostgreSQL', { skip }, () => {
  let database: Database;
  let store: Store;
  const skills: Source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' };
  const ids = ['1', 'ä"\\', "it's", '{}', '?', '$1', '𝒳', ' '];
  const all = { kind: 'all' } as const;

  before(async () => {
    if ('missing' in postgresql) return;
    database = openPostgres(postgresql.url);
    await migrate(database);
    store = storeOn(database);
    await store.meetPerson('t', 'p', personNamed('p@example.com'));
    for (const id of ids) await store.create(skills, id, draft({ id }), author());
  });
  after(() => database.close());

  it('answer each what it is asked for, whatever the ids of the others hold', async () => {
    const id = fc.oneof(
      fc.constantFrom(...ids),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('\u0000', '\ud800'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 5, maxLength: 10 }), async (wanted) => {
        const results = await Promise.allSettled(wanted.map((one) => store.read(skills, one, all)));
        for (const [index, result] of results.entries()) {
          const one = wanted[index] as string;
          const [alone]: readonly { status: string }[] = await Promise.allSettled([store.read(skills, one, all)]);
          assert.equal(result.status, alone?.status, JSON.stringify(one));
          if (result.status !== 'fulfilled') continue;
          const there = ids.includes(one) ? { id: one, revision: 1, body: JSON.stringify({ id: one }) } : undefined;
          assert.deepEqual(plain(result.value), there);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('find people by their names alike', async () => {
    const found = ['p', 'p', undefined, 'p'];
    const names = ['p', 'P@example.com', 'nobody', 'p@EXAMPLE.com'];
    assert.deepEqual(await Promise.all([...names, ...names].map((name) => store.findPerson('t', name))), [...found, ...found]);
  });

  it('are looked for by the index, each for itself', async () => {
    const text = 'SELECT r.body FROM item r WHERE r.tenant = ? AND r.person = ? AND r.collection = ? AND r.id = ?';
    const lines = await database.read(
      { text: `EXPLAIN (GENERIC_PLAN) ${together(text)}`.replace('?', '$1'), values: [] },
      'light',
      'fresh',
    );
    const plan = lines.map((line) => String(line['QUERY PLAN'])).join('\n');
    assert.match(plan, /Nested Loop/);
    assert.match(plan, /Index Scan/);
    assert.doesNotMatch(plan, /Seq Scan|Hash Join/);
  });
});
