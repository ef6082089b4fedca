/** Tells V8 what a server is, and a program that ends is not: the same over and over, by what is soon forgotten. */
import v8 from 'node:v8';

/** In other versions of V8 these may mean something else. */
const measuredWith = '13.6.';

/** What was measured with them: docs/performance.md. */
const flags = [
  // Compiles for good after fewer calls, and with more of what is called.
  '--invocation-count-for-maglev=200',
  '--invocation-count-for-turbofan=800',
  '--max-inlined-bytecode-size=1200',
  '--max-inlined-bytecode-size-cumulative=3000',
  // Does not learn from objects that have stayed to make all of their kind among the old: those of requests would follow.
  '--no-allocation-site-pretenuring',
] as const;

/** To be called once what is usually needed has been loaded: what Node.js brings is there compiled, but for use without these flags. */
export function tuneV8(): void {
  if (process.versions.v8.startsWith(measuredWith)) for (const flag of flags) v8.setFlagsFromString(flag);
}
