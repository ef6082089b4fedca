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

/** What is noted of a request; the entry is made of it when somebody asks. */
export interface Noted {
  readonly raw: RawRequest;
  readonly reply: RawReply;
  /** When it was asked, in milliseconds by the tenant's clock. */
  readonly at: number;
  /** How long it took. */
  readonly milliseconds: number;
}

export interface Journal {
  readonly note: (tenant: string, noted: Noted) => void;
  readonly read: (tenant: string) => readonly JournalEntry[];
  readonly clear: (tenant: string) => void;
}

/** Entries kept per tenant, characters told of a body, and characters kept of all together. */
const most = { entries: 1000, body: 65_536, all: 64 * 1024 * 1024 } as const;
/** Where what cannot be told a tenant is kept. */
export const noTenant = 'none';

/** @param instant milliseconds to the text that answers use */
export function openJournal(instant: (milliseconds: number) => string): Journal {
  /** The tenant noted longest ago comes first. */
  const tenants = new Map<string, Noted[]>();
  let held = 0;

  function forget(tenant: string, entries: Noted[]): void {
    held -= sizeOf(entries.shift());
    if (entries.length === 0) tenants.delete(tenant);
  }

  return {
    note(tenant, noted) {
      const entries = tenants.get(tenant) ?? [];
      entries.push(noted);
      held += sizeOf(noted);
      tenants.delete(tenant);
      tenants.set(tenant, entries);
      if (entries.length > most.entries) forget(tenant, entries);
      if (held <= most.all) return;
      for (const [name, others] of tenants) {
        while (held > most.all && others.length > 0) forget(name, others);
        if (held <= most.all) break;
      }
    },
    read: (tenant) => (tenants.get(tenant) ?? []).map((noted) => entryOf(noted, instant)),
    clear(tenant) {
      for (const entry of tenants.get(tenant) ?? []) held -= sizeOf(entry);
      tenants.delete(tenant);
    },
  };
}

function entryOf({ raw, reply, at, milliseconds }: Noted, instant: (milliseconds: number) => string): JournalEntry {
  const { authorization: _secret, ...requestHeaders } = raw.headers;
  return {
    at: instant(at),
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

/** Bytes or characters, with so many for what every entry has. */
function sizeOf(noted: Noted | undefined): number {
  if (!noted) return 0;
  const { raw, reply } = noted;
  return 1000 + raw.path.length + raw.query.length + (raw.body?.length ?? 0) + (reply.body?.length ?? 0);
}
