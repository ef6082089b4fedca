/** @azure/msal-browser and graph-client in a real browser, unpatched: the files that their packages ship for pages. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { blocksOf } from '../support/snippets.ts';

const require = createRequire(import.meta.url);
const packages = join(dirname(require.resolve('@microsoft/microsoft-graph-client/package.json')), '../..');

const scripts: Readonly<Record<string, string>> = {
  '/msal.js': '@azure/msal-browser/lib/msal-browser.min.js',
  '/graph.js': '@microsoft/microsoft-graph-client/lib/graph-js-sdk.js',
  '/provider.js': '@microsoft/microsoft-graph-client/lib/graph-client-msalBrowserAuthProvider.js',
};

/** The page of the guide. */
function pageOf({ https }: Proficio): string {
  const [page] = blocksOf('docs/clients/msal-browser.md', 'html');
  return (page ?? assert.fail('the guide has no page')).replaceAll('localhost:8443', `localhost:${new URL(https).port}`);
}

const skip = process.platform === 'linux' && process.arch === 'x64' ? false : 'the bundled browser is for Linux x64';

describe('@azure/msal-browser and @microsoft/microsoft-graph-client in a browser', { skip }, () => {
  let proficio: Proficio;
  let application: Server;
  let browser: Browser;
  let page: Page;
  before(async () => {
    proficio = await startProficio({ tenant: demoTenant.id });
    await proficio.seed([{ kind: 'user', value: { userPrincipalName: 'ada@example.com', displayName: 'Ada' } }]);
    application = createServer(({ url = '/' }, response) => {
      const script = scripts[url];
      response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
      response.end(script === undefined ? pageOf(proficio) : readFileSync(join(packages, script)));
    });
    application.listen(0, '127.0.0.1');
    await once(application, 'listening');
    browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    });
    // The development certificate is signed by an authority of this server's own.
    page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    page.setDefaultTimeout(20_000);
  });
  after(async () => {
    await browser?.close();
    application?.closeAllConnections();
    application?.close();
    await proficio?.close();
  });

  /** Runs a script with the client of the page. */
  const run = <Result>(script: string): Promise<Result> => page.evaluate(`(async () => { ${script} })()`);

  test('sign somebody in', async () => {
    // The address of a server that listens on a port.
    const { port } = application.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/`);
    await page.getByText('ada@example.com').first().click();
    await page.waitForFunction("typeof graph !== 'undefined' || document.title.startsWith('failed')");
    assert.equal(await page.title(), 'ada@example.com');
  });

  const skills = "graph.api('/me/profile/skills')";

  test('create, change, list by pages, filter and remove', async () => {
    const steps = await run<readonly unknown[]>(`
      const made = [];
      for (const displayName of ['Algebra', 'Botany', 'Chemistry']) made.push(await ${skills}.post({ displayName, allowedAudiences: 'contacts' }));
      const one = () => graph.api('/me/profile/skills/' + made[0].id);
      const read = await one().get();
      const changed = await one().header('If-Match', read['@odata.etag']).patch({ ...read, displayName: 'Geometry' });
      const first = await ${skills}.top(2).get();
      const names = [];
      await new MicrosoftGraph.PageIterator(graph, first, ({ displayName }) => names.push(displayName) > 0).iterate();
      const found = await ${skills}.filter("startswith(displayName,'B')").count(true).get();
      await one().delete();
      const left = await ${skills}.get();
      return [changed.displayName, changed.allowedAudiences, first.value.length, names, found['@odata.count'], left.value.length];
    `);
    assert.deepEqual(steps, ['Geometry', 'contacts', 2, ['Geometry', 'Botany', 'Chemistry'], 1, 2]);
  });

  test('send several requests in one', async () => {
    const statuses = await run(`
      const step = (id, path, init) => ({ id, request: new Request('https://graph.microsoft.com' + path, init) });
      const json = { 'Content-Type': 'application/json' };
      const content = new MicrosoftGraph.BatchRequestContent([
        step('1', '/me/profile/skills', { method: 'POST', headers: json, body: JSON.stringify({ displayName: 'Drawing' }) }),
        step('2', '/me/profile/skills/nothing'),
      ]);
      const responses = new MicrosoftGraph.BatchResponseContent(await graph.api('/$batch').post(await content.getContent()));
      return ['1', '2'].map((id) => responses.getResponseById(id).status);
    `);
    assert.deepEqual(statuses, [201, 404]);
  });

  test('surface a refusal, and what a page may read of its headers', async () => {
    const refusal = await run<Record<string, unknown>>(`
      try { await graph.api('/me/profile/skills/nothing').get(); } catch ({ statusCode, code, requestId }) { return { statusCode, code, requestId }; }
    `);
    assert.deepEqual([refusal.statusCode, refusal.code], [404, 'itemNotFound']);
    assert.match(String(refusal.requestId), /^[0-9a-f-]{36}$/);
  });

  for (const status of [429, 503, 504]) {
    test(`try again after ${status}`, async () => {
      proficio.requests.clear();
      proficio.faults.add({ status, retryAfter: 0, count: 2 });
      assert.equal(await run(`return (await ${skills}.get()).value.length`), 3);
      const statuses = proficio.requests.list().map((entry) => entry.status);
      assert.deepEqual(statuses, [status, status, 200]);
    });
  }

  test('renew the token when it has expired', async () => {
    proficio.clock.advance(2 * 3600);
    const token = await run<string>(
      'return (await app.acquireTokenSilent({ scopes, account: app.getAllAccounts()[0], forceRefresh: true })).accessToken;',
    );
    const answer = await fetch(`${proficio.http}/beta/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200);
  });
});
