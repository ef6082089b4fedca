/** What runs in the thread beside the one that answers: long reads, long work, copies and the cleaning of the file. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Fault, type FaultDetails, type RefusalName } from '../fault.ts';
import { longWork } from './long-work.ts';
import type { Asked } from './sqlite-asked.ts';
import { type Connection, connect, sqliteFault, sqliteWords } from './sqlite-connection.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { Busy, untilFree } from './sqlite-patience.ts';

/** An answer, or the refusal in its place, on its way to the other thread. */
export interface Told {
  readonly id: number;
  readonly answer?: unknown;
  readonly fault?: { readonly refusal: RefusalName | undefined; readonly details: FaultDetails; readonly message: string };
}

const file = String(workerData);
const reader = connect(file, registerFunctions);
let writing: Connection | undefined;

/** Long work has a connection of its own, so that readers beside it do not see what is not yet kept. */
function writer(): Connection {
  writing ??= connect(file, registerFunctions);
  return writing;
}

async function carryOut(asked: Asked): Promise<unknown> {
  switch (asked.kind) {
    case 'read':
      return reader.rows(asked.statement);
    case 'begin':
      return untilFree(() => writer().handle.exec('BEGIN IMMEDIATE'));
    case 'run':
      return writer().carryOut(longWork(sqliteWords, asked.name, asked.given));
    case 'end': {
      const { handle } = writer();
      if (handle.inTransaction) handle.exec(asked.keep ? 'COMMIT' : 'ROLLBACK');
      else if (asked.keep) throw new Error('The transaction of long work has ended by itself.');
      return undefined;
    }
    case 'scrub':
      return scrub();
    case 'backup':
      return backup(asked.file);
  }
}

/** Rewrites the file without what was removed, and empties the log beside it. */
async function scrub(): Promise<void> {
  const { handle } = writer();
  await untilFree(() => handle.exec('VACUUM'));
  await untilFree(() => {
    const [state] = handle.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (state?.busy !== 0) throw new Busy();
  });
}

function backup(target: string): void {
  reader.handle.prepare('VACUUM INTO ?').run(target);
  const copy = openSync(target, 'r+');
  fsyncSync(copy);
  closeSync(copy);
}

function faultOf(error: unknown): NonNullable<Told['fault']> {
  const fault = sqliteFault(error);
  if (!(fault instanceof Fault)) return { refusal: undefined, details: {}, message: String(fault) };
  const { cause, ...details } = fault.details;
  return {
    refusal: fault.refusal,
    details: { ...details, ...(cause !== undefined && { cause: String(cause) }) },
    message: fault.message,
  };
}

parentPort?.on('message', ({ id, asked }: { readonly id: number; readonly asked: Asked }) => {
  const tell = (told: Told): void => parentPort?.postMessage(told);
  carryOut(asked).then(
    (answer) => tell({ id, answer }),
    (error) => tell({ id, fault: faultOf(error) }),
  );
});
