/** Reads of a row at most each that are asked for in the same turn, sent as one statement: the way there and back is shared. */
import { Fault } from '../fault.ts';
import { remembering } from '../odata/remembering.ts';
import type { Row, Statement } from './database.ts';

/** How many reads are sent as one statement: fewer are made sooner by as many connections, and more would be waited for too long. */
const bounds = { least: 6, most: 64 } as const;

/** Characters that no text of PostgreSQL holds, as JSON writes them: NUL, and halves of pairs. */
const unkept = /\\u(0000|d[89a-f])/;

type Read = (statement: Statement) => Promise<readonly Row[]>;

interface Waiting {
  readonly statement: Statement;
  readonly resolve: (rows: readonly Row[] | Promise<readonly Row[]>) => void;
}

/**
 * Gathers reads that answer a row at most and whose values are texts.
 * @param read makes a read
 * @returns makes a read together with those of its turn that are the same but for their values; one that fails does not fail others
 */
export function gatherSingle(read: Read): Read {
  /** By what is asked. */
  let waiting = new Map<string, Waiting[]>();

  function flush(): void {
    const groups = waiting;
    waiting = new Map();
    for (const [text, group] of groups)
      for (let from = 0; from < group.length; from += bounds.most) send(text, group.slice(from, from + bounds.most));
  }

  function send(text: string, group: readonly Waiting[]): void {
    const keys = group.length < bounds.least ? undefined : JSON.stringify(group.map(({ statement }) => statement.values));
    if (keys === undefined || unkept.test(keys)) {
      for (const { statement, resolve } of group) resolve(read(statement));
      return;
    }
    read({ text: together(text), values: [keys] }).then(
      (rows) => {
        const found = new Map(rows.map((row) => [row.place, row]));
        group.forEach(({ resolve }, index) => {
          const row = found.get(index + 1);
          resolve(row ? [row] : []);
        });
      },
      (error: unknown) => {
        // What cannot be computed may be due to one of them alone; a database that does not answer, to none.
        const isOfAll = error instanceof Fault && error.refusal !== 'queryFails';
        for (const { statement, resolve } of group) resolve(isOfAll ? Promise.reject(error) : read(statement));
      },
    );
  }

  return (statement) =>
    new Promise((resolve) => {
      if (waiting.size === 0) process.nextTick(flush);
      const group = waiting.get(statement.text);
      if (group) group.push({ statement, resolve });
      else waiting.set(statement.text, [{ statement, resolve }]);
    });
}

/**
 * The statement for many: its values are those of each key in turn, and each row tells the place of its key. OFFSET keeps the planner
 * from looking through the table once for all keys, instead of by its index for each.
 */
export const together = remembering(100, (text) => {
  let count = 0;
  const each = text.replaceAll('?', () => `(k.key ->> ${count++})`);
  return `SELECT k.place::int AS place, one.* FROM json_array_elements(?::json) WITH ORDINALITY AS k (key, place), LATERAL (${each} OFFSET 0) one`;
});
