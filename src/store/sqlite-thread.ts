/** The threads beside the one that answers: they are asked for whatever takes longer than a few milliseconds. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from '../fault.ts';
import type { Asked, Checkpoint } from './sqlite-asked.ts';
import { unavailable } from './sqlite-connection.ts';
import type { Told } from './sqlite-long.ts';

export interface Thread {
  ask(asked: Asked | Checkpoint): Promise<unknown>;
  /** All runs of a long work as one transaction. */
  long(name: string, runs: Iterable<unknown>): Promise<readonly unknown[]>;
  /** How many answers are waited for. */
  waiting(): number;
  close(): Promise<void>;
}

/** Answers that may be waited for: beyond that callers are sent away before memory grows. */
const waitingLimit = 1_000;

/** What a thread runs, and milliseconds after which it ends if nobody asks it anything: one holds as much memory as all else at rest. */
const idleLimits = { 'sqlite-long': 5_000, 'sqlite-mover': 60_000 } as const;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts the thread when it is first asked something, and again if it has died. */
export function startThread(file: string, program: keyof typeof idleLimits): Thread {
  let worker: Worker | undefined;
  let asked = 0;
  const pending = new Map<number, Pending>();
  let turn: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const own = new Worker(new URL(`./${program}${extname(import.meta.url)}`, import.meta.url), { workerData: file });
    own.on('message', ({ id, answer, fault }: Told) => {
      const { resolve, reject } = pending.get(id) ?? {};
      pending.delete(id);
      if (pending.size === 0) rest(own);
      if (fault === undefined) resolve?.(answer);
      else reject?.(fault.refusal === undefined ? new Error(fault.message) : new Fault(fault.refusal, fault.details));
    });
    own.on('error', (error) => lose(own, error));
    own.on('exit', () => lose(own, new Error(`The thread of ${program} has ended.`)));
    own.unref();
    return own;
  }

  function rest(own: Worker): void {
    own.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (worker !== own || pending.size > 0) return;
      worker = undefined;
      void own.terminate();
    }, idleLimits[program]).unref();
  }

  function lose(own: Worker, error: unknown): void {
    if (worker !== own) return;
    worker = undefined;
    const all = [...pending.values()];
    pending.clear();
    for (const { reject } of all) reject(unavailable(error));
  }

  function ask(what: Asked | Checkpoint): Promise<unknown> {
    if (what.kind === 'read' && pending.size >= waitingLimit) return Promise.reject(new Fault('overloaded', { retryAfter: 1 }));
    clearTimeout(idle);
    worker ??= start();
    const own = worker;
    const id = ++asked;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      own.ref();
      own.postMessage({ id, asked: what });
    });
  }

  async function runAll(name: string, runs: Iterable<unknown>): Promise<readonly unknown[]> {
    await ask({ kind: 'begin' });
    try {
      const results: unknown[] = [];
      for (const given of runs) results.push(await ask({ kind: 'run', name, given }));
      await ask({ kind: 'end', keep: true });
      return results;
    } catch (error) {
      await ask({ kind: 'end', keep: false }).catch(() => {});
      throw error;
    }
  }

  return {
    ask,
    long(name, runs) {
      const result = turn.then(() => runAll(name, runs));
      turn = result.catch(() => {});
      return result;
    },
    waiting: () => pending.size,
    async close() {
      await turn;
      const own = worker;
      worker = undefined;
      await own?.terminate();
    },
  };
}
