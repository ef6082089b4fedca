/** Throttling on demand: so many requests in so many seconds for each client of a tenant (Graph "throttling guidance"). */
import { number, readShape, type Shape, whole } from './shape.ts';

/** So many requests in so many seconds, for each client application of the tenant. */
export interface Throttle {
  readonly requests: number;
  readonly seconds: number;
}

const shape: Shape<Throttle> = { requests: whole(1, 1_000_000), seconds: number(0.001, 86_400) };

/** Refuses malformedControl. */
export function readThrottle(json: unknown): Throttle {
  return readShape('limit', shape, json, ['requests', 'seconds']);
}

export interface Throttling {
  readonly limit: (tenant: string, throttle: Throttle | undefined) => void;
  readonly limitOf: (tenant: string) => Throttle | undefined;
  /** Counts a request; answers the seconds to wait if its client has used up what it may. */
  readonly count: (tenant: string, client: string) => number | undefined;
}

interface Window {
  /** Milliseconds of the real clock, and of the tenant's. */
  readonly opened: number;
  readonly tenantOpened: number;
  used: number;
}

/**
 * A window ends when its seconds have passed on either clock: a client's own waiting works however the tenant's clock is set,
 * and a test that moves the tenant's clock need not wait.
 * @param real milliseconds that only ever grow, as performance.now
 * @param ofTenant milliseconds as the tenant has them
 */
export function openThrottling(real: () => number, ofTenant: (tenant: string) => number): Throttling {
  const limits = new Map<string, Throttle>();
  const windows = new Map<string, Map<string, Window>>();
  return {
    limit(tenant, throttle) {
      if (throttle) limits.set(tenant, throttle);
      else limits.delete(tenant);
      windows.delete(tenant);
    },
    limitOf: (tenant) => limits.get(tenant),
    count(tenant, client) {
      const limit = limits.get(tenant);
      if (!limit) return undefined;
      const clients = windows.get(tenant) ?? new Map<string, Window>();
      windows.set(tenant, clients);
      const window = clients.get(client);
      const passed = window ? Math.max(real() - window.opened, ofTenant(tenant) - window.tenantOpened) : Number.POSITIVE_INFINITY;
      if (!window || passed >= limit.seconds * 1000) {
        clients.set(client, { opened: real(), tenantOpened: ofTenant(tenant), used: 1 });
        return undefined;
      }
      window.used++;
      return window.used <= limit.requests ? undefined : Math.max(1, Math.ceil(limit.seconds - passed / 1000));
    },
  };
}
