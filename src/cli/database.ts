/** The database that the flags name: found or made, opened, and closed again whatever happens. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../fault.ts';
import { makePrivateFolder } from '../server/private-folder.ts';
import { openStore, type StoreOptions } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { Failure, reasonOf } from './mistake.ts';

/** The flags by which every command finds its database. */
export interface Place {
  readonly data: string;
  readonly database: string | undefined;
}

const embedded = 'sqlite:';

/** The URL of the database: the one given, else that of the embedded one in the data folder. */
export function databaseUrlOf({ data, database }: Place): string {
  return database ?? `${embedded}${join(data, 'proficio.db')}`;
}

/** The file of an embedded database; undefined for others and for one in memory. */
export function databaseFileOf(url: string): string | undefined {
  const path = url.startsWith(embedded) ? url.slice(embedded.length) : undefined;
  return path === ':memory:' ? undefined : path;
}

/** Whether somebody else has the database open, as far as can be told: a server that would be kept from answering. */
export type Company = 'nobody' | 'others';

/** Tells it of an embedded database that is not open here yet: whoever has it open keeps a log beside the file. */
export function companyAt(place: Place): Company {
  const file = databaseFileOf(databaseUrlOf(place));
  return file !== undefined && existsSync(`${file}-wal`) ? 'others' : 'nobody';
}

/** Makes the folder of an embedded database, for its owner alone. Throws a Failure if it cannot be written to. */
export function makeFolder(folder: string): void {
  try {
    makePrivateFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new Failure(`the folder ${folder} cannot be written to: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Does something with the database and closes it.
 * Throws a Failure if an embedded database is not there, or none can be opened.
 */
export async function withDatabase<Result>(place: Place, work: (store: Store) => Promise<Result>): Promise<Result> {
  const url = databaseUrlOf(place);
  const file = databaseFileOf(url);
  if (file !== undefined && !existsSync(file)) throw new Failure(`there is no database at ${file}`);
  return withStore(url, work);
}

/** The same where a database that is not there yet is made. */
export async function withNewDatabase<Result>(place: Place, work: (store: Store) => Promise<Result>): Promise<Result> {
  const url = databaseUrlOf(place);
  const file = databaseFileOf(url);
  if (file !== undefined) makeFolder(dirname(file));
  return withStore(url, work);
}

/** The same where nothing is to be changed: a database that is not there yet is taken as empty. */
export async function withDatabaseOrNone<Result>(place: Place, work: (store: Store) => Promise<Result>): Promise<Result> {
  const url = databaseUrlOf(place);
  const file = databaseFileOf(url);
  return withStore(file !== undefined && !existsSync(file) ? `${embedded}:memory:` : url, work);
}

/** Opens the database to serve from it. Throws a Failure if it cannot be reached, SchemaTooNew if a newer version wrote to it. */
export function openDatabase(place: Place, options: StoreOptions): Promise<Store> {
  return reached(openStore(databaseUrlOf(place), options));
}

/** Says why a database cannot be reached: to its operator that is more than a request to try again. */
export async function reached<Result>(opening: Promise<Result>): Promise<Result> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof Fault) || error.refusal !== 'unavailable') throw error;
    const { cause } = error.details;
    throw new Failure(`the database cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause: error });
  }
}

async function withStore<Result>(url: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await reached(openStore(url));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
