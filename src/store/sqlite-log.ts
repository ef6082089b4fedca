/** Moves what stands in the log to the file in a thread of its own, where much is written, so that nobody waits for it. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Pieces of work after which the log is moved: few enough that no commit waits long for the disk. */
const piece = 250;

/** Milliseconds within which so many must come, and how many of them in company, to be worth it. */
const soon = 2_000;
const together = piece / 2;

/** Milliseconds after which the thread ends if there is nothing to move. */
const idleLimit = 60_000;

export interface Mover {
  /** To be told of each piece of work that writes, and whether others come with it. */
  written(inCompany: boolean): void;
  close(): Promise<void>;
}

/**
 * Watches how much is written to a file, and by how many. SQLite by itself moves the log within the commit that finds 1,000 pages in
 * it, which takes as long as fifty commits. So it still does, but finds little that is left to be moved, or to be written to the disk.
 * @param descriptor of the file, by which the system is told to write it to the disk; may throw
 */
export function moveBeside(file: string, descriptor: () => number): Mover {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;
  let accompanied = 0;
  let since = 0;
  let moving = false;

  function start(): Worker {
    const own = new Worker(new URL(`./sqlite-mover${extname(import.meta.url)}`, import.meta.url), { workerData: file });
    // Where it fails, SQLite moves what is there.
    const lose = (): void => {
      if (worker !== own) return;
      worker = undefined;
      moving = false;
    };
    own.on('message', () => {
      moving = false;
      idle?.refresh();
    });
    own.on('error', lose);
    own.on('exit', lose);
    own.unref();
    idle = setTimeout(end, idleLimit).unref();
    return own;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const own = worker;
    worker = undefined;
    moving = false;
    await own?.terminate();
  }

  return {
    written(inCompany) {
      if (inCompany) accompanied++;
      if (++count < piece) return;
      const now = performance.now();
      const isWorthIt = now - since < soon && accompanied >= together;
      since = now;
      count = 0;
      accompanied = 0;
      if (!isWorthIt || moving) return;
      worker ??= start();
      try {
        worker.postMessage(descriptor());
        moving = true;
      } catch {
        // No more files may be opened: SQLite moves what is there.
      }
    },
    close: end,
  };
}
