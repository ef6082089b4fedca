/** Codes that count once: kept in memory, few minutes long and never more than so many, so that lost ones cost nothing. */
import { randomBytes } from 'node:crypto';

export interface Kept {
  readonly tenant: string;
  /** Milliseconds, as the tenant's clock has them. */
  readonly until: number;
}

export interface Codes<Value extends Kept> {
  /** Keeps a value; answers the code that stands for it. */
  readonly keep: (value: Value) => string;
  /** What a code stands for; it stays as it is. */
  readonly look: (code: string) => Value | 'spent' | undefined;
  /** The code stands for another value from now on. */
  readonly replace: (code: string, value: Value) => void;
  /** From now on the code is known to have been used. */
  readonly spend: (code: string) => void;
}

/** Codes kept at once; beyond that the oldest is forgotten. */
const most = 10_000;

/** @param make how a code is written; by default 256 bits that nobody guesses */
export function openCodes<Value extends Kept>(make: () => string = () => randomBytes(32).toString('base64url')): Codes<Value> {
  const kept = new Map<string, Value | 'spent'>();
  return {
    keep(value) {
      let code = make();
      while (kept.has(code)) code = make();
      if (kept.size >= most) kept.delete(kept.keys().next().value as string);
      kept.set(code, value);
      return code;
    },
    look: (code) => kept.get(code),
    replace(code, value) {
      if (kept.has(code)) kept.set(code, value);
    },
    spend(code) {
      if (kept.has(code)) kept.set(code, 'spent');
    },
  };
}
