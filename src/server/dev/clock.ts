/** A clock per tenant that can be set, moved and stopped, so that suites side by side do not share time. */
import { flag, malformed, number, readShape, type Shape } from './shape.ts';

/** How a tenant's clock differs from the real one: moved by milliseconds, or stopped at an instant. */
type Setting = { readonly kind: 'moved'; readonly by: number } | { readonly kind: 'stopped'; readonly at: number };

/** What is to happen to a clock, in this order. */
export interface ClockWish {
  /** The instant it is to show, ISO 8601 with an offset. */
  readonly now?: string;
  /** True: it stands still. False: it goes on. Without it, a clock that is set goes on and one that is moved stays as it was. */
  readonly stopped?: boolean;
  /** By how much it is to be moved, back if negative. */
  readonly advanceSeconds?: number;
}

export interface DevClock {
  /** Milliseconds since 1970 as this tenant has them; without a tenant, the real ones. */
  readonly now: (tenant?: string) => number;
  /** True if the tenant's clock stands still. */
  readonly stopped: (tenant: string) => boolean;
  readonly change: (tenant: string, wish: ClockWish) => void;
  /** Back to the real time. */
  readonly reset: (tenant: string) => void;
}

/** Instants that have a canonical text of four digits for the year and that tokens can hold. */
const bounds = { first: 0, last: Date.UTC(9999, 11, 31) } as const;
const longestMove = 1e10;

const shape: Shape<ClockWish> = {
  now: {
    takes: 'an instant such as "2026-01-31T12:00:00Z"',
    fits: (value) =>
      typeof value === 'string' &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
      !Number.isNaN(Date.parse(value)),
  },
  stopped: flag,
  advanceSeconds: number(-longestMove, longestMove),
};

/** Refuses malformedControl. */
export function readClock(json: unknown): ClockWish {
  const wish = readShape('clock', shape, json);
  if (Object.keys(wish).length === 0)
    malformed('clock', `nothing is to happen to it; give ${Object.keys(shape).join(', ')}`, undefined);
  return wish;
}

/** @param real the real clock, as Date.now */
export function devClock(real: () => number): DevClock {
  const settings = new Map<string, Setting>();
  const now = (tenant?: string): number => {
    const setting = tenant === undefined ? undefined : settings.get(tenant);
    if (!setting) return real();
    return setting.kind === 'stopped' ? setting.at : real() + setting.by;
  };
  const isStopped = (tenant: string): boolean => settings.get(tenant)?.kind === 'stopped';
  return {
    now,
    stopped: isStopped,
    change(tenant, { now: set, stopped, advanceSeconds = 0 }) {
      const at = (set === undefined ? now(tenant) : Date.parse(set)) + advanceSeconds * 1000;
      if (at < bounds.first || at > bounds.last)
        malformed('clock', 'it goes from 1970 to 9999', set === undefined ? 'advanceSeconds' : 'now');
      const stands = stopped ?? (set === undefined && isStopped(tenant));
      settings.set(tenant, stands ? { kind: 'stopped', at } : { kind: 'moved', by: at - real() });
    },
    reset: (tenant) => void settings.delete(tenant),
  };
}
