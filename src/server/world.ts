/** The outside world for the rules: the present instant and new ids. */
import { randomUUID } from 'node:crypto';
import type { World } from '../profile/stamp.ts';

const ticksPerMillisecond = 10_000;

/**
 * A world whose instants never repeat nor run backwards, in steps of 100 ns.
 * @param milliseconds the clock, as Date.now, for a tenant
 */
export function worldOf(milliseconds: (tenant?: string) => number): World {
  const last = new Map<string, { millisecond: number; ticks: number }>();
  return {
    now(tenant) {
      const present = Math.floor(milliseconds(tenant));
      let before = last.get(tenant ?? '');
      if (!before) {
        before = { millisecond: 0, ticks: 0 };
        last.set(tenant ?? '', before);
      }
      const setBack = present < before.millisecond - 1000; // a test moved the clock
      if (present > before.millisecond || setBack) {
        before.millisecond = present;
        before.ticks = 0;
      } else if (before.ticks < ticksPerMillisecond - 1) {
        before.ticks++;
      } else {
        before.millisecond++;
        before.ticks = 0;
      }
      return instant(before.millisecond, before.ticks);
    },
    newId: randomUUID,
  };
}

/** The millisecond written last: under load many requests share one, and to write it takes longer than all else here. */
let written = { milliseconds: Number.NaN, text: '' };

/** Milliseconds and ticks of 100 ns as canonical text. */
export function instant(milliseconds: number, ticks = 0): string {
  if (milliseconds !== written.milliseconds) written = { milliseconds, text: new Date(milliseconds).toISOString().slice(0, -1) };
  return `${written.text}${String(ticks).padStart(4, '0')}Z`;
}
