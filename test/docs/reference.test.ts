/** The API reference at /docs: whole, local, and quiet until asked. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { docs } from '../../src/server/docs.ts';

let app: FastifyInstance;
before(async () => {
  app = Fastify();
  await app.register(docs({ version: '1.2.3', developer: true }));
});
after(() => app.close());

const served = [
  ['/docs', 'text/html; charset=utf-8', '<title>Proficio API reference</title>'],
  ['/docs/start.js', 'text/javascript; charset=utf-8', "url: '/openapi.json'"],
  ['/docs/swagger-ui-bundle.js', 'application/javascript; charset=utf-8', 'SwaggerUIBundle'],
  ['/docs/swagger-ui.css', 'text/css; charset=utf-8', '.swagger-ui'],
] as const;

for (const [url, type, part] of served) {
  test(`${url} is served as ${type}`, async () => {
    const reply = await app.inject(url);
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], type);
    assert.ok(reply.body.includes(part));
  });
}

test('/openapi.json is the document, with the version of the product', async () => {
  const reply = await app.inject('/openapi.json');
  assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
  const { openapi, info, paths } = reply.json();
  assert.equal(openapi, '3.1.0');
  assert.equal(info.title, 'Proficio');
  assert.equal(info.version, '1.2.3');
  assert.ok(paths['/me/profile/skills']);
});

test('the page allows scripts, requests and pictures of its own origin only, and no inline script', async () => {
  const { headers, body } = await app.inject('/docs');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /default-src 'none'; script-src 'self';/);
  assert.match(policy, /connect-src 'self'/);
  assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
  assert.doesNotMatch(body, /(?:src|href)="(?:https?:)?\/\//);
  assert.doesNotMatch(body, /<script>/);
});

test('nothing else of the viewer is served', async () => {
  for (const url of [
    '/docs/index.html',
    '/docs/swagger-ui-bundle.js/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs/logo.svg',
  ]) {
    assert.equal((await app.inject(url)).statusCode, 404, url);
  }
  assert.equal((await app.inject('/docs/')).headers.location, '/docs');
});
