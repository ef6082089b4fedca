/** What a run finds, as plain data. */
import type { Result } from './rounds.ts';

/** One scenario, measured. The first result is the server's, the second the floor's that it is held against. */
export interface Comparison {
  readonly scenario: string;
  readonly results: readonly Result[];
  readonly ratio: number;
  readonly target: number;
}

/** Anything measured besides throughput: a sentence, a value, and what it shall be. */
export interface Finding {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  /** Undefined where there is nothing to be met. */
  readonly met?: boolean;
}

/** One size of the data, with what the server does at it. */
export interface GrowthPoint {
  readonly people: number;
  readonly perSecond: { readonly [scenario: string]: number };
  readonly startUp: number;
  readonly memory: number;
  readonly diskRatio: number;
}

export interface Report {
  readonly machine: Machine;
  readonly date: string;
  readonly commit: string;
  readonly mode: string;
  readonly people: number;
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
  readonly growth: readonly GrowthPoint[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** The load average of the last minute when the run began: what else the machine was doing. */
  readonly load: number;
}
