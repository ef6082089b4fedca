/** What runs in the thread that moves the log of an SQLite file: no more than that, so that it is there soon and small. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const handle = new Sqlite(String(workerData), { timeout: 0 });
handle.pragma('synchronous = FULL');
const move = handle.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', (descriptor: number) => {
  move.get();
  // SQLite does so only where nothing was written meanwhile, and leaves it to whoever moves the rest.
  fsyncSync(descriptor);
  parentPort?.postMessage('moved');
});
