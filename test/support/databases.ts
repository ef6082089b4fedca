/** The databases that every suite of the protocol runs on: SQLite in memory, and a real PostgreSQL where there is one. */
import { describe } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { makeDatabase } from './postgres.ts';

export interface TestDatabase {
  readonly name: string;
  /** An empty store of its own. */
  readonly open: () => Promise<Store>;
}

const provided = await makeDatabase();

/** Runs a suite once for each database; where there is no PostgreSQL it says so. */
export function forEachDatabase(suite: (database: TestDatabase) => void): void {
  suite({ name: 'SQLite', open: () => openStore('sqlite::memory:') });
  if ('missing' in provided) {
    describe('PostgreSQL', { skip: provided.missing }, () => {});
    return;
  }
  suite({
    name: 'PostgreSQL',
    open: async () => {
      const own = await makeDatabase();
      if ('missing' in own) throw new Error(own.missing);
      return openStore(own.url);
    },
  });
}
