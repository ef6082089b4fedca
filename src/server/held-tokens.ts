/** Tokens as they were sent last, held as they are: to compare one takes a hundredth of a digest. */

interface Held<Known> {
  readonly authorization: string;
  readonly known: Known;
}

export interface HeldTokens<Known> {
  /** What is known of this very token, if it is held. */
  find(authorization: string): Known | undefined;
  hold(authorization: string, known: Known): void;
  drop(authorization: string): void;
  clear(): void;
}

/**
 * What a token is held by: the end of its signature, which differs from token to token. Two of one key displace each other with
 * every request, and are told by their digest each time: so there are many more keys than tokens held.
 */
function keyOf(authorization: string): number {
  let key = 0;
  for (let at = authorization.length - 8; at < authorization.length; at++)
    key = (Math.imul(key, 31) + authorization.charCodeAt(at)) | 0;
  return key;
}

/** @param limit how many are held; the one held longest is let go first */
export function holdTokens<Known>(limit: number): HeldTokens<Known> {
  const held = new Map<number, Held<Known>>();
  return {
    find(authorization) {
      const last = held.get(keyOf(authorization));
      return last?.authorization === authorization ? last.known : undefined;
    },
    hold(authorization, known) {
      const key = keyOf(authorization);
      if (held.size >= limit && !held.has(key)) held.delete(held.keys().next().value ?? key);
      held.set(key, { authorization, known });
    },
    drop(authorization) {
      held.delete(keyOf(authorization));
    },
    clear() {
      held.clear();
    },
  };
}
