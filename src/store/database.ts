/** What a database must offer the store, and the few words in which the two that do so differ. */

import type { Pressure } from './store.ts';

/** What a statement may be given. */
export type Value = string | number | bigint | boolean | null;

/** SQL with a `?` for each value. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Value[];
}

export type Row = { readonly [column: string]: unknown };

/**
 * One step of a piece of work. `rest` is done only if `first` changed something, and nothing is done unless all is; its
 * statements say so with `words.done`. A `many` step runs one statement with each of the values; an `insert` step keeps the rows whose
 * key is not there yet.
 */
export type Step =
  | { readonly kind: 'read'; readonly statement: Statement; readonly weight: Weight }
  | { readonly kind: 'write'; readonly first: Statement; readonly rest: readonly Statement[] }
  | { readonly kind: 'many'; readonly text: string; readonly runs: readonly (readonly Value[])[] }
  | { readonly kind: 'insert'; readonly into: Table; readonly rows: readonly (readonly Value[])[] }
  /** Another writer was faster: whoever cannot be overtaken never sees this. */
  | { readonly kind: 'again'; readonly attempt: number };

/** Where rows are inserted: the columns that they have values for, and those of them that are the key. */
export interface Table {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** What a step is answered with: rows for `read`, how many records each statement or row changed, or found, for the others. */
export interface Done {
  readonly rows: readonly Row[];
  readonly changed: readonly number[];
}

/**
 * A piece of work on the database, written once: it yields steps and is given what came of them. SQLite carries it out
 * without ever waiting, PostgreSQL with one round trip a step.
 * What makes it is a generator function of its module: V8 gives one that is made for a request classes of objects of its own,
 * which outlive the request, and with them what it was about.
 */
export type Work<Result> = Generator<Step, Result, Done>;

/** Pieces of work as they come. Each may be begun more than once, the earlier times without effect. */
export type Works<Result> = AsyncIterable<() => Work<Result>> | Iterable<() => Work<Result>>;

/** The items of one kind of a person's. */
export interface Collection extends Whose {
  readonly collection: string;
}

/** Whether a collection takes one more item: its person may not be there, or it may be full. */
export type Room = 'free' | 'full' | 'nobody';

/** The words in which the databases differ. */
export interface Words {
  readonly name: 'sqlite' | 'postgres';
  /** Column types for text in code-point order, for JSON text kept byte for byte, and for a number that grows by itself. */
  readonly text: string;
  readonly json: string;
  readonly serial: string;
  /** A table that lies in the order of its key, where the database can. */
  readonly clustered: string;
  /** What the numbers of audit entries are an index of: the whole trail, or that of each tenant. */
  readonly trailBy: 'number' | 'tenant';
  /** Holds for the audit entries of an owner, called `alias`, from a number on, and has an index lead to them; all else is said beside it. */
  readonly trailOf: (alias: string, owner: Statement, from?: string) => Statement;
  /** In statements of `rest`: whether the first statement changed something. */
  readonly done: string;
  /** In statements of `rest`: one row to insert, of what these placeholders stand for, if the first statement changed something. */
  readonly rowIfDone: (placeholders: string) => string;
  /** Finds out where a new item can go, before it is inserted; undefined where others may come in between: its statement asks. */
  readonly roomFor: ((collection: Collection, limit: number) => Work<Room>) | undefined;
  /** Behind a read: keeps others from changing, or from removing, what was read, until the work is done. */
  readonly forUpdate: string;
  readonly forKeyShare: string;
  /** Answers a row if there is a table of this name. */
  readonly hasTable: string;
  /** Makes other nodes wait that would change the schema, until the transaction ends. */
  readonly lockSchema: string;
}

/** Long pieces of work, called by name so that they can be carried out in another thread. */
export interface LongWork {
  readonly name: string;
  /** What each run of it is given: plain data. All runs are one transaction. */
  readonly runs: Iterable<unknown>;
}

/**
 * How soon a read is known to end: one person's data at once; whatever looks at many people may take its time. A `single` one asks
 * for a row at most, by texts alone.
 */
export type Weight = 'single' | 'light' | 'heavy';

/** What a write touches and a read depends on: a person's data, all that is a tenant's, or all there is. */
export type Reach = 'everything' | { readonly tenant: string; readonly person?: string };

/** Whether a read may be a moment behind: `fresh` may not; otherwise what must not have been written just now. */
export type Freshness = 'fresh' | { readonly of: Reach };

/** A person whose data is meant. */
export interface Whose {
  readonly tenant: string;
  readonly person: string;
}

export interface Database {
  readonly words: Words;
  read(statement: Statement, weight: Weight, freshness: Freshness): Promise<readonly Row[]>;
  /**
   * Reads one record of a person's for whoever may see all of them: nothing decides what is answered but what is written within
   * that person's data, and until then it may be remembered. No two records of a table and a person share an id.
   */
  readOwn(statement: Statement, whose: Whose, id: string): Promise<readonly Row[]>;
  /**
   * Carries out work whose writes are a single step, made so that it changes nothing if what was read has changed since.
   * Resolves only once the change is durable. `reach` is what it may write to.
   */
  write<Result>(work: () => Work<Result>, reach: Reach): Promise<Result>;
  /** Carries out work of several writes as one transaction. */
  transaction<Result>(work: () => Work<Result>, reach: Reach): Promise<Result>;
  /**
   * Carries out works as one transaction as they come, for whoever answers nobody meanwhile; nothing is kept if `works` throws.
   */
  alone<Result>(works: Works<Result>): Promise<readonly Result[]>;
  /** The same, however long a statement takes. */
  migrate<Result>(work: () => Work<Result>): Promise<Result>;
  /** Carries out long work as one transaction, without keeping others from being answered. */
  long(work: LongWork): Promise<readonly unknown[]>;
  /** Reads from one unchanging state of the database for as long as `use` takes. */
  snapshot<Item>(use: (read: (statement: Statement) => Promise<readonly Row[]>) => AsyncGenerator<Item>): AsyncGenerator<Item>;
  /**
   * Leaves no trace of what has been removed, in the files either; of one person, where only theirs was. Answers the tables
   * that are too large for it.
   */
  scrub(of?: Whose): Promise<readonly string[]>;
  /** The same a little later, once for all that is removed until then. */
  scrubSoon(of: Whose): void;
  backup(file: string): Promise<void>;
  pressure(): Pressure;
  ping(): Promise<void>;
  close(): Promise<void>;
}

// Steps, as work yields them: `const rows = yield* read(statement)`.

export function* read(statement: Statement, weight: Weight = 'light'): Work<readonly Row[]> {
  return (yield { kind: 'read', statement, weight }).rows;
}

/** @returns how many records the first statement changed */
export function* write(first: Statement, rest: readonly Statement[] = []): Work<number> {
  return (yield { kind: 'write', first, rest }).changed[0] ?? 0;
}

/** @returns how many records each run of the statement changed, or found */
export function* runMany(text: string, runs: readonly (readonly Value[])[]): Work<readonly number[]> {
  return runs.length === 0 ? [] : (yield { kind: 'many', text, runs }).changed;
}

/** @returns for each row 1 if it is new, and 0 if one of its key was there, which then stays as it was */
export function* insertMany(into: Table, rows: readonly (readonly Value[])[]): Work<readonly number[]> {
  return rows.length === 0 ? [] : (yield { kind: 'insert', into, rows }).changed;
}

/** The statement that inserts so many rows. */
export function insertText({ table, columns, key }: Table, count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: count }, () => row).join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows} ON CONFLICT (${key.join(', ')}) DO NOTHING`;
}

/** Says that another writer was faster, before trying again. */
export function* again(attempt: number): Work<void> {
  yield { kind: 'again', attempt };
}
