/** How long an answer of PostgreSQL is waited for, and how many may be waited for at once. */
import { Fault } from '../fault.ts';
import { unavailable } from './postgres-fault.ts';

/** Milliseconds after which an answer is no longer waited for. */
export const patience = 30_000;

/** Statements waiting for an answer at once: beyond that callers are sent away before memory grows. */
const waitingLimit = 5_000;

/**
 * Waits for answers, but not for ever: one clock for all of them.
 * @param unsent milliseconds that a statement waits for a connection
 * @param despair to be told when an answer has not come
 */
export function waiting(unsent: number, despair: () => void) {
  const given = new Map<object, { readonly since: number; readonly giveUp: () => void }>();
  let clock: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const [answer, { since, giveUp }] of given) {
      if (now - since <= (isSent(answer) ? patience : unsent)) continue;
      given.delete(answer);
      giveUp();
    }
    if (given.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  }

  /** @param nameOf what a failure is refused with */
  function wait<Answer>(answer: PromiseLike<Answer>, nameOf: (error: unknown) => unknown = asItIs): Promise<Answer> {
    if (given.size >= waitingLimit) return Promise.reject(new Fault('overloaded', { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if ('cancel' in answer && typeof answer.cancel === 'function') answer.cancel();
        reject(nameOf(unavailable(new Error('The database has not answered in time.'))));
        despair();
      };
      given.set(answer, { since: performance.now(), giveUp });
      clock ??= setInterval(look, 1000).unref();
      const end = (): boolean => given.delete(answer);
      answer.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(nameOf(error));
        },
      );
    });
  }
  return Object.assign(wait, { waiting: () => given.size });
}

const asItIs = (error: unknown): unknown => error;

/** True if a statement of the driver has gone out over a connection. */
function isSent(answer: object): boolean {
  return !('state' in answer) || answer.state !== null;
}
