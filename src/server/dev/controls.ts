/** Developer controls of one tenant: reset, seed, snapshot and restore, tokens; behind /dev and behind `startProficio` alike. */
import { randomUUID } from 'node:crypto';
import { refuse } from '../../fault.ts';
import { writeDumpLine } from '../../profile/dump.ts';
import type { FirstSight } from '../../profile/first-sight.ts';
import type { Store } from '../../store/store.ts';
import { type Mint, mintToken, type TokenWish } from '../authority/mint.ts';
import type { SigningKeys } from '../authority/signing-keys.ts';
import type { Bench } from './bench.ts';
import type { DevClock } from './clock.ts';
import { readSeed, type Seed } from './seed.ts';

export interface Controls {
  readonly bench: Bench;
  readonly clock: DevClock;
  /** Empties a tenant and forgets its snapshots, faults, limits, clock and log. */
  readonly reset: (tenant: string) => Promise<void>;
  /**
   * Loads lines of a dump into a tenant, whichever tenant they name; all of them or none.
   * @returns how many records they stand for. Refuses malformedSeed.
   */
  readonly seed: (tenant: string, seed: Seed) => Promise<number>;
  /** Keeps what a tenant holds, in memory; answers the snapshot's id. */
  readonly snapshot: (tenant: string) => Promise<string>;
  /** Puts a tenant back to a snapshot of it. Refuses snapshotNotFound. */
  readonly restore: (tenant: string, id: string) => Promise<void>;
  /**
   * An access token, as the authority would issue it at this instant of the tenant's clock.
   * @param origin of the authority
   */
  readonly token: (tenant: string, wish: TokenWish, origin: string) => Promise<string>;
  /** Makes the authority sign with a new key; tokens of the old one stay valid. */
  readonly rotateKeys: () => Promise<void>;
}

interface Snapshot {
  readonly tenant: string;
  readonly lines: string;
}

/** Snapshots kept at once; beyond that the oldest goes. */
const mostSnapshots = 100;

/** What the controls work on. */
export interface Controlled {
  readonly store: Store;
  readonly firstSight: FirstSight;
  readonly bench: Bench;
  readonly clock: DevClock;
  readonly keys: SigningKeys;
  /** The instant of a tenant, as canonical text. */
  readonly now: (tenant: string) => string;
}

export function openControls({ store, firstSight, bench, clock, keys, now }: Controlled): Controls {
  const snapshots = new Map<string, Snapshot>();
  async function empty(tenant: string): Promise<void> {
    await store.dropTenant(tenant);
    firstSight.forget();
  }
  async function seed(tenant: string, lines: Seed): Promise<number> {
    const findPerson = (name: string) => store.findPerson(tenant, name);
    const entries = await readSeed({ tenant, now: () => now(tenant), findPerson }, lines);
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
      bench.throttling.limit(tenant, undefined);
      bench.journal.clear(tenant);
      clock.reset(tenant);
      for (const [id, snapshot] of snapshots) if (snapshot.tenant === tenant) snapshots.delete(id);
    },
    async snapshot(tenant) {
      const lines: string[] = [];
      for await (const entry of store.dump(tenant, undefined)) lines.push(writeDumpLine(entry));
      const id = randomUUID();
      if (snapshots.size >= mostSnapshots) snapshots.delete(snapshots.keys().next().value as string); // there is a first
      snapshots.set(id, { tenant, lines: lines.join('\n') });
      return id;
    },
    async restore(tenant, id) {
      const snapshot = snapshots.get(id);
      if (snapshot?.tenant !== tenant) return refuse('snapshotNotFound', { id });
      await empty(tenant);
      await seed(tenant, snapshot.lines);
    },
    token(tenant, wish, origin) {
      const mint: Mint = { keys, origin, now: () => clock.now(tenant) };
      return mintToken({ tenant, ...wish }, mint);
    },
    rotateKeys: keys.rotate,
  };
}
