/** PostgreSQL as the database: one round trip a read, two a write, a standby for reads that may be a moment behind. */
import { refuse } from '../fault.ts';
import type { Database, Statement, Words } from './database.ts';
import { longWork } from './long-work.ts';
import { openPool, type PoolOptions } from './postgres-pool.ts';
import { watchStandby } from './postgres-standby.ts';

export interface PostgresOptions extends PoolOptions {
  /** A physical standby that may answer reads. */
  readonly readUrl?: string;
}

const words: Words = {
  name: 'postgres',
  text: 'text COLLATE "C"',
  json: 'json',
  serial: 'bigint GENERATED ALWAYS AS IDENTITY',
  clustered: '',
  done: 'EXISTS (SELECT 1 FROM done)',
  forUpdate: ' FOR UPDATE',
  forKeyShare: ' FOR KEY SHARE OF p',
  hasTable: 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?',
  // Held until the transaction ends: poolers keep it at one connection for as long.
  lockSchema: 'SELECT pg_advisory_xact_lock(7076696310)',
};

/** Tables that hold what is removed with a person. */
const cleaned = ['person', 'item', 'contact', 'address', 'lookup', 'member', 'audit'];

/** Bytes up to which a table is written anew to be rid of what was removed; larger ones are only vacuumed. */
const rewrittenLimit = 256 * 1024 * 1024;

/** Opens a pool to the server that the URL names. Connects when first asked. */
export function openPostgres(url: string, options: PostgresOptions = {}): Database {
  const pool = openPool(url, options);
  const standby = options.readUrl === undefined ? undefined : watchStandby(pool, openPool(options.readUrl, options));
  const written = <Result>(key: string, result: Promise<Result>): Promise<Result> => {
    standby?.note(key);
    return result.finally(() => standby?.note(key));
  };

  return {
    words,
    read: (statement, _weight, freshness) =>
      (freshness !== 'fresh' && standby?.canAnswer(freshness.of) ? standby.pool : pool).rows(statement),
    write: (work, key) => written(key, pool.carryOut(work)),
    transaction: (work, key) => written(key, pool.transaction(work)),
    long: ({ name, runs }) => written('', pool.long(worksOf(name, runs))),
    snapshot: (use) => pool.snapshot(use),
    async scrub(when) {
      if (when === 'soon') return;
      for (const { name, rewritten } of await tablesToClean(pool)) {
        // Names come from the catalogue, quoted by it.
        await pool.rows({ text: `VACUUM ${rewritten ? '(FULL) ' : ''}${name}`, values: [] });
      }
    },
    async backup() {
      refuse('notImplemented', {
        feature: 'A copy of a PostgreSQL database: use pg_dump, or what your host offers; this command',
      });
    },
    async ping() {
      await pool.rows({ text: 'SELECT 1 AS one', values: [] });
    },
    async close() {
      await standby?.close();
      await pool.close();
    },
  };
}

function* worksOf(name: string, runs: Iterable<unknown>) {
  for (const given of runs) yield longWork(name, given);
}

interface Reader {
  rows(statement: Statement): Promise<readonly { readonly [column: string]: unknown }[]>;
}

/** Tables and partitions in which removed rows may still lie. */
async function tablesToClean(pool: Reader): Promise<readonly { readonly name: string; readonly rewritten: boolean }[]> {
  const rows = await pool.rows({
    text: `SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_table_size(c.oid) <= ? AS rewritten
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
      LEFT JOIN pg_class parent ON parent.oid = i.inhparent
      WHERE c.relkind = 'r' AND n.nspname = current_schema()
        AND coalesce(parent.relname, c.relname) IN (${cleaned.map(() => '?').join(', ')})`,
    values: [rewrittenLimit, ...cleaned],
  });
  return rows.map(({ name, rewritten }) => ({ name: String(name), rewritten: rewritten === true }));
}
