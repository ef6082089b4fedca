/** JSON text of a request body to a value, refusing what JSON.parse lets pass: repeated members, depth, broken Unicode. */
import { refuse } from '../fault.ts';

/** Levels of nesting that a body may have; a batch has those of its parts and its own. */
export const depthLimits = { entity: 20, batch: 24 } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a body as JSON (RFC 8259).
 * @param bytes the body as received
 * @param depthLimit levels of nesting that are read
 * @returns the parsed value
 * Refuses malformedBody, duplicateMember, bodyTooDeep.
 */
export function readJson(bytes: Uint8Array, depthLimit: number = depthLimits.entity): unknown {
  return readJsonText(decode(bytes), depthLimit);
}

/** The same of a body that is text already. */
export function readJsonText(text: string, depthLimit: number): unknown {
  if (text.trim() === '') refuse('malformedBody', { reason: 'it is empty' });
  const value = asWritten(text);
  if (value !== undefined && !opensMore(text, depthLimit)) return value;
  checkStructure(text, depthLimit);
  return parse(text);
}

/**
 * The value of a text that is just what is written for it, as programs write JSON: then nothing stands twice in it. Undefined for
 * any other. To write it again takes less than half of the time that a look at each member takes.
 */
function asWritten(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    // What is wrong is told by the closer look.
    return undefined;
  }
}

/** True if a text has more brackets than levels are read, wherever they stand. */
function opensMore(text: string, most: number): boolean {
  let count = 0;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (++count > most) return true;
  return false;
}

/** The text of a body. Refuses bytes that are not UTF-8. */
export function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    return refuse('malformedBody', { reason: 'it is not valid UTF-8', cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // V8 quotes the text around the mistake, which is the caller's own.
    return refuse('malformedBody', {
      reason: cause instanceof Error ? cause.message.replace(/[.]$/, '') : 'it is not JSON',
      cause,
    });
  }
}

/** An object or array that is not closed yet: the names an object has had, and the member or the index that stands at present. */
interface Level {
  readonly names: Set<string> | undefined;
  at: string | number;
}

/** One pass over the text for what JSON.parse does not tell: depth, and members that stand twice in one object. */
function checkStructure(text: string, depthLimit: number): void {
  const open: Level[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22 /* " */) {
      const end = endOfString(text, at);
      const level = open.at(-1);
      if (level?.names && isMemberName(text, end)) noteMember(open, level, level.names, text.slice(at, end + 1));
      at = end;
    } else if (char === 0x7b /* { */ || char === 0x5b /* [ */) {
      if (open.length === depthLimit) refuse('bodyTooDeep', { limit: depthLimit, ...targetOf(open[0]) });
      open.push(char === 0x7b ? { names: new Set(), at: '' } : { names: undefined, at: 0 });
    } else if (char === 0x7d /* } */ || char === 0x5d /* ] */) {
      open.pop();
    } else if (char === 0x2c /* , */) {
      const level = open.at(-1);
      if (typeof level?.at === 'number') level.at++;
    }
  }
}

/** The member of the whole body in which something is wrong further in. */
function targetOf(level: Level | undefined): { readonly target?: string } {
  return typeof level?.at === 'string' ? { target: level.at } : {};
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5c /* \ */) at++;
    else if (char === 0x22) return at;
  }
  return text.length;
}

function isMemberName(text: string, end: number): boolean {
  for (let at = end + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x3a /* : */) return true;
    if (char !== 0x20 && char !== 0x09 && char !== 0x0a && char !== 0x0d) return false;
  }
  return false;
}

function noteMember(open: readonly Level[], level: Level, names: Set<string>, literal: string): void {
  const name = literal.includes('\\') ? String(parse(literal)) : literal.slice(1, -1);
  if (names.has(name)) {
    const path = [...open.slice(0, -1).map(({ at }) => at), name].join('/');
    refuse('duplicateMember', { property: path, target: path });
  }
  names.add(name);
  level.at = name;
}
