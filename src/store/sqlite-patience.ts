/** Patience with other writers of an SQLite file: what finds it in use is tried again a little later. */
import { setTimeout as pause } from 'node:timers/promises';
import { isBusy } from './sqlite-connection.ts';

/** Milliseconds that another writer is waited for: one that cleans the file keeps it for long. */
const patience = 30_000;

/** The file is in use, where the driver tells so by other means than an error. */
export class Busy extends Error {}

/** Does something once nobody is in the way. Throws the last error when patience is at its end, and any other at once. */
export async function untilFree(act: () => unknown): Promise<void> {
  const start = performance.now();
  for (let delay = 1; ; delay = Math.min(delay * 2, 50)) {
    try {
      act();
      return;
    } catch (error) {
      if (!(error instanceof Busy || isBusy(error)) || performance.now() - start > patience) throw error;
    }
    await pause(delay);
  }
}
