/** One SQLite file, opened by several processes at the moment in which it comes to be. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../support/program.ts';

/** Opens each file that it is told of, and tells what came of it. */
const opener = `
  const { connect } = await import(${JSON.stringify(new URL('../../src/store/sqlite-connection.ts', import.meta.url).href)});
  process.on('message', (file) => {
    try {
      const { handle } = connect(file, () => {});
      const mode = handle.pragma('journal_mode', { simple: true });
      handle.close();
      process.send(mode);
    } catch (error) {
      process.send(String(error));
    }
  });
  process.send('ready');
`;

const startOpener = (): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '--eval', opener], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

const told = async (one: ChildProcess): Promise<unknown> => (await once(one, 'message'))[0];

test('of processes that make a file at once none is sent away because of another', async () => {
  const folder = await makeFolder();
  const openers = [startOpener(), startOpener(), startOpener()];
  try {
    assert.deepEqual(await Promise.all(openers.map(told)), ['ready', 'ready', 'ready']);
    // Without patience it goes wrong in one round of eight.
    for (let round = 0; round < 60; round++) {
      const answers = Promise.all(openers.map(told));
      for (const one of openers) one.send(join(folder, `${round}.db`));
      assert.deepEqual(await answers, ['wal', 'wal', 'wal'], `round ${round}`);
    }
  } finally {
    for (const one of openers) one.kill();
  }
});
