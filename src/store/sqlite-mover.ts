/** What runs in the thread that moves the log of an SQLite file: no more than that, so that it is there soon and small. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { Checkpoint } from './sqlite-asked.ts';
import type { Told } from './sqlite-long.ts';

const handle = new Sqlite(String(workerData), { timeout: 0 });
handle.pragma('synchronous = FULL');
const checkpoint = handle.prepare<[], { readonly log: number }>('PRAGMA wal_checkpoint(PASSIVE)');

/** Moves what nobody is in the way of; the rest is for the next. Answers how many pages stand in the log. */
function move({ descriptor }: Checkpoint): number {
  const state = checkpoint.get();
  // SQLite does so only where nothing was written meanwhile, and leaves it to whoever moves the rest.
  if (descriptor !== undefined) fsyncSync(descriptor);
  return state?.log ?? 0;
}

parentPort?.on('message', ({ id, asked }: { readonly id: number; readonly asked: Checkpoint }) => {
  parentPort?.postMessage({ id, answer: move(asked) } satisfies Told);
});
