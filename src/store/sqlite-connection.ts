/** One connection to an SQLite file: how it is set up, and how a piece of work is carried out on it. */
import Sqlite from 'better-sqlite3';
import { Fault } from '../fault.ts';
import { remembering } from '../odata/remembering.ts';
import { inChapters } from './chapters.ts';
import { type Done, insertText, type Row, type Statement, type Step, type Value, type Words, type Work } from './database.ts';
import { rememberCounts } from './sqlite-counts.ts';

export const sqliteWords: Words = {
  name: 'sqlite',
  text: 'TEXT',
  json: 'TEXT',
  serial: 'INTEGER PRIMARY KEY',
  clustered: ' WITHOUT ROWID',
  trailBy: 'number',
  trailOf: inChapters,
  done: 'TRUE',
  // Rows that come out of a SELECT have SQLite prepare to undo them, at a quarter of the cost of the statement.
  rowIfDone: (placeholders) => `VALUES (${placeholders})`,
  roomFor: undefined,
  forUpdate: '',
  forKeyShare: '',
  hasTable: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
  lockSchema: 'SELECT 1 AS locked',
};

/** Statements kept prepared; beyond that those not used for longest are prepared anew. */
const preparedLimit = 500;

/** Bytes of a page. Measured: 4096 wastes a quarter of each page on items of 1 kB, 16384 makes every change write more. */
const pageSize = 8192;

export interface Connection {
  readonly handle: Sqlite.Database;
  /** With what is known of the file, for work that is carried out once it has been told to `begun`. */
  readonly words: Words;
  rows(statement: Statement): readonly Row[];
  /** To be told that a transaction has begun in which work is carried out. */
  begun(): void;
  /** Forgets what is known of the file: something of a transaction has been undone, or people may be removed. */
  forget(): void;
  /** Carries out work within the transaction that is open. Throws what the work throws, with nothing of it undone. */
  carryOut<Result>(work: Work<Result>, beforeFirstWrite?: () => void): Result;
}

/** Milliseconds that others are waited for who bring the file into this mode, or clear up behind the last who had it open. */
const modePatience = 5_000;
const modePause = 5;

/**
 * Brings the file into the mode in which readers and a writer do not wait for each other.
 * Of two processes that do so at once SQLite sends one away at once, whatever its timeout: each would wait for the other. A connection
 * is there or not when `connect` returns, so that this waits without `untilFree`.
 */
function writeAhead(handle: Sqlite.Database): void {
  const until = performance.now() + modePatience;
  for (;;) {
    try {
      if (handle.pragma('journal_mode', { simple: true }) !== 'wal') handle.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, modePause);
  }
}

/** Opens the file, or makes it. Refuses nothing: an error is the driver's own, see `sqliteFault`. */
export function connect(file: string, register: (handle: Sqlite.Database) => void): Connection {
  const handle = new Sqlite(file, { timeout: 0 });
  handle.pragma(`page_size = ${pageSize}`);
  handle.pragma('secure_delete = ON');
  writeAhead(handle);
  handle.pragma('synchronous = FULL');
  handle.pragma('trusted_schema = OFF');
  register(handle);
  const counts = rememberCounts(handle);

  const prepared = remembering(preparedLimit, (text) => handle.prepare<unknown[], Row>(opaque(text)));
  const rows = ({ text, values }: Statement): readonly Row[] => prepared(text).all(bindable(values));
  const run = (text: string, values: readonly Value[]): number => prepared(text).run(bindable(values)).changes;
  const runAll = (text: string, runs: readonly (readonly Value[])[]): readonly number[] => {
    const statement = prepared(text);
    counts.forget();
    return statement.reader
      ? runs.map((values) => statement.all(bindable(values)).length)
      : runs.map((values) => statement.run(bindable(values)).changes);
  };

  function take(step: Step): Done {
    switch (step.kind) {
      case 'read':
        return { rows: rows(step.statement), changed: [] };
      case 'write': {
        const changed = run(step.first.text, step.first.values);
        if (changed > 0) for (const { text, values } of step.rest) run(text, values);
        return { rows: [], changed: [changed] };
      }
      case 'many':
        return { rows: [], changed: runAll(step.text, step.runs) };
      case 'insert':
        return { rows: [], changed: runAll(insertText(step.into, 1), step.rows) };
      case 'again':
        throw new Error('A writer was overtaken although SQLite has only one at a time.');
    }
  }

  return {
    handle,
    words: { ...sqliteWords, roomFor: counts.roomFor },
    rows,
    begun: counts.begun,
    forget: counts.forget,
    carryOut(work, beforeFirstWrite) {
      let written = false;
      let next = work.next();
      while (!next.done) {
        const step = next.value;
        if (!written && step.kind !== 'read') {
          written = true;
          beforeFirstWrite?.();
        }
        next = work.next(take(step));
      }
      return next.value;
    },
  };
}

/**
 * Hides the values of a statement from the planner. This SQLite looks at what is bound wherever a statement sorts or joins, and
 * then plans it anew for every run, which takes longer than the run. Behind a sign it does not look.
 */
const opaque = (text: string): string => text.replaceAll('?', '+?');

/** SQLite has no booleans. */
function bindable(values: readonly Value[]): readonly unknown[] {
  return values.some((value) => typeof value === 'boolean')
    ? values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    : values;
}

/** Errors after which the same may well succeed: the disk is full or gone, the file locked or read-only. */
const transient = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** A statement beyond what SQLite carries out: nested too deep, with too many values, or with texts that grow too long. */
const tooIntricate = /^(Expression tree is too large|parser stack overflow|too many )/;

/** True if another writer, here or in another process, is at it. */
export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** The named refusal for an error of the driver; other errors as they are. */
export function sqliteFault(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (transient.test(error.code)) return unavailable(error);
  if (error.code === 'SQLITE_TOOBIG' || tooIntricate.test(error.message))
    return new Fault('queryFails', { reason: 'it is too intricate for the database', cause: error });
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(error.code)) return nameTaken(error.message.includes('lookup'), error);
  return error;
}

export function unavailable(cause: unknown): Fault {
  return new Fault('unavailable', { retryAfter: 1, cause });
}

export function nameTaken(ofLookup: boolean, cause: unknown): Fault {
  const property = ofLookup ? 'userPrincipalName' : 'id';
  return new Fault('nameTaken', { property, target: property, cause });
}
