/** Much work at once, in this very thread and on a connection of its own: for whoever answers nobody meanwhile. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Works } from './database.ts';
import { type Connection, connect, sqliteFault } from './sqlite-connection.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { untilFree } from './sqlite-patience.ts';

/** Pages held in memory, in KiB: all that one transaction changes, else it would be written to the log more than once. */
const cache = 32 * 1024;

/** Pages that the log may come to while they are moved beside. */
const longestLog = 8_000;

export interface Alone {
  /** Carries out works as one transaction. Resolves once it is durable. Refuses unavailable while others write for too long. */
  transaction<Result>(works: Works<Result>): Promise<readonly Result[]>;
  close(): Promise<void>;
}

/**
 * Connects when first asked.
 * @param move moves pages from the log to the file in another thread, which takes as long as to change them; answers how many
 *   stand in the log
 */
export function startAlone(file: string, move: () => Promise<number>): Alone {
  let connection: Connection | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let moving: Promise<unknown> | undefined;
  let done = 0;
  let log = 0;

  function open(): Connection {
    connection = connect(file, registerFunctions);
    connection.handle.pragma(`cache_size = -${cache}`);
    return connection;
  }

  async function carryOut<Result>(works: Works<Result>): Promise<readonly Result[]> {
    const own = connection ?? open();
    try {
      await untilFree(() => own.handle.exec('BEGIN IMMEDIATE'));
      // Without a savepoint, for which every page would be copied before it is changed.
      const results: Result[] = [];
      for await (const work of works) results.push(own.carryOut(work()));
      own.handle.exec('COMMIT');
      if (++done > 1) await moveBeside(own);
      return results;
    } catch (error) {
      throw sqliteFault(error);
    } finally {
      if (own.handle.inTransaction) own.handle.exec('ROLLBACK');
    }
  }

  /** Whoever comes once does not need the other thread; for others the log is emptied there. */
  async function moveBeside({ handle }: Connection): Promise<void> {
    if (done === 2) handle.pragma('wal_autocheckpoint = 0');
    moving ??= move().then(
      (pages) => {
        moving = undefined;
        log = pages;
      },
      () => {
        moving = undefined;
      },
    );
    // What the other thread says is heard between two pieces of work. Only a log that is wholly moved is begun anew.
    await (log > longestLog ? moving : nextTurn());
  }

  return {
    transaction(works) {
      const result = turn.then(() => carryOut(works));
      turn = result.catch(() => {});
      return result;
    },
    async close() {
      await turn;
      await moving;
      connection?.handle.close();
    },
  };
}
