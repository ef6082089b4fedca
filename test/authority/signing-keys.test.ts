/** The authority's keys on disk, and what is sealed with them: shared by processes, kept over restarts, rotated. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, suite, test } from 'node:test';
import type { RefreshToken } from '../../src/server/authority/grant.ts';
import { open, type Sealable, seal } from '../../src/server/authority/sealed.ts';
import { type SigningKeys, storedSigningKeys } from '../../src/server/authority/signing-keys.ts';

suite('the keys of the development authority', { concurrency: false }, () => {
  const folders: string[] = [];
  let folder = '';
  let keys: SigningKeys;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proficio-keys-'));
    folders.push(folder);
    keys = storedSigningKeys(folder);
  });
  after(() => {
    for (const one of folders) rmSync(one, { recursive: true });
  });
  const file = () => join(folder, 'authority', 'keys.json');
  const token = { kind: 'refresh', until: 1, tenant: 't', client: 'c', scope: 's' };
  const openAt = (by: SigningKeys, text: string) => open<RefreshToken>(by, 'refresh', text);

  test('processes that start at once agree on one key, which its owner alone can read', async () => {
    const all = await Promise.all([keys, storedSigningKeys(folder), storedSigningKeys(folder)].map((one) => one.current()));
    assert.equal(new Set(all.map(({ kid }) => kid)).size, 1);
    assert.equal(statSync(file()).mode & 0o077, 0);
  });

  test('what was sealed is opened after a restart, and after four rotations, not after five', async () => {
    const sealed = await seal(keys, token);
    for (let rotations = 0; rotations < 5; rotations++) {
      assert.deepEqual(await openAt(storedSigningKeys(folder), sealed), token, `after ${rotations}`);
      await keys.rotate();
    }
    assert.equal(await openAt(storedSigningKeys(folder), sealed), undefined);
  });

  test('a key that another process has made is found', async () => {
    await keys.current();
    const other = storedSigningKeys(folder);
    await other.rotate();
    const { kid } = await other.current();
    assert.ok(await keys.find(kid));
    assert.equal(await keys.find('none'), undefined);
    assert.equal((await keys.published()).length, 2);
  });

  test('nothing is opened that was sealed with other keys, as another kind, or changed', async () => {
    const sealed = await seal(keys, token);
    const [head, , ...rest] = sealed.split('.');
    const rows: readonly (readonly [name: string, text: string])[] = [
      ['other keys', await seal(storedSigningKeys(mkdtempSync(join(folder, 'other-'))), token)],
      ['another kind', await seal(keys, { ...token, kind: 'session' } satisfies Sealable)],
      ['changed', sealed.replace(/.{12}$/, 'AAAAAAAAAAAA')],
      ['another head', [Buffer.from('{"alg":"none"}').toString('base64url'), '', ...rest].join('.')],
      ['too long', `${head}.${'A'.repeat(10_000)}`],
      ['nothing', ''],
    ];
    for (const [name, text] of rows) assert.equal(await openAt(keys, text), undefined, name);
  });

  test('a file that holds no keys is told with what to do about it', async () => {
    await keys.current();
    const whole = readFileSync(file(), 'utf8');
    for (const text of ['{}', '', '{"keys":[]}', '{"keys":[null]}', whole.slice(0, 100), whole.replace('"d"', '"x"')]) {
      writeFileSync(file(), text);
      await assert.rejects(storedSigningKeys(folder).current(), /keys\.json holds no keys; remove it to have new ones made/);
      assert.equal(readFileSync(file(), 'utf8'), text);
    }
  });
});
