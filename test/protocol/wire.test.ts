/** The same rules over a real connection: what only HTTP can get wrong. */
import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Proficio, startProficio } from '../../src/testing.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('on the wire', () => {
  let server: Proficio;
  let authorization: string;
  let item: string;

  before(async () => {
    server = await startProficio();
    authorization = `Bearer ${await server.token({ user: 'ines@example.com', scopes: ['User.ReadWrite'] })}`;
    const made = await send(
      'POST',
      '/beta/me/profile/skills',
      { 'content-type': 'application/json' },
      '{"displayName":"Weaving"}',
    );
    assert.equal(made.status, 201, made.text);
    item = `/beta/me/profile/skills/${JSON.parse(made.text).id}`;
  });
  after(() => server.close());

  /** Sends a request as it is given, its path untouched. */
  function send(
    method: string,
    path: string,
    headers: Record<string, string | string[]> = {},
    body?: string | Buffer,
  ): Promise<Reply> {
    const { hostname, port } = new URL(server.http);
    return new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, method, path, headers: { ...(headers.authorization === undefined && { authorization }), ...headers } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const json = { 'content-type': 'application/json' };

  for (const [what, path, headers, type] of [
    ['4.01', '/beta/me/profile/skills', { 'odata-maxversion': '4.01' }, 'application/json;metadata=minimal'],
    ['4.01 by the framework', '/beta/me/profile/%73kills', { 'odata-maxversion': '4.01' }, 'application/json;metadata=minimal'],
    ['a refusal', '/beta/me/nonsense', {}, 'application/json'],
    ['a refusal by the framework', '/beta/me/%6Eonsense', {}, 'application/json'],
    ['an address of nobody', '/nonsense', {}, 'application/json'],
    ['the service document', '/beta', {}, 'application/json'],
    [
      '4.0, as Graph',
      '/beta/me',
      {},
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    ],
  ] as const) {
    test(`R5 the Content-Type has no charset that nobody asked for: ${what}`, async () => {
      assert.equal((await send('GET', path, headers)).headers['content-type'], type);
    });
  }

  for (const [what, method, path, status] of [
    ['the service root with and without a slash', 'GET', '/beta', 200],
    ['the service root with and without a slash', 'GET', '/beta/', 200],
    ['a slash at the end', 'GET', '/beta/me/profile/skills/?$top=1', 200],
    ['two slashes', 'GET', '/beta//me', 400],
    ['dots', 'GET', '/beta/me/../me', 400],
    ['encoded letters', 'GET', '/beta/%6De/%70rofile', 200],
    ['an encoded dollar', 'GET', '/beta/me/profile/skills/%24count', 200],
    ['a question mark and nothing behind it', 'GET', '/beta/me?', 200],
    ['empty options', 'GET', '/beta/me?&&', 200],
    ['quotes as they are', 'GET', "/beta/me/profile/skills?$filter=displayName%20eq%20'Weaving'", 200],
    ['broken encoding in the path', 'GET', '/beta/me/%zz', 400],
    ['broken encoding in the query', 'GET', '/beta/me?$select=%zz', 400],
    ['bytes that are no UTF-8', 'GET', '/beta/me/%ff', 400],
    ['another version', 'GET', '/v2.0/me', 400],
    ['the profile under v1.0', 'GET', '/v1.0/me/profile', 400],
    ['the person under v1.0', 'GET', '/v1.0/me', 200],
    ['a method that is none of OData', 'TRACE', '/beta/me', 405],
    ['a method that the framework does not route', 'PROPFIND', '/beta/me', 405],
    ['another', 'MKCOL', '/v1.0/users', 405],
    ['a method that the framework wants a body of', 'QUERY', '/beta/me', 400],
    ['a version in another case', 'GET', '/Beta/me/profile', 200],
    ['all of it in another case', 'GET', '/BETA/ME/PROFILE/SKILLS', 200],
    ['the other version in another case', 'GET', '/V1.0/me', 200],
  ] as const) {
    test(`${what}: ${method} ${path} is ${status}`, async () => {
      const answer = await send(method, path);
      assert.equal(answer.status, status, answer.text);
      assert.match(String(answer.headers['odata-version']), /^4\.0$/);
      assert.match(String(answer.headers['request-id']), /^[0-9a-f-]{36}$/);
      assert.equal(answer.headers['x-content-type-options'] ?? 'nosniff', 'nosniff');
      // One address says other things to other people: a browser keeps none of them for whoever comes next.
      assert.equal(answer.headers['cache-control'] ?? 'no-store', 'no-store');
      if (status === 405) assert.ok(answer.headers.allow);
      if (status >= 400) assert.match(JSON.parse(answer.text).error.message, /\S/);
    });
  }

  for (const [what, headers, body, status] of [
    ['no type', {}, '{"displayName":"x"}', 400],
    ['an empty type', { 'content-type': '' }, '{"displayName":"x"}', 415],
    ['a type that is none', { 'content-type': 'nonsense' }, '{"displayName":"x"}', 415],
    ['the type of a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'displayName=x', 415],
    ['a compressed body', { ...json, 'content-encoding': 'gzip' }, gzipSync('{"displayName":"x"}'), 415],
    ['no body', json, undefined, 400],
    ['a body of more than 1 MiB', json, `{"displayName":"${'x'.repeat(1_048_576)}"}`, 413],
    ['a body in chunks', { ...json, 'transfer-encoding': 'chunked' }, '{"displayName":"Weaving"}', 200],
    ['a type with a charset', { 'content-type': 'application/json; charset=UTF-8' }, '{"displayName":"Weaving"}', 200],
  ] as const) {
    test(`${what} on a PATCH is ${status}`, async () => {
      const answer = await send('PATCH', item, headers, body);
      assert.equal(answer.status, status, answer.text);
      if (status >= 400) assert.match(JSON.parse(answer.text).error.message, /\S/);
      assert.equal(JSON.parse((await send('GET', item)).text).displayName, 'Weaving');
    });
  }

  test('a HEAD has the headers of a GET and no body', async () => {
    const [head, get] = [await send('HEAD', item), await send('GET', item)];
    assert.deepEqual([head.status, head.text], [200, '']);
    for (const name of ['etag', 'odata-version', 'content-type', 'vary'])
      assert.equal(head.headers[name], get.headers[name], name);
    assert.equal((await send('HEAD', '/beta/me/profile/skills/none')).status, 404);
  });

  test('a type on a request without a body is no fault', async () => {
    assert.equal((await send('GET', item, json)).status, 200);
    assert.equal((await send('DELETE', '/beta/me/profile/skills/none', json)).status, 404);
  });

  test('repeated headers are one list', async () => {
    assert.equal(
      (await send('GET', item, { 'if-none-match': ['W/"0"', 'W/"1"', 'W/"2"', 'W/"3"', 'W/"4"', 'W/"5"'] })).status,
      304,
    );
    assert.equal((await send('GET', item, { accept: ['text/html', 'application/json;odata.metadata=none'] })).status, 200);
    assert.equal((await send('GET', item, { 'odata-maxversion': ['4.0', '4.01'] })).status, 400);
    const paged = await send('GET', '/beta/me/profile/skills', { prefer: ['nonsense', 'maxpagesize=1'] });
    assert.equal(paged.headers['preference-applied'], 'maxpagesize=1');
  });

  test('the caller’s own id of a request comes back, on refusals too', async () => {
    for (const path of [item, '/beta/me/nonsense', '/beta/me/%zz', '/nowhere'].slice(0, 2)) {
      const { headers } = await send('GET', path, { 'client-request-id': 'my-own.id:1' });
      assert.equal(headers['client-request-id'], 'my-own.id:1', path);
    }
    assert.notEqual((await send('GET', item, { 'client-request-id': 'a b\u00e4' })).headers['client-request-id'], 'a b\u00e4');
  });

  test('a browser of any origin may call, with whatever headers it asks for, and read those that Graph names', async () => {
    const asked = { origin: 'https://app.example', 'access-control-request-method': 'PATCH' };
    const allowed = await send('OPTIONS', item, {
      ...asked,
      'access-control-request-headers': 'authorization,if-match,prefer,sdkversion',
    });
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers['access-control-allow-origin'], '*');
    assert.match(String(allowed.headers['access-control-allow-methods']), /PATCH.*PUT.*DELETE/);
    assert.equal(allowed.headers['access-control-allow-headers'], 'authorization,if-match,prefer,sdkversion');
    for (const path of [item, '/beta', '/beta/me/nonsense']) {
      assert.equal((await send('GET', path, {})).headers['access-control-allow-origin'], undefined, path);
      const { headers } = await send('GET', path, { origin: 'https://app.example' });
      assert.equal(headers['access-control-allow-origin'], '*');
      for (const name of [
        'ETag',
        'Location',
        'Preference-Applied',
        'request-id',
        'client-request-id',
        'Retry-After',
        'WWW-Authenticate',
      ])
        assert.ok(String(headers['access-control-expose-headers']).includes(name), name);
    }
  });

  test('without a token there is a 401 that says where to get one, and the description of the service', async () => {
    for (const path of ['/beta/me', '/beta/me/nonsense', '/v1.0/me', '/beta/$batch']) {
      const answer = await send('GET', path, { authorization: '' });
      assert.equal(answer.status, 401, path);
      assert.match(String(answer.headers['www-authenticate']), /^Bearer .*authorization_uri=/);
      assert.equal(JSON.parse(answer.text).error.code, 'InvalidAuthenticationToken');
    }
    for (const path of ['/beta/$metadata', '/beta', '/v1.0/$metadata', '/health/live'])
      assert.equal((await send('GET', path, { authorization: '', accept: '*/*' })).status, 200, path);
  });

  test('the parts of a batch are within the rights of its token', async () => {
    const requests = [
      { id: '1', method: 'GET', url: '/users' },
      { id: '2', method: 'GET', url: '/me', headers: { Authorization: 'Bearer nonsense' } },
    ];
    const { text } = await send('POST', '/beta/$batch', json, JSON.stringify({ requests }));
    assert.deepEqual(
      JSON.parse(text).responses.map(({ status }: { status: number }) => status),
      [403, 200],
    );
  });
});
