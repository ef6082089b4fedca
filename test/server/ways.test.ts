/** The API answers before the web framework is there; what needs the framework waits for it, and is not left waiting. */
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { FastifyPluginAsync } from 'fastify';
import { type AccessLog, silence } from '../../src/server/log.ts';
import { type Server, startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { askOver } from '../support/over-http.ts';
import { plain } from '../support/plain-server.ts';

describe('a server whose web framework is not there yet', { timeout: 60_000 }, () => {
  let store: Store;
  before(async () => {
    store = await openStore('sqlite::memory:');
  });
  after(() => store.close());

  const started = async (t: TestContext, plugin: FastifyPluginAsync, log: AccessLog = silence): Promise<Server> => {
    const server = await startServer(plain(store, { grace: 1, plugins: [plugin], log }));
    t.after(() => server.close());
    return server;
  };

  test('answers the API, and has all else wait until it is', async (t) => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const server = await started(t, async (app) => {
      await gate;
      app.get('/page', (_request, reply) => reply.send('a page'));
    });
    const ask = askOver(server.http ?? '');
    let answered = 0;
    const count = <Answer>(answer: Answer): Answer => {
      answered++;
      return answer;
    };
    const waiting = ['/page', '/health/ready', '/metrics', '/elsewhere'].map((path) => ask('GET', path).then(count));
    const long = ask('POST', '/beta/$batch', { requests: [] }).then(count);
    assert.equal((await ask('GET', '/beta/me')).status, 401);
    assert.match((await ask('GET', '/beta/$metadata')).body, /<edmx:Edmx/);
    assert.equal(answered, 0);
    open();
    const [page, ready, metrics, elsewhere] = await Promise.all(waiting);
    assert.equal(page?.body, 'a page');
    assert.deepEqual(ready?.body, { status: 'ready' });
    assert.match(metrics?.body, /^proficio_http_requests_total\{method="GET",route="\/beta\/me",status="401"\} 1$/m);
    assert.equal(elsewhere?.status, 400);
    assert.equal((await long).status, 401);
    await server.complete();
  });

  test('tells whoever started it what keeps it from being put together, cuts off who waits for it, and answers the API', async (t) => {
    const troubles: unknown[] = [];
    const log: AccessLog = { ...silence, trouble: (what, cause) => troubles.push([what, String(cause)]) };
    const server = await started(t, () => Promise.reject(new Error('there are no pages')), log);
    const ask = askOver(server.http ?? '');
    await assert.rejects(ask('GET', '/page'), /fetch failed/);
    assert.deepEqual(troubles, [['an answer could not be sent', 'Error: there are no pages']]);
    await assert.rejects(server.complete(), /there are no pages/);
    assert.equal((await ask('GET', '/beta/me')).status, 401);
  });

  test('is closed as one that was never needed', async (t) => {
    let built = 0;
    const server = await started(t, async () => void built++);
    assert.equal((await askOver(server.http ?? '')('GET', '/beta/me')).status, 401);
    await server.close();
    assert.equal(built, 0);
  });
});
