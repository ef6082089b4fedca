/** Measuring side by side: contestants take turns, A B A B, so that what the machine does besides falls on all alike. */
import type { Contestant } from './contestant.ts';
import type { Generator } from './generator.ts';
import type { Job, Loaded } from './load.ts';
import type { LoadRequest } from './wire-client.ts';

/** One contestant's part in a comparison. */
export interface Entrant {
  readonly contestant: Contestant;
  readonly requests: readonly LoadRequest[];
  /** Of the requests per second that it answers in the seconds before each round, the share to keep to; otherwise they come as fast as they are answered. */
  readonly share?: number;
}

/** The medians of a contestant's rounds. */
export interface Result {
  readonly contestant: string;
  readonly perSecond: number;
  /** Of all rounds, slowest first: how much the machine varies. */
  readonly rounds: readonly number[];
  /** Requests per second that were kept to, where there was a share. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The p99 of all rounds, best first. */
  readonly tails: readonly number[];
  readonly mean: number;
  /** Microseconds of the server's processor time. */
  readonly processorPerRequest: number;
  /** Bytes, after the last round. */
  readonly memory: number;
  readonly generatorLoad: number;
}

export interface Terms {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * Before the first round: so many requests, as fast as answers come, by which what is hot has been compiled, but no longer than so
 * many seconds; and where there is a share to keep to, a round at it that does not count.
 */
const warmUp = { requests: 20_000, stretch: 1, most: 6 } as const;

/**
 * Lets contestants take turns. A share to keep to is that of what the contestant reaches just before: a machine that others use too
 * may be a third slower a minute later, and then seven tenths of what it did are all that it can do.
 * Throws if any request fails: a fast refusal is no answer.
 */
export async function compare(generator: Generator, entrants: readonly Entrant[], terms: Terms): Promise<readonly Result[]> {
  const { connections, seconds, rounds } = terms;
  const load = async ({ contestant, requests }: Entrant, duration: number, pace: number | undefined): Promise<Round> => {
    const job: Job = {
      origin: contestant.origin,
      requests,
      connections,
      seconds: duration,
      ...(pace !== undefined && { rate: pace }),
    };
    const before = contestant.processorTime();
    const loaded = await generator.run(job);
    const processor = contestant.processorTime() - before;
    if (loaded.failures > 0)
      throw new Error(
        `${contestant.name}: ${loaded.failures} of ${loaded.requests} requests failed, such as ${requests[0]?.path}`,
      );
    return { ...loaded, processorPerRequest: (processor * 1000) / loaded.requests };
  };
  const round = async (entrant: Entrant): Promise<Round> => {
    if (entrant.share === undefined) return load(entrant, seconds, undefined);
    const highest = await load(entrant, seconds, undefined);
    const rate = highest.perSecond * entrant.share;
    return { ...(await load(entrant, seconds, rate)), rate };
  };
  const taken = entrants.map((): Round[] => []);
  for (const entrant of entrants) {
    let answered = 0;
    for (let second = 0; second < warmUp.most && answered < warmUp.requests; second++)
      answered += (await load(entrant, warmUp.stretch, undefined)).requests;
    if (entrant.share !== undefined) await round(entrant);
  }
  for (let done = 0; done < rounds; done++) {
    for (const [index, entrant] of entrants.entries()) taken[index]?.push(await round(entrant));
  }
  return entrants.map(({ contestant }, index) => summarize(contestant, taken[index] ?? []));
}

interface Round extends Loaded {
  readonly processorPerRequest: number;
  readonly rate?: number;
}

function summarize(contestant: Contestant, rounds: readonly Round[]): Result {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const rates = rounds.flatMap(({ rate }) => rate ?? []);
  return {
    contestant: contestant.name,
    perSecond: middle(({ perSecond }) => perSecond),
    rounds: rounds.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b),
    ...(rates.length > 0 && { rate: median(rates) }),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    tails: rounds.map(({ p99 }) => p99).toSorted((a, b) => a - b),
    mean: middle(({ mean }) => mean),
    processorPerRequest: middle(({ processorPerRequest }) => processorPerRequest),
    memory: contestant.memory(),
    generatorLoad: middle(({ generatorLoad }) => generatorLoad),
  };
}
