/** Has V8 compile for good what a server does over and over: after fewer calls than in a program that ends, and with more of what is called. */
import v8 from 'node:v8';

/** In other versions of V8 these may mean something else. */
const measuredWith = '13.6.';

/** What was measured with them: docs/performance.md. */
const flags = [
  '--invocation-count-for-maglev=200',
  '--invocation-count-for-turbofan=800',
  '--max-inlined-bytecode-size=1200',
  '--max-inlined-bytecode-size-cumulative=3000',
] as const;

/** To be called once what is usually needed has been loaded: what Node.js brings is there compiled, but for use without these flags. */
export function compileSooner(): void {
  if (process.versions.v8.startsWith(measuredWith)) for (const flag of flags) v8.setFlagsFromString(flag);
}
