/** Instants, dates and times of day as canonical text, and their arithmetic in ticks of 100 ns, always in UTC. */

/** Ticks of 100 ns in a second, and in a day. */
export const ticksPerSecond = 10_000_000n;
export const ticksPerDay = 86_400n * ticksPerSecond;

/** The bounds of Edm.DateTimeOffset here: four-digit years (URL Conventions 5.1.1.8.6 and 5.1.1.8.7). */
export const earliest = '0001-01-01T00:00:00.0000000Z';
export const latest = '9999-12-31T23:59:59.9999999Z';

const secondsPerDay = 86_400;

/**
 * Ticks since 1970-01-01T00:00:00Z.
 * @param text a canonical instant `YYYY-MM-DDTHH:MM:SS.fffffffZ`; digits beyond the seventh, behind the Z, do not count
 */
export function instantTicks(text: string): bigint {
  // Date.UTC takes years below 100 for 19xx; Date.parse does not.
  const seconds = BigInt(Date.parse(`${text.slice(0, 19)}Z`)) / 1000n;
  return seconds * ticksPerSecond + BigInt(text.slice(20, 27));
}

/** Ticks from 1970-01-01 to the start of a date `yyyy-mm-dd`; what stands behind the day does not count. */
export function dateTicks(text: string): bigint {
  return (BigInt(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)) / 1000n) * ticksPerSecond;
}

const earliestTicks = instantTicks(earliest);
const latestTicks = instantTicks(latest);

/** The canonical instant of these ticks; null beyond the years 1 to 9999. */
export function instantOf(ticks: bigint): string | null {
  if (ticks < earliestTicks || ticks > latestTicks) return null;
  const { days, rest } = splitDays(ticks);
  return `${dayText(days)}T${timeText(rest)}Z`;
}

/** The date on which these ticks fall; null beyond the years 1 to 9999. */
export function dateOf(ticks: bigint): string | null {
  if (ticks < earliestTicks || ticks > latestTicks) return null;
  return dayText(splitDays(ticks).days);
}

function splitDays(ticks: bigint): { readonly days: number; readonly rest: bigint } {
  const rest = ((ticks % ticksPerDay) + ticksPerDay) % ticksPerDay;
  return { days: Number((ticks - rest) / ticksPerDay), rest };
}

function dayText(days: number): string {
  return new Date(days * secondsPerDay * 1000).toISOString().slice(0, 10);
}

function timeText(ticks: bigint): string {
  const seconds = Number(ticks / ticksPerSecond);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = String(ticks % ticksPerSecond).padStart(7, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}
