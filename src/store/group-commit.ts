/** Group commit: writes that arrive together share one transaction and one wait for the disk; one that fails undoes itself alone. */
import { Fault } from '../fault.ts';
import type { Work } from './database.ts';
import { type Connection, isBusy, sqliteFault, unavailable } from './sqlite-connection.ts';

/** Milliseconds a writer waits for another process, or for long work, before it gives up. */
const patience = 10_000;

/** Pieces of work that may wait: beyond that callers are sent away before memory grows. */
const waitingLimit = 5_000;

/** Milliseconds that those of a group wait at most for as many as were in the last one. */
const company = 0.3;

/** Milliseconds of work after which a transaction is closed and others are answered before the next. */
const stretch = 4;

/**
 * How a group is carried out. `plainly` is cheaper: nothing is noted that would undo one piece of work alone. If one fails
 * after it has written, the transaction is undone as a whole, and all of the group is done anew, each piece under a savepoint.
 */
type Manner = 'plainly' | 'guarded';

interface Waiting {
  readonly work: () => Work<unknown>;
  readonly since: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What came of a piece of work, not yet told: it holds only once it is on the disk. */
interface Outcome {
  readonly waiting: Waiting;
  readonly settle: () => void;
  /** It has failed, and what it wrote before is still there. */
  readonly spoilt: boolean;
}

export interface Writer {
  /**
   * Carries out work in a transaction shared with what arrives in the same turn; resolves once it is durable. Work may be
   * begun more than once, the earlier times without effect.
   */
  write<Result>(work: () => Work<Result>): Promise<Result>;
  /** How many pieces of work wait. */
  waiting(): number;
  /** Resolves once nothing waits. */
  idle(): Promise<void>;
}

/** @param isAlone whether nobody can be about to write but who does so now */
export function groupCommits(connection: Connection, isAlone: () => boolean): Writer {
  const { handle } = connection;
  const begin = handle.prepare('BEGIN IMMEDIATE');
  const commit = handle.prepare('COMMIT');
  const rollback = handle.prepare('ROLLBACK');
  const savepoint = handle.prepare('SAVEPOINT one');
  const release = handle.prepare('RELEASE one');
  const rollbackToSavepoint = handle.prepare('ROLLBACK TO one');
  let queue: Waiting[] = [];
  let scheduled = false;
  /** How many there were in the last group. */
  let lately = 1;
  let manner: Manner = 'plainly';
  let delay = 1;
  const whenIdle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    if (lately === 1 && isAlone()) process.nextTick(look);
    else setImmediate(look);
  }

  /** Those just answered are about to write again, and share the wait for the disk if they are waited for; the last for one turn more. */
  function look(): void {
    const [first] = queue;
    if (first && queue.length < lately && performance.now() - first.since < company) setImmediate(look);
    else if (queue.length > 1) setImmediate(flush);
    else flush();
  }

  function flush(): void {
    scheduled = false;
    const start = performance.now();
    try {
      begin.run();
      connection.begun();
    } catch (error) {
      undo();
      if (isBusy(error)) waitForOthers(start, error);
      else failAll(queue.splice(0), error);
      return;
    }
    delay = 1;
    const outcomes: Outcome[] = [];
    while (outcomes.length < queue.length && (outcomes.length === 0 || performance.now() - start < stretch)) {
      // There is one: the condition above has seen it.
      const outcome = carryOut(queue[outcomes.length] as Waiting);
      if (outcome.spoilt) {
        startOver();
        return;
      }
      outcomes.push(outcome);
      if (!handle.inTransaction) break;
    }
    manner = 'plainly';
    lately = outcomes.length;
    queue = queue.slice(outcomes.length);
    finish(outcomes);
    if (queue.length > 0) schedule();
    else for (const resolve of whenIdle.splice(0)) resolve();
  }

  function undo(): void {
    if (handle.inTransaction) rollback.run();
    connection.forget();
  }

  /** Undoes what has been done of a group, of which nobody has been told, to do it in the manner that keeps neighbours apart. */
  function startOver(): void {
    undo();
    manner = 'guarded';
    schedule();
  }

  /** Does one piece of work; in the guarded manner what it changed is undone if it fails, and its neighbours do not notice. */
  function carryOut(waiting: Waiting): Outcome {
    const guarded = manner === 'guarded';
    let begun = false;
    try {
      const result = connection.carryOut(waiting.work(), () => {
        if (guarded) savepoint.run();
        begun = true;
      });
      if (begun && guarded) release.run();
      return { waiting, settle: () => waiting.resolve(result), spoilt: false };
    } catch (error) {
      // The worst errors end the whole transaction by themselves.
      if (begun && guarded && handle.inTransaction) {
        rollbackToSavepoint.run();
        release.run();
        connection.forget();
      }
      return { waiting, settle: () => waiting.reject(sqliteFault(error)), spoilt: begun && !guarded };
    }
  }

  function finish(outcomes: readonly Outcome[]): void {
    try {
      // Throws if one of the pieces ended the transaction: then nothing of any has been kept.
      commit.run();
    } catch (error) {
      undo();
      const all = outcomes.map(({ waiting }) => waiting);
      failAll(all, error);
      return;
    }
    for (const { settle } of outcomes) settle();
  }

  function failAll(all: readonly Waiting[], error: unknown): void {
    const fault = sqliteFault(error);
    for (const { reject } of all) reject(fault === error ? unavailable(error) : fault);
    if (queue.length === 0) for (const resolve of whenIdle.splice(0)) resolve();
  }

  /** Another writer is at it: those who have waited too long give up, the others try again a little later. */
  function waitForOthers(now: number, error: unknown): void {
    const late = queue.filter(({ since }) => now - since > patience);
    queue = queue.filter(({ since }) => now - since <= patience);
    failAll(late, error);
    if (queue.length === 0) return;
    scheduled = true;
    setTimeout(flush, delay);
    delay = Math.min(delay * 2, 32);
  }

  return {
    write<Result>(work: () => Work<Result>) {
      if (queue.length >= waitingLimit) return Promise.reject(new Fault('overloaded', { retryAfter: 1 }));
      return new Promise<Result>((resolve, reject) => {
        // The result that is resolved with is the one this very work returned.
        queue.push({ work, since: performance.now(), resolve: resolve as (result: unknown) => void, reject });
        schedule();
      });
    },
    waiting: () => queue.length,
    idle() {
      if (queue.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        whenIdle.push(resolve);
      });
    },
  };
}
