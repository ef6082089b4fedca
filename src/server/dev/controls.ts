/** Developer controls of one tenant: reset, seed, snapshot and restore; behind /dev and behind the programmatic bench alike. */
import { randomUUID } from 'node:crypto';
import { refuse } from '../../fault.ts';
import { readDumpLine, writeDumpLine } from '../../profile/dump.ts';
import type { FirstSight } from '../../profile/first-sight.ts';
import type { LoadEntry, Store } from '../../store/store.ts';
import type { Bench } from './bench.ts';
import type { DevClock } from './clock.ts';

export interface Controls {
  readonly bench: Bench;
  readonly clock: DevClock;
  /** Empties a tenant and forgets its faults, its limits, its clock and its journal. */
  readonly reset: (tenant: string) => Promise<void>;
  /**
   * Loads lines of a dump into a tenant, whichever tenant they name.
   * @returns how many records there are of the lines. Refuses malformedLine.
   */
  readonly seed: (tenant: string, lines: Iterable<string>) => Promise<number>;
  /** Keeps what a tenant holds, in memory; answers the snapshot's id. */
  readonly snapshot: (tenant: string) => Promise<string>;
  /** Puts a tenant back to a snapshot of it. Refuses itemNotFound. */
  readonly restore: (tenant: string, id: string) => Promise<void>;
}

interface Snapshot {
  readonly tenant: string;
  readonly lines: readonly string[];
}

/** Snapshots kept at once; beyond that the oldest goes. */
const mostSnapshots = 100;

export function openControls(store: Store, firstSight: FirstSight, bench: Bench, clock: DevClock): Controls {
  const snapshots = new Map<string, Snapshot>();
  async function empty(tenant: string): Promise<void> {
    await store.dropTenant(tenant);
    firstSight.forget();
  }
  async function seed(tenant: string, lines: Iterable<string>): Promise<number> {
    const entries: LoadEntry[] = [];
    for (const line of lines) {
      if (line.trim() !== '') entries.push(...readDumpLine(Buffer.from(line)).entries.map((entry) => movedTo(tenant, entry)));
    }
    await store.load(entries);
    return entries.length;
  }
  return {
    bench,
    clock,
    seed,
    async reset(tenant) {
      await empty(tenant);
      bench.removeRules(tenant);
      bench.throttle(tenant, undefined);
      bench.journal.clear(tenant);
      clock.reset(tenant);
      for (const [id, snapshot] of snapshots) if (snapshot.tenant === tenant) snapshots.delete(id);
    },
    async snapshot(tenant) {
      const lines: string[] = [];
      for await (const entry of store.dump(tenant, undefined)) lines.push(writeDumpLine(entry));
      const id = randomUUID();
      if (snapshots.size >= mostSnapshots) snapshots.delete(snapshots.keys().next().value as string);
      snapshots.set(id, { tenant, lines });
      return id;
    },
    async restore(tenant, id) {
      const snapshot = snapshots.get(id);
      if (snapshot?.tenant !== tenant) return refuse('itemNotFound');
      await empty(tenant);
      await seed(tenant, snapshot.lines);
    },
  };
}

function movedTo(tenant: string, entry: LoadEntry): LoadEntry {
  return { ...entry, source: { ...entry.source, tenant } };
}
