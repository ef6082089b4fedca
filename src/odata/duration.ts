/** Durations as ticks of 100 ns: arithmetic within 64 bits, and the text of answers. */
import { ticksPerDay, ticksPerSecond } from './instant.ts';

const greatest = 2n ** 63n - 1n;

/** The ticks themselves; null beyond the 64 bits that both databases count in. */
export function withinRange(ticks: bigint): bigint | null {
  return ticks > greatest || ticks < -greatest ? null : ticks;
}

/**
 * A duration times a number, or through it: in double precision, cut to whole ticks.
 * @param product the ticks as a number, already multiplied or divided
 * @returns null where that is no number or out of range
 */
export function wholeTicks(product: number): bigint | null {
  return Math.abs(product) < 2 ** 63 ? BigInt(Math.trunc(product)) : null;
}

/** The length in seconds: the double nearest to the exact decimal. */
export function secondsOf(ticks: bigint): number {
  const size = ticks < 0n ? -ticks : ticks;
  const fraction = String(size % ticksPerSecond).padStart(7, '0');
  return Number(`${ticks < 0n ? '-' : ''}${size / ticksPerSecond}.${fraction}`) + 0;
}

/** A key that orders durations as text: 20 digits. */
export function durationKey(ticks: bigint): string {
  return String(ticks + greatest + 1n).padStart(20, '0');
}

/** `P1DT2H3M4.5S` (XML Schema dayTimeDuration), as JSON answers it. */
export function durationText(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const seconds = (size % ticksPerDay) / ticksPerSecond;
  const fraction = String(size % ticksPerSecond)
    .padStart(7, '0')
    .replace(/0+$/, '');
  const part = (count: bigint, unit: string) => (count === 0n ? '' : `${count}${unit}`);
  const second = seconds % 60n === 0n && fraction === '' ? '' : `${seconds % 60n}${fraction === '' ? '' : `.${fraction}`}S`;
  const time = part(seconds / 3600n, 'H') + part((seconds / 60n) % 60n, 'M') + second;
  const days = part(size / ticksPerDay, 'D');
  return `${ticks < 0n ? '-' : ''}P${days}${time === '' ? (days === '' ? 'T0S' : '') : `T${time}`}`;
}
