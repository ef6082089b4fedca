/** Much work at once, in this very thread and on a connection of its own: for whoever answers nobody meanwhile. */
import type { Work } from './database.ts';
import { type Connection, connect, sqliteFault } from './sqlite-connection.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { untilFree } from './sqlite-patience.ts';

/** Pages held in memory, in KiB: all that one transaction changes, else it would be written to the log more than once. */
const cache = 64 * 1024;

export interface Alone {
  /** Carries out work as one transaction. Resolves once it is durable. Refuses unavailable while another writer is at it for too long. */
  transaction<Result>(work: () => Work<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Connects when first asked. */
export function startAlone(file: string): Alone {
  let connection: Connection | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function open(): Connection {
    connection = connect(file, registerFunctions);
    connection.handle.pragma(`cache_size = -${cache}`);
    return connection;
  }

  async function carryOut<Result>(work: () => Work<Result>): Promise<Result> {
    const own = connection ?? open();
    try {
      await untilFree(() => own.handle.exec('BEGIN IMMEDIATE'));
      // Without a savepoint, for which every page would be copied before it is changed.
      const result = own.carryOut(work());
      own.handle.exec('COMMIT');
      return result;
    } catch (error) {
      throw sqliteFault(error);
    } finally {
      if (own.handle.inTransaction) own.handle.exec('ROLLBACK');
    }
  }

  return {
    transaction(work) {
      const result = turn.then(() => carryOut(work));
      turn = result.catch(() => {});
      return result;
    },
    async close() {
      await turn;
      connection?.handle.close();
    },
  };
}
