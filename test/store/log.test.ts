/** The write-ahead log is moved to the file beside those who write, and SQLite's locks on the file outlive that. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { eventually } from '../support/eventually.ts';

/** What the index of a log tells (SQLite's WAL-mode file format, 2): pages in the log, and of these in the file. In the order of this machine. */
function indexOf(file: string): { readonly pages: number; readonly moved: number } {
  const bytes = new Uint32Array(new Uint8Array(readFileSync(`${file}-shm`)).buffer);
  return { pages: bytes[4] ?? 0, moved: bytes[24] ?? 0 };
}

const someIsMoved = (file: string, before: number) =>
  eventually('some of the log is in the file', async () => (indexOf(file).moved > before ? true : undefined));

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-log-'));
  try {
    await use(join(folder, 'test.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the file with one person in it. */
async function opened(file: string): Promise<{ readonly store: Store; readonly close: () => Promise<void> }> {
  const database = openSqlite(file);
  await migrate(database);
  const store = storeOn(database);
  await store.meetPerson('t', 'p', personNamed('p@example.com'));
  return { store, close: () => database.close() };
}

const source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' } as const;
let made = 0;
const create = (store: Store) => store.create(source, `item-${++made}`, draft({ displayName: 'x' }), author());

async function inCompany(store: Store, groups: number): Promise<void> {
  for (let group = 0; group < groups; group++) await Promise.all(Array.from({ length: 20 }, () => create(store)));
}

/** Another process opens the file, counts its items, and closes it: the last who does so takes the log away. */
function visit(file: string): number {
  const script =
    "const db = new (require('better-sqlite3'))(process.argv[1]); console.log(db.prepare('SELECT count(*) FROM item').pluck().get()); db.close();";
  return Number(execFileSync(process.execPath, ['--eval', script, file], { cwd: import.meta.dirname }));
}

describe('the log of an SQLite file', () => {
  test('is moved beside where many write together, long before SQLite would do so', () =>
    withFile(async (file) => {
      const { store, close } = await opened(file);
      try {
        const { moved } = indexOf(file);
        await inCompany(store, 28);
        await someIsMoved(file, moved);
        assert.ok(indexOf(file).pages < 1_000, 'of fewer pages than SQLite waits for');
      } finally {
        await close();
      }
    }));

  test('is left to SQLite where everybody writes alone', () =>
    withFile(async (file) => {
      const { store, close } = await opened(file);
      try {
        const { moved } = indexOf(file);
        for (let index = 0; index < 560; index++) await create(store);
        await wait(100);
        assert.equal(indexOf(file).moved, moved);
      } finally {
        await close();
      }
    }));

  test('stays for those who have the file open in a process that has closed it once, after moving it beside', () =>
    withFile(async (file) => {
      const first = await opened(file);
      const second = await opened(file);
      try {
        await inCompany(first.store, 28);
        await someIsMoved(file, 0);
        await first.close();
        assert.equal(visit(file), 560);
        assert.ok(existsSync(`${file}-wal`), 'whoever came last was not taken for the only one');
        await inCompany(second.store, 1);
        assert.equal(visit(file), 580);
      } finally {
        await second.close();
      }
      assert.ok(!existsSync(`${file}-wal`), 'whoever closes it last takes the log away');
    }));
});
