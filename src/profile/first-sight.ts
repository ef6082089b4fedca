/** First sight: a person is made known to the directory when a valid delegated token of theirs is first seen. */
import type { Store } from '../store/store.ts';
import type { Caller } from './caller.ts';
import { personOfToken, personOfTokenByIdOnly } from './person.ts';

/** Who is known already, so that only the first of many requests asks the store. */
export interface FirstSight {
  /** Makes the caller known. */
  readonly meet: (caller: Caller) => undefined | Promise<void>;
  /** Forgets who is known, because one of them was removed. */
  readonly forget: () => void;
}

/** For how long a caller is taken as known: another node may have removed the person meanwhile. */
const milliseconds = 60_000;

/**
 * @param store where people are kept
 * @param clock milliseconds from any fixed point
 */
export function firstSight(store: Store, clock: () => number): FirstSight {
  /** Until when. A caller is the same value for as long as its token is remembered, and goes from here with it. */
  let known = new WeakMap<Caller, number>();
  async function introduce(caller: Extract<Caller, { kind: 'person' }>): Promise<void> {
    const met = await store.meetPerson(caller.tenant, caller.id, personOfToken(caller));
    // The name is somebody else's: the person is known by id alone.
    if (!met) await store.meetPerson(caller.tenant, caller.id, personOfTokenByIdOnly(caller));
    known.set(caller, clock() + milliseconds);
  }
  return {
    meet(caller) {
      if (caller.kind === 'application') return undefined;
      const until = known.get(caller);
      return until !== undefined && until > clock() ? undefined : introduce(caller);
    },
    forget() {
      known = new WeakMap();
    },
  };
}
