/** What developer controls take: JSON held against one row per member, with a sentence for whatever does not fit. */
import { refuse } from '../../fault.ts';

/** What one member takes, in words and as a check. */
export interface Member {
  readonly takes: string;
  readonly fits: (value: unknown) => boolean;
}

/** A row for every member that a value may have. */
export type Shape<Value> = { readonly [Name in keyof Value]-?: Member };

export const text: Member = { takes: 'a text', fits: (value) => typeof value === 'string' && value !== '' };
export const flag: Member = { takes: 'true or false', fits: (value) => typeof value === 'boolean' };

export function number(least: number, most: number): Member {
  const fits = (value: unknown) => typeof value === 'number' && value >= least && value <= most;
  return { takes: `a number from ${least} to ${most}`, fits };
}

export function whole(least: number, most: number): Member {
  const fits = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return { takes: `a whole number from ${least} to ${most}`, fits };
}

export function oneOf(words: readonly string[]): Member {
  return {
    takes: `one of ${words.map((word) => `"${word}"`).join(', ')}`,
    fits: (value) => typeof value === 'string' && words.includes(value),
  };
}

export function either(...members: readonly Member[]): Member {
  return { takes: members.map(({ takes }) => takes).join(' or '), fits: (value) => members.some(({ fits }) => fits(value)) };
}

/** An object whose values are texts. */
export const texts: Member = {
  takes: 'an object of texts',
  fits: (value) => isObject(value) && Object.values(value).every((held) => typeof held === 'string'),
};

/** Words with spaces between them, or an array of words. */
export const words: Member = {
  takes: 'words with spaces between them, or an array of words',
  fits: (value) => typeof value === 'string' || (Array.isArray(value) && value.every((word) => typeof word === 'string')),
};

export const anyObject: Member = { takes: 'an object', fits: isObject };

/**
 * Holds JSON against a shape.
 * @param what the value is called in refusals
 * @param required members that may not be missing
 * @returns the value, without members that are undefined
 * Refuses malformedControl, naming the member.
 */
export function readShape<Value extends object>(
  what: string,
  shape: Shape<Value>,
  json: unknown,
  required: readonly (keyof Value & string)[] = [],
): Value {
  if (!isObject(json)) return malformed(what, 'it is not a JSON object', undefined);
  const given = Object.entries(json).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    // Own members only: a shape has no member "constructor".
    const member = Object.hasOwn(shape, name) ? shape[name as keyof Value] : undefined;
    if (!member) return malformed(what, `it has no member "${name}"; its members are ${Object.keys(shape).join(', ')}`, name);
    if (!member.fits(value)) return malformed(what, `"${name}" takes ${member.takes}, not ${shown(value)}`, name);
  }
  const missing = required.find((name) => !given.some(([there]) => there === name));
  if (missing !== undefined) return malformed(what, `"${missing}" is missing`, missing);
  // Every member has just been held against its row.
  return Object.fromEntries(given) as Value;
}

export function malformed(what: string, reason: string, target: string | undefined): never {
  return refuse('malformedControl', { what, reason, ...(target !== undefined && { target }) });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}...` : json;
}
