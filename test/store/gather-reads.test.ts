/** Reads that arrive together: one state for all, and no read is answered by another's failure. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gatherReads, type Reads } from '../../src/store/gather-reads.ts';
import { type Connection, connect } from '../../src/store/sqlite-connection.ts';
import { rememberRecords } from '../../src/store/sqlite-recall.ts';

describe('Reads of one turn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-reads-'));
  let connection: Connection;
  let read: Reads['read'];
  let alone = false;
  /** For each read: whether a transaction was open while it was made. */
  const seen: boolean[] = [];

  before(() => {
    connection = connect(join(folder, 'reads.db'), (handle) => {
      handle.function('note_transaction', () => {
        seen.push(handle.inTransaction);
        return 1;
      });
    });
    connection.handle.exec('CREATE TABLE thing (name TEXT PRIMARY KEY)');
    connection.handle.exec("INSERT INTO thing VALUES ('a'), ('b')");
    ({ read } = gatherReads(connection, rememberRecords(connection.handle), () => alone));
  });
  after(() => {
    if (connection.handle.open) connection.handle.close();
    rmSync(folder, { recursive: true });
  });

  const named = (name: string) => read({ text: 'SELECT name FROM thing WHERE name = ?', values: [name] });

  it('are each answered with what they asked for', async () => {
    assert.deepEqual(await Promise.all([named('a'), named('c'), named('b')]), [[{ name: 'a' }], [], [{ name: 'b' }]]);
  });

  it('share one transaction, which is over when they are answered', async () => {
    const statement = { text: 'SELECT note_transaction() AS one', values: [] };
    seen.length = 0;
    await Promise.all([read(statement), read(statement)]);
    assert.deepEqual(seen, [true, true]);
    assert.equal(connection.handle.inTransaction, false);
  });

  for (const isAlone of [true, false])
    it(`are made ${isAlone ? 'before the next turn where nobody else can come' : 'when all of the turn have come'}`, async () => {
      alone = isAlone;
      const turn = new Promise((resolve) => setImmediate(resolve, 'the next turn'));
      assert.deepEqual(await Promise.race([turn, named('a')]), isAlone ? [{ name: 'a' }] : 'the next turn');
      await turn;
      alone = false;
    });

  it('do not fail because another fails', async () => {
    const results = await Promise.allSettled([named('a'), read({ text: 'SELECT nothing FROM nowhere', values: [] }), named('b')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await named('a'), [{ name: 'a' }]);
  });

  it('see what was written before them by somebody else', async () => {
    await Promise.all([named('a'), named('b')]);
    const other = connect(join(folder, 'reads.db'), () => undefined);
    other.handle.exec("INSERT INTO thing VALUES ('new')");
    other.handle.close();
    assert.deepEqual(await Promise.all([named('new'), named('a')]), [[{ name: 'new' }], [{ name: 'a' }]]);
  });

  it('are refused once the database is closed', async () => {
    connection.handle.close();
    const results = await Promise.allSettled([named('a'), named('b')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  });
});
