/** Opens the store that a database URL names. */
import { forgetAudit, readAudit } from './audit.ts';
import { dumpAll } from './bulk.ts';
import type { Database, Work } from './database.ts';
import { addMember, findPerson, meetPerson, removeMember, tenantsKnowing } from './directory.ts';
import { entryNamesOn } from './entry-names.ts';
import { erasePerson } from './erase.ts';
import { emptyStatement } from './erasure.ts';
import { countRecords, listRecords } from './list.ts';
import { loadRecords } from './load.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import type { PostgresOptions } from './postgres.ts';
import { changeRecord, clearItems, createRecord, readProfile, readRecord, removeRecord, showsItems } from './records.ts';
import { withShortTenants } from './short-tenants.ts';
import { openSqlite } from './sqlite.ts';
import type { LoadEntry, Loaded, Store } from './store.ts';

/** Settings of a store beyond its URL; those of PostgreSQL are for it alone. */
export interface StoreOptions extends PostgresOptions {
  /** Whether nobody can be about to ask but who does so now: then they are not kept waiting for company. For SQLite. */
  readonly isAlone?: (() => boolean) | undefined;
}

const embedded = 'sqlite:';

/**
 * Opens the store at `sqlite:FILE`, `sqlite::memory:` or `postgres://...`, and brings it to the schema of this version.
 * Refuses unavailable if the database cannot be reached; throws SchemaTooNew if a newer version has written to it.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const database = await openDatabase(url, options);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const store = storeOn(database);
  return database.words.name === 'sqlite' ? withShortTenants(store) : store;
}

/** The names of the migrations that opening the store would do, which are not done. Throws SchemaTooNew. */
export async function listPendingMigrations(url: string, options: StoreOptions = {}): Promise<readonly string[]> {
  const database = await openDatabase(url, options);
  try {
    return await pendingMigrations(database);
  } finally {
    await database.close();
  }
}

async function openDatabase(url: string, options: StoreOptions): Promise<Database> {
  if (url.startsWith(embedded)) return openSqlite(url.slice(embedded.length), options.isAlone);
  if (/^postgres(ql)?:/.test(url)) return (await import('./postgres.ts')).openPostgres(url, options);
  throw new Error(`The database URL must begin with sqlite: or postgres:, unlike ${url.slice(0, url.indexOf(':') + 1)}`);
}

/** Entries that are loaded in one go: others are answered in between. */
const loadStride = 500;

function* stretches(entries: Iterable<LoadEntry>): Generator<readonly LoadEntry[]> {
  let stretch: LoadEntry[] = [];
  for (const entry of entries) {
    if (stretch.push(entry) < loadStride) continue;
    yield stretch;
    stretch = [];
  }
  if (stretch.length > 0) yield stretch;
}

async function* loads(
  pieces: AsyncIterable<Iterable<LoadEntry>> | Iterable<Iterable<LoadEntry>>,
): AsyncGenerator<() => Work<Loaded>> {
  for await (const entries of pieces) for (const stretch of stretches(entries)) yield () => loadRecords(stretch);
}

/** @param runs what `loadRecords` answered for each stretch */
function sumOf(runs: readonly unknown[]): Loaded {
  const sum = { created: 0, updated: 0, unchanged: 0 };
  for (const { created, updated, unchanged } of runs as readonly Loaded[]) {
    sum.created += created;
    sum.updated += updated;
    sum.unchanged += unchanged;
  }
  return sum;
}

/** The contract, carried out on a database. */
export function storeOn(database: Database): Store {
  const entryNames = entryNamesOn(database);
  return {
    read: (source, id, viewer) => readRecord(database, source, id, viewer),
    list: (source, viewer, query) => listRecords(database, source, viewer, query),
    count: (source, viewer, filter, now) => countRecords(database, source, viewer, filter, now),
    profile: (tenant, person, viewer, collections) => readProfile(database, tenant, person, viewer, collections),
    shows: (tenant, person, viewer) => showsItems(database, tenant, person, viewer),
    create: (source, id, draft, author, limit) => createRecord(database, source, id, draft, author, limit),
    change: (source, id, viewer, author, next) => changeRecord(database, source, id, viewer, author, next),
    remove: (source, id, viewer, author, allow) => removeRecord(database, source, id, viewer, author, allow),
    clear: (tenant, person, author) => clearItems(database, tenant, person, author),
    findPerson: (tenant, name) => findPerson(database, tenant, name),
    tenantsKnowing: (name) => tenantsKnowing(database, name),
    meetPerson: (tenant, id, draft) => meetPerson(database, tenant, id, draft),
    addMember: (tenant, group, person, author) => addMember(database, tenant, group, person, author),
    removeMember: (tenant, group, person, author) => removeMember(database, tenant, group, person, author),
    load: async (entries) => sumOf(await database.long({ name: 'load', runs: stretches(entries) })),
    fill: async (pieces) => sumOf(await database.alone(loads(pieces))),
    dump: (tenant, person) => dumpAll(database, tenant, person),
    async isEmpty(tenant) {
      const [row] = await database.read(emptyStatement(tenant), 'light', 'fresh');
      return Number(row?.kept) === 0;
    },
    async dropTenant(tenant) {
      await database.long({ name: 'dropTenant', runs: [tenant] });
    },
    erase: (tenant, person) => erasePerson(database, { tenant, person }),
    audit: async (tenant, query) => readAudit(database, await entryNames(tenant), tenant, query),
    forgetAudit: (before) => forgetAudit(database, before),
    backup: (file) => database.backup(file),
    pressure: () => database.pressure(),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}
