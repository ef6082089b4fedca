/** What is measured, one row each: how the server is asked, how the floor is asked, and what the ratio shall be. */
import { heavyPeople, type Person, personAt, skillBody, skillId, skillsEach } from './data.ts';
import type { LoadRequest } from './wire-client.ts';

/** Callers of the server: each has a token of their own. */
export interface Caller {
  readonly person: Person;
  readonly token: string;
}

export interface Callers {
  /** People spread over all, whose profiles are read and whose items are changed. */
  readonly readers: readonly Caller[];
  /** People who get new items. */
  readonly writers: readonly Caller[];
  /** People with 100 items. */
  readonly heavy: readonly Caller[];
}

/** What an item of a scenario is about: whose, which of their items, and a number that varies what is sent. */
export interface Case {
  readonly caller: Caller;
  readonly place: number;
  readonly seed: number;
}

export interface Scenario {
  readonly name: string;
  readonly callers: keyof Callers;
  readonly ours: (one: Case) => LoadRequest;
  readonly floor: (one: Case) => LoadRequest;
  /** The least share of the floor's throughput that the server shall reach. */
  readonly target: number;
  readonly writes: boolean;
}

const read = (path: string): LoadRequest => ({ method: 'GET', path });
const json = { 'content-type': 'application/json' };
const change = (path: string, body: object): LoadRequest => ({
  method: 'PATCH',
  path,
  headers: json,
  body: JSON.stringify(body),
});
const create = (path: string, body: object): LoadRequest => ({ method: 'POST', path, headers: json, body: JSON.stringify(body) });

const filter = encodeURIComponent("proficiency ne 'elementary'");
const levels = ['limitedWorking', 'generalProfessional', 'advancedProfessional', 'expert'] as const;

export const scenarios: readonly Scenario[] = [
  {
    name: 'GET one',
    callers: 'readers',
    ours: ({ caller, place }) => read(`/beta/me/profile/skills/${skillId(caller.person, place)}`),
    floor: ({ caller, place }) => read(`/item/${skillId(caller.person, place)}`),
    target: 0.75,
    writes: false,
  },
  {
    name: 'List: filter, order, top 20',
    callers: 'readers',
    ours: () => read(`/beta/me/profile/skills?$filter=${filter}&$orderby=displayName&$top=20`),
    floor: ({ caller }) => read(`/list/${caller.person.id}`),
    target: 0.75,
    writes: false,
  },
  {
    name: 'All people: displayName eq, top 20',
    callers: 'readers',
    ours: ({ caller }) =>
      read(`/v1.0/users?$filter=${encodeURIComponent(`displayName eq '${caller.person.displayName}'`)}&$top=20`),
    floor: ({ caller }) => read(`/named/${encodeURIComponent(caller.person.displayName)}`),
    target: 0.75,
    writes: false,
  },
  {
    name: 'Whole profile of 100 items',
    callers: 'heavy',
    ours: () => read('/beta/me/profile'),
    floor: ({ caller }) => read(`/profile/${caller.person.id}`),
    target: 0.6,
    writes: false,
  },
  {
    name: 'PATCH, durable',
    callers: 'readers',
    ours: ({ caller, place, seed }) =>
      change(`/beta/me/profile/skills/${skillId(caller.person, place)}`, { proficiency: levels[seed % levels.length] }),
    floor: ({ caller, place, seed }) =>
      change(`/item/${skillId(caller.person, place)}`, { proficiency: levels[seed % levels.length] }),
    target: 2,
    writes: true,
  },
  {
    name: 'POST, durable',
    callers: 'writers',
    ours: ({ seed }) => create('/beta/me/profile/skills', skillBody(seed)),
    floor: ({ caller, seed }) => create(`/list/${caller.person.id}`, skillBody(seed)),
    target: 2,
    writes: true,
  },
];

/** Those whose names hold one of the texts, which are in small letters; all if there is no text. */
export function namedScenarios(texts: readonly string[]): readonly Scenario[] {
  if (texts.length === 0) return scenarios;
  return scenarios.filter(({ name }) => texts.some((text) => name.toLowerCase().includes(text)));
}

/** Different requests of one scenario: enough for each connection to have its own, and for each caller to come up. */
const requestCount = 4096;

/** The requests that a server of our own gets: with tokens. */
export function requestsToUs(scenario: Scenario, callers: Callers): readonly LoadRequest[] {
  return casesOf(scenario, callers).map((one) => withToken(scenario.ours(one), one.caller.token));
}

/** The requests that the floor gets: the same tokens travel, to nobody's benefit. */
export function requestsToFloor(scenario: Scenario, callers: Callers): readonly LoadRequest[] {
  return casesOf(scenario, callers).map((one) => withToken(scenario.floor(one), one.caller.token));
}

function withToken(request: LoadRequest, token: string): LoadRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

/** The requests of a scenario, before anybody in particular is asked. */
export function casesOf(scenario: Scenario, callers: Callers): readonly Case[] {
  const all = callers[scenario.callers];
  return Array.from({ length: requestCount }, (_, index) => ({
    caller: all[(index * 31) % all.length] as Caller,
    place: (index * 7) % skillsEach,
    seed: index,
  }));
}

/** Which people call: the heavy ones, and others evenly spread over the rest. */
export async function chooseCallers(people: number, count: number, token: (person: Person) => Promise<string>): Promise<Callers> {
  /** @param share of the way from one to the next: who is read shall not be who gets new items, with which lists grow */
  const spread = (share: number) =>
    Array.from({ length: count }, (_, index) => heavyPeople + Math.floor(((index + share) * (people - heavyPeople)) / count));
  const calling = (indexes: readonly number[]) =>
    Promise.all(indexes.map(async (index) => callerAt(personAt(index, people), token)));
  return {
    readers: await calling(spread(0)),
    writers: await calling(spread(0.5)),
    heavy: await calling(Array.from({ length: heavyPeople }, (_, index) => index)),
  };
}

async function callerAt(person: Person, token: (person: Person) => Promise<string>): Promise<Caller> {
  return { person, token: await token(person) };
}
