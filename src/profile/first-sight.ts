/** First sight: a person is made known to the directory when a valid delegated token of theirs is first seen. */
import type { Store } from '../store/store.ts';
import type { Caller } from './caller.ts';
import { personOfToken, personOfTokenByIdOnly } from './person.ts';

/** Who is known already, so that only the first of many requests asks the store. */
export interface FirstSight {
  /** Makes the caller known. */
  readonly meet: (caller: Caller) => undefined | Promise<void>;
  /** Forgets a person who was removed, or everybody. */
  readonly forget: (person?: string) => void;
}

/** People remembered as known, and for how long: another node may have removed one meanwhile. */
const remembered = 50_000;
const milliseconds = 60_000;

/**
 * @param store where people are kept
 * @param clock milliseconds from any fixed point
 */
export function firstSight(store: Store, clock: () => number): FirstSight {
  const known = new Map<string, number>();
  async function introduce(caller: Extract<Caller, { kind: 'person' }>, key: string): Promise<void> {
    const met = await store.meetPerson(caller.tenant, caller.id, personOfToken(caller));
    // The name is somebody else's: the person is known by id alone.
    if (!met) await store.meetPerson(caller.tenant, caller.id, personOfTokenByIdOnly(caller));
    known.delete(key);
    if (known.size >= remembered) known.delete(known.keys().next().value as string);
    known.set(key, clock() + milliseconds);
  }
  return {
    meet(caller) {
      if (caller.kind === 'application') return undefined;
      const key = `${caller.tenant}/${caller.id}`;
      const until = known.get(key);
      return until !== undefined && until > clock() ? undefined : introduce(caller, key);
    },
    forget(person) {
      if (person === undefined) known.clear();
      else for (const key of known.keys()) if (key.endsWith(`/${person}`)) known.delete(key);
    },
  };
}
