/** The embedded database: reads at once, one writer whose commits are grouped, and long work in a thread of its own. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Row, Statement, Work } from './database.ts';
import { groupCommits } from './group-commit.ts';
import { allRuns } from './long-work.ts';
import { connect, sqliteFault, sqliteWords } from './sqlite-connection.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { startThread } from './sqlite-thread.ts';

/** Milliseconds between the removal of a person and the cleaning of the file, so that many removals are one cleaning. */
const scrubDelay = 1000;

/** Opens a file, or with `:memory:` a database that is gone with the process. Refuses unavailable. */
export function openSqlite(file: string): Database {
  const connection = named(() => connect(file, registerFunctions));
  const inMemory = file === ':memory:' || file === '';
  const writer = groupCommits(connection);
  const thread = inMemory ? undefined : startThread(file);
  const readNow = (statement: Statement): readonly Row[] => named(() => connection.rows(statement));

  const scrubNow = async (): Promise<void> => {
    if (thread) await thread.ask({ kind: 'scrub' });
    else connection.handle.exec('VACUUM');
  };
  const scrubbing = soon(scrubNow);

  return {
    words: sqliteWords,
    async read(statement, weight) {
      if (weight === 'light' || !thread) return readNow(statement);
      return (await thread.ask({ kind: 'read', statement })) as readonly Row[];
    },
    write: writer.write,
    transaction: writer.write,
    async long({ name, runs }) {
      return thread ? thread.long(name, runs) : writer.write((): Work<readonly unknown[]> => allRuns(name, runs));
    },
    async *snapshot(use) {
      const own = inMemory ? connection : named(() => connect(file, registerFunctions));
      try {
        if (!inMemory) own.handle.exec('BEGIN');
        yield* use(async (statement) => {
          await nextTurn();
          return named(() => own.rows(statement));
        });
      } finally {
        if (!inMemory) own.handle.close();
      }
    },
    scrub: (when) => (when === 'now' ? scrubNow() : scrubbing.wish()),
    async backup(target) {
      if (thread) await thread.ask({ kind: 'backup', file: target });
      else named(() => connection.handle.prepare('VACUUM INTO ?').run(target));
    },
    async ping() {
      readNow({ text: 'SELECT 1 AS one', values: [] });
    },
    async close() {
      await scrubbing.settle();
      await writer.idle();
      await thread?.close();
      connection.handle.close();
    },
  };
}

/** Turns an error of the driver into the refusal it means. */
function named<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw sqliteFault(error);
  }
}

/** Does something a little after it was wished for, once for many wishes, and not again before ten times as long as it took. */
function soon(act: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let took = 0;
  const start = (): void => {
    timer = undefined;
    const began = performance.now();
    // A failure is not the wisher's, who has long been answered; the next wish tries again.
    running = act().then(
      () => {
        took = performance.now() - began;
      },
      () => {},
    );
  };
  return {
    async wish(): Promise<void> {
      timer ??= setTimeout(start, Math.max(scrubDelay, took * 10)).unref();
    },
    async settle(): Promise<void> {
      if (timer) {
        clearTimeout(timer);
        start();
      }
      await running;
    },
  };
}
