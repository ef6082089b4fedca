/** Holds what several callers saw of one item against one order of events: every answer must fit, and no order may run backwards. */

/** What an item is: a number that counts its changes, and two values that are changed apart. */
export interface State {
  readonly revision: number;
  readonly one: string | null;
  readonly other: string | null;
}

/** An operation, when it was begun and answered (any clock that does not run backwards), and what the answer was. */
export interface Event {
  readonly begun: number;
  readonly answered: number;
  readonly did:
    | { readonly kind: 'read'; readonly saw: State }
    | {
        readonly kind: 'write';
        readonly patch: Partial<Omit<State, 'revision'>>;
        readonly expected: number | undefined;
        readonly saw: State;
      }
    /** A conditional write that was told that its condition does not hold. */
    | { readonly kind: 'refused'; readonly expected: number };
}

/**
 * Looks for one order of the events in which each takes effect between its beginning and its answer (linearizability, Herlihy and
 * Wing 1990). States are numbered by the server, so that the order of writes is known and what is left is to hold all against it.
 * @param first the state at the beginning
 * @returns what does not fit; empty if all does
 */
export function contradictions(first: State, events: readonly Event[]): readonly string[] {
  const found: string[] = [];
  const states = new Map<number, State>([[first.revision, first]]);
  const beginnings = new Map<number, number>([[first.revision, Number.NEGATIVE_INFINITY]]);
  const writes = events
    .flatMap(({ did, begun }) => (did.kind === 'write' ? [{ ...did, begun }] : []))
    .sort((a, b) => a.saw.revision - b.saw.revision);
  for (const { patch, expected, saw, begun } of writes) {
    const before = states.get(saw.revision - 1);
    if (states.has(saw.revision)) found.push(`two writes made revision ${saw.revision}`);
    else if (!before) found.push(`revision ${saw.revision} was made of one that nobody made`);
    else if (expected !== undefined && expected !== before.revision)
      found.push(`a write for revision ${expected} was done to ${before.revision}`);
    else if (!same(saw, { ...before, ...patch, revision: saw.revision }))
      found.push(`revision ${saw.revision} has lost something`);
    states.set(saw.revision, saw);
    beginnings.set(saw.revision, begun);
  }
  for (const { did } of events) {
    if (did.kind !== 'read') continue;
    const state = states.get(did.saw.revision);
    if (!state || !same(state, did.saw)) found.push(`revision ${did.saw.revision} was read and never was`);
  }
  for (const { begun, answered, did } of events) {
    // The newest revision that somebody had seen before this began; whatever takes effect now comes behind it.
    const least = events.reduce((most, other) => (other.answered < begun ? Math.max(most, seenBy(other)) : most), first.revision);
    const own = did.kind === 'refused' ? undefined : did.saw.revision;
    if (did.kind === 'read' && (own ?? 0) < least) found.push(`revision ${own} was read after ${least} had been seen`);
    if (did.kind === 'write' && (own ?? 0) <= least) found.push(`revision ${own} was written after ${least} had been seen`);
    if (own !== undefined && (beginnings.get(own) ?? 0) > answered) found.push(`revision ${own} was seen before its write began`);
    if (did.kind !== 'refused' || did.expected !== least) continue;
    // It may have been refused only if another revision could have been there: one whose write had begun by then.
    const others = [...beginnings].some(([revision, at]) => revision > least && at < answered);
    if (!others) found.push(`a write for revision ${did.expected} was refused although nothing else was there`);
  }
  return found;
}

const seenBy = ({ did }: Event): number => (did.kind === 'refused' ? 0 : did.saw.revision);
const same = (a: State, b: State): boolean => a.revision === b.revision && a.one === b.one && a.other === b.other;
