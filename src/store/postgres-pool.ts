/** One pool of connections to a PostgreSQL server: statements prepared, counted and given up on in time. */
import postgres from 'postgres';
import { Fault } from '../fault.ts';
import type { Done, Row, Statement, Step, Value, Work } from './database.ts';
import { isOvertaken, postgresFault, unavailable } from './postgres-fault.ts';
import { remembering } from './remembering.ts';

export interface PoolOptions {
  /** Connections at most. */
  readonly connections?: number;
  /** False where a pooler between does not know prepared statements. */
  readonly prepare?: boolean;
}

/** Different statements that are kept prepared on each connection; further ones are planned each time. */
const preparedLimit = 300;

/** Milliseconds after which an answer is no longer waited for. */
const patience = 30_000;

/** Statements waiting for an answer at once: beyond that callers are sent away before memory grows. */
const waitingLimit = 5_000;

/** How often work that was overtaken is tried again. */
const attempts = 40;

type Sql = postgres.Sql | postgres.TransactionSql | postgres.ReservedSql;

export interface Pool {
  rows(statement: Statement): Promise<readonly Row[]>;
  /** Carries out work statement by statement, each for itself. */
  carryOut<Result>(work: () => Work<Result>): Promise<Result>;
  /** Carries out work as one transaction, anew if it was overtaken. */
  transaction<Result>(work: () => Work<Result>): Promise<Result>;
  /** Carries out pieces of work as one transaction, each begun when the one before is done. */
  long<Result>(works: Iterable<Work<Result>>): Promise<readonly Result[]>;
  snapshot<Item>(use: (read: (statement: Statement) => Promise<readonly Row[]>) => AsyncGenerator<Item>): AsyncGenerator<Item>;
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

export function openPool(url: string, { connections = 10, prepare = true }: PoolOptions): Pool {
  const sql = postgres(url, {
    max: connections,
    prepare,
    fetch_types: false,
    connect_timeout: 5,
    // A server that comes back is found within moments.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 1),
    keep_alive: 15,
    onnotice: () => {},
    connection: { application_name: 'proficio' },
    // JSON passes as the text it is, byte for byte.
    types: { json: { to: 114, from: [114], serialize: (text: unknown) => text, parse: (text: unknown) => text } },
  });
  const patient = waiting();
  const known = new Set<string>();

  /** Only so many different statements are prepared: those met first, which the program itself makes. */
  function isPrepared(text: string): boolean {
    if (known.has(text)) return true;
    if (known.size >= preparedLimit) return false;
    known.add(text);
    return true;
  }

  async function run(on: Sql, text: string, values: readonly Value[]): Promise<postgres.RowList<postgres.Row[]>> {
    return patient(on.unsafe(text, values as postgres.ParameterOrJSON<never>[], { prepare: isPrepared(text) }));
  }

  async function take(on: Sql, step: Step): Promise<Done> {
    switch (step.kind) {
      case 'read':
        return { rows: await run(on, numbered(step.statement.text), step.statement.values), changed: [] };
      case 'write': {
        const { first, rest } = step;
        if (rest.length === 0) return { rows: [], changed: [(await run(on, numbered(first.text), first.values)).count] };
        const text = combined([first, ...rest].map((statement) => statement.text).join(between));
        const [row] = await run(
          on,
          text,
          [first, ...rest].flatMap(({ values }) => values),
        );
        return { rows: [], changed: [Number(row?.changed ?? 0)] };
      }
      case 'many': {
        const text = numbered(step.text);
        const results = await Promise.all(step.runs.map((values) => run(on, text, values)));
        return { rows: [], changed: results.map(({ count }) => count) };
      }
      case 'again':
        await backOff(step.attempt);
        return { rows: [], changed: [] };
    }
  }

  async function drive<Result>(on: Sql, work: Work<Result>): Promise<Result> {
    let next = work.next();
    while (!next.done) next = work.next(await take(on, next.value));
    return next.value;
  }

  return {
    rows: ({ text, values }) => named(() => run(sql, numbered(text), values)),
    carryOut: (work) => named(() => drive(sql, work())),
    transaction: (work) =>
      named(async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            // The driver unwraps arrays of promises, which no work returns: hence the wrapping.
            const { result } = await sql.begin(async (on) => ({ result: await drive(on, work()) }));
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
          for (const work of works) done.push(await drive(on, work));
          return { results: done };
        });
        return results;
      }),
    async *snapshot(use) {
      const own = await named(() => patient(sql.reserve()));
      let ended = false;
      try {
        await named(() => patient(own.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')));
        yield* use(({ text, values }) => named(() => run(own, numbered(text), values)));
        ended = true;
      } finally {
        await own.unsafe(ended ? 'COMMIT' : 'ROLLBACK').catch(() => {});
        own.release();
      }
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

/** Waits a while that grows with the attempts. Refuses unavailable after too many. */
async function backOff(attempt: number): Promise<void> {
  if (attempt > attempts) throw unavailable(new Error('Other writers were faster each time.'));
  // By chance, so that those who met do not meet again.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 50)));
}

async function named<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw postgresFault(error);
  }
}

/** Waits for answers, but not for ever: one clock for all of them. */
function waiting() {
  const given = new Map<object, { readonly until: number; readonly giveUp: () => void }>();
  let clock: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const [answer, { until, giveUp }] of given) {
      // They stand in the order in which they end.
      if (until > now) break;
      given.delete(answer);
      giveUp();
    }
    if (given.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  }

  return <Answer>(answer: PromiseLike<Answer>): Promise<Answer> => {
    if (given.size >= waitingLimit) throw new Fault('overloaded', { retryAfter: 1 });
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if ('cancel' in answer && typeof answer.cancel === 'function') answer.cancel();
        reject(unavailable(new Error('The database has not answered in time.')));
      };
      given.set(answer, { until: performance.now() + patience, giveUp });
      clock ??= setInterval(look, 1000).unref();
      const end = (): boolean => given.delete(answer);
      answer.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  };
}
