/** Keeps the audit trail for a set time: what is older is forgotten, now and every few hours. */
import type { Store } from '../store/store.ts';
import { instant } from './world.ts';

const milliseconds = { day: 86_400_000, interval: 6 * 3_600_000 } as const;

export interface Retention {
  readonly close: () => Promise<void>;
}

/**
 * Begins to forget. Several nodes may do so at once: what one has forgotten the others do not find.
 * @param failed is told when a round could not be done; the next one tries again
 */
export function keepTrail(store: Store, days: number, now: () => number, failed: (error: unknown) => void): Retention {
  let running: Promise<unknown> = Promise.resolve();
  const round = (): void => {
    running = store.forgetAudit(instant(now() - days * milliseconds.day)).catch(failed);
  };
  round();
  const timer = setInterval(round, milliseconds.interval).unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
