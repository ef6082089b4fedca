/** `startProficio()`: what it gives, how servers and tenants stay apart, and that a package and a checkout both export it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Proficio, startProficio, type TokenWish } from '../../src/testing.ts';
import { askOver } from '../support/over-http.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

let proficio: Proficio;
before(async () => {
  proficio = await startProficio();
});
after(() => proficio.close());

describe('startProficio()', () => {
  test('answers over http, and over https to whoever trusts its authority', async () => {
    assert.match(proficio.http, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(proficio.https, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(new X509Certificate(proficio.ca).ca, true);
    proficio.trust();
    proficio.trust();
    const token = await proficio.token({ user: 'ada@example.com' });
    for (const origin of [proficio.http, proficio.https])
      assert.equal((await askOver(origin, token)('GET', '/beta/me')).body.userPrincipalName, 'ada@example.com');
  });

  test('starts many at once that do not see each other, on one authority of certificates', async () => {
    const tenant = randomUUID();
    const several = await Promise.all([1, 2, 3, 4].map(() => startProficio({ tenant })));
    try {
      assert.equal(new Set(several.flatMap(({ http, https }) => [http, https])).size, 8);
      assert.equal(new Set(several.map(({ ca }) => ca)).size, 1);
      const counts = several.map(async ({ http, token }, index) => {
        const ask = askOver(http, await token({ user: 'ada@example.com' }));
        for (let made = 0; made < index; made++) await ask('POST', '/beta/me/profile/skills', { displayName: `${made}` });
        return (await ask('GET', '/beta/me/profile/skills/$count')).body;
      });
      assert.deepEqual(await Promise.all(counts), ['0', '1', '2', '3']);
    } finally {
      await Promise.all(several.map(({ close }) => close()));
    }
  });

  test('takes a fresh tenant each time, and gives others that do not see each other', async () => {
    const [one, other] = [proficio.inTenant(), proficio.inTenant()];
    assert.notEqual(one.tenant, other.tenant);
    const wish = { app: true } as const;
    await one.seed([{ kind: 'user', value: { userPrincipalName: 'ada@example.com', displayName: 'Ada' } }]);
    const count = async (token: string) => (await askOver(proficio.http, token)('GET', '/v1.0/users/$count')).body;
    assert.deepEqual([await count(await one.token(wish)), await count(await other.token(wish))], ['1', '0']);
    assert.deepEqual([one.requests.list().length, other.requests.list().length], [1, 1]);
  });

  test('seeds from the start, or does not start at all', async () => {
    const seed = [
      { kind: 'user', value: { userPrincipalName: 'ada@example.com', displayName: 'Ada' } },
      { kind: 'item', user: 'ada@example.com', collection: 'skills', value: { displayName: 'Algebra', proficiency: 'expert' } },
    ] as const;
    await using seeded = await startProficio({ seed, tenant: randomUUID().toUpperCase() });
    assert.equal(seeded.tenant, seeded.tenant.toLowerCase());
    const ask = askOver(seeded.http, await seeded.token({ user: 'ada@example.com' }));
    assert.equal((await ask('GET', '/beta/me/profile/skills')).body.value[0].displayName, 'Algebra');
    await assert.rejects(startProficio({ seed: '{"kind":"user"}' }), /Line 1 of the seed is refused/);
    const ofNobody = seed.slice(1);
    await assert.rejects(startProficio({ seed: ofNobody }), /Line 1 of the seed is refused.* 'ada@example\.com' is not known/);
    await assert.rejects(startProficio({ tenant: 'contoso' }), /The tenant cannot be read: it is a GUID, not "contoso"/);
  });

  test('has the demo people in its tenant if they are wanted', async () => {
    await using demo = await startProficio({ demo: true });
    const ask = askOver(demo.http, await demo.token({ user: 'ines@brambleforth.example' }));
    const { body } = await ask('GET', '/beta/me');
    assert.equal(body.displayName, 'Ines Almeida');
    assert.ok((await ask('GET', '/beta/me/profile/skills')).body.value.length > 0);
  });

  test('resets its tenant and goes on', async () => {
    const { token, reset, seed, snapshot, restore } = proficio;
    const ask = askOver(proficio.http, await token({ user: 'ada@example.com' }));
    await ask('POST', '/beta/me/profile/skills', { displayName: 'Algebra' });
    const kept = await snapshot();
    await reset();
    assert.equal((await ask('GET', '/beta/me/profile/skills/$count')).body, '0');
    await assert.rejects(restore(kept), /has no snapshot/);
    const user = { kind: 'user', value: { userPrincipalName: 'bob@example.com', displayName: 'Bob' } } as const;
    assert.equal(await seed([user]), 1);
  });

  const person = { user: 'ada@example.com' };
  const refused = '/beta/me/profile/skills';
  const tokens: readonly (readonly [TokenWish, string, number])[] = [
    [person, '/beta/me', 200],
    [person, '/v1.0/users', 403],
    [{ ...person, scopes: 'User.Read User.Read.All' }, '/v1.0/users', 200],
    [{ ...person, scopes: ['User.Read.All'] }, '/v1.0/users', 200],
    [{ ...person, scopes: [] }, refused, 403],
    [{ ...person, minutes: -1 }, refused, 401],
    [{ ...person, audience: 'https://example.com' }, refused, 401],
    [{ ...person, form: '1.0' }, refused, 200],
    [{ ...person, personal: true }, refused, 401],
    [{ ...person, claims: { iss: 'https://example.com/' } }, refused, 401],
    [{ app: true }, '/beta/me', 400],
    [{ app: true, roles: 'User.Read.All' }, '/v1.0/users', 200],
    [{ app: true, roles: [] }, '/v1.0/users', 403],
  ];
  for (const [wish, path, status] of tokens) {
    test(`makes a token ${JSON.stringify(wish)}, with which ${path} answers ${status}`, async () => {
      const answer = await askOver(proficio.http, await proficio.token(wish))('GET', path);
      assert.equal(answer.status, status);
    });
  }

  test('makes a token that may change what is of others', async () => {
    const bench = proficio.inTenant();
    await bench.seed([{ kind: 'user', value: { userPrincipalName: 'bob@example.com', displayName: 'Bob' } }]);
    const scopes = 'User.ReadWrite.All';
    for (const [admin, status] of [
      [true, 201],
      [false, 403],
    ] as const) {
      const ask = askOver(proficio.http, await bench.token({ user: 'ada@example.com', scopes, admin }));
      assert.equal((await ask('POST', '/beta/users/bob@example.com/profile/skills', { displayName: 'x' })).status, status);
    }
  });

  test('refuses a token that nobody could mean', async () => {
    // What a program without types may hand in.
    await assert.rejects(proficio.token({ usr: 'ada' } as unknown as TokenWish), /has no member "usr"; its members are .*user/);
    await assert.rejects(proficio.token({} as unknown as TokenWish), /"user" is missing/);
  });

  const ways = {
    'import { startProficio } from "proficio"': 'module',
    'import { startProficio } from "proficio/testing"': 'module',
    'const { startProficio } = require("proficio/testing")': 'commonjs',
  };
  for (const [way, type] of Object.entries(ways)) {
    test(`is found by ${way}`, async () => {
      const program = `${way}; startProficio().then(async (p) => { console.log((await fetch(p.http + "/health/live")).status); await p.close(); });`;
      const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', program], { cwd: root });
      assert.equal(stdout, '200\n');
    });
  }
});
