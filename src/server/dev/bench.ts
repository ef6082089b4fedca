/** The bench: what happens to every request with --dev before it is carried out: faults, throttling, the journal. */
import { randomUUID } from 'node:crypto';
import type { RawReply, RawRequest } from '../../odata/raw.ts';
import { remembering } from '../../odata/remembering.ts';
import type { Caller } from '../../profile/caller.ts';
import type { DevClock } from './clock.ts';
import { concerns, dropped, errorReply, type FaultRule, type FaultWish, strike } from './faults.ts';
import { type Journal, noTenant, openJournal } from './journal.ts';
import { openThrottling, type Throttling } from './throttle.ts';

/** A request that the authority gets, as far as rules are about it. */
export type AuthorityRequest = Pick<RawRequest, 'method' | 'path' | 'requestId' | 'clientRequestId'>;

export interface Bench {
  readonly journal: Journal;
  readonly throttling: Throttling;
  readonly addRule: (tenant: string, rule: FaultWish) => FaultRule;
  readonly rules: (tenant: string) => readonly FaultRule[];
  /** Removes one rule of a tenant, or all; answers how many. */
  readonly removeRules: (tenant: string, id?: string) => number;
  /** @param known the caller, where that is settled: in a part of a batch */
  readonly intercept: (raw: RawRequest, carryOut: () => Promise<RawReply>, known?: Caller) => Promise<RawReply>;
  /** What a rule answers in the authority's stead; undefined if it is to answer itself. */
  readonly interceptAuthority: (tenant: string, raw: AuthorityRequest) => Promise<RawReply | undefined>;
}

/** @param instant milliseconds to the text that answers use */
export function openBench(clock: DevClock, instant: (milliseconds: number) => string): Bench {
  let rules: FaultRule[] = [];
  const journal = openJournal(instant);
  const throttling = openThrottling(() => performance.now(), clock.now);
  /** Requests of which a part met a dropped connection: the answer of the whole is then none. */
  const cut = new Set<string>();

  function take(at: 'api' | 'authority', tenant: string | undefined, raw: Parameters<typeof concerns>[2]): FaultRule | undefined {
    const rule = rules.find(
      (candidate) =>
        (candidate.at ?? 'api') === at &&
        concerns(candidate, tenant, raw) &&
        (candidate.probability === undefined || Math.random() < candidate.probability),
    );
    if (rule?.count === undefined) return rule;
    const left = rule.count - 1;
    rules =
      left < 1
        ? rules.filter(({ id }) => id !== rule.id)
        : rules.map((other) => (other.id === rule.id ? { ...other, count: left } : other));
    return rule;
  }

  return {
    journal,
    throttling,
    addRule(tenant, rule) {
      const added = { ...rule, id: randomUUID(), tenant };
      rules.push(added);
      return added;
    },
    rules: (tenant) => rules.filter((rule) => rule.tenant === tenant),
    removeRules(tenant, id) {
      const before = rules.length;
      rules = rules.filter((rule) => rule.tenant !== tenant || (id !== undefined && rule.id !== id));
      return before - rules.length;
    },
    async intercept(raw, carryOut, known) {
      const started = performance.now();
      const { tenant, client } = known ? { tenant: known.tenant, client: known.client.id } : said(raw.headers.authorization);
      const at = clock.now(tenant);
      // A batch is counted by its parts.
      const wait = tenant === undefined || isBatch(raw) ? undefined : throttling.count(tenant, client);
      const rule = wait === undefined ? take('api', tenant, raw) : undefined;
      let reply =
        wait !== undefined
          ? errorReply({ retryAfter: wait }, raw, instant(at), 429, 'TooManyRequests', 'Please retry again later.')
          : rule
            ? await strike(rule, raw, instant(at), carryOut)
            : await carryOut();
      if (reply.status === dropped.status && known) cut.add(raw.requestId);
      if (!known && cut.delete(raw.requestId)) reply = dropped;
      journal.note(tenant ?? noTenant, { raw, reply, at, milliseconds: performance.now() - started });
      return reply;
    },
    async interceptAuthority(tenant, raw) {
      const rule = take('authority', tenant, { ...raw, version: tenant });
      if (!rule) return undefined;
      const through: RawReply = { status: 200, headers: {}, body: undefined };
      const reply = await strike(rule, { ...raw, ...unread }, instant(clock.now(tenant)), async () => through);
      return reply === through ? undefined : reply;
    },
  };
}

/** What no rule about the authority looks at. */
const unread = { query: '', headers: {}, body: undefined, root: '', version: 'v1.0' } as const;

function isBatch({ path }: RawRequest): boolean {
  return /^(\$|%24)batch$/i.test(path);
}

/** What a token says of itself, unverified: good enough to tell test suites apart, and for nothing else. */
interface Said {
  readonly tenant: string | undefined;
  readonly client: string;
}

const nothing: Said = { tenant: undefined, client: '' };

function said(authorization: string | undefined): Said {
  return authorization === undefined ? nothing : saidBy(authorization);
}

/** The same few tokens come again and again. */
const saidBy = remembering(500, (authorization): Said => {
  const payload = authorization.split('.')[1];
  if (payload === undefined) return nothing;
  try {
    const { tid, appid, azp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { [claim: string]: unknown };
    return { tenant: typeof tid === 'string' ? tid.toLowerCase() : undefined, client: String(appid ?? azp ?? '') };
  } catch {
    return nothing;
  }
});
