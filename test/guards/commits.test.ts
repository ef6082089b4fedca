/** How many commits, and so how many waits for the disk, many writes take that arrive together. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';

const writes = 1000;

/** Commits in a write-ahead log: the frames that end one tell the size of the database (SQLite file format 4.1). */
function commitsIn(log: string): number {
  const bytes = readFileSync(log);
  const frame = 24 + bytes.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= bytes.length; at += frame) if (bytes.readUInt32BE(at + 4) > 0) commits++;
  return commits;
}

/** A database of its own with one person in it. */
async function withStore(use: (store: Store, log: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-commits-'));
  const file = join(folder, 'test.db');
  const database = openSqlite(file);
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

const source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' } as const;

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
      for (const id of ['first', 'second']) assert.ok(await store.read(source, id, { kind: 'all' }), id);
      assert.equal(await store.read(people, 'q', { kind: 'all' }), undefined);
      const trail = await store.audit('t', { viewer: { kind: 'all' }, limit: 10 });
      assert.deepEqual(
        trail.map(({ record }) => record),
        ['second', 'first'],
      );
    }));
});
