/** Reads of one turn: those that arrive together are made one after another and share one state of the database. */
import type { Row, Statement, Whose } from './database.ts';
import { type Connection, sqliteFault } from './sqlite-connection.ts';
import type { Recall } from './sqlite-recall.ts';

/** Milliseconds of reading after which others get their turn before the rest. */
const stretch = 4;

/** Reads after which the time is looked at. */
const looks = 4;

interface Waiting {
  readonly statement: Statement;
  /** Whose record it is and which, of what may be remembered. */
  readonly whose: Whose | undefined;
  readonly id: string;
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What came of a read, told once all have been made: whoever is told goes on at once. */
type Outcome = () => void;

export interface Reads {
  read(statement: Statement): Promise<readonly Row[]>;
  /** As of a `Database`. */
  readOwn(statement: Statement, whose: Whose, id: string): Promise<readonly Row[]>;
}

/**
 * Gathers reads. To lock the file and to look for what is new in it takes as long as a read does, and what the database needs
 * stays in the processor's memory from one read to the next.
 * @param isAlone whether nobody can be about to read but who does so now
 * @returns make a read with those of its turn; refuse what `sqliteFault` names
 */
export function gatherReads(connection: Connection, recall: Recall, isAlone: () => boolean): Reads {
  const { handle } = connection;
  const begin = handle.prepare('BEGIN');
  const end = handle.prepare('COMMIT');
  let queue: Waiting[] = [];
  /** Whether several reads share this turn, and a transaction as soon as one of them asks the database. */
  let isShared = false;
  let isBegun = false;

  function flush(): void {
    const outcomes: Outcome[] = [];
    recall.turn();
    isShared = queue.length > 1;
    const start = performance.now();
    let taken = 0;
    do outcomes.push(outcomeOf(queue[taken++] as Waiting));
    while (taken < queue.length && (taken % looks !== 0 || performance.now() - start < stretch));
    if (isBegun && handle.inTransaction) end.run();
    isBegun = false;
    queue = queue.slice(taken);
    if (queue.length > 0) setImmediate(flush);
    for (const tell of outcomes) tell();
  }

  function outcomeOf({ statement, whose, id, resolve, reject }: Waiting): Outcome {
    try {
      const rows = whose ? rowsOf(statement, whose, id) : fetched(statement);
      return () => resolve(rows);
    } catch (error) {
      return () => reject(sqliteFault(error));
    }
  }

  function rowsOf(statement: Statement, whose: Whose, id: string): readonly Row[] {
    return recall.find(statement, whose, id) ?? recall.keep(statement, whose, id, fetched(statement));
  }

  function fetched(statement: Statement): readonly Row[] {
    if (isShared && !isBegun) {
      begin.run();
      isBegun = true;
    }
    return connection.rows(statement);
  }

  const ask = (statement: Statement, whose: Whose | undefined, id: string): Promise<readonly Row[]> =>
    new Promise((resolve, reject) => {
      if (queue.push({ statement, whose, id, resolve, reject }) !== 1) return;
      if (isAlone()) process.nextTick(flush);
      else setImmediate(flush);
    });

  return {
    read: (statement) => ask(statement, undefined, ''),
    readOwn: ask,
  };
}
