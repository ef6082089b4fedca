/** A clock per tenant that can be set, moved and stopped, so that suites side by side do not share time. */

/** How a tenant's clock differs from the real one: moved by milliseconds, or stopped at an instant. */
type Setting = { readonly kind: 'moved'; readonly by: number } | { readonly kind: 'stopped'; readonly at: number };

export interface DevClock {
  /** Milliseconds since 1970 as this tenant has them; without a tenant, the real ones. */
  readonly now: (tenant?: string) => number;
  readonly set: (tenant: string, at: number) => void;
  readonly stop: (tenant: string, at: number) => void;
  readonly advance: (tenant: string, by: number) => void;
  /** Back to the real time. */
  readonly reset: (tenant: string) => void;
}

/** @param real the real clock, as Date.now */
export function devClock(real: () => number): DevClock {
  const settings = new Map<string, Setting>();
  const now = (tenant?: string): number => {
    const setting = tenant === undefined ? undefined : settings.get(tenant);
    if (!setting) return real();
    return setting.kind === 'stopped' ? setting.at : real() + setting.by;
  };
  return {
    now,
    set: (tenant, at) => void settings.set(tenant, { kind: 'moved', by: at - real() }),
    stop: (tenant, at) => void settings.set(tenant, { kind: 'stopped', at }),
    advance(tenant, by) {
      const setting = settings.get(tenant);
      if (setting?.kind === 'stopped') settings.set(tenant, { kind: 'stopped', at: setting.at + by });
      else settings.set(tenant, { kind: 'moved', by: (setting?.by ?? 0) + by });
    },
    reset: (tenant) => void settings.delete(tenant),
  };
}
