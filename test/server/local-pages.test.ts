/** With --dev a page of another site gets neither tokens nor controls, though the API answers it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { statusUnder } from '../support/over-http.ts';
import { makeFolder, type Served, serveProgram } from '../support/program.ts';

const form = 'application/x-www-form-urlencoded';
const credentials = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: '11111111-1111-4111-8111-111111111111',
  client_secret: 'dev-secret',
  scope: 'https://graph.microsoft.com/.default',
}).toString();
const tenant = 'aaaaaaaa-0000-4000-8000-000000000001';
const token = { method: 'POST', path: `/${tenant}/oauth2/v2.0/token`, body: credentials, type: form };
const reset = { method: 'POST', path: `/dev/reset?tenant=${tenant}`, body: undefined, type: undefined };
const service = { method: 'GET', path: '/beta/$metadata', body: undefined, type: undefined };

const cases = [
  { asks: 'a program', origin: undefined, of: token, status: 200 },
  { asks: 'a page of this machine', origin: 'http://localhost:3000', of: token, status: 200 },
  { asks: 'a page of this machine by its address', origin: 'https://[::1]:3000', of: token, status: 200 },
  { asks: 'a page of another site', origin: 'https://elsewhere.example', of: token, status: 403 },
  {
    asks: 'a page whose name only begins like this machine',
    origin: 'https://localhost.elsewhere.example',
    of: token,
    status: 403,
  },
  { asks: 'a page without an origin of its own', origin: 'null', of: token, status: 403 },
  { asks: 'a program', origin: undefined, of: reset, status: 204 },
  { asks: 'a page of another site', origin: 'https://elsewhere.example', of: reset, status: 403 },
  { asks: 'a page of another site', origin: 'https://elsewhere.example', of: service, status: 200 },
];

/** Names that lead to this machine, and whether they are its own: a browser tells no origin of a page that reads under its own name. */
const names = [
  { host: 'localhost:8080', own: true },
  { host: '127.0.0.1', own: true },
  { host: '[::1]:8080', own: true },
  { host: 'dev.example', own: true },
  { host: 'dev.example:8080', own: false },
  { host: 'evil.example:8080', own: false },
  { host: 'localhost.evil.example', own: false },
  { host: 'a!b.evil.example', own: false },
  { host: '192.0.2.1:8080', own: false },
  { host: 'localhost:99999', own: false },
];

describe('pages and programs', () => {
  let server: Served;
  before(async () => {
    server = await serveProgram(['--dev', '--no-demo', '--public-url', 'https://dev.example', '--data', await makeFolder()]);
  });
  after(() => server.stop());

  for (const { asks, origin, of, status } of cases) {
    test(`${asks} (${origin ?? 'no Origin'}) is answered ${status} at ${of.path}`, async () => {
      const answer = await fetch(`${server.http}${of.path}`, {
        method: of.method,
        headers: { ...(of.type && { 'content-type': of.type }), ...(origin && { origin }) },
        ...(of.body !== undefined && { body: of.body }),
      });
      assert.equal(answer.status, status);
      if (status === 403) assert.match(await answer.text(), /Pages of '.*' get no tokens and no developer controls here/);
    });
  }

  for (const { host, own } of names) {
    test(`${host} ${own ? 'is' : 'is not'} a name of this machine, to controls and the authority`, async () => {
      for (const [path, refused] of [
        ['/dev', 403],
        [`/dev/requests?tenant=${tenant}`, 403],
        [`/${tenant}/v2.0/.well-known/openid-configuration`, 400],
      ] as const)
        assert.equal(await statusUnder(host, `${server.http}${path}`), own ? 200 : refused, path);
    });
  }

  test('an address that is none of the API is told as Graph does, and a page is shown only to whoever asks for one', async () => {
    const program = await fetch(`${server.http}/me/profile`);
    assert.equal(program.status, 400);
    assert.equal(
      ((await program.json()) as { error: { message: string } }).error.message,
      "Resource not found for the segment 'me'.",
    );
    const browser = await fetch(`${server.http}/people`, { headers: { accept: 'text/html,application/xhtml+xml' } });
    assert.equal(browser.status, 200);
    assert.match(browser.headers.get('content-type') ?? '', /^text\/html/);
  });
});
