/** The figures of the overview, worked out from people and what they let the viewer see; pure, so that they can be recomputed. */
import type { Person, PersonWithItems } from '../graph/people.ts';
import { type Item, isEstablished } from '../items/item.ts';
import { rankOf } from '../items/kind.ts';
import { skillProficiencyLevel } from '../model.ts';

/** The collections that the figures are made of. */
export const figureCollections = ['skills', 'certifications'] as const;

/** Tags as clients agree on them. */
export const mentorTags: readonly string[] = ['ableToMentor'];
export const learnerTags: readonly string[] = ['wantsToLearn', 'wantsToImprove'];

/** Days before its end from which a certificate counts as about to expire. */
export const expiryDays = 90;

export interface Skill {
  /** The name without regard to case and outer spaces: what makes two entries one skill. */
  readonly key: string;
  readonly name: string;
  /** Level by person; null where none is given. Whoever has it twice counts with the higher. */
  readonly levels: ReadonlyMap<string, string | null>;
  readonly mentors: readonly Person[];
  readonly learners: readonly Person[];
}

export interface ExpiringCertificate {
  readonly id: string;
  readonly person: Person;
  readonly name: string;
  /** `yyyy-mm-dd` */
  readonly until: string;
  readonly days: number;
}

export interface Figures {
  readonly people: readonly Person[];
  /** Those most people have first. */
  readonly skills: readonly Skill[];
  /** How many pairs of person and skill stand at each level; null is for no level. */
  readonly levels: ReadonlyMap<string | null, number>;
  readonly expiring: readonly ExpiringCertificate[];
}

interface Gathering {
  readonly name: string;
  readonly levels: Map<string, string | null>;
  readonly mentors: Map<string, Person>;
  readonly learners: Map<string, Person>;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
const tagsOf = ({ collaborationTags }: Item) => (Array.isArray(collaborationTags) ? collaborationTags.map(String) : []);
const established = (items: readonly Item[] | undefined) => (items ?? []).filter(isEstablished);

/** Works out every figure; `today` is a date, `yyyy-mm-dd`. */
export function figuresOf(people: readonly PersonWithItems[], today: string): Figures {
  const gathered = new Map<string, Gathering>();
  for (const person of people) {
    for (const item of established(person.profile.skills)) gather(gathered, person, item);
  }
  const skills = [...gathered]
    .map(([key, { name, levels, mentors, learners }]) => ({
      key,
      name,
      levels,
      mentors: [...mentors.values()],
      learners: [...learners.values()],
    }))
    .toSorted((one, other) => other.levels.size - one.levels.size || one.key.localeCompare(other.key));
  const levels = new Map<string | null, number>();
  for (const level of skills.flatMap((skill) => [...skill.levels.values()])) levels.set(level, (levels.get(level) ?? 0) + 1);
  return { people, skills, levels, expiring: expiringOf(people, today) };
}

function gather(gathered: Map<string, Gathering>, person: Person, item: Item): void {
  const name = textOf(item.displayName);
  if (name === '') return;
  const key = name.toLowerCase();
  const skill = gathered.get(key) ?? { name, levels: new Map(), mentors: new Map(), learners: new Map() };
  gathered.set(key, skill);
  const level = rankOf(skillProficiencyLevel, item.proficiency) > 0 ? textOf(item.proficiency) : null;
  const known = skill.levels.get(person.id);
  if (known === undefined || rankOf(skillProficiencyLevel, level) > rankOf(skillProficiencyLevel, known)) {
    skill.levels.set(person.id, level);
  }
  const tags = tagsOf(item);
  if (tags.some((tag) => mentorTags.includes(tag))) skill.mentors.set(person.id, person);
  if (tags.some((tag) => learnerTags.includes(tag))) skill.learners.set(person.id, person);
}

const dayLength = 86_400_000;

function expiringOf(people: readonly PersonWithItems[], today: string): readonly ExpiringCertificate[] {
  return (
    people
      .flatMap((person) =>
        established(person.profile.certifications).flatMap((item) => {
          const until = textOf(item.endDate);
          const days = Math.round((Date.parse(until) - Date.parse(today)) / dayLength);
          return until !== '' && days <= expiryDays ? [{ id: item.id, person, name: textOf(item.displayName), until, days }] : [];
        }),
      )
      // The next to expire first; what is over stands last.
      .toSorted((one, other) => Number(one.days < 0) - Number(other.days < 0) || one.days - other.days)
  );
}
