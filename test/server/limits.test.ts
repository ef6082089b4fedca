/** Too much at once, too slow, or no HTTP at all: each is answered in time, and the server goes on. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { openAdmission } from '../../src/server/admission.ts';
import { rateLimit } from '../../src/server/rate-limit.ts';
import { type Server, startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { person } from '../support/answering.ts';
import { eventually } from '../support/eventually.ts';
import { askOver } from '../support/over-http.ts';
import { plain } from '../support/plain-server.ts';

describe('limits of the server', { timeout: 60_000 }, () => {
  let store: Store;
  let server: Server;
  let port: number;
  before(async () => {
    store = await openStore('sqlite::memory:');
    server = await startServer({ ...plain(store), mostAtOnce: 2, limits: { headers: 300, request: 600 } });
    port = Number(new URL(server.http ?? '').port);
  });
  after(async () => {
    await server.close();
    await store.close();
  });

  const open = async (text: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };
  /** All that comes until the server closes. */
  const rest = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    await once(socket, 'close');
    return text;
  };
  const ask = () => askOver(`http://127.0.0.1:${port}`);
  const half =
    'POST /beta/me/profile/skills HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';

  test('a request beyond those that are answered at once is refused with 503 and Retry-After, and health is still told', async () => {
    const busy = [await open(half), await open(half)];
    const refused = await eventually('one is too many', async () => {
      const answer = await ask()('GET', '/beta/me');
      return answer.status === 503 ? answer : undefined;
    });
    assert.equal(refused.body.error.code, 'serviceNotAvailable');
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal((await ask()('GET', '/health/live')).status, 200);
    for (const socket of busy) socket.destroy();
    const taken = await eventually('there is room again when callers are gone', async () => {
      const answer = await ask()('GET', '/beta/me');
      return answer.status === 401 ? answer : undefined;
    });
    assert.equal(taken.status, 401);
  });

  /** What is sent and never finished -> how it is answered. */
  const unread: readonly (readonly [what: string, text: string, status: number, code: string])[] = [
    ['headers that do not end', 'GET /beta/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', 408, 'RequestTimeout'],
    ['a body that does not come', half, 408, 'RequestTimeout'],
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'BadRequest'],
    [
      'too many headers',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'RequestHeaderFieldsTooLarge',
    ],
  ];
  for (const [what, text, status, code] of unread) {
    test(`${what}: ${status} and the end of the connection`, async () => {
      const answer = await rest(await open(text));
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
      assert.equal(body.error.code, code);
      assert.match(answer, /request-id: [0-9a-f-]{36}/);
    });
  }

  test('while it is being stopped the server is not ready, finishes what is in flight, and takes nothing new', async () => {
    const own = await startServer({ ...plain(store), grace: 1_000 });
    const at = Number(new URL(own.http ?? '').port);
    const [waiting, watching] = [connect(at, '127.0.0.1'), connect(at, '127.0.0.1')];
    await Promise.all([once(waiting, 'connect'), once(watching, 'connect')]);
    waiting.write(half);
    const [answer, health] = [rest(waiting), rest(watching)];
    // Requests on one connection are answered in turn: once this one is, the other has begun.
    watching.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(watching, 'data');
    const closed = own.close();
    watching.write('GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.match(await health, /503 Service Unavailable[\s\S]*"stopping"/);
    waiting.write(`${' '.repeat(98)}}`);
    assert.match(await answer, /^HTTP\/1.1 401 [\s\S]*connection: close/i);
    await closed;
    await assert.rejects(fetch(`http://127.0.0.1:${at}/health/live`));
  });
});

test('bodies on their way are bounded together, announced or not', () => {
  const { enter, running } = openAdmission(10_000);
  // Only these are looked at.
  const request = (headers: object) => ({ headers }) as IncomingMessage;
  const responses: EventEmitter[] = [];
  const come = (headers: object, limit: number): boolean => {
    const response = new EventEmitter();
    const taken = enter(request(headers), response as ServerResponse, limit);
    if (taken) responses.push(response);
    return taken;
  };
  const mebibyte = 1_048_576;
  for (let n = 0; n < 128; n++) assert.equal(come({ 'content-length': String(mebibyte) }, mebibyte), true);
  for (let n = 0; n < 32; n++) assert.equal(come({ 'transfer-encoding': 'chunked' }, 4 * mebibyte), true);
  assert.equal(come({ 'content-length': '1' }, mebibyte), false, 'all room is taken');
  assert.equal(come({}, mebibyte), true, 'who sends no body needs none');
  responses[0]?.emit('close');
  assert.equal(
    come({ 'content-length': '999999999999' }, mebibyte),
    true,
    'what is larger than any body is refused by its length',
  );
  assert.equal(running(), 161);
});

test('a caller is refused beyond the limit until the ten seconds are over; others are not', () => {
  let now = 1_000;
  const admit = rateLimit(3, () => now);
  const [ada, bob] = [person('tenant', 'ada'), person('tenant', 'bob')];
  for (let n = 0; n < 3; n++) admit(ada);
  assert.throws(() => admit(ada), { refusal: 'throttled', details: { retryAfter: 10 } });
  admit(bob);
  now += 9_500;
  assert.throws(() => admit(ada), { refusal: 'throttled', details: { retryAfter: 1 } });
  now += 500;
  admit(ada);
});
