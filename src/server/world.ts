/** The outside world for the rules: the present instant and new ids. */
import { randomUUID } from 'node:crypto';
import type { World } from '../profile/stamp.ts';

const ticksPerMillisecond = 10_000;

/**
 * A world whose instants never repeat nor run backwards, in steps of 100 ns.
 * @param milliseconds the clock, as Date.now
 */
export function worldOf(milliseconds: () => number): World {
  let lastMillisecond = 0;
  let ticks = 0;
  return {
    now() {
      const present = Math.floor(milliseconds());
      if (present === lastMillisecond && ticks < ticksPerMillisecond - 1) ticks++;
      else if (present > lastMillisecond || present < lastMillisecond - 1000) {
        // A clock that was set back is followed: a test may have moved it.
        lastMillisecond = present;
        ticks = 0;
      } else {
        lastMillisecond++;
        ticks = 0;
      }
      return instant(lastMillisecond, ticks);
    },
    newId: randomUUID,
  };
}

/** Milliseconds and ticks of 100 ns as canonical text. */
function instant(milliseconds: number, ticks: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(ticks).padStart(4, '0')}Z`;
}
