/** Whoever makes one call after the other is looked out for: to be woken for the next one takes longer than to read it. */
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
  /** A request has arrived. */
  arrived(at: number): void;
  /** An answer has been sent, and nobody else waits for one. */
  answered(at: number): void;
}

/**
 * Keeps the process from falling asleep, for as long as a caller takes who has just shown to come back at once: one who does not
 * ends it until they do so again.
 */
export function keepLookout({ now, next, processors }: Machine): Lookout {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let comesBack = false;
  let looking = false;

  function look(): void {
    looking = now() - answeredAt < promptly;
    if (looking) next(look);
  }

  return {
    arrived(at) {
      comesBack = at - answeredAt < promptly;
    },
    answered(at) {
      answeredAt = at;
      if (looking || !comesBack || processors < 2) return;
      looking = true;
      next(look);
    },
  };
}

/** The lookout of this process. */
export const lookout = keepLookout({
  now: () => performance.now(),
  next: setImmediate,
  processors: availableParallelism(),
});
