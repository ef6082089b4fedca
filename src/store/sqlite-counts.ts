/** How many items a collection is known to hold at most: to count them for each new one would take longer than all else of it. */
import type { Database } from 'better-sqlite3';
import { remembering } from '../odata/remembering.ts';
import type { Statement } from './database.ts';
import { watchOthers } from './sqlite-others.ts';

/** Collections that are remembered. */
const limit = 10_000;

export interface Counts {
  /** To be called when a transaction has begun: what is known holds as long as no other connection writes. */
  readonly begun: () => void;
  /** To be called when something has been undone, or added otherwise than one by one. */
  readonly forget: () => void;
}

interface Known {
  /** At least as many as there are; undefined if that is not known. */
  most: number | undefined;
}

/**
 * Registers two functions. `held(key, limit)` is what a collection holds at most, if that is less than the limit, and reckons with
 * one more from then on; `hold(key, count)` learns what has been counted, likewise.
 */
export function rememberCounts(handle: Database): Counts {
  const othersWrote = watchOthers(handle);
  const none = () => remembering(limit, (): Known => ({ most: undefined }));
  let known = none();
  handle.function('held', { directOnly: true }, (key: string, below: number) => {
    const count = known(key);
    if (count.most === undefined || count.most >= below) return null;
    count.most += 1;
    return count.most - 1;
  });
  handle.function('hold', { directOnly: true }, (key: string, count: number) => {
    known(key).most = count + 1;
    return count;
  });
  const forget = (): void => {
    known = none();
  };
  return {
    begun() {
      if (othersWrote()) forget();
    },
    forget,
  };
}

/** Holds where a count is below a limit: it is counted only if that is not known. */
export function isBelow(count: Statement, key: string, below: number): Statement {
  return {
    text: `coalesce(held(?, ?), hold(?, (${count.text}))) < ?`,
    values: [key, below, key, ...count.values, below],
  };
}
