/** The figures of the overview once more, from one request after the other, written without a look at how the app does it. */
import type { Answer } from './stage.ts';

type Api = (method: string, path: string) => Promise<Answer>;

interface Skill {
  readonly displayName: string | null;
  readonly proficiency: string | null;
  readonly collaborationTags: readonly string[];
  readonly inference: { readonly userHasVerifiedAccuracy: boolean | null } | null;
}

const levelNames = ['elementary', 'limitedWorking', 'generalProfessional', 'advancedProfessional', 'expert'];
const levelWords = ['Elementary', 'Limited working', 'Professional', 'Advanced', 'Expert'];

export interface Recomputed {
  readonly coverage: readonly (readonly [skill: string, people: number])[];
  /** Pairs of person and skill at each level, and last those without one. */
  readonly levels: readonly number[];
  /** `skill / person / level` of every filled cell. */
  readonly matrix: readonly string[];
  readonly mentoring: readonly (readonly [skill: string, mentors: readonly string[], learners: readonly string[]])[];
  readonly expiring: readonly string[];
  /** Skills, people who mentor, people who want to learn, certificates that are not yet over. */
  readonly summary: readonly number[];
}

export async function recomputed(api: Api, department?: string): Promise<Recomputed> {
  const everyone: { id: string; displayName: string; department: string | null }[] = [];
  for (let path: string | undefined = '/users?$top=999'; path !== undefined; ) {
    const { body }: Answer = await api('GET', path);
    everyone.push(...body.value);
    const link: string | undefined = body['@odata.nextLink'];
    path = link?.slice(link.indexOf('/users'));
  }
  const people = everyone.filter((person) => department === undefined || person.department === department);
  const best = new Map<string, number>();
  const holders = new Map<string, Set<string>>();
  const mentors = new Map<string, Set<string>>();
  const learners = new Map<string, Set<string>>();
  const expiring: string[] = [];
  const note = (into: Map<string, Set<string>>, skill: string, person: string) =>
    into.set(skill, (into.get(skill) ?? new Set()).add(person));
  let stillValid = 0;
  const today = new Date().toLocaleDateString('sv');
  const lastDay = new Date(Date.now() + 90 * 86_400_000).toLocaleDateString('sv');

  for (const { id, displayName: person } of people) {
    const skills: readonly Skill[] = (await api('GET', `/users/${id}/profile/skills`)).body.value;
    for (const { displayName, proficiency, collaborationTags, inference } of skills) {
      const isOpen = inference !== null && inference.userHasVerifiedAccuracy !== true;
      const skill = displayName?.trim().toLowerCase();
      if (isOpen || !skill) continue;
      note(holders, skill, id);
      const rank = levelNames.indexOf(proficiency ?? '');
      const key = `${skill} / ${person}`;
      best.set(key, Math.max(rank, best.get(key) ?? -1));
      if (collaborationTags.includes('ableToMentor')) note(mentors, skill, person);
      if (collaborationTags.includes('wantsToLearn') || collaborationTags.includes('wantsToImprove'))
        note(learners, skill, person);
    }
    for (const { displayName, endDate, inference } of (await api('GET', `/users/${id}/profile/certifications`)).body.value) {
      const isOpen = inference !== null && inference.userHasVerifiedAccuracy !== true;
      if (isOpen || endDate === null || endDate > lastDay) continue;
      expiring.push(`${displayName} of ${person}`);
      if (endDate >= today) stillValid++;
    }
  }

  const together = (sets: ReadonlyMap<string, ReadonlySet<string>>) =>
    new Set([...sets.values()].flatMap((set) => [...set])).size;
  const ranks = [...best.values()];
  return {
    coverage: [...holders].map(([skill, ids]) => [skill, ids.size] as const),
    levels: [...levelNames.map((_, rank) => ranks.filter((one) => one === rank).length), ranks.filter((one) => one < 0).length],
    matrix: [...best].map(([key, rank]) => `${key} / ${levelWords[rank] ?? 'No level given'}`),
    mentoring: [...new Set([...mentors.keys(), ...learners.keys()])]
      .toSorted((one, other) => (one < other ? -1 : 1))
      .map((skill) => [skill, [...(mentors.get(skill) ?? [])].toSorted(), [...(learners.get(skill) ?? [])].toSorted()] as const),
    expiring,
    summary: [holders.size, together(mentors), together(learners), stillValid],
  };
}
