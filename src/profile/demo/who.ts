/** One of the demo people with all that items follow from: ids, office, department, manager, peers; and choices that never change. */
import { personId } from '../person-id.ts';
import { type Department, departments } from './departments.ts';
import { type Office, offices } from './offices.ts';
import { couples, type DemoPerson, people } from './people.ts';

export interface Who {
  readonly person: DemoPerson;
  readonly id: string;
  /** The place in the list of people. */
  readonly number: number;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly employeeId: string;
  /** How many years they have been there. */
  readonly years: number;
  readonly company: string;
  readonly domain: string;
  readonly office: Office;
  readonly department: Department;
  readonly manager: Who | undefined;
  /** Those with the same manager, and those who have this person as theirs. */
  readonly peers: readonly Who[];
  readonly reports: readonly Who[];
  readonly spouse: Who | undefined;
  /** The day of the wedding. */
  readonly wedding: string | undefined;
}

/** Everybody, as people of a tenant. */
export function everybody(tenant: string, company: string, domain: string): readonly Who[] {
  const all: readonly Who[] = people.map((person, number) => {
    const couple = couples.find((pair) => pair[0] === person.key || pair[1] === person.key);
    const userPrincipalName = `${person.key}@${domain}`;
    return {
      person,
      number,
      id: personId(tenant, userPrincipalName),
      displayName: `${person.given} ${person.surname}`,
      userPrincipalName,
      employeeId: `B${1000 + number * 7}`,
      years: 2026 - Number(person.since.slice(0, 4)),
      company,
      domain,
      office: offices[person.office],
      department: departments[person.department],
      // Late, since people point at each other.
      get manager() {
        return all.find((other) => other.person.key === person.manager);
      },
      get peers() {
        return all.filter((other) => other.person.manager === person.manager && other.person !== person);
      },
      get reports() {
        return all.filter((other) => other.person.manager === person.key);
      },
      get spouse() {
        return all.find((other) => other.person !== person && couple?.includes(other.person.key));
      },
      wedding: couple?.[2],
    };
  });
  return all;
}

/** So many members of a list, which ones and in which order the seed decides: the same for the same seed. */
export function pick<Member>(list: readonly Member[], seed: string, count: number): readonly Member[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, list.length) }, (_, at) =>
    rest.splice(hash(`${seed}/${at}`) % rest.length, 1),
  ).flat();
}

/** True for about one seed in `number`. */
export function oneIn(number: number, seed: string): boolean {
  return hash(seed) % number === 0;
}

/** FNV-1a of 32 bits, its halves folded so that small moduli see all of it. */
export function hash(seed: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return (value >>> 16) ^ (value & 0xffff);
}
