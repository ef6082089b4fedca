/** How many commits, and so how many waits for the disk, many writes take that arrive together, and how many pages they write. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';

const writes = 1000;

/** What a write-ahead log holds: the frames that end a commit tell the size of the database (SQLite file format 4.1). */
function written(log: string): { readonly commits: number; readonly pages: number } {
  const bytes = readFileSync(log);
  const frame = 24 + bytes.readUInt32BE(8);
  const starts = Array.from({ length: Math.floor((bytes.length - 32) / frame) }, (_, index) => 32 + index * frame);
  return { commits: starts.filter((at) => bytes.readUInt32BE(at + 4) > 0).length, pages: starts.length };
}

/** Takes what the log holds over into the database, once nobody else is at it. */
async function emptied(log: string): Promise<void> {
  const handle = new Sqlite(log.replace(/-wal$/, ''));
  const isDone = () => handle.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  while (!isDone()) await wait(1);
  handle.close();
}

const commitsIn = (log: string): number => written(log).commits;

/** A database of its own with one person in it. */
async function withStore(use: (store: Store, log: string) => Promise<void>, isAlone?: () => boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-commits-'));
  const file = join(folder, 'test.db');
  const database = openSqlite(file, isAlone);
  try {
    await migrate(database);
    const store = storeOn(database);
    await store.meetPerson('t', 'p', personNamed('p@example.com'));
    await use(store, `${file}-wal`);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const all = { kind: 'all' } as const;
const source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' } as const;

const several = (store: Store, ...ids: readonly string[]) =>
  Promise.all(ids.map((id) => store.create(source, id, draft({ displayName: 'x' }), author())));

describe('writes that arrive together', () => {
  for (const { what, turns, most } of [
    { what: 'in one turn', turns: 1, most: 1 },
    { what: 'in ten turns', turns: 10, most: 10 },
  ])
    test(`${writes} of them ${what} take ${most} commits and no more`, (t) =>
      withStore(async (store, log) => {
        // What has taken long is committed before there is more of it: here nothing takes any time.
        t.mock.method(performance, 'now', () => 0);
        const before = commitsIn(log);
        for (let turn = 0; turn < turns; turn++) {
          const group = Array.from({ length: writes / turns }, (_, index) =>
            store.create(source, `${turn}-${index}`, draft({ displayName: 'x' }), author()),
          );
          assert.ok((await Promise.all(group)).every(Boolean));
        }
        const after = commitsIn(log);
        assert.ok(after > before, 'the log holds what was written');
        assert.ok(after - before <= most, `${after - before} commits`);
      }));

  test('they share a commit with those that come one turn later', () =>
    withStore(async (store, log) => {
      const before = commitsIn(log);
      const sooner = several(store, 'first', 'second');
      await nextTurn();
      await Promise.all([sooner, several(store, 'third')]);
      assert.equal(commitsIn(log) - before, 1);
    }));

  test('one waits for as many as were in the last group, since these are about to write again', (t) =>
    withStore(async (store, log) => {
      t.mock.method(performance, 'now', () => 0);
      await several(store, 'first', 'second');
      const before = commitsIn(log);
      const sooner = several(store, 'third');
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      await Promise.all([sooner, several(store, 'fourth')]);
      assert.equal(commitsIn(log) - before, 1);
    }));

  test('nobody waits long for them: who comes alone after a group is committed alone', (t) =>
    withStore(async (store) => {
      let time = 0;
      t.mock.method(performance, 'now', () => time);
      await several(store, 'first', 'second');
      const alone = several(store, 'third').then(() => time);
      for (; time < 1; time += 0.1) await nextTurn();
      assert.ok((await alone) < 0.5, 'it is on the disk after half a millisecond');
    }));

  /** Writes; @returns whether that was done before the next turn of the event loop. */
  async function isDoneAtOnce(write: () => Promise<unknown>): Promise<boolean> {
    const turn = nextTurn(false);
    const work = write().then(() => true);
    const first = await Promise.race([turn, work]);
    await work;
    return first;
  }

  test('who is alone waits for no turn; whoever may have company, or has just had it, does', async (t) => {
    let alone = true;
    await withStore(
      async (store) => {
        t.mock.method(performance, 'now', () => 0);
        assert.equal(await isDoneAtOnce(() => several(store, 'first')), true);
        await several(store, 'second', 'third');
        assert.equal(await isDoneAtOnce(() => several(store, 'fourth', 'fifth')), false, 'several have written last');
        t.mock.restoreAll();
        await several(store, 'sixth');
        alone = false;
        assert.equal(await isDoneAtOnce(() => several(store, 'seventh')), false, 'others may come');
      },
      () => alone,
    );
  });

  test('one that fails after it has written leaves nothing, and its neighbours as they are, in one commit', () =>
    withStore(async (store, log) => {
      const before = commitsIn(log);
      const people = { kind: 'people', tenant: 't' } as const;
      const outcomes = await Promise.allSettled([
        store.create(source, 'first', draft({ displayName: 'x' }), author()),
        store.create(people, 'q', personNamed('p@example.com'), author()),
        store.create(source, 'second', draft({ displayName: 'x' }), author()),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.equal(commitsIn(log) - before, 1);
      for (const id of ['first', 'second']) assert.ok(await store.read(source, id, all), id);
      assert.equal(await store.read(people, 'q', all), undefined);
      const trail = await store.audit('t', { viewer: all, limit: 10 });
      assert.deepEqual(
        trail.map(({ record }) => record),
        ['second', 'first'],
      );
    }));
});

describe('what a change writes', () => {
  /** People with an item each, of about a kilobyte as usual, all of them changed so often that the trail is long. */
  const people = Array.from({ length: 400 }, () => randomUUID());
  const itemOf = (person: string) => ({ kind: 'items', tenant: 't', person, collection: 'skills' }) as const;
  const text = 'x'.repeat(800);
  const change = (store: Store, person: string) =>
    store.change(itemOf(person), 'one', all, author(), ({ revision, body }) => ({ ...draft({}), revision: revision + 1, body }));

  for (const { what, changes, most } of [
    { what: 'one alone: its item, and its entry in the trail', changes: 1, most: 2 },
    { what: 'of forty people together: their items, and few pages of the trail', changes: 40, most: 16 },
  ])
    test(`${what}: at most ${most} pages`, () =>
      withStore(async (store, log) => {
        for (const person of people) {
          await store.meetPerson('t', person, personNamed(`${person}@example.com`));
          await store.create(itemOf(person), 'one', draft({ text }), author());
        }
        for (let round = 0; round < 3; round++) await Promise.all(people.map((person) => change(store, person)));
        await emptied(log);
        await Promise.all(people.slice(0, changes).map((person) => change(store, person)));
        const { pages } = written(log);
        assert.ok(pages <= most, `${pages} pages`);
      }));
});
