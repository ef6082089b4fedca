/** Whether other connections write: what is remembered of a file holds as long as none does. */
import type { Database } from 'better-sqlite3';

/**
 * Watches for what other connections write, in this process or in others; what this one writes does not count.
 * @returns true if one has written since this was last asked, and the first time; throws what the driver throws
 */
export function watchOthers(handle: Database): () => boolean {
  // It changes when another connection has written.
  const version = handle.prepare<[], number>('PRAGMA data_version').pluck();
  let seen: number | undefined;
  return () => {
    const found = version.get();
    const isNew = found !== seen;
    seen = found;
    return isNew;
  };
}
