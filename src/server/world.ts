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

/** The second written last, which all requests of it share: to write it takes longer than all else here. */
let written = { second: Number.NaN, text: '' };

/** Milliseconds and ticks of 100 ns as canonical text. */
export function instant(milliseconds: number, ticks = 0): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== written.second) written = { second, text: new Date(second * 1000).toISOString().slice(0, -5) };
  const fraction = Math.floor(milliseconds - second * 1000) * ticksPerMillisecond + ticks;
  return `${written.text}.${String(fraction).padStart(7, '0')}Z`;
}
