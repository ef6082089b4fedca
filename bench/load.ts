/** The load generator, a process of its own: takes a job, sends its requests, tells how long the answers took. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, type LoadRequest, openConnection, written } from './wire-client.ts';

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

/** How long answers are waited for that are missing when a job's time is over; milliseconds. */
const patience = 30_000;

/** What a job is sent with, and what has come of it so far. */
interface Sending {
  readonly connections: readonly Connection[];
  /** The requests as they go over the wire. */
  readonly texts: readonly Buffer[];
  readonly latency: RecordableHistogram;
  failures: number;
  /** Requests that are not answered yet. */
  open: number;
}

/** Sends one. `then` is called with its connection once that is free again. */
function send(sending: Sending, connection: Connection, text: Buffer, due: number, then: (free: Connection) => void): void {
  sending.open++;
  connection.send(text, (status = 0) => {
    sending.open--;
    if (status < 200 || status > 299) sending.failures++;
    sending.latency.record(microseconds(performance.now() - due));
    then(connection);
  });
}

/** As fast as answers come: closed loop, one request at a time on each connection, each the next of the list. */
async function sendClosed(sending: Sending, seconds: number): Promise<void> {
  const { connections, texts } = sending;
  const until = performance.now() + seconds * 1000;
  let next = 0;
  const go = (connection: Connection): void => {
    const now = performance.now();
    if (now < until) send(sending, connection, texts[next++ % texts.length] as Buffer, now, go);
  };
  for (const connection of connections) go(connection);
  await wait(seconds * 1000);
}

/** At a rate: open loop. A slow answer does not hold back what is due next. */
async function sendAtRate(sending: Sending, seconds: number, rate: number): Promise<void> {
  const { texts } = sending;
  const free = [...sending.connections];
  /** When those were due that wait for a connection, in the order in which they go. */
  const due: number[] = [];
  let taken = 0;
  let next = 0;
  const go = (connection: Connection): void => {
    if (taken === due.length) {
      free.push(connection);
      return;
    }
    send(sending, connection, texts[next++ % texts.length] as Buffer, due[taken++] as number, go);
  };
  const total = Math.round(rate * seconds);
  const started = performance.now();
  // What falls due within a millisecond is sent together: a generator that spun instead would take a whole processor from the server.
  while (due.length < total) {
    const now = performance.now();
    while (due.length < total && started + (due.length * 1000) / rate <= now) due.push(now);
    while (taken < due.length && free.length > 0) go(free.pop() as Connection);
    await wait(1);
  }
  while (taken < total && performance.now() < started + seconds * 1000 + patience) await wait(1);
}

/** Sends one request on each connection, which does not count: who opens them meets a server and a generator that have to get going. */
async function greet(sending: Sending): Promise<void> {
  for (const [index, connection] of sending.connections.entries())
    send(sending, connection, sending.texts[index % sending.texts.length] as Buffer, performance.now(), () => undefined);
  await allAnswered(sending);
  sending.latency.reset();
}

/** Waits for what is still open, but not for ever. */
async function allAnswered(sending: Sending): Promise<void> {
  const waited = performance.now();
  while (sending.open > 0 && performance.now() - waited < patience) await wait(1);
}

async function run(job: Job): Promise<Loaded> {
  const latency = createHistogram();
  const { origin, rate } = job;
  const sending: Sending = {
    connections: Array.from({ length: job.connections }, () => openConnection(origin)),
    texts: job.requests.map((request) => written(origin, request)),
    latency,
    failures: 0,
    open: 0,
  };
  await greet(sending);
  // What the preparations have left would be cleared while it is measured, and what falls due meanwhile be sent late and all at once.
  globalThis.gc?.();
  const before = process.cpuUsage();
  const started = performance.now();
  await (rate === undefined ? sendClosed(sending, job.seconds) : sendAtRate(sending, job.seconds, rate));
  await allAnswered(sending);
  const seconds = (performance.now() - started) / 1000;
  for (const connection of sending.connections) connection.close();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (value: number) => value / 1000;
  return {
    requests: latency.count,
    failures: sending.failures + sending.open,
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
