/** What was asked and answered lately, per tenant and without tokens, for tests to assert on. */
import type { RawReply, RawRequest } from '../../odata/raw.ts';

export interface JournalEntry {
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | undefined>>;
  readonly requestBody: string | null;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
  readonly milliseconds: number;
}

export interface Journal {
  readonly note: (tenant: string, raw: RawRequest, reply: RawReply, at: string, milliseconds: number) => void;
  readonly read: (tenant: string) => readonly JournalEntry[];
  readonly clear: (tenant: string) => void;
}

/** Entries kept per tenant, tenants kept, and characters kept of a body. */
const most = { entries: 1000, tenants: 1000, body: 65_536 } as const;
/** Where what cannot be told a tenant is kept. */
export const noTenant = 'none';

export function openJournal(): Journal {
  const tenants = new Map<string, JournalEntry[]>();
  return {
    note(tenant, raw, reply, at, milliseconds) {
      const entries = tenants.get(tenant) ?? [];
      if (entries.length === 0) {
        if (tenants.size >= most.tenants) tenants.delete(tenants.keys().next().value as string);
        tenants.set(tenant, entries);
      }
      if (entries.length >= most.entries) entries.shift();
      const { authorization: _secret, ...requestHeaders } = raw.headers;
      entries.push({
        at,
        requestId: raw.requestId,
        method: raw.method,
        url: `/${raw.version}/${raw.path}${raw.query === '' ? '' : `?${raw.query}`}`,
        requestHeaders,
        requestBody: raw.body === undefined ? null : Buffer.from(raw.body).toString('utf8').slice(0, most.body),
        status: reply.status,
        responseHeaders: { ...reply.headers },
        responseBody: reply.body?.slice(0, most.body) ?? null,
        milliseconds,
      });
    },
    read: (tenant) => tenants.get(tenant) ?? [],
    clear: (tenant) => void tenants.delete(tenant),
  };
}
