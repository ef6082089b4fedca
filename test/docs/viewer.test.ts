/** The API reference in a real browser: it renders under its policy, asks no other host, and sends a request with the token. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import chromium from '@sparticuz/chromium';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Browser, chromium as playwright } from 'playwright-core';
import { docs } from '../../src/server/docs.ts';

const skip = process.platform === 'linux' && process.arch === 'x64' ? false : 'the bundled browser is for Linux x64';

let app: FastifyInstance;
let origin: string;
let browser: Browser | undefined;

before(async () => {
  if (skip) return;
  app = Fastify();
  await app.register(docs({ version: '1.2.3', developer: true }));
  app.get('/beta/me', (request, reply) => reply.send({ displayName: 'Adele Vance', sent: request.headers.authorization }));
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
});
after(async () => {
  await browser?.close();
  await app?.close();
});

test('the reference renders, stays on its own host, and tries a request with a token', { skip }, async () => {
  assert.ok(browser);
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await page.goto(`${origin}/docs`);
  assert.equal(await page.title(), 'Proficio API reference');

  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.locator('.auth-container input').fill('a.b.c');
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).last().click();

  await page.locator('#operations-tag-Me').click();
  const operation = page.locator('#operations-Me-getMe');
  await operation.locator('.opblock-summary').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = await operation.locator('.live-responses-table pre').first().textContent();
  assert.match(answer ?? '', /Adele Vance/);
  assert.match(answer ?? '', /Bearer a\.b\.c/);
  assert.deepEqual(complaints, []);
});
