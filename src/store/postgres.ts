/** PostgreSQL as the database: one round trip a read, two a write, a standby for reads that may be a moment behind. */
import { refuse } from '../fault.ts';
import type { Database, Reach, Whose, Words } from './database.ts';
import { longWork } from './long-work.ts';
import { openPool, type PoolOptions } from './postgres-pool.ts';
import { scrubTables } from './postgres-scrub.ts';
import { watchStandby } from './postgres-standby.ts';
import { soon } from './soon.ts';

export interface PostgresOptions extends PoolOptions {
  /** A physical standby that may answer reads. */
  readonly readUrl?: string | undefined;
}

export const postgresWords: Words = {
  name: 'postgres',
  text: 'text COLLATE "C"',
  json: 'json',
  serial: 'bigint GENERATED ALWAYS AS IDENTITY',
  clustered: '',
  roomFor: undefined,
  trailBy: 'tenant',
  trailOf: () => ({ text: 'TRUE', values: [] }),
  done: 'EXISTS (SELECT 1 FROM done)',
  rowIfDone: (placeholders) => `SELECT ${placeholders} WHERE EXISTS (SELECT 1 FROM done)`,
  forUpdate: ' FOR UPDATE',
  forKeyShare: ' FOR KEY SHARE OF p',
  hasTable: 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?',
  // Held until the transaction ends: poolers keep it at one connection for as long.
  lockSchema: 'SELECT pg_advisory_xact_lock(7076696310)',
};

/** Milliseconds that closing waits for the cleaning. */
const stopPatience = 5_000;

/** Opens a pool to the server that the URL names. Connects when first asked. */
export function openPostgres(url: string, options: PostgresOptions = {}): Database {
  const pool = openPool(url, options);
  const standby =
    options.readUrl === undefined ? undefined : watchStandby(pool, openPool(options.readUrl, { ...options, servers: 'any' }));
  const scrubbing = soon<Whose>((people) => scrubTables(pool, people));
  const written = <Result>(reach: Reach, result: Promise<Result>): Promise<Result> => {
    standby?.note(reach);
    return result.finally(() => standby?.note(reach));
  };

  return {
    words: postgresWords,
    read(statement, weight, freshness) {
      if (freshness !== 'fresh' && standby?.canAnswer(freshness.of)) return standby.rows(statement);
      return weight === 'single' ? pool.single(statement) : pool.rows(statement);
    },
    readOwn: pool.single,
    write: (work, reach) => written(reach, pool.carryOut(work)),
    transaction: (work, reach) => written(reach, pool.transaction(work)),
    alone: (works) => written('everything', pool.long(works)),
    migrate: (work) => pool.transaction(work, 'endless'),
    long: ({ name, runs }) => written('everything', pool.long(worksOf(name, runs))),
    snapshot: (use) => pool.snapshot(use),
    scrub: (of) => scrubTables(pool, of ? [of] : []),
    scrubSoon: (of) => scrubbing.wish(of),
    pressure: pool.pressure,
    async backup() {
      refuse('notImplemented', {
        feature: 'A copy of a PostgreSQL database: use pg_dump, or what your host offers; this command',
      });
    },
    async ping() {
      await pool.rows({ text: 'SELECT 1 AS one', values: [] });
    },
    async close() {
      // A table in use may keep the cleaning waiting for longer than a server has to stop.
      await Promise.race([scrubbing.settle(), new Promise((resolve) => setTimeout(resolve, stopPatience).unref())]);
      await standby?.close();
      await pool.close();
    },
  };
}

function* worksOf(name: string, runs: Iterable<unknown>) {
  for (const given of runs) yield () => longWork(postgresWords, name, given);
}
