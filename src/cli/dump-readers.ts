/** Readers of a dump: as many threads as there are idle processors, and this one when they have enough to do. */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Company } from './database.ts';
import { type ReadPiece, readPiece, type UnreadPiece } from './dump-piece.ts';

export interface Readers {
  /** How many pieces the threads take at once; more are read here. */
  readonly room: number;
  /** Reads a piece, whose bytes are given away. */
  read(piece: UnreadPiece): Promise<ReadPiece>;
  /** The same for whoever has something else to do here: only where there are no threads it is read here. */
  readBeside(piece: UnreadPiece): Promise<ReadPiece>;
  close(): Promise<void>;
}

/** Threads at most: whatever they read, one at a time keeps it. */
const mostThreads = 3;

/** Pieces that a thread is given at once, so that it has the next when it has read one. */
const depth = 4;

/** Bytes below which it takes longer to start a thread than to read them here. */
const worthThread = 4 * 1024 * 1024;

/** MB for what a thread has just made, of which nothing lasts longer than its piece: more is only slower to touch. */
const youngSize = 16;

interface Reader {
  readonly worker: Worker;
  readonly asked: { readonly resolve: (read: ReadPiece) => void; readonly reject: (error: unknown) => void }[];
}

/**
 * @param size bytes of the file
 * @param company who else has the database open: one processor is left to them
 */
export function startReaders(size: number, company: Company): Readers {
  const idle = availableParallelism() - (company === 'others' ? 2 : 1);
  const count = Math.max(0, Math.min(mostThreads, idle, Math.floor(size / worthThread)));
  const readers = Array.from({ length: count }, startReader);
  const leastBusy = () => readers.toSorted((one, other) => one.asked.length - other.asked.length)[0];
  return {
    room: depth * count,
    async read(piece) {
      const reader = leastBusy();
      return reader && reader.asked.length < depth ? ask(reader, piece) : readPiece(piece);
    },
    async readBeside(piece) {
      const reader = leastBusy();
      return reader ? ask(reader, piece) : readPiece(piece);
    },
    async close() {
      await Promise.all(readers.map(({ worker }) => worker.terminate()));
    },
  };
}

function startReader(): Reader {
  const worker = new Worker(new URL(`./dump-reader${extname(import.meta.url)}`, import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: youngSize },
  });
  const asked: Reader['asked'] = [];
  const fail = (error: unknown): void => {
    for (const { reject } of asked.splice(0)) reject(error);
  };
  // It answers in the order in which it is asked.
  worker.on('message', (read: ReadPiece) => asked.shift()?.resolve(read));
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('A thread that reads the dump has ended.')));
  return { worker, asked };
}

function ask({ worker, asked }: Reader, piece: UnreadPiece): Promise<ReadPiece> {
  return new Promise((resolve, reject) => {
    asked.push({ resolve, reject });
    worker.postMessage(piece, [piece.bytes.buffer]);
  });
}
