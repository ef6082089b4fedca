/** The load generator, a process of its own: takes a job, sends its requests, tells how long the answers took. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import { type LoadRequest, openWire, written } from './wire-client.ts';

/** What to send: each connection sends the next request when it has its answer, or all together keep to a rate. */
export interface Job {
  readonly origin: string;
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second; then latency counts from the millisecond in which a request was due, whether or not a connection was free. */
  readonly rate?: number;
}

/** What came of it. Latencies are milliseconds. */
export interface Loaded {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** The share of one core that the generator itself used. */
  readonly generatorLoad: number;
}

const microseconds = (milliseconds: number) => Math.max(1, Math.round(milliseconds * 1000));

/** As fast as answers come: closed loop, one request at a time on each connection. */
async function sendClosed({ origin, requests, connections, seconds }: Job, latency: RecordableHistogram): Promise<number> {
  let next = 0;
  const each = Math.max(1, Math.floor(requests.length / connections));
  const first = requests[0];
  const options: autocannon.Options = {
    url: origin + (first?.path ?? ''),
    connections,
    duration: seconds,
    timeout: 30,
    setupClient(client) {
      const from = (next++ * each) % requests.length;
      const own = requests.slice(from, from + each);
      client.setRequests(
        own.map(({ method, path, headers = {}, body }) => ({ method, path, headers, ...(body !== undefined && { body }) })),
      );
    },
  };
  const { non2xx, errors, timeouts } = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    instance.on('response', (_client, _status, _bytes, milliseconds) => latency.record(microseconds(milliseconds)));
  });
  return non2xx + errors + timeouts;
}

/** At a rate: open loop. A slow answer does not hold back what is due next. */
async function sendAtRate(job: Job & { rate: number }, latency: RecordableHistogram): Promise<number> {
  const { origin, requests, connections, seconds, rate } = job;
  const wire = openWire(origin, connections);
  const texts = requests.map((request) => written(origin, request));
  const total = Math.round(rate * seconds);
  const started = performance.now();
  let sent = 0;
  let open = 0;
  let failures = 0;
  const send = (due: number) => {
    const text = texts[sent % texts.length] as Buffer;
    sent++;
    open++;
    wire.send(text, (status = 0) => {
      open--;
      if (status < 200 || status > 299) failures++;
      latency.record(microseconds(performance.now() - due));
    });
  };
  // What falls due within a millisecond is sent together: a generator that spun instead would take a whole processor from the server.
  while (sent < total) {
    const now = performance.now();
    while (sent < total && started + (sent * 1000) / rate <= now) send(now);
    await wait(1);
  }
  while (open > 0) await wait(1);
  wire.close();
  return failures;
}

async function run(job: Job): Promise<Loaded> {
  const latency = createHistogram();
  const before = process.cpuUsage();
  const started = performance.now();
  const { rate } = job;
  const failures = await (rate === undefined ? sendClosed(job, latency) : sendAtRate({ ...job, rate }, latency));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (value: number) => value / 1000;
  return {
    requests: latency.count,
    failures,
    seconds,
    perSecond: latency.count / seconds,
    mean: milliseconds(latency.mean),
    p50: milliseconds(latency.percentile(50)),
    p99: milliseconds(latency.percentile(99)),
    worst: milliseconds(latency.max),
    generatorLoad: (user + system) / 1e6 / seconds,
  };
}

process.on('message', (job: Job) => {
  run(job).then(
    (loaded) => process.send?.({ loaded }),
    (error: unknown) => process.send?.({ failure: String(error instanceof Error ? error.stack : error) }),
  );
});
process.on('disconnect', () => process.exit());
