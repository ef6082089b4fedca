/** What a user got wrong on the command line, and what could not be done: each one clear line. */

/** A flag, a variable or an argument that cannot be meant; ends the program with 2. */
export class Mistake extends Error {}

/** Something that failed for a reason the user can understand; ends the program with 1. */
export class Failure extends Error {}

/** Text on one line. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}

/** Why a call to the system failed, without its code and path. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.replace(/^[A-Z_0-9]+: ([^,]+), .*$/s, '$1');
}
