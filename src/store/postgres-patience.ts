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
  /** Those waited for, each in a place of its own, and places that are free. A Map that so many pass through takes a twentieth more. */
  const places: (Waited | undefined)[] = [];
  const free: number[] = [];
  let clock: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const waited of places) {
      if (!waited || now - waited.since <= (isSent(waited.answer) ? patience : unsent)) continue;
      end(waited);
      waited.giveUp();
    }
    if (count() > 0) return;
    clearInterval(clock);
    clock = undefined;
  }

  const count = (): number => places.length - free.length;

  function end(waited: Waited): void {
    if (places[waited.place] !== waited) return;
    places[waited.place] = undefined;
    free.push(waited.place);
  }

  /** @param nameOf what a failure is refused with */
  function wait<Answer>(answer: PromiseLike<Answer>, nameOf: (error: unknown) => unknown = asItIs): Promise<Answer> {
    if (count() >= waitingLimit) return Promise.reject(new Fault('overloaded', { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if ('cancel' in answer && typeof answer.cancel === 'function') answer.cancel();
        reject(nameOf(unavailable(new Error('The database has not answered in time.'))));
        despair();
      };
      const waited: Waited = { answer, since: performance.now(), giveUp, place: free.pop() ?? places.length };
      places[waited.place] = waited;
      clock ??= setInterval(look, 1000).unref();
      answer.then(
        (value) => {
          end(waited);
          resolve(value);
        },
        (error: unknown) => {
          end(waited);
          reject(nameOf(error));
        },
      );
    });
  }
  return Object.assign(wait, { waiting: count });
}

interface Waited {
  readonly answer: object;
  readonly since: number;
  readonly giveUp: () => void;
  readonly place: number;
}

const asItIs = (error: unknown): unknown => error;

/** True if a statement of the driver has gone out over a connection. */
function isSent(answer: object): boolean {
  return !('state' in answer) || answer.state !== null;
}
