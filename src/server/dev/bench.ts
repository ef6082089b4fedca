/** The bench: what happens to every request with --dev before it is carried out: faults, throttling, the journal. */
import { randomUUID } from 'node:crypto';
import type { RawReply, RawRequest } from '../../odata/raw.ts';
import type { DevClock } from './clock.ts';
import { concerns, errorReply, type FaultRule, strike } from './faults.ts';
import { type Journal, noTenant, openJournal } from './journal.ts';

/** So many requests in so many seconds, per tenant and client application (Graph "throttling guidance"). */
export interface Throttle {
  readonly requests: number;
  readonly seconds: number;
}

export interface Bench {
  readonly journal: Journal;
  readonly addRule: (rule: Omit<FaultRule, 'id'>) => FaultRule;
  readonly rules: (tenant: string | undefined) => readonly FaultRule[];
  /** Removes one rule, or all of a tenant. */
  readonly removeRules: (tenant: string | undefined, id?: string) => number;
  readonly throttle: (tenant: string, limit: Throttle | undefined) => void;
  readonly throttling: (tenant: string) => Throttle | undefined;
  readonly intercept: (raw: RawRequest, carryOut: () => Promise<RawReply>) => Promise<RawReply>;
}

interface Window {
  readonly opened: number;
  used: number;
}

/** @param instant milliseconds to the text that answers use */
export function openBench(clock: DevClock, instant: (milliseconds: number) => string): Bench {
  let rules: FaultRule[] = [];
  const limits = new Map<string, Throttle>();
  const windows = new Map<string, Window>();
  const journal = openJournal();

  function take(tenant: string | undefined, raw: RawRequest): FaultRule | undefined {
    const rule = rules.find(
      (candidate) =>
        concerns(candidate, tenant, raw) && (candidate.probability === undefined || Math.random() < candidate.probability),
    );
    if (rule?.count === undefined) return rule;
    rules =
      rule.count <= 1
        ? rules.filter(({ id }) => id !== rule.id)
        : rules.map((other) => (other.id === rule.id ? { ...other, count: (rule.count ?? 1) - 1 } : other));
    return rule;
  }

  /** Seconds to wait, if this client of this tenant has used up its requests. */
  function overLimit(tenant: string, client: string): number | undefined {
    const limit = limits.get(tenant);
    if (!limit) return undefined;
    const now = performance.now();
    const key = `${tenant}/${client}`;
    const window = windows.get(key);
    if (!window || now - window.opened >= limit.seconds * 1000) {
      windows.set(key, { opened: now, used: 1 });
      return undefined;
    }
    window.used++;
    return window.used <= limit.requests ? undefined : Math.max(1, Math.ceil(limit.seconds - (now - window.opened) / 1000));
  }

  return {
    journal,
    addRule(rule) {
      const added = { ...rule, id: randomUUID() };
      rules.push(added);
      return added;
    },
    rules: (tenant) => rules.filter((rule) => tenant === undefined || rule.tenant === tenant),
    removeRules(tenant, id) {
      const before = rules.length;
      rules = rules.filter((rule) => (id === undefined ? tenant !== undefined && rule.tenant !== tenant : rule.id !== id));
      return before - rules.length;
    },
    throttle(tenant, limit) {
      if (limit) limits.set(tenant, limit);
      else limits.delete(tenant);
      for (const key of windows.keys()) if (key.startsWith(`${tenant}/`)) windows.delete(key);
    },
    throttling: (tenant) => limits.get(tenant),
    async intercept(raw, carryOut) {
      const started = performance.now();
      const { tenant, client } = said(raw.headers.authorization);
      const at = instant(clock.now(tenant));
      const wait = tenant === undefined || raw.path === '$batch' ? undefined : overLimit(tenant, client);
      const rule = wait === undefined ? take(tenant, raw) : undefined;
      const reply =
        wait !== undefined
          ? errorReply({ retryAfter: wait }, raw, at, 429, 'TooManyRequests', 'Please retry again later.')
          : rule
            ? await strike(rule, raw, at, carryOut)
            : await carryOut();
      journal.note(tenant ?? noTenant, raw, reply, at, performance.now() - started);
      return reply;
    },
  };
}

/** What a token says of itself, unverified: good enough to tell test suites apart, and for nothing else. */
function said(authorization: string | undefined): { readonly tenant: string | undefined; readonly client: string } {
  const payload = authorization?.split('.')[1];
  if (payload === undefined) return { tenant: undefined, client: '' };
  try {
    const { tid, appid, azp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { [claim: string]: unknown };
    return { tenant: typeof tid === 'string' ? tid.toLowerCase() : undefined, client: String(appid ?? azp ?? '') };
  } catch {
    return { tenant: undefined, client: '' };
  }
}
