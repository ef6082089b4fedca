/** The server without sockets or tokens: requests in, answers out, callers by name. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RawRequest } from '../../src/odata/raw.ts';
import type { Caller } from '../../src/profile/caller.ts';
import { firstSight } from '../../src/profile/first-sight.ts';
import { type Answering, answer } from '../../src/server/answer.ts';
import { worldOf } from '../../src/server/world.ts';
import type { Store } from '../../src/store/store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** The body parsed, or its text where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  readonly body: any;
  readonly text: string | undefined;
}

export interface Asking {
  readonly as?: Caller;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly version?: 'beta' | 'v1.0';
}

export type Ask = (method: string, url: string, asking?: Asking) => Promise<Answer>;

/** A person of a tenant as a caller; by default one who may read and write their own profile. */
export function person(
  tenant: string,
  id: string,
  over: Partial<Extract<Caller, { kind: 'person' }>> & { can?: string } = {},
): Caller {
  const { can = 'User.ReadWrite', ...rest } = over;
  return {
    kind: 'person',
    tenant,
    id,
    displayName: `Person ${id.slice(0, 4)}`,
    userPrincipalName: `${id.slice(0, 8)}@example.com`,
    scopes: new Set(can.split(' ')),
    administrator: false,
    personal: false,
    client: { id: '11111111-1111-4111-8111-111111111111', displayName: 'Tests' },
    ...rest,
  };
}

/** An application as a caller. */
export function application(tenant: string, can: string): Caller {
  return {
    kind: 'application',
    tenant,
    id: '22222222-2222-4222-8222-222222222222',
    scopes: new Set(can.split(' ')),
    client: { id: '22222222-2222-4222-8222-222222222222', displayName: 'Daemon' },
  };
}

/** Everything that answers, over a store; `failures` gathers the causes of 5xx. */
export function answeringOver(
  store: Store,
  over: Partial<Answering> & { readonly federations?: readonly (readonly string[])[] } = {},
) {
  const failures: unknown[] = [];
  let caller: Caller | undefined;
  const { federations = [], ...rest } = over;
  const server: Answering = {
    rules: { store, world: worldOf(Date.now), firstSight: firstSight(store, () => performance.now()), federations },
    authenticate: () => caller as Caller,
    challenge: () => 'Bearer',
    v1Profile: false,
    report: (_raw, fault) => failures.push(fault.details.cause ?? fault),
    ...rest,
  };
  const ask: Ask = async (method, url, { as, headers = {}, body, version = 'beta' } = {}) => {
    if (as) caller = as;
    const [path = '', query = ''] = split(url.replace(/^\//, ''));
    const raw: RawRequest = {
      method,
      path,
      query,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...lower(headers) },
      body:
        body === undefined
          ? undefined
          : Buffer.isBuffer(body)
            ? body
            : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      root: `https://localhost/${version}`,
      version,
      requestId: randomUUID(),
      clientRequestId: randomUUID(),
    };
    const answered = await answer(server, raw, as);
    if (answered.bytes !== undefined) assert.equal(answered.bytes, Buffer.byteLength(answered.body ?? ''), `the bytes of ${url}`);
    const json = answered.body !== undefined && /json/.test(answered.headers['content-type'] ?? '');
    return { ...answered, text: answered.body, body: json ? JSON.parse(answered.body as string) : answered.body };
  };
  return { ask, server, failures };
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function split(url: string): readonly [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
