/** What a run finds, as plain data. */
import type { Result } from './rounds.ts';

/** The parts that a run is made of, in their order. */
export const partNames = ['throughput', 'latency', 'company', 'wire', 'life', 'testing', 'postgres', 'growth', 'peers'] as const;
export type PartName = (typeof partNames)[number];

/** One scenario, measured. The first result is the server's, the second that of the floor or the peer it is held against. */
export interface Comparison {
  readonly scenario: string;
  readonly results: readonly Result[];
  readonly ratio: number;
  /** Undefined where the comparison is shown only. */
  readonly target?: number;
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

/** What one part found. */
export interface Found {
  readonly comparisons?: readonly Comparison[];
  readonly findings?: readonly Finding[];
  readonly growth?: readonly GrowthPoint[];
}

/** Where, when and how a part was measured. */
export interface Run {
  readonly machine: Machine;
  readonly date: string;
  readonly commit: string;
  readonly mode: string;
  readonly people: number;
}

/** The newest findings of each part; parts may come from different runs. */
export type Report = { readonly [P in PartName]?: { readonly run: Run } & Found };

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** The load average of the last minute when the run began: what else the machine was doing. */
  readonly load: number;
}
