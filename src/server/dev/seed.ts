/** Lines of a seed: those of a dump, in which whatever a test does not care about may be left out. */
import { randomUUID } from 'node:crypto';
import { Fault, refuse } from '../../fault.ts';
import { depthLimits, readJson } from '../../odata/json.ts';
import { type DumpLine, readDumpValue } from '../../profile/dump.ts';
import { isGuid } from '../../profile/guid.ts';
import { personId } from '../../profile/person-id.ts';
import type { LoadEntry } from '../../store/store.ts';

/** A line as a program gives it; the tenant is the one that is seeded, whatever the line says. */
export type SeedLine =
  | { readonly kind: 'user'; readonly tenant?: string; readonly value: SeedValue }
  | { readonly kind: 'group'; readonly tenant?: string; readonly members?: readonly string[]; readonly value: SeedValue }
  | { readonly kind: 'contact'; readonly tenant?: string; readonly user: string; readonly value: SeedValue }
  | {
      readonly kind: 'item';
      readonly tenant?: string;
      /** Id or userPrincipalName of the owner. */
      readonly user: string;
      readonly collection: string;
      readonly value: SeedValue;
    };

/** Properties by name, as a body that creates such a record has them; ids and dates are kept if they are given. */
export type SeedValue = Readonly<Record<string, unknown>>;

/** Lines of a dump as text, or as values. */
export type Seed = string | readonly SeedLine[];

/** Where a seed goes, and what its lines may leave out. */
export interface SeedPlace {
  readonly tenant: string;
  readonly now: () => string;
  /** The id of a person who is there already. */
  readonly findPerson: (name: string) => Promise<string | undefined>;
}

/**
 * Reads a seed.
 * @returns the records that its lines stand for
 * Refuses malformedSeed with the number of the line, counted from 1.
 */
export async function readSeed(place: SeedPlace, seed: Seed): Promise<readonly LoadEntry[]> {
  const lines = typeof seed === 'string' ? seed.split('\n') : seed;
  const known = new Map<string, string>();
  const read: ReadLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (typeof line === 'string' && line.trim() === '') continue;
    const number = index + 1;
    try {
      const json: unknown = typeof line === 'string' ? readJson(Buffer.from(line), depthLimits.entity + 1) : line;
      const whole = isObject(json) ? await completed(json, place, known) : json;
      read.push({ ...readDumpValue(whole), number, named: namesIn(json) });
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      return refuse('malformedSeed', { line: number, reason: cause.message });
    }
  }
  await requirePeople(place, read);
  return read.flatMap(({ entries }) => entries);
}

interface ReadLine extends DumpLine {
  readonly number: number;
  /** How the line itself calls its people, in their order. */
  readonly named: readonly unknown[];
}

/** Everybody whom a line names is there already, or stands in another line, be it a later one. Refuses malformedSeed. */
async function requirePeople(place: SeedPlace, lines: readonly ReadLine[]): Promise<void> {
  const there = new Set(lines.filter(({ kind }) => kind === 'user').map(({ id }) => id));
  for (const { number, people, named } of lines) {
    for (const [index, person] of people.entries()) {
      if (!there.has(person) && (await place.findPerson(person)) !== person)
        refuse('malformedSeed', { line: number, reason: `The person '${named[index]}' is not known.` });
      there.add(person);
    }
  }
}

function namesIn(line: unknown): readonly unknown[] {
  if (!isObject(line)) return [];
  return Array.isArray(line.members) ? line.members : [line.user];
}

type Json = Readonly<Record<string, unknown>>;

/** The line with its tenant, and with an id, dates and the ids of people where it has none. */
async function completed(line: Json, place: SeedPlace, known: Map<string, string>): Promise<Json> {
  const value = isObject(line.value) ? line.value : {};
  const idOf = async (name: unknown): Promise<unknown> => {
    const isId: boolean = isGuid(name);
    if (typeof name !== 'string' || isId) return name;
    return known.get(name.toLowerCase()) ?? (await place.findPerson(name)) ?? personId(place.tenant, name);
  };
  if (line.kind === 'user') {
    const name = value.userPrincipalName;
    const id = value.id ?? (typeof name === 'string' ? await idOf(name) : randomUUID());
    if (typeof name === 'string') known.set(name.toLowerCase(), String(id));
    return { ...line, tenant: place.tenant, value: { id, ...value } };
  }
  return {
    ...line,
    tenant: place.tenant,
    ...(line.user !== undefined && { user: await idOf(line.user) }),
    ...(Array.isArray(line.members) && { members: await Promise.all(line.members.map(idOf)) }),
    ...(isObject(line.value) && { value: { id: randomUUID(), createdDateTime: place.now(), ...line.value } }),
  };
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
