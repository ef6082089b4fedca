/** The people and items that every contestant serves: the same for the same number of people, written as a dump. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { collections } from '../src/model/collections.ts';
import { derivedId } from '../src/profile/person-id.ts';

/** The tenant of everybody in the benchmark. */
export const tenant = 'be9cbe9c-0000-4000-8000-000000000001';
export const skillsEach = 10;
/** The first so many people have more: 100 items over all collections. */
export const heavyPeople = 64;
const heavyItems = 100;
/** So many people share a display name. */
const namesakes = 25;

const givenNames =
  'Adele Alex Bianca Cameron Debra Diego Emily Grady Henrietta Irvin Isaiah Joni Lee Lidia Lynne Megan Miriam Nestor Patti Pradeep';
const surnames =
  'Vance Wilber Pisani White Berger Siciliani Braun Archie Mueller Sayers Langer Sherman Gu Holloway Robbins Bowen Graham Wilke';
const skillNames =
  'TypeScript Negotiation Kubernetes Welding Statistics Drawing Mentoring PostgreSQL Interviewing Accounting Hydraulics Photography Rust Facilitation Optics Metallurgy Copywriting Forecasting Calligraphy Acoustics';
const proficiencies = ['elementary', 'limitedWorking', 'generalProfessional', 'advancedProfessional', 'expert'] as const;

const words = (text: string): readonly string[] => text.split(' ');
const given = words(givenNames);
const family = words(surnames);
const skills = words(skillNames);
const pick = <Value>(values: readonly Value[], index: number): Value => values[index % values.length] as Value;

/** A person of the benchmark, by number. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** Person number `index` among `people`. */
export function personAt(index: number, people: number): Person {
  const name = index % Math.max(1, Math.floor(people / namesakes));
  return {
    id: derivedId(tenant, `person ${index}`),
    displayName: `${pick(given, name)} ${pick(family, Math.floor(name / given.length))} ${name}`,
    userPrincipalName: `p${index}@bench.example`,
  };
}

/** The id of the skill that stands at a place in a person's list. */
export function skillId(person: Person, place: number): string {
  return derivedId(person.id, `skills ${place}`);
}

/** A skill as a body that creates it. */
export function skillBody(seed: number): { readonly [name: string]: unknown } {
  const name = pick(skills, seed);
  return {
    displayName: `${name} ${seed % 97}`,
    proficiency: pick(proficiencies, seed),
    categories: ['Professional', pick(skills, seed + 3)],
    collaborationTags: ['ableToMentor'],
    webUrl: `https://wiki.example/skills/${name.toLowerCase()}`,
  };
}

/** The lines of the dump: each person, then their items. */
export function* dumpLines(people: number): Iterable<string> {
  for (let index = 0; index < people; index++) {
    const person = personAt(index, people);
    yield `${JSON.stringify({ kind: 'user', tenant, value: { ...person, mail: person.userPrincipalName } })}\n`;
    for (let place = 0; place < skillsEach; place++)
      yield itemLine(person, 'skills', skillId(person, place), skillBody(index * 7 + place), place);
    if (index < heavyPeople) yield* otherItems(person);
  }
}

function* otherItems(person: Person): Iterable<string> {
  const others = collections.filter(({ name }) => name !== 'skills');
  for (let place = 0; place < heavyItems - skillsEach; place++) {
    const { name, example } = pick(others, place);
    yield itemLine(person, name, derivedId(person.id, `${name} ${place}`), example, place);
  }
}

function itemLine(person: Person, collection: string, id: string, body: object, place: number): string {
  const at = `2026-01-${String((place % 28) + 1).padStart(2, '0')}T08:00:00.0000000Z`;
  const by = { application: null, device: null, user: { displayName: person.displayName, id: person.id } };
  const stamps = { createdDateTime: at, createdBy: by, lastModifiedDateTime: at, lastModifiedBy: by };
  return `${JSON.stringify({ kind: 'item', tenant, user: person.id, collection, value: { id, ...stamps, ...body } })}\n`;
}

/** Items in a dump of so many people. */
export function itemCount(people: number): number {
  return people * skillsEach + Math.min(people, heavyPeople) * (heavyItems - skillsEach);
}

/**
 * Writes the dump to a file.
 * @returns its bytes
 */
export async function writeDump(file: string, people: number): Promise<number> {
  const out = createWriteStream(file, { highWaterMark: 1 << 20 });
  let bytes = 0;
  let chunk = '';
  for (const line of dumpLines(people)) {
    chunk += line;
    if (chunk.length < 1 << 19) continue;
    bytes += Buffer.byteLength(chunk);
    if (!out.write(chunk)) await once(out, 'drain');
    chunk = '';
  }
  bytes += Buffer.byteLength(chunk);
  out.end(chunk);
  await once(out, 'finish');
  return bytes;
}
