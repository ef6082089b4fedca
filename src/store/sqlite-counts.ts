/** How many items a collection is known to hold at most: to count them for each new one would take longer than all else of it. */
import type { Database } from 'better-sqlite3';
import { remembering } from '../odata/remembering.ts';
import { type Collection, type Room, read, type Work } from './database.ts';
import { watchOthers } from './sqlite-others.ts';

/** Collections that are remembered. */
const limit = 10_000;

export interface Counts {
  /** To be called when a transaction has begun: what is known holds as long as no other connection writes. */
  readonly begun: () => void;
  /** To be called when something has been undone, or added otherwise than one by one, or where people may be removed. */
  readonly forget: () => void;
  /** Whether a collection has room for an item, which is then reckoned with; for work that is carried out once `begun` has been called. */
  readonly roomFor: (collection: Collection, below: number) => Work<Room>;
}

interface Known {
  /** At least as many as there are, of a person who is there; undefined if that is not known. */
  most: number | undefined;
}

export function rememberCounts(handle: Database): Counts {
  const othersWrote = watchOthers(handle);
  const none = () => remembering(limit, (): Known => ({ most: undefined }));
  let known = none();
  let isChecked = false;
  const forget = (): void => {
    known = none();
  };
  return {
    begun() {
      isChecked = false;
    },
    forget,
    roomFor(collection, below) {
      if (!isChecked && othersWrote()) forget();
      isChecked = true;
      return roomIn(known(keyOf(collection)), collection, below);
    },
  };
}

const keyOf = ({ tenant, person, collection }: Collection): string => `${tenant}/${person}/${collection}`;

const question = `SELECT (SELECT count(*) FROM item WHERE tenant = p.tenant AND person = p.id AND collection = ?) AS held
  FROM person p WHERE p.tenant = ? AND p.id = ?`;

/** It is counted only if what is known does not tell. */
function* roomIn(known: Known, { tenant, person, collection }: Collection, below: number): Work<Room> {
  if (known.most === undefined || known.most >= below) {
    const [row] = yield* read({ text: question, values: [collection, tenant, person] });
    if (!row) return 'nobody';
    known.most = Number(row.held);
  }
  if (known.most >= below) return 'full';
  known.most += 1;
  return 'free';
}
