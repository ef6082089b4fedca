/** A database that tells what it was asked: every trip to it, in order. */
import type { Database, Statement, Step, Work } from '../../src/store/database.ts';

/** One trip to the database: a read, or a step of a piece of work. */
export interface Trip {
  readonly kind: Step['kind'];
  /** The statements that went along. */
  readonly statements: readonly Statement[];
}

export interface Watched {
  readonly database: Database;
  /** The trips since this was last asked. */
  readonly trips: () => readonly Trip[];
}

/** Watches a database. */
export function watch(database: Database): Watched {
  let seen: Trip[] = [];
  function* watched<Result>(work: Work<Result>): Work<Result> {
    let next = work.next();
    while (!next.done) {
      seen.push({ kind: next.value.kind, statements: statementsOf(next.value) });
      next = work.next(yield next.value);
    }
    return next.value;
  }
  return {
    database: {
      ...database,
      read(statement, weight, freshness) {
        seen.push({ kind: 'read', statements: [statement] });
        return database.read(statement, weight, freshness);
      },
      readOwn(statement, whose, id) {
        seen.push({ kind: 'read', statements: [statement] });
        return database.readOwn(statement, whose, id);
      },
      write: (work, reach) => database.write(() => watched(work()), reach),
      transaction: (work, reach) => database.transaction(() => watched(work()), reach),
    },
    trips() {
      const all = seen;
      seen = [];
      return all;
    },
  };
}

function statementsOf(step: Step): readonly Statement[] {
  if (step.kind === 'read') return [step.statement];
  return step.kind === 'write' ? [step.first, ...step.rest] : [];
}
