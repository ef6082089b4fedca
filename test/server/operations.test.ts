/** The server as its operators see it: figures, traces, workers, rates, and a stop that loses nothing. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { startNode } from '../support/node.ts';
import { askOver, statusUnder } from '../support/over-http.ts';
import { makeFolder, runProgram } from '../support/program.ts';

const sqlite = async (): Promise<string> => `sqlite:${join(await makeFolder(), 'proficio.db')}`;

/** The sum of a counter over all its labels. */
const sumOf = (figures: string, name: string): number =>
  [...figures.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);

describe('operating the server', { timeout: 120_000 }, () => {
  let issuer: Issuer;
  let token: string;
  before(async () => {
    issuer = await startIssuer();
    token = await issuer.token(randomUUID());
  });
  after(() => issuer.close());

  test('/metrics tells requests by route and status, durations, the database and the process; to this machine alone', async () => {
    const node = await startNode({ issuer, flags: ['--database', await sqlite()] });
    const ask = askOver(node.origin, token);
    const { body: item } = await ask('POST', '/beta/me/profile/skills', { displayName: 'canary' });
    await ask('GET', `/beta/me/profile/skills/${item.id}`);
    await ask('GET', `/beta/me/profile/skills/${randomUUID()}`);
    await ask('GET', '/beta/users/canary@example.com');
    const { status, body, headers } = await askOver(node.origin)('GET', '/metrics');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    for (const line of [
      /^proficio_http_requests_total\{method="POST",route="\/beta\/me\/profile\/skills",status="201"\} 1$/m,
      /^proficio_http_requests_total\{method="GET",route="\/beta\/me\/profile\/skills\/\{id\}",status="200"\} 1$/m,
      /^proficio_http_requests_total\{method="GET",route="\/beta\/me\/profile\/skills\/\{id\}",status="404"\} 1$/m,
      /^proficio_http_request_duration_seconds_bucket\{.*route="\/beta\/users\/\{id\}".*\} 1$/m,
      /^proficio_database_connections_max 1$/m,
      /^proficio_database_waiting \d+$/m,
      /^nodejs_eventloop_lag_p99_seconds /m,
      /^process_resident_memory_bytes \d+$/m,
    ])
      assert.match(body, line);
    assert.doesNotMatch(body, /canary/);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'origin'])
      assert.equal((await askOver(node.origin)('GET', '/metrics', undefined, { [header]: '192.0.2.1' })).status, 400, header);
    for (const host of ['evil.example', 'a!b.evil.example', '192.0.2.1:8080'])
      assert.equal(await statusUnder(host, `${node.origin}/metrics`), 400, host);
    assert.equal(await node.stop(), 0);
  });

  test('with --metrics-token it is asked of everybody', async () => {
    const secret = 'a-token-for-the-figures';
    const node = await startNode({ issuer, flags: ['--database', await sqlite(), '--metrics-token', secret] });
    const ask = askOver(node.origin);
    const refused = await ask('GET', '/metrics');
    assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer realm="metrics"']);
    assert.equal((await askOver(node.origin, 'another-token-altogether')('GET', '/metrics')).status, 401);
    assert.equal(
      (await askOver(node.origin, secret)('GET', '/metrics', undefined, { 'x-forwarded-for': '192.0.2.1' })).status,
      200,
    );
    await node.stop();
    assert.doesNotMatch(node.said(), new RegExp(secret));
  });

  test('--rate-limit sends a caller away with 429 in the form of Graph; a batch counts by its parts, and others go on', async () => {
    const node = await startNode({ issuer, flags: ['--database', await sqlite(), '--rate-limit', '4'] });
    const ask = askOver(node.origin, token);
    const part = (id: number) => ({ id: String(id), method: 'GET', url: '/me' });
    // The ten seconds may end in between; then a second round has to meet the limit.
    const refused = await eventually('the limit is met', async () => {
      const batch = await ask('POST', '/beta/$batch', { requests: [1, 2, 3, 4].map(part) });
      assert.equal(batch.status, 200);
      const answer = await ask('GET', '/beta/me');
      return answer.status === 429 ? answer : undefined;
    });
    assert.equal(refused.body.error.code, 'TooManyRequests');
    assert.match(refused.headers.get('retry-after') ?? '', /^([1-9]|10)$/);
    assert.equal((await askOver(node.origin, await issuer.token(randomUUID()))('GET', '/beta/me')).status, 200);
    await node.stop();
  });

  test('--workers: all answer from one database, figures are theirs together, and one that is killed is replaced', {
    skip: existsSync('/proc/self/task') ? false : 'without /proc the workers cannot be told',
  }, async () => {
    const node = await startNode({ issuer, flags: ['--database', await sqlite(), '--workers', '2', '--log-level', 'error'] });
    const ask = askOver(node.origin, token);
    // Each request on a connection of its own, which may lead to any worker.
    const close = { connection: 'close' };
    const made = await Promise.all(
      Array.from({ length: 30 }, (_, n) => ask('POST', '/beta/me/profile/skills', { displayName: `skill ${n}` }, close)),
    );
    assert.ok(made.every(({ status }) => status === 201));
    assert.equal((await ask('GET', '/beta/me/profile/skills?$count=true&$top=1', undefined, close)).body['@odata.count'], 30);
    await eventually('all requests are counted, and both workers with a connection each', async () => {
      const { body } = await ask('GET', '/metrics', undefined, close);
      const isOfBoth = /^proficio_database_connections_max 2$/m.test(body);
      return (isOfBoth && sumOf(body, 'proficio_http_requests_total') === 31) || undefined;
    });
    const [first, second] = await workersOf(node.pid);
    process.kill(first as number, 'SIGKILL');
    await eventually('there are two again, one of them new', async () => {
      const now = await workersOf(node.pid);
      return (now.length === 2 && !now.includes(first as number) && now.includes(second as number)) || undefined;
    });
    await eventually('each answers', async () => {
      const { body } = await ask('GET', '/metrics', undefined, close);
      return /^proficio_database_connections_max 2$/m.test(body) || undefined;
    });
    assert.equal((await ask('GET', '/beta/me/profile/skills?$count=true&$top=1', undefined, close)).body['@odata.count'], 30);
    assert.match(node.said(), /a worker has ended \(SIGKILL\); another one is started/);
    assert.equal(await node.stop(), 0);
  });

  test('a port that is taken is one line and exit 1, with workers as without, and though the other port is free', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    try {
      for (const flags of [
        ['--http-port', port, '--https-port', 'off', '--workers', '1'],
        ['--http-port', port, '--https-port', 'off', '--workers', '2'],
        ['--http-port', '0', '--https-port', port, '--dev', '--no-demo'],
      ]) {
        const { code, err } = await runProgram(['serve', ...issuer.flags, ...flags, '--data', await makeFolder()]);
        assert.equal(code, 1);
        assert.deepEqual(err.match(/^proficio: .*EADDRINUSE.*$/gm)?.length, 1, err);
        assert.doesNotMatch(err, /^ +at /m);
      }
    } finally {
      taken.close();
    }
  });

  test('SIGTERM: a request that has begun is answered and kept, then the server ends with 0', async () => {
    for (const workers of ['1', '2']) {
      const database = await sqlite();
      const node = await startNode({ issuer, flags: ['--database', database, '--workers', workers] });
      const socket = connect(Number(new URL(node.origin).port), '127.0.0.1');
      await once(socket, 'connect');
      const body = JSON.stringify({ displayName: 'in flight' });
      const headers = `Host: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
      // An answer to the first half of a body: the server has begun.
      socket.write(`POST /beta/me/profile/skills HTTP/1.1\r\n${headers}\r\nExpect: 100-continue\r\n\r\n`);
      const [begun] = (await once(socket, 'data')) as [Buffer];
      assert.match(begun.toString(), /^HTTP\/1.1 100 /);
      const ended = node.stop();
      socket.write(body);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1.1 201 /);
      assert.equal(await ended, 0);
      const kept = await runProgram(['export', '--database', database]);
      assert.match(kept.out, /"displayName":"in flight"/);
    }
  });

  test('traces: one span a request, in the caller\u2019s trace, sent where the environment says', async () => {
    interface Span {
      readonly name: string;
      readonly traceId: string;
      readonly parentSpanId: string;
      readonly attributes: readonly { readonly key: string; readonly value: object }[];
    }
    const spans: Span[] = [];
    const collector = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      if (request.url === '/v1/traces')
        for (const { scopeSpans } of JSON.parse(Buffer.concat(pieces).toString()).resourceSpans)
          for (const { spans: more } of scopeSpans) spans.push(...more);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const node = await startNode({
      issuer,
      flags: ['--database', await sqlite()],
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    });
    const [trace, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    await askOver(node.origin, token)('GET', '/beta/me/profile/skills', undefined, { traceparent: `00-${trace}-${parent}-01` });
    // What is still to be sent is sent at the end.
    assert.equal(await node.stop(), 0);
    collector.close();
    const [span] = spans;
    assert.deepEqual([span?.name, span?.traceId, span?.parentSpanId], ['GET /beta/me/profile/skills', trace, parent]);
    const status = span?.attributes.find(({ key }) => key === 'http.response.status_code')?.value;
    assert.deepEqual(status, { intValue: 200 });
  });
});

/** The processes that a process started, as the kernel lists them. */
async function workersOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')));
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}
