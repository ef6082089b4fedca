/** The developer controls over HTTP: what each does to its tenant, what it refuses, and that none is there without --dev. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open.ts';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { plain } from '../support/plain-server.ts';

let proficio: Proficio;
let dev: AskOver;
before(async () => {
  proficio = await startProficio();
  dev = askOver(proficio.http);
});
after(() => proficio.close());

/** A fresh tenant, somebody in it, and what they ask. */
async function arrive() {
  const tenant = randomUUID();
  const made = await dev('POST', `/dev/tokens?tenant=${tenant}`, { user: 'ada@example.com' });
  assert.equal(made.status, 201);
  const ask = askOver(proficio.http, made.body.token);
  const names = async () => {
    const { body } = await ask('GET', '/beta/me/profile/skills?$orderby=displayName');
    return body.value.map((skill: { displayName: string }) => skill.displayName);
  };
  return { tenant, ask, names, add: (displayName: string) => ask('POST', '/beta/me/profile/skills', { displayName }) };
}

describe('The developer controls', () => {
  test('are listed at /dev, and each that is listed is there', async () => {
    const { status, body } = await dev('GET', '/dev');
    assert.equal(status, 200);
    assert.equal(body.value.length, 18);
    for (const { method, path } of body.value) {
      const answer = await dev(method, path.replace(':id', randomUUID()));
      const wants = path === '/dev/keys/rotate' ? 204 : 400;
      assert.equal(answer.status, wants, `${method} ${path}`);
      if (wants === 400) assert.match(answer.body.error.message, /needs \?tenant= with the GUID of a tenant/);
    }
  });

  test('empty one tenant and leave the others alone', async () => {
    const [one, other] = [await arrive(), await arrive()];
    await one.add('Algebra');
    await other.add('Botany');
    await dev('PUT', `/dev/clock?tenant=${one.tenant}`, { now: '2030-01-01T00:00:00Z', stopped: true });
    await dev('PUT', `/dev/clock?tenant=${one.tenant}`, { stopped: false });
    await dev('DELETE', `/dev/clock?tenant=${one.tenant}`);
    await dev('POST', `/dev/faults?tenant=${one.tenant}`, { status: 503, path: '/me/profile/notes' });
    await dev('PUT', `/dev/throttling?tenant=${one.tenant}`, { requests: 1000, seconds: 60 });
    const { id } = (await dev('POST', `/dev/snapshots?tenant=${one.tenant}`)).body;
    assert.equal((await dev('POST', `/dev/reset?tenant=${one.tenant.toUpperCase()}`)).status, 204);
    for (const [path, expected] of [
      [`/dev/faults?tenant=${one.tenant}`, { value: [] }],
      [`/dev/requests?tenant=${one.tenant}`, { value: [] }],
    ] as const)
      assert.deepEqual((await dev('GET', path)).body, expected);
    assert.equal((await dev('GET', `/dev/throttling?tenant=${one.tenant}`)).status, 404);
    assert.equal((await dev('POST', `/dev/snapshots/${id}/restore?tenant=${one.tenant}`)).status, 404);
    assert.deepEqual(await one.names(), []);
    assert.deepEqual(await other.names(), ['Botany']);
  });

  test('seed people and items, named by userPrincipalName, with ids and dates where they are given', async () => {
    const { tenant, ask } = await arrive();
    const id = '6104239d-6217-571e-aa99-4a1a26a3bd50';
    const lines = [
      { kind: 'user', value: { userPrincipalName: 'ada@example.com', displayName: 'Ada' } },
      { kind: 'item', user: 'ada@example.com', collection: 'skills', value: { displayName: 'Algebra' } },
      {
        kind: 'item',
        tenant: randomUUID(),
        user: 'ADA@example.com',
        collection: 'notes',
        value: { id, createdDateTime: '2020-02-03T04:05:06Z', detail: { content: 'x' } },
      },
      { kind: 'group', members: ['ada@example.com'], value: { displayName: 'Analysts' } },
    ];
    const seeded = await dev('POST', `/dev/seed?tenant=${tenant}`, lines.map((line) => JSON.stringify(line)).join('\n'));
    assert.deepEqual(seeded.body, { records: 5 });
    const { body } = await ask('GET', '/beta/me/profile?$select=skills,notes');
    assert.equal(body.skills[0].displayName, 'Algebra');
    assert.deepEqual([body.notes[0].id, body.notes[0].createdDateTime], [id, '2020-02-03T04:05:06.0000000Z']);
  });

  test('put a tenant back to a snapshot as often as one likes', async () => {
    const { tenant, add, names, ask } = await arrive();
    const { id: skill } = (await add('Algebra')).body;
    const before = (await ask('GET', '/beta/me/profile')).body;
    const { id } = (await dev('POST', `/dev/snapshots?tenant=${tenant}`)).body;
    for (const change of [() => add('Botany'), () => ask('DELETE', `/beta/me/profile/skills/${skill}`)]) {
      await change();
      assert.notDeepEqual(await names(), ['Algebra']);
      assert.equal((await dev('POST', `/dev/snapshots/${id}/restore?tenant=${tenant}`)).status, 204);
      assert.deepEqual((await ask('GET', '/beta/me/profile')).body, before);
    }
    const elsewhere = await dev('POST', `/dev/snapshots/${id}/restore?tenant=${randomUUID()}`);
    assert.equal(elsewhere.status, 404);
    assert.match(elsewhere.body.error.message, /has no snapshot/);
  });

  test('log requests with their bodies and answers, without their tokens, parts of a batch too', async () => {
    const { tenant, add, ask } = await arrive();
    await add('Algebra');
    await ask('POST', '/beta/$batch', { requests: [{ id: '1', method: 'GET', url: '/me/profile/skills?$top=1' }] });
    const { value } = (await dev('GET', `/dev/requests?tenant=${tenant}`)).body;
    assert.deepEqual(
      value.map(({ method, url, status }: Record<string, unknown>) => [method, url, status]),
      [
        ['POST', '/beta/me/profile/skills', 201],
        ['GET', '/beta/me/profile/skills?$top=1', 200],
        ['POST', '/beta/$batch', 200],
      ],
    );
    assert.equal(value[0].requestBody, '{"displayName":"Algebra"}');
    assert.equal(JSON.parse(value[0].responseBody).displayName, 'Algebra');
    assert.doesNotMatch(JSON.stringify(value), /Bearer|authorization/i);
    assert.equal((await dev('DELETE', `/dev/requests?tenant=${tenant}`)).status, 204);
    assert.deepEqual((await dev('GET', `/dev/requests?tenant=${tenant}`)).body.value, []);
    await askOver(proficio.http)('GET', '/beta/me/profile/interests');
    const without = (await dev('GET', '/dev/requests?tenant=none')).body.value;
    assert.deepEqual([without.at(-1).url, without.at(-1).status], ['/beta/me/profile/interests', 401]);
  });

  test('make the authority sign with a new key, while tokens of the old one stay valid', async () => {
    const { tenant, names } = await arrive();
    const keys = async () =>
      (await dev('GET', `/${tenant}/discovery/v2.0/keys`)).body.keys.map(({ kid }: { kid: string }) => kid);
    const before = await keys();
    assert.equal((await dev('POST', '/dev/keys/rotate')).status, 204);
    const after = await keys();
    assert.deepEqual(after.slice(1), before);
    assert.deepEqual(await names(), []);
    const { token } = (await dev('POST', `/dev/tokens?tenant=${tenant}`, { user: 'ada@example.com' })).body;
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
    assert.equal(kid, after[0]);
    assert.equal((await askOver(proficio.http, token)('GET', '/beta/me')).status, 200);
  });

  const tenant = randomUUID();
  type Bad = readonly [method: string, path: string, body: unknown, says: RegExp];
  const bad: readonly Bad[] = [
    ['POST', '/dev/reset?tenant=contoso', undefined, /needs \?tenant= with the GUID of a tenant, not "contoso"/],
    ['POST', `/dev/faults?tenant=${tenant}`, { stauts: 503 }, /fault rule .* has no member "stauts"; its members are .*status/],
    ['POST', `/dev/faults?tenant=${tenant}`, { status: 200 }, /"status" takes a whole number from 400 to 599, not 200/],
    ['POST', `/dev/faults?tenant=${tenant}`, { status: '503' }, /"status" takes a whole number from 400 to 599, not "503"/],
    [
      'POST',
      `/dev/faults?tenant=${tenant}`,
      { method: 'GET' },
      /it does nothing; give it one of latency, status, drop, misbehave/,
    ],
    ['POST', `/dev/faults?tenant=${tenant}`, { status: 503, probability: 2 }, /"probability" takes a number from 0 to 1/],
    ['POST', `/dev/faults?tenant=${tenant}`, { misbehave: 'badly' }, /"misbehave" takes one of "numericEnums", "unknownError"/],
    ['POST', `/dev/faults?tenant=${tenant}`, '{"status":503', /The body cannot be read: it is not JSON/],
    ['POST', `/dev/faults?tenant=${tenant}`, [503], /it is not a JSON object/],
    ['PUT', `/dev/clock?tenant=${tenant}`, {}, /nothing is to happen to it; give now, stopped, advanceSeconds/],
    ['PUT', `/dev/clock?tenant=${tenant}`, { now: 'tomorrow' }, /"now" takes an instant such as "2026-01-31T12:00:00Z"/],
    ['PUT', `/dev/clock?tenant=${tenant}`, { advanceSeconds: -1e10 }, /it goes from 1970 to 9999/],
    ['PUT', `/dev/throttling?tenant=${tenant}`, { requests: 5 }, /"seconds" is missing/],
    ['POST', `/dev/tokens?tenant=${tenant}`, {}, /"user" is missing/],
    [
      'POST',
      `/dev/tokens?tenant=${tenant}`,
      { app: true, scopes: 'User.Read' },
      /has no member "scopes"; its members are .*roles/,
    ],
    [
      'POST',
      `/dev/seed?tenant=${tenant}`,
      '\n{"kind":"pet","value":{}}',
      /Line 2 of the seed is refused, .* "kind" is one of user/,
    ],
    ...[
      { kind: 'item', user: 'nobody@example.com', collection: 'skills', value: { displayName: 'x' } },
      { kind: 'contact', user: 'nobody@example.com', value: { displayName: 'x' } },
      { kind: 'group', members: ['somebody@example.com', 'nobody@example.com'], value: { displayName: 'x' } },
    ].map(
      (line): Bad => [
        'POST',
        `/dev/seed?tenant=${tenant}`,
        `${JSON.stringify({ kind: 'user', value: { userPrincipalName: 'somebody@example.com' } })}\n${JSON.stringify(line)}`,
        /^Line 2 of the seed is refused, and nothing was kept: The person 'nobody@example\.com' is not known\.$/,
      ],
    ),
  ];
  for (const [method, path, body, expected] of bad) {
    test(`refuse ${method} ${path.replace(tenant, '{guid}')} ${JSON.stringify(body) ?? ''}`.trim(), async () => {
      const answer = await dev(method, path, body);
      assert.equal(answer.status, 400);
      assert.match(answer.body.error.message, expected);
    });
  }

  test('are not there without --dev', async () => {
    const { value } = (await dev('GET', '/dev')).body;
    const store = await openStore('sqlite::memory:');
    const server = await startServer(plain(store, { grace: 1 }));
    try {
      assert.equal(server.controls, undefined);
      const ask = askOver(server.http ?? '');
      const token = `/${tenant}/oauth2/v2.0/token`;
      for (const [method, path] of [
        ['GET', '/dev'],
        ['POST', token],
        ...value.map((row: Record<string, string>) => [row.method, row.path]),
      ]) {
        const answer = await ask(method, `${path}?tenant=${tenant}`);
        const unknown = await ask(method, `/nothing${path}`);
        assert.equal(answer.status, unknown.status, `${method} ${path}`);
        assert.equal(answer.body.error.code, unknown.body.error.code);
      }
    } finally {
      await server.close();
      await store.close();
    }
  });
});
