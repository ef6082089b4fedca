/** What runs in the threads that read pieces of a dump beside the one that keeps them. */
import module from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { UnreadPiece } from './dump-piece.ts';

// A thread begins without what the program has kept of its compiled code.
module.enableCompileCache();
const { readPiece } = await import('./dump-piece.ts');

parentPort?.on('message', (piece: UnreadPiece) => {
  const read = readPiece(piece);
  parentPort?.postMessage(read, [read.packed.buffer]);
});
