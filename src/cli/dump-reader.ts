/** What runs in the threads that read pieces of a dump beside the one that keeps them. */
import { parentPort } from 'node:worker_threads';
import { readPiece, type UnreadPiece } from './dump-piece.ts';

parentPort?.on('message', (piece: UnreadPiece) => {
  const read = readPiece(piece);
  parentPort?.postMessage(read, [read.packed.buffer]);
});
