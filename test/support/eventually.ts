/** Waits until something holds: for what another process does in its own time. */

/** Milliseconds between two looks, and after which it is taken not to come true. */
const [interval, limit] = [25, 60_000] as const;

/** @returns what `look` found, once that is not undefined; throws if it stays so */
export async function eventually<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const began = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - began > limit) throw new Error(`it did not come true that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
