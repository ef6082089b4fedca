/** Reads of one turn: those that arrive together are made one after another and share one state of the database. */
import type { Row, Statement } from './database.ts';
import { type Connection, sqliteFault } from './sqlite-connection.ts';

/** Milliseconds of reading after which others get their turn before the rest. */
const stretch = 4;

interface Waiting {
  readonly statement: Statement;
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What came of a read, told once all have been made: whoever is told goes on at once. */
type Outcome = () => void;

/**
 * Gathers reads. To lock the file and to look for what is new in it takes as long as a read does, and what the database needs
 * stays in the processor's memory from one read to the next.
 * @returns makes a read with those of its turn; refuses what `sqliteFault` names
 */
export function gatherReads(connection: Connection): (statement: Statement) => Promise<readonly Row[]> {
  const { handle } = connection;
  const begin = handle.prepare('BEGIN');
  const end = handle.prepare('COMMIT');
  let queue: Waiting[] = [];

  function flush(): void {
    const outcomes: Outcome[] = [];
    if (queue.length > 1 && handle.open) begin.run();
    const start = performance.now();
    let taken = 0;
    do outcomes.push(outcomeOf(queue[taken++] as Waiting));
    while (taken < queue.length && performance.now() - start < stretch);
    if (handle.inTransaction) end.run();
    queue = queue.slice(taken);
    if (queue.length > 0) setImmediate(flush);
    for (const tell of outcomes) tell();
  }

  function outcomeOf({ statement, resolve, reject }: Waiting): Outcome {
    try {
      const rows = connection.rows(statement);
      return () => resolve(rows);
    } catch (error) {
      return () => reject(sqliteFault(error));
    }
  }

  return (statement) =>
    new Promise((resolve, reject) => {
      if (queue.push({ statement, resolve, reject }) === 1) setImmediate(flush);
    });
}
