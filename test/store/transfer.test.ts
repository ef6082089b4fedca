/** Data moves between databases unchanged: by dump from one engine to the other, and by a copy taken while the server works. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { startNode } from '../support/node.ts';
import { askOver } from '../support/over-http.ts';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder, runProgram } from '../support/program.ts';

const provided = await makeDatabase();
const skip = 'missing' in provided ? provided.missing : false;

/** Addresses of the demo people that between them read everything in every form. */
const addresses = [
  '/beta/users?$orderby=displayName&$count=true&$top=999',
  '/beta/groups?$expand=members',
  '/beta/users/ines@brambleforth.example/profile',
  '/beta/users/ines@brambleforth.example/profile/skills?$orderby=displayName desc&$filter=proficiency ne null',
  "/beta/users?$filter=profile/skills/any(s:s/proficiency eq 'expert')&$select=id,displayName",
  '/beta/users/ines@brambleforth.example/contacts',
];

describe('transfer', { timeout: 120_000 }, () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await startIssuer(demoTenant.id);
  });
  after(() => issuer.close());

  /** Every answer of a server over a database, byte for byte but for where and when it was asked. */
  async function answersOf(database: string): Promise<readonly string[]> {
    const node = await startNode({ issuer, flags: ['--database', database, '--public-url', 'https://people.example'] });
    const token = await issuer.applicationToken();
    const answers: string[] = [];
    for (const address of addresses) {
      const answer = await fetch(`${node.origin}${address}`, { headers: { authorization: `Bearer ${token}` } });
      const text = await answer.text();
      assert.equal(answer.status, 200, `${address}: ${text}`);
      answers.push(`${answer.headers.get('etag')} ${text}`);
    }
    await node.stop();
    return answers;
  }

  test('export and import between the two engines give the same bytes on every answer, and the second import changes nothing', {
    skip,
  }, async () => {
    const folder = await makeFolder();
    const [first, second] = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')];
    const sqlite = `sqlite:${join(folder, 'proficio.db')}`;
    const url = 'url' in provided ? provided.url : '';
    const seeding = await startNode({ issuer, flags: ['--database', sqlite, '--demo'] });
    await seeding.stop();
    const expected = await answersOf(sqlite);
    const run = async (...words: readonly string[]) => {
      const { code, out, err } = await runProgram(words);
      assert.equal(code, 0, err);
      return out;
    };
    await run('export', first, '--database', sqlite);
    assert.match(await run('import', first, '--database', url), /^created [1-9]\d*, updated 0, unchanged 0\n$/);
    assert.deepEqual(await answersOf(url), expected);
    assert.match(await run('import', first, '--database', url), /^created 0, updated 0, unchanged [1-9]\d*\n$/);
    await run('export', second, '--database', url);
    assert.equal(await readFile(second, 'utf8'), await readFile(first, 'utf8'), 'and back again');
    const again = `sqlite:${join(folder, 'again.db')}`;
    await run('import', second, '--database', again);
    assert.deepEqual(await answersOf(again), expected);
  });

  test('a backup taken while the server writes is one moment of it: put in place, the server goes on from there', async () => {
    const folder = await makeFolder();
    const data = join(folder, 'data');
    const node = await startNode({ issuer, flags: ['--data', data, '--log-level', 'error'] });
    const person = randomUUID();
    const token = await issuer.token(person);
    const ask = askOver(node.origin, token);
    const copy = join(folder, 'copy.db');
    // Two items that always say the same number: the first is written first.
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (displayName) => (await ask('POST', '/beta/me/profile/skills', { displayName })).body.id),
    );
    const state = { over: false, number: 0 };
    const writing = (async () => {
      while (!state.over) {
        state.number++;
        for (const id of [one, other])
          assert.equal(
            (await ask('PATCH', `/beta/me/profile/skills/${id}`, { webUrl: `https://x.example/${state.number}` })).status,
            200,
          );
      }
    })();
    const before = state.number;
    const { code, out, err } = await runProgram(['backup', copy, '--data', data]);
    const afterwards = state.number;
    state.over = true;
    await writing;
    assert.equal(code, 0, err);
    assert.match(out, /^wrote \S+, [1-9]\d* bytes\n$/);
    assert.notEqual((await runProgram(['backup', copy, '--data', data])).code, 0, 'a copy never overwrites another');
    await node.stop();
    const restored = join(folder, 'restored');
    await mkdir(restored);
    await copyFile(copy, join(restored, 'proficio.db'));
    const back = await startNode({ issuer, flags: ['--data', restored] });
    const read = async (id: string) => {
      const { body } = await askOver(back.origin, token)('GET', `/beta/me/profile/skills/${id}`);
      return Number(/\d+$/.exec(body.webUrl ?? '0')?.[0]);
    };
    const [first, second] = [await read(one), await read(other)];
    assert.ok(first === second || first === second + 1, `${first} and ${second} are of one moment`);
    assert.ok(first >= before && first <= afterwards + 1);
    assert.equal((await askOver(back.origin, token)('POST', '/beta/me/profile/skills', { displayName: 'on' })).status, 201);
    await back.stop();
  });
});
