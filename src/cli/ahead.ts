/** Work begun before its turn has come, so that several threads have something to do. */

/** Begins work on what is given, so many at once, and hands over what comes of it in order. */
export async function* ahead<Given, Made>(
  all: AsyncIterable<Given> | Iterable<Given>,
  width: number,
  make: (given: Given) => Promise<Made>,
): AsyncGenerator<Made> {
  const begun: Promise<Made>[] = [];
  for await (const given of all) {
    const made = make(given);
    // Whether it failed is seen when its turn comes.
    made.catch(() => {});
    begun.push(made);
    const first = begun.length < width ? undefined : begun.shift();
    if (first) yield await first;
  }
  for (const made of begun) yield await made;
}
