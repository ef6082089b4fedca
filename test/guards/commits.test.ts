/** How many commits, and so how many waits for the disk, many writes take that arrive together. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
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

describe('writes that arrive together', () => {
  for (const { what, turns, most } of [
    { what: 'in one turn', turns: 1, most: 1 },
    { what: 'in ten turns', turns: 10, most: 10 },
  ])
    test(`${writes} of them ${what} take ${most} commits and no more`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'proficio-commits-'));
      const file = join(folder, 'test.db');
      const database = openSqlite(file);
      try {
        await migrate(database);
        const store = storeOn(database);
        await store.meetPerson('t', 'p', personNamed('p@example.com'));
        // What has taken long is committed before there is more of it: here nothing takes any time.
        t.mock.method(performance, 'now', () => 0);
        const source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' } as const;
        const before = commitsIn(`${file}-wal`);
        for (let turn = 0; turn < turns; turn++) {
          const group = Array.from({ length: writes / turns }, (_, index) =>
            store.create(source, `${turn}-${index}`, draft({ displayName: 'x' }), author()),
          );
          assert.ok((await Promise.all(group)).every(Boolean));
        }
        const after = commitsIn(`${file}-wal`);
        assert.ok(after > before, 'the log holds what was written');
        assert.ok(after - before <= most, `${after - before} commits`);
      } finally {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
