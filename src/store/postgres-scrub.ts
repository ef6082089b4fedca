/** Leaves no trace in PostgreSQL's files of what was removed: tables are written anew, where they are small enough for it. */
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../fault.ts';
import { read, type Whose, type Work, write } from './database.ts';
import { codeOf } from './postgres-fault.ts';
import type { Pool } from './postgres-pool.ts';

/** Tables that hold what is removed with a person. */
const cleaned = ['person', 'item', 'contact', 'address', 'lookup', 'member', 'audit'];

/** People whose partitions are looked up; where there are more, all are cleaned. */
const namedLimit = 100;

/** Bytes up to which a table is written anew; nobody else can use it meanwhile. Larger ones are only vacuumed. */
const rewrittenLimit = 256 * 1024 * 1024;

/** Milliseconds that whoever uses a table is kept waiting because this one waits for it. */
const lockPatience = 250;

/** How often a table in use is tried, each time after a longer pause, up to so many milliseconds. */
const attempts = 12;
const longestPause = 5_000;

/** Milliseconds that others' snapshots of what was removed are waited for. */
const snapshotPatience = 60_000;

/** A table, or a partition of one. */
interface Table {
  readonly name: string;
  readonly index: string;
  readonly small: boolean;
}

/**
 * Cleans the tables that held the people's data; all of them, if nobody is named.
 * @returns the tables that were too large or too busy for it: what was removed lies in their files until VACUUM FULL
 */
export async function scrubTables(pool: Pool, people: readonly Whose[]): Promise<readonly string[]> {
  await untilForgotten(pool);
  const unclean: string[] = [];
  for (const { name, index, small } of await tablesOf(pool, people)) {
    if (small && (await rewrite(pool, name, index))) continue;
    unclean.push(name);
    await pool.rows({ text: `VACUUM ${name}`, values: [] }, 'endless');
  }
  return unclean;
}

/** Rows that somebody can still see are kept when a table is written anew: waits until nobody does. */
async function untilForgotten(pool: Pool): Promise<void> {
  const [row] = await pool.rows({ text: 'SELECT pg_current_xact_id()::text AS mark', values: [] }, 'brief');
  const started = performance.now();
  for (let delay = 5; performance.now() - started < snapshotPatience; delay = Math.min(delay * 2, 500)) {
    const older = await pool.rows(
      {
        text: `SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND backend_xmin IS NOT NULL AND age(backend_xmin) > age(CAST(CAST(? AS text) AS xid8)::xid) LIMIT 1`,
        values: [String(row?.mark)],
      },
      'brief',
    );
    if (older.length === 0) return;
    await pause(delay);
  }
}

function* clustering(name: string, index: string): Work<void> {
  // Whoever waits for the table makes all others wait behind it: not for long.
  yield* write({ text: `SET LOCAL lock_timeout = ${lockPatience}`, values: [] });
  yield* read({ text: `CLUSTER ${name} USING ${index}`, values: [] });
}

/** Writes a table and its indexes anew. Answers false if it was in use each time. */
async function rewrite(pool: Pool, name: string, index: string): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      await pool.transaction(() => clustering(name, index), 'endless');
      return true;
    } catch (error) {
      if (codeOf(error instanceof Fault ? error.details.cause : error) !== lockNotAvailable) throw error;
      await pause(Math.min(50 * 2 ** attempt, longestPause));
    }
  }
  return false;
}

const lockNotAvailable = '55P03';

/** Tables and partitions in which removed rows may still lie. Names come from the catalogue, quoted by it. */
async function tablesOf(pool: Pool, people: readonly Whose[]): Promise<readonly Table[]> {
  const rows = await pool.rows(
    {
      text: `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relname AS own,
          (SELECT format('%I', i.relname) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
            WHERE x.indrelid = c.oid AND (x.indisprimary OR i.relname = 'audit_tenant') LIMIT 1) AS index,
          pg_table_size(c.oid) <= ? AS small
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits h ON h.inhrelid = c.oid
        LEFT JOIN pg_class parent ON parent.oid = h.inhparent
        WHERE c.relkind = 'r' AND n.nspname = current_schema()
          AND coalesce(parent.relname, c.relname) IN (${cleaned.map(() => '?').join(', ')})`,
      values: [rewrittenLimit, ...cleaned],
    },
    'brief',
  );
  const others = await otherPartitions(pool, people);
  return rows
    .filter(({ own }) => !others.has(String(own)))
    .map(({ name, index, small }) => ({ name: String(name), index: String(index), small: small === true }));
}

/** Partitions that hold nobody of these people. */
async function otherPartitions(pool: Pool, people: readonly Whose[]): Promise<ReadonlySet<string>> {
  if (people.length === 0 || people.length > namedLimit) return new Set();
  const held = people.map(() => 'satisfies_hash_partition(parent, bound[1]::int, bound[2]::int, ?::text, ?::text)').join(' OR ');
  const rows = await pool.rows(
    {
      text: `SELECT own FROM (
          SELECT c.relname AS own, h.inhparent AS parent,
            regexp_match(pg_get_expr(c.relpartbound, c.oid), 'modulus (\\d+), remainder (\\d+)') AS bound
          FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_class p ON p.oid = h.inhparent
          WHERE p.relname = 'item' AND p.relnamespace = current_schema()::regnamespace
        ) partition WHERE bound IS NOT NULL AND NOT (${held})`,
      values: people.flatMap(({ tenant, person }) => [tenant, person]),
    },
    'brief',
  );
  return new Set(rows.map(({ own }) => String(own)));
}
