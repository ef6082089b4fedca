/** Tenants as an SQLite file names them: in the 22 characters that the bytes of a GUID take, since each record holds the name twice. */
import { remembering } from '../odata/remembering.ts';
import { bytesOfGuid, guidOfBytes } from './guid-bytes.ts';
import type { AuditEntry, DumpEntry, LoadEntry, Source, Store, Viewer } from './store.ts';

const short = /^[\w-]{22}$/;

/** @param tenant a GUID in lower case; what is none is kept as it is */
export function shortTenant(tenant: string): string {
  return bytesOfGuid(tenant)?.toString('base64url') ?? tenant;
}

/** @param name what `shortTenant` made */
export function wholeTenant(name: string): string {
  return short.test(name) ? guidOfBytes(Buffer.from(name, 'base64url')) : name;
}

/** Tenants whose short name is remembered. */
const remembered = 1_000;

const nameOf = remembering(remembered, shortTenant);

const within = <Of extends { readonly tenant: string }>(of: Of): Of => ({ ...of, tenant: nameOf(of.tenant) });
const seenBy = (viewer: Viewer): Viewer => (viewer.kind === 'colleague' ? within(viewer) : viewer);
const whole = <Of extends DumpEntry | AuditEntry>(of: Of): Of => ({ ...of, tenant: wholeTenant(of.tenant) });

/**
 * @param store one whose database names tenants by their short names
 * @returns the same, to whose callers tenants are GUIDs
 */
export function withShortTenants(store: Store): Store {
  return {
    ...store,
    read: (source, id, viewer) => store.read(within(source), id, seenBy(viewer)),
    list: (source, viewer, query) => store.list(within(source), seenBy(viewer), query),
    count: (source, viewer, filter, now) => store.count(within(source), seenBy(viewer), filter, now),
    profile: (tenant, person, viewer, collections) => store.profile(nameOf(tenant), person, seenBy(viewer), collections),
    shows: (tenant, person, viewer) => store.shows(nameOf(tenant), person, seenBy(viewer)),
    create: (source, id, draft, author, limit) => store.create(within(source), id, draft, author, limit),
    change: (source, id, viewer, author, next) => store.change(within(source), id, seenBy(viewer), author, next),
    remove: (source, id, viewer, author, allow) => store.remove(within(source), id, seenBy(viewer), author, allow),
    clear: (tenant, person, author) => store.clear(nameOf(tenant), person, author),
    findPerson: (tenant, name) => store.findPerson(nameOf(tenant), name),
    tenantsKnowing: async (name) => (await store.tenantsKnowing(name)).map(wholeTenant).sort(),
    meetPerson: (tenant, id, draft) => store.meetPerson(nameOf(tenant), id, draft),
    addMember: (tenant, group, person, author) => store.addMember(nameOf(tenant), group, person, author),
    removeMember: (tenant, group, person, author) => store.removeMember(nameOf(tenant), group, person, author),
    load: (entries) => store.load(shortened(entries)),
    fill: (pieces) => store.fill(piecewise(pieces)),
    dump: (tenant, person) => wholly(store.dump(tenant && nameOf(tenant), person)),
    isEmpty: (tenant) => store.isEmpty(tenant && nameOf(tenant)),
    dropTenant: (tenant) => store.dropTenant(nameOf(tenant)),
    erase: (tenant, person) => store.erase(nameOf(tenant), person),
    audit: async (tenant, query) =>
      (await store.audit(nameOf(tenant), { ...query, viewer: seenBy(query.viewer) })).map((entry) => whole(entry)),
  };
}

function* shortened(entries: Iterable<LoadEntry>): Generator<LoadEntry> {
  let [given, source]: [Source | undefined, Source | undefined] = [undefined, undefined];
  for (const entry of entries) {
    // Entries of the same place stand behind one another and share it.
    if (source === undefined || entry.source !== given) [given, source] = [entry.source, within(entry.source)];
    yield { ...entry, source };
  }
}

async function* piecewise(pieces: Parameters<Store['fill']>[0]): AsyncGenerator<Iterable<LoadEntry>> {
  for await (const entries of pieces) yield shortened(entries);
}

async function* wholly(entries: AsyncIterable<DumpEntry>): AsyncGenerator<DumpEntry> {
  for await (const entry of entries) yield whole(entry);
}
