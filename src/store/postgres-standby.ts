/** A standby that answers reads, and which reads it may answer: none of what was written here and has not arrived there yet. */
import type { Reach, Row, Statement } from './database.ts';
import type { Pool } from './postgres-pool.ts';

/** Milliseconds between looks at how far the standby has come: while something is on its way, and otherwise. */
const interval = { busy: 100, quiet: 1_000 } as const;

/** Milliseconds that the standby may be behind the primary before it is left out altogether. */
const staleness = 10_000;

export interface Standby {
  /** Asks the standby, or the primary if the standby fails. */
  rows(statement: Statement): Promise<readonly Row[]>;
  /** Notes that something within this reach is being, or has been written. */
  note(reach: Reach): void;
  /** False while a write of this reach, or of all of its tenant, may not have arrived, and while the standby is too far behind. */
  canAnswer(reach: Reach): boolean;
  close(): Promise<void>;
}

const everything = '';

/** A reach as a text; NUL stands in no id that PostgreSQL keeps. */
function keyOf(reach: Reach): string {
  if (reach === 'everything') return everything;
  return reach.person === undefined ? reach.tenant : `${reach.tenant}\u0000${reach.person}`;
}

/** Where the primary was at some moment, and what had been noted before it was asked. */
interface Mark {
  readonly position: bigint;
  readonly at: number;
  readonly keys: ReadonlySet<string>;
}

/**
 * Watches a physical standby. The rule is sound: a key is trusted again once the standby has replayed everything that the
 * primary had written at a moment after the last write under that key was over.
 */
export function watchStandby(primary: Pool, pool: Pool): Standby {
  let onTheirWay = new Set<string>();
  /** Noted before the primary was asked where it is, which it has not answered yet. */
  let asking = new Set<string>();
  let marks: readonly Mark[] = [];
  /** The moment up to which the standby is known to have everything. */
  let arrived = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look(): Promise<void> {
    const at = performance.now();
    asking = onTheirWay;
    onTheirWay = new Set();
    try {
      const [now] = await primary.rows({ text: 'SELECT pg_current_wal_lsn()::text AS position', values: [] });
      marks = settled([...marks, { position: positionOf(now?.position), at, keys: asking }]);
      asking = new Set();
      const [there] = await pool.rows({ text: replayed, values: [] });
      const position = positionOf(there?.position);
      for (const mark of marks) if (mark.position <= position) arrived = Math.max(arrived, mark.at);
      marks = marks.filter((mark) => mark.position > position);
    } catch {
      // One of the two cannot be asked at the moment: whatever is on its way stays so.
      onTheirWay = new Set([...asking, ...onTheirWay]);
    }
    schedule();
  }

  function schedule(): void {
    if (closed) return;
    const busy = onTheirWay.size > 0 || marks.some(({ keys }) => keys.size > 0);
    timer = setTimeout(() => void look(), busy ? interval.busy : interval.quiet).unref();
  }

  const isNoted = (key: string): boolean => onTheirWay.has(key) || asking.has(key) || marks.some(({ keys }) => keys.has(key));

  void look();
  return {
    async rows(statement) {
      try {
        return await pool.rows(statement);
      } catch {
        arrived = Number.NEGATIVE_INFINITY;
        return primary.rows(statement);
      }
    },
    note: (reach) => void onTheirWay.add(keyOf(reach)),
    canAnswer(reach) {
      if (performance.now() - arrived > staleness) return false;
      const wider = reach === 'everything' ? everything : reach.tenant;
      return ![everything, wider, keyOf(reach)].some(isNoted);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await pool.close();
    },
  };
}

/** How far a standby has come; once it has been promoted, where it is itself. */
const replayed = `SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS position`;

/** Marks that are kept apart; of what is older all waits for the newest position among it. */
const marksLimit = 100;

function settled(marks: readonly Mark[]): readonly Mark[] {
  const old = marks.slice(0, -marksLimit / 2);
  const last = old.at(-1);
  if (marks.length <= marksLimit || !last) return marks;
  return [{ ...last, keys: new Set(old.flatMap(({ keys }) => [...keys])) }, ...marks.slice(-marksLimit / 2)];
}

/** A position in the log, `16/B374D848`, as a number. */
function positionOf(text: unknown): bigint {
  const [, high, low] = /^([0-9A-F]+)\/([0-9A-F]+)$/i.exec(String(text)) ?? [];
  return high === undefined || low === undefined ? -1n : (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
