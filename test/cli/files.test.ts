/** What commands read and write: plain files, and what is none. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { main, makeFolder, runProgram } from '../support/program.ts';

const person = { id: '10000000-0000-4000-8000-000000000001', displayName: 'Ada', userPrincipalName: 'ada@example.com' };
const known = `${JSON.stringify({ kind: 'user', tenant: demoTenant.id, value: person })}\n`;

/** A data folder with one person, and what an export of it prints. */
async function makeData(): Promise<{ readonly data: string; readonly dump: string }> {
  const data = await makeFolder();
  const file = join(data, 'people.jsonl');
  await writeFile(file, known);
  assert.equal((await runProgram(['import', file, '--data', data])).code, 0);
  return { data, dump: (await runProgram(['export', '--data', data])).out };
}

describe('export writes what stands at the name it is given', () => {
  test('a file is put in its place whole, for its owner alone', async () => {
    const { data, dump } = await makeData();
    const folder = await makeFolder();
    const file = join(folder, 'all.jsonl');
    await writeFile(file, 'old', { mode: 0o644 });
    assert.equal((await runProgram(['export', file, '--data', data])).code, 0);
    assert.equal(await readFile(file, 'utf8'), dump);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ['all.jsonl']);
  });

  test('a symbolic link stays one, and what it leads to is written, be it there or not', async () => {
    const { data, dump } = await makeData();
    const folder = await makeFolder();
    await mkdir(join(folder, 'dumps'));
    await writeFile(join(folder, 'dumps/old.jsonl'), 'old');
    for (const [link, target] of [
      ['first.jsonl', 'dumps/old.jsonl'],
      ['second.jsonl', 'dumps/new.jsonl'],
      ['third.jsonl', 'first.jsonl'],
    ] as const) {
      await symlink(target, join(folder, link));
      assert.equal((await runProgram(['export', join(folder, link), '--data', data])).code, 0);
      assert.equal(await readlink(join(folder, link)), target);
      assert.equal(await readFile(join(folder, target), 'utf8'), dump);
    }
    assert.deepEqual(await readdir(join(folder, 'dumps')), ['new.jsonl', 'old.jsonl']);
  });

  test('a named pipe is written through and stays one', async () => {
    const { data, dump } = await makeData();
    const pipe = join(await makeFolder(), 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [read, ended] = await Promise.all([text(reader.stdout), runProgram(['export', pipe, '--data', data])]);
    assert.equal(ended.code, 0, ended.err);
    assert.equal(read, dump);
    assert.ok((await stat(pipe)).isFIFO());
  });

  test('a folder is refused in one line', async () => {
    const { data } = await makeData();
    const folder = await makeFolder();
    const ended = await runProgram(['export', folder, '--data', data]);
    assert.deepEqual([ended.code, ended.out], [1, '']);
    assert.match(ended.err, /^proficio: \S+ cannot be written: illegal operation on a directory\n$/);
  });
});

describe('backup writes a new file', () => {
  test('for its owner alone', async () => {
    const { data } = await makeData();
    const copy = join(await makeFolder(), 'copy.db');
    assert.equal((await runProgram(['backup', copy, '--data', data])).code, 0);
    assert.equal((await stat(copy)).mode & 0o777, 0o600);
  });

  test('or says what is in the way', async () => {
    const { data } = await makeData();
    const nowhere = join(data, 'nowhere', 'copy.db');
    const ended = await runProgram(['backup', nowhere, '--data', data]);
    assert.deepEqual([ended.code, ended.out], [1, '']);
    assert.equal(ended.err, `proficio: ${nowhere} cannot be written: no such file or directory\n`);
    const exported = await runProgram(['export', nowhere, '--data', data]);
    assert.equal(exported.err, ended.err, 'in the words of export');
  });
});

describe('standard output that cannot be written', () => {
  for (const words of [['export'], ['token', '--app']]) {
    test(`is told in one line by ${words.join(' ')}`, async () => {
      const { data } = await makeData();
      const closed = await open(join(data, 'people.jsonl'), 'r');
      const child = spawn(process.execPath, [main, ...words, '--data', data], { stdio: ['ignore', closed.fd, 'pipe'] });
      assert.ok(child.stderr);
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
      await closed.close();
      assert.deepEqual([code, said], [1, 'proficio: standard output cannot be written: bad file descriptor\n']);
    });
  }

  test('is no matter where its reader has seen enough', async () => {
    const { data } = await makeData();
    const child = spawn(process.execPath, [main, 'export', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    assert.deepEqual([code, said], [0, '']);
  });
});

describe('- stands for standard output and standard input', () => {
  test('what export prints is imported from a pipe, and no file of it stays', async () => {
    const { data, dump } = await makeData();
    assert.equal((await runProgram(['export', '-', '--data', data])).out, dump);
    for (const name of ['-', '/dev/stdin']) {
      const other = await makeFolder();
      const temporary = await makeFolder();
      const imported = await runProgram(['import', name, '--data', other], { TMPDIR: temporary }, dump);
      assert.deepEqual([imported.code, imported.out], [0, 'created 1, updated 0, unchanged 0\n'], imported.err);
      assert.deepEqual(await readdir(temporary), ['node-compile-cache']);
      assert.equal((await runProgram(['export', '--data', other])).out, dump);
    }
  });

  test('a table is taken from there with --collection, and bad lines are told as of standard input', async () => {
    const { data } = await makeData();
    const table = 'userPrincipalName,displayName\nada@example.com,Weaving\n';
    const imported = await runProgram(['import', '-', '--collection', 'skills', '--data', data], {}, table);
    assert.deepEqual([imported.code, imported.out], [0, 'created 1, updated 0, unchanged 0\n'], imported.err);
    const refused = await runProgram(['import', '-', '--data', data], {}, table);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^standard input:1: .*\nstandard input:2: .*\nproficio: standard input has 2 bad lines; nothing/);
  });
});

const withoutProc = existsSync('/proc/self') ? false : 'there is no /proc here';

describe('a data folder that cannot be made is told in one line', { skip: withoutProc, timeout: 30_000 }, () => {
  const person = ['--user', 'ada@example.com'];
  for (const words of [
    ['serve', '--dev'],
    ['token', ...person],
    ['import', '-'],
  ]) {
    test(`by ${words.join(' ')}`, async () => {
      const ended = await runProgram([...words, '--data', '/proc/nope/data']);
      assert.deepEqual([ended.code, ended.out], [1, '']);
      assert.match(ended.err, /^proficio: .*\/proc\/nope.*\n$/);
      assert.match(ended.err, /no such file or directory/);
    });
  }
});
