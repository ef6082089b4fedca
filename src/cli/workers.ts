/** Several processes that share the ports: one watches, and starts anew whichever ends; the others answer. */
import cluster, { type Worker } from 'node:cluster';
import type { Listens } from './banner.ts';
import { Failure } from './mistake.ts';

/** What processes tell each other. */
type Told =
  | { readonly kind: 'listening'; readonly listens: Listens }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'askFigures'; readonly id: number }
  | { readonly kind: 'figures'; readonly id: number; readonly text: string };

/** Milliseconds before a worker that ended is replaced: longer if it did not live long. */
const pauses = { usual: 50, shortLived: 2_000, shortLife: 5_000 } as const;

/** Milliseconds that workers have for what is in flight at a stop, before they are ended. */
const stopLimit = 20_000;

// In the process that watches

/**
 * Starts workers, which run the same command, and keeps their number. Ends the process when it is told to stop and all have ended.
 * @param troubled is told when a worker ended by itself
 * @returns where they listen; throws a Failure if the first does not come to that
 */
export async function supervise(count: number, troubled: (what: string) => void): Promise<Listens> {
  const figures = await gatherFigures();
  let stopping = false;
  let listens: Listens | undefined;

  const start = (): Worker => {
    const worker = cluster.fork();
    const born = performance.now();
    worker.on('message', (told: Told) => {
      if (told.kind === 'askFigures') void sendFigures(worker, told.id);
      if (told.kind === 'failed' && listens) troubled(told.message);
    });
    worker.on('exit', (code, signal) => {
      if (stopping || !listens) return;
      troubled(`a worker has ended (${signal ?? code}); another one is started`);
      const pause = performance.now() - born < pauses.shortLife ? pauses.shortLived : pauses.usual;
      setTimeout(() => stopping || start(), pause);
    });
    return worker;
  };
  const sendFigures = async (worker: Worker, id: number): Promise<void> => {
    const text = await figures().catch(() => '');
    if (worker.isConnected()) worker.send({ kind: 'figures', id, text } satisfies Told);
  };
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    let left = all.length;
    if (left === 0) process.exit(0);
    for (const worker of all) {
      worker.on('exit', () => --left === 0 && process.exit(0));
      worker.process.kill('SIGTERM');
    }
    setTimeout(() => {
      for (const worker of all) worker.process.kill('SIGKILL');
    }, stopLimit).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  listens = await firstListening(start());
  for (let started = 1; started < count && !stopping; started++) start();
  return listens;
}

function firstListening(worker: Worker): Promise<Listens> {
  return new Promise((resolve, reject) => {
    worker.on('message', (told: Told) => {
      if (told.kind === 'listening') resolve(told.listens);
      if (told.kind === 'failed') reject(new Failure(told.message));
    });
    worker.on('exit', (code, signal) => reject(new Failure(`the first worker ended before it listened (${signal ?? code})`)));
  });
}

async function gatherFigures(): Promise<() => Promise<string>> {
  const { default: prometheus } = await import('prom-client');
  const aggregator = new prometheus.AggregatorRegistry();
  return () => aggregator.clusterMetrics();
}

// In a worker

export const isWorker = cluster.isWorker;

export function tellListening({ http, https }: Listens): void {
  process.send?.({ kind: 'listening', listens: { http, https } } satisfies Told);
}

/** Tells why this worker does not start, and ends it: what it shares with the process that watches would keep it from ending. */
export function tellFailure(error: unknown): Promise<never> {
  const message = error instanceof Error ? error.message : String(error);
  return new Promise(() => void process.send?.({ kind: 'failed', message } satisfies Told, () => process.exit(1)));
}

let asked = 0;

/** The figures of all workers together, gathered by the process that watches. */
export async function allFigures(): Promise<string> {
  const id = ++asked;
  return new Promise((resolve) => {
    const hear = (told: Told): void => {
      if (told.kind !== 'figures' || told.id !== id) return;
      process.off('message', hear);
      resolve(told.text);
    };
    process.on('message', hear);
    process.send?.({ kind: 'askFigures', id } satisfies Told);
  });
}

/** Has this worker answer the process that watches. */
export async function answerFigures(): Promise<void> {
  const { default: prometheus } = await import('prom-client');
  new prometheus.AggregatorRegistry();
}
