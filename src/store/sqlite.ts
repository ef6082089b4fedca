/** The embedded database: reads at once, one writer whose commits are grouped, and long work in a thread of its own. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Reach, Row, Statement, Work } from './database.ts';
import { gatherReads } from './gather-reads.ts';
import { groupCommits } from './group-commit.ts';
import { hold } from './held-files.ts';
import { allRuns } from './long-work.ts';
import { soon } from './soon.ts';
import { startAlone } from './sqlite-alone.ts';
import { connect, sqliteFault } from './sqlite-connection.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { moveBeside } from './sqlite-log.ts';
import { rememberRecords } from './sqlite-recall.ts';
import { startThread } from './sqlite-thread.ts';

/**
 * KiB of pages that the connection that answers keeps, once it has read them: to read one from the system's cache takes longer than
 * all else that a read does in it. Measured with 4,096 people who ask in turns: of 200,000, 16 MB instead of 128 cost a sixth of the
 * processor time; of 1,000,000, 128 MB instead of 256 a sixth of that of a list.
 */
const cache = 256 * 1024;

/** Milliseconds after which what others have removed from the file is gone from memory, though nobody asks for it. */
const looks = 2_000;

/** Opens a file, or with `:memory:` a database that is gone with the process. Refuses unavailable. */
export function openSqlite(file: string, isAlone = () => false): Database {
  const connection = named(() => connect(file, registerFunctions));
  connection.handle.pragma(`cache_size = -${cache}`);
  const inMemory = file === ':memory:' || file === '';
  const writer = groupCommits(connection, isAlone);
  const recall = rememberRecords(connection.handle);
  const reads = gatherReads(connection, recall, isAlone);
  const thread = inMemory ? undefined : startThread(file, 'sqlite-long');
  const held = inMemory ? undefined : hold(file);
  const mover = inMemory ? undefined : startThread(file, 'sqlite-mover');
  const written = mover && held && moveBeside(async () => mover.ask({ kind: 'checkpoint', descriptor: held.descriptor() }));
  const alone = mover && startAlone(file, async () => Number(await mover.ask({ kind: 'checkpoint' })));
  const readNow = (statement: Statement): readonly Row[] => named(() => connection.rows(statement));

  // What is written is forgotten in the very turn in which it is written and committed: nobody reads in between.
  const write = <Result>(work: () => Work<Result>, reach: Reach): Promise<Result> =>
    writer.write(() => {
      recall.forget(reach);
      written?.(writer.waiting() > 1);
      if (reach === 'everything' || reach.person === undefined) connection.forget();
      return work();
    });

  /** What another connection of this process has written would be found out by the next who asks, but stay in memory until then. */
  const forgetAll = (): void => recall.forget('everything');

  const looking = inMemory ? undefined : setInterval(recall.look, looks).unref();

  const scrubNow = async (): Promise<readonly string[]> => {
    if (thread) await thread.ask({ kind: 'scrub' });
    else connection.handle.exec('VACUUM');
    return [];
  };
  const scrubbing = soon<void>(scrubNow);

  return {
    words: connection.words,
    read: (statement, weight) =>
      weight === 'heavy' && thread ? (thread.ask({ kind: 'read', statement }) as Promise<readonly Row[]>) : reads.read(statement),
    readOwn: reads.readOwn,
    write,
    transaction: write,
    async alone(works) {
      if (alone) return alone.transaction(works).finally(forgetAll);
      const all = await gathered(works);
      return write(() => asOne(all), 'everything');
    },
    migrate: (work) => write(work, 'everything'),
    async long({ name, runs }) {
      if (thread) return thread.long(name, runs).finally(forgetAll);
      // Work may be begun more than once, but not everything can be gone through twice.
      const given = [...runs];
      return write((): Work<readonly unknown[]> => allRuns(connection.words, name, given), 'everything');
    },
    async *snapshot(use) {
      const own = inMemory ? connection : named(() => connect(file, registerFunctions));
      const heldToo = inMemory ? undefined : hold(file);
      try {
        if (!inMemory) own.handle.exec('BEGIN');
        yield* use(async (statement) => {
          await nextTurn();
          return named(() => own.rows(statement));
        });
      } finally {
        if (!inMemory) own.handle.close();
        heldToo?.release();
      }
    },
    scrub: scrubNow,
    scrubSoon: () => scrubbing.wish(),
    async backup(target) {
      if (thread) await thread.ask({ kind: 'backup', file: target });
      else named(() => connection.handle.prepare('VACUUM INTO ?').run(target));
    },
    pressure: () => ({ connections: 1, waiting: writer.waiting() + (thread?.waiting() ?? 0) }),
    async ping() {
      readNow({ text: 'SELECT 1 AS one', values: [] });
    },
    async close() {
      clearInterval(looking);
      await scrubbing.settle();
      await writer.idle();
      await alone?.close();
      await thread?.close();
      await mover?.close();
      connection.handle.close();
      held?.release();
    },
  };
}

async function gathered<Member>(all: AsyncIterable<Member> | Iterable<Member>): Promise<readonly Member[]> {
  const members: Member[] = [];
  for await (const member of all) members.push(member);
  return members;
}

/** The works as one, which waits for nothing. */
function* asOne<Result>(works: readonly (() => Work<Result>)[]): Work<readonly Result[]> {
  const results: Result[] = [];
  for (const work of works) results.push(yield* work());
  return results;
}

/** Turns an error of the driver into the refusal it means. */
function named<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw sqliteFault(error);
  }
}
