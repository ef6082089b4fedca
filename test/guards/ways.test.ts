/** What has a short body or none goes a shorter way than the rest: whichever way a request goes, its answer is the same. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Proficio, startProficio } from '../../src/testing.ts';

const json = { 'content-type': 'application/json' };

describe('the two ways to an answer', () => {
  let server: Proficio;
  let headers: Record<string, string>;
  let id: string;

  before(async () => {
    server = await startProficio();
    const authorization = `Bearer ${await server.token({ user: 'ines@example.com', scopes: ['User.ReadWrite'] })}`;
    headers = { authorization, 'client-request-id': 'the-same', origin: 'https://elsewhere.example' };
    const made = await fetch(`${server.http}/beta/me/profile/skills`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"displayName":"Weaving"}',
    });
    ({ id } = (await made.json()) as { id: string });
  });
  after(() => server.close());

  // An encoded letter in the path leads the long way round, to the same place.
  const cases: readonly {
    readonly what: string;
    readonly short: () => string;
    /** Besides what all send; undefined for what is not sent. */
    readonly sent?: Record<string, string | undefined>;
    readonly method?: string;
    readonly body?: string;
  }[] = [
    { what: 'an item', short: () => `/beta/me/profile/skills/${id}` },
    { what: 'an item for no page', short: () => `/beta/me/profile/skills/${id}`, sent: { origin: undefined } },
    { what: 'a list', short: () => '/beta/me/profile/skills?$top=1&$count=true' },
    { what: 'an item that did not change', short: () => `/beta/me/profile/skills/${id}`, sent: { 'if-none-match': 'W/"1"' } },
    { what: 'an item that is not there', short: () => '/beta/me/profile/skills/none' },
    { what: 'a path that leads nowhere', short: () => '/beta/me/profile/skillz' },
    { what: 'a query that cannot be read', short: () => '/beta/me/profile/skills?$filter=%' },
    { what: 'a request without a token', short: () => '/beta/me/profile/skills', sent: { authorization: '' } },
    { what: 'an item in 4.01', short: () => `/beta/me/profile/skills/${id}`, sent: { 'odata-maxversion': '4.01' } },
    { what: 'a count', short: () => '/beta/me/profile/skills/$count' },
    { what: 'a value', short: () => `/beta/me/profile/skills/${id}/displayName/$value` },
    { what: 'the metadata', short: () => '/beta/$metadata?x=/me' },
    {
      what: 'a change that changes nothing',
      method: 'PATCH',
      short: () => `/beta/me/profile/skills/${id}`,
      sent: json,
      body: '{}',
    },
    {
      what: 'a change without an answer',
      method: 'PATCH',
      short: () => `/beta/me/profile/skills/${id}`,
      sent: { ...json, prefer: 'return=minimal' },
      body: '{}',
    },
    {
      what: 'a change of the wrong type',
      method: 'PATCH',
      short: () => `/beta/me/profile/skills/${id}`,
      sent: json,
      body: '{"displayName":1}',
    },
    {
      what: 'a body that is no JSON',
      method: 'POST',
      short: () => '/beta/me/profile/skills',
      sent: json,
      body: '{"displayName":',
    },
    { what: 'a body without text', method: 'POST', short: () => '/beta/me/profile/skills', sent: json, body: '' },
    {
      what: 'a body of another type',
      method: 'POST',
      short: () => '/beta/me/profile/skills',
      sent: { 'content-type': 'text/xml' },
      body: '<a/>',
    },
    {
      what: 'a query in a body',
      method: 'POST',
      short: () => '/beta/me/profile/skills/$query',
      sent: { 'content-type': 'text/plain' },
      body: '$top=1',
    },
    { what: 'a method that is not taken', method: 'PUT', short: () => `/beta/me/profile/skills/${id}`, sent: json, body: '{}' },
    {
      what: 'a value of the wrong type put in its place',
      method: 'PUT',
      short: () => `/beta/me/profile/skills/${id}/webUrl`,
      sent: json,
      body: '{"value":1}',
    },
    { what: 'the removal of what is not there', method: 'DELETE', short: () => '/beta/me/profile/skills/none' },
  ];
  test('a body that is announced by its type alone, and does not come, is refused at once', async () => {
    const { hostname, port } = new URL(server.http);
    const socket = connect(Number(port), hostname);
    const head = `POST /beta/me/profile/skills HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${headers.authorization}\r\n`;
    socket.write(`${head}content-type: application/json\r\nconnection: close\r\n\r\n`);
    let answer = '';
    for await (const bytes of socket) answer += bytes;
    assert.match(answer, /^HTTP\/1\.1 400 /);
  });

  for (const { what, short, sent = {}, method = 'GET', body } of cases)
    test(what, async () => {
      const ask = async (path: string) => {
        const answer = await fetch(server.http + path, {
          method,
          headers: Object.entries({ ...headers, ...sent }).filter(
            (header): header is [string, string] => header[1] !== undefined,
          ),
          ...(body !== undefined && { body }),
        });
        const { date, 'request-id': own, ...others } = Object.fromEntries(answer.headers);
        assert.ok(date && own);
        const text = (await answer.text()).replaceAll(own, 'ID').replace(/"date":"[^"]*"/, '"date":""');
        return { status: answer.status, headers: others, text };
      };
      const path = short();
      const long = path.replace('/me', '/%6de').replace('$metadata', '%24metadata');
      assert.notEqual(long, path);
      assert.deepEqual(await ask(path), await ask(long));
    });
});
