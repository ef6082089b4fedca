/** One pool of connections to a PostgreSQL server: statements prepared, counted and given up on in time. */
import type postgres from 'postgres';
import { remembering } from '../odata/remembering.ts';
import type { Done, Row, Statement, Step, Table, Value, Work, Works } from './database.ts';
import { postgres as connectTo } from './postgres-driver.ts';
import { isOvertaken, isReadOnly, postgresFault, unavailable } from './postgres-fault.ts';
import { gatherSingle } from './postgres-gather.ts';
import { insertingText, newOnes, piecesOf } from './postgres-insert.ts';
import { patience, waiting } from './postgres-patience.ts';
import type { Pressure } from './store.ts';

export interface PoolOptions {
  /** Where one URL names several servers: the one that takes writes, or any. */
  readonly servers?: 'primary' | 'any';
  /** Connections at most. */
  readonly connections?: number;
}

const usualConnections = 10;

/** Different statements that are kept prepared on each connection; further ones are planned each time. */
const preparedLimit = 300;

/** Milliseconds that one of several servers is looked for. */
const connectPatience = 5_000;

/** How often work that was overtaken is tried again. */
const attempts = 40;

/** Milliseconds between two changes of all connections, and seconds that statements on the old ones have to end. */
const renewal = 5_000;
const farewell = 5;

/** How long an answer is waited for: not for ever, unless the work is known to be long. */
export type Patience = 'brief' | 'endless';

type Sql = postgres.Sql | postgres.TransactionSql | postgres.ReservedSql;
type Rows = postgres.RowList<postgres.Row[]>;

export interface Pool {
  rows(statement: Statement, patience?: Patience): Promise<readonly Row[]>;
  /** Makes a read of a row at most, by texts alone, together with those of its turn. */
  single(statement: Statement): Promise<readonly Row[]>;
  /** Carries out work statement by statement, each for itself. */
  carryOut<Result>(work: () => Work<Result>): Promise<Result>;
  /** Carries out work as one transaction, anew if it was overtaken. */
  transaction<Result>(work: () => Work<Result>, patience?: Patience): Promise<Result>;
  /** Carries out pieces of work as one transaction, each begun when the one before is done. */
  long<Result>(works: Works<Result>): Promise<readonly Result[]>;
  snapshot<Item>(use: (read: (statement: Statement) => Promise<readonly Row[]>) => AsyncGenerator<Item>): AsyncGenerator<Item>;
  pressure(): Pressure;
  close(): Promise<void>;
}

/** A `?` for each value becomes `$1`, `$2` and so on. */
const numbered = remembering(2_000, (text) => {
  let count = 0;
  return text.replace(/\?/g, () => `$${++count}`);
});

/** A statement whose rest is done only if the first one changed something, as one statement. */
const combined = remembering(500, (texts) => {
  const [first = '', ...rest] = texts.split(between);
  const others = rest.map((text, index) => `, rest_${index} AS (${text})`).join('');
  return numbered(`WITH done AS (${first} RETURNING 1)${others} SELECT count(*)::int AS changed FROM done`);
});

/** Stands between statements that are combined, and in none of them. */
const between = '\u0000';

function connect(url: string, { connections = usualConnections, servers = 'primary' }: PoolOptions): postgres.Sql {
  return connectTo(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    // A server that comes back is found within moments.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 1),
    keep_alive: 15,
    onnotice: () => {},
    connection: { application_name: 'proficio' },
    ...(servers === 'primary' &&
      hostsOf(url) > 1 &&
      !url.includes('target_session_attrs') && { target_session_attrs: 'read-write' as const }),
    // JSON passes as the text it is, byte for byte.
    types: { json: { to: 114, from: [114], serialize: (text: unknown) => text, parse: (text: unknown) => text } },
  });
}

/** How many servers a URL names, with commas between. */
function hostsOf(url: string): number {
  const authority = url.slice(url.indexOf('://') + 3).split(/[?/]/, 1)[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1).split(',').length;
}

/** Opens a pool. `prepare=false` in the URL is for a pooler between that does not know prepared statements. */
export function openPool(url: string, options: PoolOptions): Pool {
  let sql = connect(url, options);
  let renewed = 0;
  // Where none of several servers takes writes, the driver would try one after the other for as long as it takes.
  const patient = waiting(hostsOf(url) > 1 ? connectPatience : patience, renew);
  const known = new Set<string>();

  /** Leaves connections that lead nowhere: to a server that has become a standby, or that does not answer. */
  function renew(): void {
    if (performance.now() - renewed < renewal) return;
    renewed = performance.now();
    const old = sql;
    sql = connect(url, options);
    old.end({ timeout: farewell }).catch(() => {});
  }

  async function named<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      throw nameOf(error);
    }
  }

  function nameOf(error: unknown): unknown {
    if (isReadOnly(error)) renew();
    return postgresFault(error);
  }

  /** Only so many different statements are prepared: those met first, which the program itself makes. */
  function isPrepared(text: string): boolean {
    if (known.has(text)) return true;
    if (known.size >= preparedLimit) return false;
    known.add(text);
    return true;
  }

  function send(on: Sql, text: string, values: readonly Value[]): postgres.PendingQuery<postgres.Row[]> {
    return on.unsafe(text, values as postgres.ParameterOrJSON<never>[], { prepare: isPrepared(text) });
  }

  async function run(on: Sql, text: string, values: readonly Value[], patience: Patience): Promise<Rows> {
    const answer = send(on, text, values);
    return patience === 'brief' ? patient(answer) : answer;
  }

  async function take(on: Sql, step: Step, patience: Patience): Promise<Done> {
    switch (step.kind) {
      case 'read':
        // What is not read within a transaction may be read with others.
        if (step.weight === 'single' && on === sql) return { rows: await single(step.statement), changed: [] };
        return { rows: await run(on, numbered(step.statement.text), step.statement.values, patience), changed: [] };
      case 'write': {
        const { first, rest } = step;
        if (rest.length === 0)
          return { rows: [], changed: [(await run(on, numbered(first.text), first.values, patience)).count] };
        const text = combined([first, ...rest].map((statement) => statement.text).join(between));
        const values = [first, ...rest].flatMap((statement) => statement.values);
        const [row] = await run(on, text, values, patience);
        return { rows: [], changed: [Number(row?.changed ?? 0)] };
      }
      case 'many': {
        const text = numbered(step.text);
        const results = await Promise.all(step.runs.map((values) => run(on, text, values, patience)));
        return { rows: [], changed: results.map(({ count }) => count) };
      }
      case 'insert':
        return { rows: [], changed: await insert(on, step.into, step.rows, patience) };
      case 'again':
        await backOff(step.attempt);
        return { rows: [], changed: [] };
    }
  }

  /** Few statements with many rows each, sent one behind the other. Answers for each row whether it is new. */
  async function insert(on: Sql, into: Table, rows: readonly (readonly Value[])[], patience: Patience): Promise<number[]> {
    const changed = piecesOf(rows).map(async (piece) => {
      const answer = await run(on, numbered(insertingText(into, piece.length)), piece.flat(), patience);
      return newOnes(into, piece, answer);
    });
    return (await Promise.all(changed)).flat();
  }

  async function drive<Result>(on: Sql, work: Work<Result>, patience: Patience): Promise<Result> {
    let next = work.next();
    while (!next.done) next = work.next(await take(on, next.value, patience));
    return next.value;
  }

  const rows = ({ text, values }: Statement, patience: Patience = 'brief'): Promise<readonly Row[]> =>
    // A read is waited for once, for its answer and for its time alike.
    patience === 'brief'
      ? patient(send(sql, numbered(text), values), nameOf)
      : named(() => run(sql, numbered(text), values, patience));
  const single = gatherSingle(rows);

  return {
    rows,
    single,
    carryOut: (work) => named(() => drive(sql, work(), 'brief')),
    transaction: (work, patience = 'brief') =>
      named(async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            // The driver unwraps arrays of promises, which no work returns: hence the wrapping.
            const { result } = await sql.begin(async (on) => ({ result: await drive(on, work(), patience) }));
            return result;
          } catch (error) {
            if (!isOvertaken(error)) throw error;
            await backOff(attempt);
          }
        }
      }),
    long: (works) =>
      named(async () => {
        const { results } = await sql.begin(async (on) => {
          const done = [];
          for await (const work of works) done.push(await drive(on, work(), 'endless'));
          return { results: done };
        });
        return results;
      }),
    async *snapshot(use) {
      const own = await named(() => patient(sql.reserve()));
      let ended = false;
      try {
        await named(() => patient(own.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')));
        yield* use(({ text, values }) => named(() => run(own, numbered(text), values, 'brief')));
        ended = true;
      } finally {
        await own.unsafe(ended ? 'COMMIT' : 'ROLLBACK').catch(() => {});
        own.release();
      }
    },
    pressure: () => ({ connections: options.connections ?? usualConnections, waiting: patient.waiting() }),
    close: () => sql.end({ timeout: 5 }),
  };
}

/** Waits a while that grows with the attempts. Refuses unavailable after too many. */
async function backOff(attempt: number): Promise<void> {
  if (attempt > attempts) throw unavailable(new Error('Other writers were faster each time.'));
  // By chance, so that those who met do not meet again.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 50)));
}
