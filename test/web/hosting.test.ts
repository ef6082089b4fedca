/** How the web app is handed out: before it is built, once it is, and beside an issuer of somebody else. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { type WebOptions, web } from '../../src/server/web.ts';

const folder = mkdtempSync(join(tmpdir(), 'proficio-hosting-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const built = join(folder, 'built');
mkdirSync(join(built, 'assets'), { recursive: true });
writeFileSync(join(built, 'index.html'), '<div id="app"></div>');
writeFileSync(join(built, 'icon.svg'), '<svg/>');
writeFileSync(join(built, 'assets', 'app-1a2b.js'), 'app()');
writeFileSync(join(built, 'assets', 'app-1a2b.js.br'), 'brotli');
writeFileSync(join(folder, 'secret.txt'), 'secret');

async function hosted(options: Partial<WebOptions>) {
  const app = Fastify({ exposeHeadRoutes: false });
  await app.register(
    web({
      folder: built,
      building: () => undefined,
      issuer: undefined,
      clientId: 'client',
      scopes: ['openid'],
      publicUrl: 'https://people.example',
      ...options,
    }),
  );
  return app;
}

const page = { accept: 'text/html' };

test('every answer of the app keeps to its policy, and only what belongs to it is answered', async () => {
  const app = await hosted({});
  const rows = [
    ['GET', '/', page, 200, /<div id="app">/],
    ['HEAD', '/', page, 200, /^$/],
    ['GET', '/people/1?name=x', page, 200, /<div id="app">/],
    ['GET', '/people/1', { accept: 'application/json' }, 404, /Not Found/],
    ['GET', '/assets/app-1a2b.js', {}, 200, /^app\(\)$/],
    ['GET', '/assets/app-1a2b.js', { 'accept-encoding': 'br' }, 200, /^brotli$/],
    ['GET', '/assets/app-gone.js', page, 404, /no such file/],
    ['GET', '/assets/..%2f..%2fsecret.txt', page, 404, /no such file/],
    ['GET', '/icon.svg', {}, 200, /<svg\/>/],
    ['GET', '/beta/me', page, 404, /Not Found/],
    ['GET', '/docs/nothing', page, 404, /Not Found/],
  ] as const;
  for (const [method, url, headers, status, body] of rows) {
    const answer = await app.inject({ method, url, headers });
    assert.equal(answer.statusCode, status, `${method} ${url}`);
    assert.match(answer.body, body, `${method} ${url}`);
    if (status !== 200) continue;
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; script-src 'self';/, url);
    assert.doesNotMatch(policy, /unsafe|\*|data:/, url);
    assert.match(policy, /connect-src 'self';/, url);
  }
  const asset = await app.inject({ url: '/assets/app-1a2b.js' });
  assert.match(String(asset.headers['cache-control']), /immutable/);
  await app.close();
});

test('until the app is built its page comes back by itself; once the build has failed it says what to do', async () => {
  for (const [building, again, says] of [
    ['running', true, 'The web app is on its way'],
    [undefined, true, 'The web app is not built'],
    ['failed', false, 'The web app could not be built'],
  ] as const) {
    const app = await hosted({ folder: join(folder, 'nothing'), building: () => building });
    const { statusCode, body, headers } = await app.inject({ url: '/', headers: page });
    assert.equal(statusCode, 200);
    assert.ok(body.includes(`<h1>${says}</h1>`), says);
    assert.equal(body.includes('http-equiv="refresh"'), again, says);
    assert.doesNotMatch(body, /<script|style=/);
    assert.match(String(headers['content-security-policy']), /style-src 'self' 'sha256-/);
    await app.close();
  }
});

test('with an issuer the app is told of it, and may ask it wherever it hands out tokens', async () => {
  const issuerServer = createServer((_request, response) =>
    response.end(JSON.stringify({ token_endpoint: 'https://tokens.example/token', jwks_uri: 'https://keys.example/keys' })),
  );
  issuerServer.listen(0, '127.0.0.1').unref();
  await once(issuerServer, 'listening');
  const issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
  const app = await hosted({ issuer, clientId: 'web', scopes: ['openid', 'api://people/read'] });
  const { headers } = await app.inject({ url: '/', headers: page });
  const policy = String(headers['content-security-policy']);
  assert.ok(policy.includes(`connect-src 'self' ${issuer} https://tokens.example https://keys.example;`), policy);
  assert.deepEqual((await app.inject({ url: '/web-config.json' })).json(), {
    issuer,
    clientId: 'web',
    scopes: ['openid', 'api://people/read'],
    dev: false,
    apiBase: '/beta',
  });
  await app.close();
  issuerServer.close();

  const alone = await hosted({ issuer });
  const policyAlone = String((await alone.inject({ url: '/', headers: page })).headers['content-security-policy']);
  assert.ok(policyAlone.includes(`connect-src 'self' ${issuer};`), 'an issuer out of reach keeps nobody from the page');
  await alone.close();

  const development = await hosted({});
  assert.equal((await development.inject({ url: '/web-config.json' })).json().issuer, 'https://people.example/common/v2.0');
  await development.close();
});
