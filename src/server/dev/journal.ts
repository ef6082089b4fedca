/** What was asked and answered lately, per tenant and without tokens, for tests to assert on. */
import type { RawReply, RawRequest } from '../../odata/raw.ts';

export interface JournalEntry {
  /** When it was asked, by the tenant's clock. */
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  /** As it was sent, from the version on; a part of a batch stands before its batch. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | undefined>>;
  readonly requestBody: string | null;
  /** 0 where the connection was cut instead of an answer. */
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

/** Entries kept per tenant, characters kept of a body, and characters kept of all bodies together. */
const most = { entries: 1000, body: 65_536, all: 64 * 1024 * 1024 } as const;
/** Where what cannot be told a tenant is kept. */
export const noTenant = 'none';

export function openJournal(): Journal {
  /** The tenant noted longest ago comes first. */
  const tenants = new Map<string, JournalEntry[]>();
  let held = 0;

  function forget(tenant: string, entries: JournalEntry[]): void {
    held -= sizeOf(entries.shift());
    if (entries.length === 0) tenants.delete(tenant);
  }

  return {
    note(tenant, raw, reply, at, milliseconds) {
      const entries = tenants.get(tenant) ?? [];
      const entry = entryOf(raw, reply, at, milliseconds);
      entries.push(entry);
      held += sizeOf(entry);
      tenants.delete(tenant);
      tenants.set(tenant, entries);
      if (entries.length > most.entries) forget(tenant, entries);
      for (const [name, others] of tenants) {
        while (held > most.all && others.length > 0) forget(name, others);
        if (held <= most.all) break;
      }
    },
    read: (tenant) => [...(tenants.get(tenant) ?? [])],
    clear(tenant) {
      for (const entry of tenants.get(tenant) ?? []) held -= sizeOf(entry);
      tenants.delete(tenant);
    },
  };
}

function entryOf(raw: RawRequest, reply: RawReply, at: string, milliseconds: number): JournalEntry {
  const { authorization: _secret, ...requestHeaders } = raw.headers;
  return {
    at,
    requestId: raw.requestId,
    method: raw.method,
    url: `/${raw.version}/${raw.path}${raw.query === '' ? '' : `?${raw.query}`}`,
    requestHeaders,
    requestBody: raw.body === undefined ? null : Buffer.from(raw.body).toString('utf8', 0, most.body),
    status: reply.status,
    responseHeaders: { ...reply.headers },
    responseBody: reply.body?.slice(0, most.body) ?? null,
    milliseconds,
  };
}

/** Characters, with so many for what every entry has. */
function sizeOf(entry: JournalEntry | undefined): number {
  return entry ? 1000 + entry.url.length + (entry.requestBody?.length ?? 0) + (entry.responseBody?.length ?? 0) : 0;
}
