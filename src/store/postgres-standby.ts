/** A standby that answers reads, and which reads it may answer: none of what was written here and has not arrived there yet. */
import type { Pool } from './postgres-pool.ts';

/** Milliseconds between looks at how far the standby has come, while something is on its way. */
const interval = 250;

export interface Standby {
  readonly pool: Pool;
  /** Notes that something under this key is being, or has been written; the empty key stands for everything. */
  note(key: string): void;
  /** False while a write under this key, or of its whole tenant, may not have arrived. */
  canAnswer(key: string): boolean;
  close(): Promise<void>;
}

/**
 * Watches a physical standby. The rule is sound: a key is trusted again once the standby has replayed everything that the
 * primary had written at a moment after the last write under that key was over.
 */
export function watchStandby(primary: Pool, pool: Pool): Standby {
  let onTheirWay = new Set<string>();
  /** Noted before the position that is being waited for was asked for. */
  let awaited = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look(): Promise<void> {
    timer = undefined;
    try {
      awaited = new Set([...awaited, ...onTheirWay]);
      onTheirWay = new Set();
      const [now] = await primary.rows({ text: 'SELECT pg_current_wal_lsn()::text AS position', values: [] });
      while (!closed && !(await hasArrived(String(now?.position)))) await new Promise((resolve) => setTimeout(resolve, interval));
      awaited = new Set();
    } catch {
      // Nobody can be asked at the moment: whatever is on its way stays so.
    }
    schedule();
  }

  async function hasArrived(position: string): Promise<boolean> {
    const text = 'SELECT coalesce(pg_last_wal_replay_lsn() >= CAST(CAST(? AS text) AS pg_lsn), false) AS arrived';
    const [row] = await pool.rows({ text, values: [position] });
    return row?.arrived === true;
  }

  function schedule(): void {
    if (closed || timer || (onTheirWay.size === 0 && awaited.size === 0)) return;
    timer = setTimeout(() => void look(), interval).unref();
  }

  const isNoted = (key: string): boolean => onTheirWay.has(key) || awaited.has(key);

  return {
    pool,
    note(key) {
      onTheirWay.add(key);
      if (awaited.size === 0) schedule();
    },
    canAnswer(key) {
      const tenant = key.slice(0, Math.max(0, key.indexOf('/')));
      return !isNoted(key) && !isNoted('') && (tenant === '' || !isNoted(tenant));
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await pool.close();
    },
  };
}
