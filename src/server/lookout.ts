/** Whoever makes one call after the other: to be woken for the next one takes longer than to read it, and to wait for company is in vain. */
import { availableParallelism } from 'node:os';

/** Milliseconds between an answer and the next request of a program that waits for nothing else. */
const promptly = 0.3;

interface Machine {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls once all that has arrived has been taken up. */
  readonly next: (look: () => void) => void;
  /** Where there is one processor alone, the caller needs it. */
  readonly processors: number;
}

export interface Lookout {
  /**
   * A request has arrived.
   * @param isOnly whether no other one is being answered
   */
  arrived(at: number, connection: object, isOnly: boolean): void;
  /** Answers have been sent; the connection is told if there was one alone, and nobody else waits. */
  answered(at: number, connection: object | undefined): void;
  /** True while the only request there is came by the connection that the last answer went to: all its caller may do is wait. */
  isAlone(): boolean;
}

/**
 * Keeps the process from falling asleep, for as long as a caller takes who has just shown to come back at once: one who does not
 * ends it until they do so again.
 */
export function keepLookout({ now, next, processors }: Machine): Lookout {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let answeredLast: object | undefined;
  let comesBack = false;
  let alone = false;
  let looking = false;

  function look(): void {
    looking = now() - answeredAt < promptly;
    if (looking) next(look);
  }

  return {
    arrived(at, connection, isOnly) {
      comesBack = at - answeredAt < promptly;
      alone = isOnly && connection === answeredLast;
    },
    answered(at, connection) {
      alone = false;
      answeredLast = connection;
      if (connection === undefined) return;
      answeredAt = at;
      if (looking || !comesBack || processors < 2) return;
      looking = true;
      next(look);
    },
    isAlone: () => alone,
  };
}

/** The lookout of this process. */
export const lookout = keepLookout({
  now: () => performance.now(),
  next: setImmediate,
  processors: availableParallelism(),
});
