/** A bounded memory for what is costly to make: the least recently used is let go first. */

/** @returns `make`, remembering what it made for the last `limit` different texts */
export function remembering<Made>(limit: number, make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  let latest: string | undefined;
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) {
      // While there is room nothing will be let go, and the order does not matter.
      if (latest !== text && made.size > limit / 2) {
        made.delete(text);
        made.set(text, known);
        latest = text;
      }
      return known;
    }
    const value = make(text);
    made.set(text, value);
    latest = text;
    if (made.size > limit) made.delete(made.keys().next().value ?? '');
    return value;
  };
}
