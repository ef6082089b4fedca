/** How steady the machine is by itself: work that does not change, timed while nothing else is asked of it. */

/** Bytes that the work reads in no order that a processor could foresee: more than a core's own caches hold, as a server's memory is. */
const bytes = 4 * 2 ** 20;
/** Milliseconds: a server at 70 % of its highest throughput that is half as fast for so long answers late. */
const window = 20;
const stepsAtOnce = 8000;

export interface Steadiness {
  /** Works for so many milliseconds on one processor. */
  readonly look: (duration: number) => void;
  /** Shares of what the best window did: the middle one and the slowest twentieth. NaN before the first look. */
  readonly shares: () => { readonly middle: number; readonly slowest: number };
}

/** Watches from one look to the next. */
export function watchSteadiness(): Steadiness {
  const places = new Int32Array(bytes / Int32Array.BYTES_PER_ELEMENT);
  // Each place names the next: all of them in one round, since the factor is one more than a multiple of 4 and what is added odd
  // (Knuth, The Art of Computer Programming, 3.2.1.2, theorem A).
  for (let index = 0; index < places.length; index++) places[index] = (index * 1_103_445 + 12_345) % places.length;
  const done: number[] = [];
  let place = 0;
  function work(): number {
    const until = performance.now() + window;
    let times = 0;
    for (; performance.now() < until; times++) for (let step = 0; step < stepsAtOnce; step++) place = places[place] ?? 0;
    return times;
  }
  return {
    look(duration) {
      // The first one fetches into the caches what others have driven out.
      work();
      for (let count = Math.ceil(duration / window); count > 0; count--) done.push(work());
    },
    shares() {
      const sorted = done.toSorted((a, b) => a - b);
      const best = sorted.at(-1) ?? Number.NaN;
      const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? Number.NaN) / best;
      return { middle: at(0.5), slowest: at(0.05) };
    },
  };
}
