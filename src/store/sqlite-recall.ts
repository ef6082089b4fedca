/** Records that were asked for lately, kept as long as nobody writes to whose they are. */
import type { Database } from 'better-sqlite3';
import type { Reach, Row, Statement, Whose } from './database.ts';
import { watchOthers } from './sqlite-others.ts';

/** Bytes of all that is remembered, and of the body of one record: a longer one is read each time. */
interface Limits {
  readonly all: number;
  readonly one: number;
}

const usual: Limits = { all: 64 * 1024 * 1024, one: 8 * 1024 };

/** What a record takes beside its body. */
const overhead = 512;

export interface Recall {
  /** To be called before the reads of a turn: by then others may have written. */
  turn(): void;
  /**
   * What a statement answered, if that still holds.
   * Throws what the driver throws if the file cannot be looked at.
   */
  find(statement: Statement, whose: Whose, id: string): readonly Row[] | undefined;
  /**
   * Remembers what a statement has just answered.
   * @returns the same, with the bytes of the record's body
   */
  keep(statement: Statement, whose: Whose, id: string, rows: readonly Row[]): readonly Row[];
  /** Looks whether another connection has written since, so that what is gone from the file does not stay in memory. Never throws. */
  look(): void;
  /** To be called in the turn in which something is written: what was there is gone from memory as well. */
  forget(reach: Reach): void;
}

interface Known {
  readonly statement: Statement;
  readonly rows: readonly Row[];
  readonly size: number;
}

/** By tenant, person and id. */
type Memory = Map<string, Map<string, Map<string, Known>>>;

/**
 * Remembers records in two halves: when the younger is full, the older is let go, but for what has been asked for meanwhile.
 * That another connection has written is told by a number of the file, which is asked for once a turn.
 */
export function rememberRecords(handle: Database, limits: Limits = usual): Recall {
  const othersWrote = watchOthers(handle);
  let isChecked = false;
  let young: Memory = new Map();
  let older: Memory = new Map();
  let size = 0;

  function check(): void {
    if (othersWrote()) forgetAll();
    isChecked = true;
  }

  function forgetAll(): void {
    young = new Map();
    older = new Map();
    size = 0;
  }

  function add({ tenant, person }: Whose, id: string, known: Known): void {
    size += known.size;
    if (size > limits.all / 2) {
      older = young;
      young = new Map();
      size = known.size;
    }
    mapIn(mapIn(young, tenant), person).set(id, known);
  }

  return {
    turn() {
      isChecked = false;
    },
    find(statement, whose, id) {
      if (!isChecked) check();
      const { tenant, person } = whose;
      const recent = young.get(tenant)?.get(person)?.get(id);
      const known = recent ?? older.get(tenant)?.get(person)?.get(id);
      if (known === undefined || !isSame(known.statement, statement)) return undefined;
      if (!recent) add(whose, id, known);
      return known.rows;
    },
    keep(statement, whose, id, rows) {
      const [row] = rows;
      if (!row) return rows;
      const body = String(row.body);
      const bytes = Buffer.byteLength(body);
      const counted = [{ ...row, bytes }];
      // One character beyond Latin-1, and each takes two bytes of memory.
      const size = overhead + (bytes === body.length ? bytes : 2 * body.length);
      // A copy: objects that last would teach V8 to make all of their kind, those of each request, among what is cleared seldom.
      const own = { text: statement.text, values: statement.values.slice() };
      if (bytes <= limits.one) add(whose, id, { statement: own, rows: counted, size });
      return counted;
    },
    look() {
      if (size === 0) return;
      try {
        check();
      } catch {
        // What cannot be looked at now is looked at by the next who asks.
      }
    },
    forget(reach) {
      if (reach === 'everything' || reach.person === undefined) forgetAll();
      else for (const memory of [young, older]) memory.get(reach.tenant)?.delete(reach.person);
    },
  };
}

/** The map that stands under a key, made if there is none. */
function mapIn<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const found = maps.get(key);
  if (found) return found;
  const made = new Map<string, Value>();
  maps.set(key, made);
  return made;
}

/** Records of one id may be of several collections of the person's. */
function isSame(one: Statement, other: Statement): boolean {
  return one.text === other.text && one.values.every((value, index) => value === other.values[index]);
}
