/** Imports a table: every row is checked before the first is kept, then items are matched, made and changed one by one. */
import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { collections, findCollection } from '../model/collections.ts';
import type { Patch } from '../odata/body.ts';
import { untagged } from '../odata/etag.ts';
import type { Caller } from '../profile/caller.ts';
import { itemLimit } from '../profile/expand.ts';
import { authorOf, stampItem, stampNewItem } from '../profile/stamp.ts';
import {
  comparable,
  type Decision,
  decide,
  externalItemId,
  labelKey,
  planTable,
  readRecords,
  readRow,
  type TablePlan,
  type TableRow,
  withSource,
} from '../profile/table.ts';
import { worldOf } from '../server/world.ts';
import type { Record, Source, Store } from '../store/store.ts';
import { type GivenFile, readable } from './given-file.ts';
import type { Imported, ImportValues } from './import.ts';
import { Failure, Mistake } from './mistake.ts';
import { startProgress } from './progress.ts';
import { type Rejected, reasonFor } from './rejected.ts';
import { absenceOf, tenantOf } from './whom.ts';

interface PlacedRow {
  readonly line: number;
  readonly row: TableRow;
  /** The id of the person. */
  readonly person: string;
}

type ItemSource = Extract<Source, { kind: 'items' }>;

type Counts = { created: number; updated: number; unchanged: number; kept: number };

export async function importTable(store: Store, { name: file, handle }: GivenFile, values: ImportValues): Promise<Imported> {
  const collection = collectionFor(file, values.collection);
  const bytes = await readable(file, () => handle.readFile());
  const [header, ...records] = readOrFail(file, () => readRecords(bytes));
  const plan = readOrFail(file, () => planTable(header?.cells ?? [], collection));
  const rejected: Rejected[] = [];
  const rows: PlacedRow[] = [];
  let tenant = values.tenant;
  for (const { line, cells } of records) {
    try {
      const row = readRow(plan, cells);
      const among = tenant ?? (await tenantOf(store, undefined, row.person));
      const person = await store.findPerson(among, row.person);
      // One tenant for all rows, that of the first who is known: to look for each of them in every tenant takes long.
      if (person !== undefined) {
        tenant = among;
        rows.push({ line, row, person });
      } else rejected.push({ line, reason: `There is ${absenceOf(row.person, tenant)}.` });
    } catch (error) {
      rejected.push({ line, reason: reasonFor(error) });
    }
  }
  const counts: Counts = { created: 0, updated: 0, unchanged: 0, kept: 0 };
  const refused = rejected.length > 0 && !values.skipBad;
  if (!refused && tenant !== undefined) await keepRows(store, plan, rows, { tenant, dryRun: values.dryRun }, file, counts);
  return { ...counts, rejected, refused };
}

function collectionFor(file: string, named: string | undefined) {
  const name = named ?? basename(file, extname(file));
  const found = findCollection(name);
  if (found) return found;
  const names = collections.map((each) => each.name).join(', ');
  throw new Mistake(
    `${named === undefined ? 'the name of the file' : '--collection'} names no collection: '${name}' is none of ${names}`,
  );
}

function readOrFail<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Failure(`${file}: ${reasonFor(error)}`, { cause: error });
  }
}

interface Keeping {
  readonly store: Store;
  readonly plan: TablePlan;
  readonly tenant: string;
  /** The ids of a person's items by what they are called. */
  readonly labels: Map<string, Map<string, string>>;
  /** For a dry run: what items would be by the rows before. */
  readonly planned: Map<string, Patch>;
}

async function keepRows(
  store: Store,
  plan: TablePlan,
  rows: readonly PlacedRow[],
  { tenant, dryRun }: { readonly tenant: string; readonly dryRun: boolean },
  file: string,
  counts: Counts,
): Promise<void> {
  const keeping: Keeping = { store, plan, tenant, labels: new Map(), planned: new Map() };
  const keep = dryRun ? compare : keepRow;
  const progress = await startProgress(`${dryRun ? 'comparing' : 'loading'} ${file}`, rows.length);
  for (const [at, { line, row, person }] of rows.entries()) {
    const source: ItemSource = { kind: 'items', tenant, person, collection: plan.collection.name };
    try {
      const done = await keep(keeping, row, source, await idFor(keeping, row, source));
      counts[done]++;
    } catch (error) {
      throw new Failure(`${file}:${line}: ${reasonFor(error)} The ${at} rows before it were kept.`, { cause: error });
    }
    progress.at(at + 1);
  }
  progress.end();
}

/** The id of the item that a row is matched to, or of the one to be made. */
async function idFor({ store, plan, labels }: Keeping, { key }: TableRow, source: ItemSource): Promise<string> {
  const { person } = source;
  if (plan.match.by === 'externalId') return externalItemId(plan, person, key);
  const own = labels.get(person) ?? (await labelsOf(store, plan, source));
  labels.set(person, own);
  const id = own.get(comparable(key)) ?? randomUUID();
  own.set(comparable(key), id);
  return id;
}

async function labelsOf(store: Store, plan: TablePlan, source: ItemSource): Promise<Map<string, string>> {
  const { records } = await store.list(source, { kind: 'all' }, { orderby: [], skip: 0, limit: itemLimit, count: false });
  const found = new Map<string, string>();
  for (const record of records) {
    const label = labelKey(plan, itemOf(record));
    // Of two that are called the same the older one is meant.
    if (label !== undefined && !found.has(label)) found.set(label, record.id);
  }
  return found;
}

/** The value of a record, without its tag. */
function itemOf({ body, revision }: Record): Patch {
  return JSON.parse(untagged(body, revision)) as Patch;
}

async function keepRow({ store, plan }: Keeping, row: TableRow, source: ItemSource, id: string): Promise<keyof Counts> {
  const caller = importerOf(source.tenant);
  const now = world.now();
  const author = authorOf(caller, now, world.newId());
  const { item } = plan.collection;
  let decision: Decision = { kind: 'unchanged' };
  const present = await store.change(source, id, { kind: 'all' }, author, (current) => {
    decision = decide(plan, row, itemOf(current));
    return decision.kind === 'changed' ? stampItem(item, decision.value, current.revision + 1, caller, now) : 'unchanged';
  });
  if (present) return outcomes[decision.kind];
  const patch = { ...withSource(row.patch, row.patch), ...(await copiedValues(store, plan, source)) };
  const made = await store.create(source, id, stampNewItem(item, id, patch, caller, now), author, itemLimit);
  if (!made) throw new Failure(`The person ${row.person} is not there any more.`);
  return 'created';
}

const outcomes = { kept: 'kept', unchanged: 'unchanged', changed: 'updated' } as const;

const world = worldOf(Date.now);

/** Who imports, in the authors of items and in the audit trail. */
function importerOf(tenant: string): Caller {
  const client = { id: 'proficio-import', displayName: 'Import' };
  return { kind: 'application', tenant, id: client.id, scopes: new Set(), client };
}

/** What an item takes over from its person, for the few types that declare it. */
async function copiedValues(store: Store, { collection }: TablePlan, { tenant, person }: ItemSource): Promise<Patch> {
  const copied = [...collection.item.properties.values()].filter(({ copies }) => copies !== undefined);
  const owner = copied.length === 0 ? undefined : await store.read({ kind: 'people', tenant }, person, { kind: 'all' });
  const value = owner ? itemOf(owner) : {};
  return Object.fromEntries(copied.map(({ name, copies = '' }) => [name, value[copies] ?? null]));
}

/** Says what a row would change. */
async function compare({ store, plan, planned }: Keeping, row: TableRow, source: ItemSource, id: string): Promise<keyof Counts> {
  const record = await store.read(source, id, { kind: 'all' });
  const current = planned.get(id) ?? (record && itemOf(record));
  const decision: Decision = current ? decide(plan, row, current) : { kind: 'changed', value: withSource(row.patch, row.patch) };
  if (decision.kind !== 'changed') return outcomes[decision.kind];
  planned.set(id, decision.value);
  const done = current ? 'updated' : 'created';
  process.stdout.write(`would be ${done}: ${source.collection} '${row.key}' of ${row.person}\n`);
  return done;
}
