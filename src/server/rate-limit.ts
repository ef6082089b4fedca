/** Limits how many requests a caller may make: so many in each ten seconds, counted in this process. */
import { refuse } from '../fault.ts';
import type { Caller } from '../profile/caller.ts';

/** Milliseconds. */
const span = 10_000;

/**
 * @param most requests of one caller in ten seconds
 * @param clock milliseconds from any fixed point
 * @returns counts a request of a caller; refuses `throttled`
 */
export function rateLimit(most: number, clock: () => number): (caller: Caller) => void {
  let began = clock();
  // Everybody's ten seconds are the same, so that forgetting all of them is one step and memory is bounded by who called.
  let used = new Map<string, number>();
  return (caller) => {
    const now = clock();
    if (now - began >= span) {
      began = now - ((now - began) % span);
      used = new Map();
    }
    const key = `${caller.kind}/${caller.tenant}/${caller.id}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    if (count > most) refuse('throttled', { retryAfter: Math.max(1, Math.ceil((began + span - now) / 1000)) });
  };
}
