/** Records that are remembered are those that are there: whoever writes, by whichever connection, nobody is answered with what was. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import fc from 'fast-check';
import { gatherReads, type Reads } from '../../src/store/gather-reads.ts';
import { openStore } from '../../src/store/open.ts';
import { type Connection, connect } from '../../src/store/sqlite-connection.ts';
import { type Recall, rememberRecords } from '../../src/store/sqlite-recall.ts';
import type { Source, Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { makeFolder } from '../support/program.ts';
import { runs } from '../support/runs.ts';

const whose = { tenant: 't', person: 'p' };

describe('A record that is remembered', () => {
  let connection: Connection;
  let recall: Recall;
  let read: Reads['readOwn'];
  let file: string;
  /** Ids that the database was asked for. */
  let asked: string[] = [];

  before(async () => {
    file = join(await makeFolder(), 'records.db');
    connection = connect(file, (handle) => {
      handle.function('note', (id: string) => {
        asked.push(id);
        return 1;
      });
    });
    connection.handle.exec('CREATE TABLE record (place TEXT, id TEXT, body TEXT, PRIMARY KEY (place, id))');
    connection.handle.exec(
      "INSERT INTO record VALUES ('a', '1', 'ä'), ('b', '1', 'other'), ('a', '2', 'two'), ('a', '3', 'three'), ('a', 'gone', 'soon')",
    );
    connection.handle.exec(`INSERT INTO record VALUES ('a', 'long', '${'x'.repeat(101)}')`);
    // Of three records of this size two fit into a half.
    recall = rememberRecords(connection.handle, { all: 2 * 2 * 520, one: 100 });
    read = gatherReads(connection, recall, () => false).readOwn;
  });
  after(() => {
    if (connection.handle.open) connection.handle.close();
  });

  const statementOf = (id: string, place = 'a') => ({
    text: 'SELECT id, body FROM record WHERE place = ? AND id = ? AND note(id) = 1',
    values: [place, id],
  });
  const one = async (id: string, place = 'a', of = whose) => {
    const [row] = await read(statementOf(id, place), of, id);
    return row?.body;
  };
  /** What the database was asked for meanwhile. */
  const askedBy = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    asked = [];
    await act();
    return asked;
  };
  const fresh = () => recall.forget('everything');
  const writeElsewhere = (text: string) => {
    const other = connect(file, () => undefined);
    other.handle.exec(text);
    other.handle.close();
  };

  it('is asked for once', async () => {
    fresh();
    assert.deepEqual(await askedBy(async () => assert.deepEqual([await one('1'), await one('1')], ['ä', 'ä'])), ['1']);
  });

  it('tells the bytes of its body', async () => {
    fresh();
    const statement = { text: "SELECT id, body FROM record WHERE place = 'a' AND id = '1'", values: [] };
    for (const time of ['first', 'second']) assert.equal((await read(statement, whose, '1'))[0]?.bytes, 2, time);
  });

  it('is not taken for one of the same id elsewhere, nor for that of another person', async () => {
    fresh();
    assert.deepEqual([await one('1'), await one('1', 'b'), await one('1')], ['ä', 'other', 'ä']);
    assert.deepEqual(await askedBy(() => one('1', 'a', { ...whose, person: 'q' })), ['1']);
    assert.deepEqual(await askedBy(() => one('1', 'a', { ...whose, tenant: 'u' })), ['1']);
  });

  it('is not one that is not there', async () => {
    fresh();
    assert.equal(await one('none'), undefined);
    connection.handle.exec("INSERT INTO record VALUES ('a', 'none', 'now there')");
    assert.equal(await one('none'), 'now there');
  });

  it('is not a long one', async () => {
    fresh();
    assert.deepEqual(await askedBy(async () => assert.equal(await one('long'), await one('long'))), ['long', 'long']);
  });

  for (const [reach, again] of [
    [whose, ['1']],
    [{ tenant: 't' }, ['1']],
    ['everything', ['1']],
    [{ ...whose, person: 'q' }, []],
    [{ ...whose, tenant: 'u' }, []],
  ] as const)
    it(`is ${again.length > 0 ? 'asked for anew' : 'kept'} after a write of ${JSON.stringify(reach)}`, async () => {
      fresh();
      await one('1');
      recall.forget(reach);
      assert.deepEqual(await askedBy(() => one('1')), again);
    });

  it('is asked for anew once another connection has written anything', async () => {
    fresh();
    await one('1');
    writeElsewhere("UPDATE record SET body = 'changed' WHERE id = '1'");
    assert.equal(await one('1'), 'changed');
  });

  it('is gone from memory once somebody has looked, though nobody has asked for it', async () => {
    fresh();
    await one('gone');
    writeElsewhere("DELETE FROM record WHERE id = 'gone'");
    recall.look();
    // What is found is found in memory alone: the file has been looked at in this turn.
    assert.equal(recall.find(statementOf('gone'), whose, 'gone'), undefined);
  });

  it('is let go when there is no room, unless somebody has asked for it meanwhile', async () => {
    fresh();
    for (const id of ['1', '2', '3', '1', 'none']) await one(id);
    assert.deepEqual(await askedBy(() => one('1')), []);
    assert.deepEqual(await askedBy(() => one('2')), ['2']);
  });

  it('is not answered with once the database is closed', async () => {
    await one('1');
    connection.handle.close();
    await assert.rejects(one('1'));
  });
});

const persons = ['p', 'q'] as const;
const ids = ['1', '2'] as const;
const collections = ['skills', 'notes'] as const;
const all = { kind: 'all' } as const;

interface Place {
  readonly person: string;
  readonly collection: string;
  readonly id: string;
}
const sourceOf = ({ person, collection }: Place): Source => ({ kind: 'items', tenant: 't', person, collection });

/** Ways in which something is written, through a store that answers as well or through one beside it. */
const writes: Readonly<Record<string, (store: Store, place: Place, value: string) => Promise<unknown>>> = {
  create: (store, place, value) => store.create(sourceOf(place), place.id, draft({ value }), author()).catch(() => undefined),
  change: (store, place, value) =>
    store.change(sourceOf(place), place.id, all, author(), ({ revision }) => draft({ value }, { revision: revision + 1 })),
  fail: (store, place, value) =>
    Promise.allSettled([
      store.change(sourceOf(place), place.id, all, author(), ({ revision }) => draft({ value }, { revision: revision + 1 })),
      store.create({ kind: 'people', tenant: 't' }, 'r', personNamed('p@example.com'), author()),
    ]),
  remove: (store, place) => store.remove(sourceOf(place), place.id, all, author(), () => {}),
  clear: (store, { person }) => store.clear('t', person, author()),
  load: (store, place, value) => store.load([{ source: sourceOf(place), id: place.id, draft: draft({ value }) }]),
  fill: (store, place, value) =>
    store.fill([[{ source: sourceOf(place), id: place.id, draft: draft({ value }) }]]).catch(() => undefined),
  erase: async (store, { person }) => {
    await store.erase('t', person);
    await store.meetPerson('t', person, personNamed(`${person}@example.com`));
  },
};

const step = fc.record({
  write: fc.constantFrom(...Object.keys(writes)),
  place: fc.record({
    person: fc.constantFrom(...persons),
    collection: fc.constantFrom(...collections),
    id: fc.constantFrom(...ids),
  }),
  value: fc.string({ maxLength: 5 }),
  beside: fc.boolean(),
});

test('Whatever is written, each of two stores on a file reads what a third reads that remembers nothing', async () => {
  const url = `sqlite:${join(await makeFolder(), 'proficio.db')}`;
  const [store, beside] = [await openStore(url), await openStore(url)];
  const places = persons.flatMap((person) =>
    collections.flatMap((collection) => ids.map((id): Place => ({ person, collection, id }))),
  );
  const seenBy = (reader: Store) => Promise.all(places.map((place) => reader.read(sourceOf(place), place.id, all)));
  const bare = (records: Awaited<ReturnType<typeof seenBy>>) => records.map((record) => record?.body);
  try {
    for (const person of persons) await store.meetPerson('t', person, personNamed(`${person}@example.com`));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { write, place, value, beside: elsewhere } of steps) {
          // What is read meanwhile may be what was there before, and must not be remembered beyond.
          await Promise.all([seenBy(store), writes[write]?.(elsewhere ? beside : store, place, value), seenBy(beside)]);
          const fresh = await openStore(url);
          const there = bare(await seenBy(fresh));
          await fresh.close();
          assert.deepEqual(bare(await seenBy(store)), there, `${write} by ${elsewhere ? 'another' : 'itself'}`);
          assert.deepEqual(bare(await seenBy(beside)), there, `${write} by ${elsewhere ? 'itself' : 'another'}`);
        }
      }),
      { numRuns: runs(100) },
    );
  } finally {
    await store.close();
    await beside.close();
  }
});
