/** Reading people through the API. */
import type { Client } from '@microsoft/microsoft-graph-client';
import type { Item } from '../items/item.ts';
import type { Configuration } from '../session/configuration.ts';
import { pathOfLink } from './client.ts';
import { patternOf } from './letters.ts';

export interface Person {
  readonly id: string;
  readonly displayName: string | null;
  readonly mail: string | null;
  readonly userPrincipalName: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly officeLocation: string | null;
}

export interface PersonWithItems extends Person {
  readonly profile: Readonly<Record<string, readonly Item[]>>;
}

export interface PageOf<Entity> {
  readonly entities: readonly Entity[];
  /** The path of the next page. */
  readonly next: string | undefined;
}

const personFields = ['id', 'displayName', 'mail', 'userPrincipalName', 'jobTitle', 'department', 'officeLocation'];
const pageSize = 60;

export function readPerson(client: Client, id: string): Promise<Person> {
  return client
    .api(`/users/${encodeURIComponent(id)}`)
    .select(personFields)
    .get();
}

export function readMyself(client: Client): Promise<Person> {
  return client.api('/me').select(personFields).get();
}

/**
 * People with every word of the text in their name or sign-in name; everyone if it is empty. Where nobody has them as they are
 * written, those who have them but for the marks on their letters.
 */
export async function findPeople(client: Client, text: string, configuration: Configuration): Promise<PageOf<Person>> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const found = await listPeople(client, words.map(holding), configuration);
  return found.entities.length > 0 || words.length === 0 ? found : listPeople(client, words.map(resembling), configuration);
}

async function listPeople(client: Client, filters: readonly string[], configuration: Configuration): Promise<PageOf<Person>> {
  const request = client.api('/users').select(personFields).orderby('displayName').top(pageSize);
  return pageOf(await (filters.length === 0 ? request : request.filter(filters.join(' and '))).get(), configuration);
}

export async function nextPeople(client: Client, path: string, configuration: Configuration): Promise<PageOf<Person>> {
  return pageOf(await client.api(path).get(), configuration);
}

/** A string of a filter. The client puts options into the address as they are. */
const quoted = (text: string) => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

/** Whoever has a word somewhere in a name, whatever its case. */
function holding(word: string): string {
  const text = quoted(word.toLowerCase());
  return `(contains(tolower(displayName),${text}) or contains(tolower(userPrincipalName),${text}))`;
}

const resembling = (word: string) => `matchesPattern(tolower(displayName),${quoted(patternOf(word))})`;

export interface Everyone {
  readonly people: readonly PersonWithItems[];
  /** All there are, or the first of them. */
  readonly extent: 'all' | 'first';
}

/** More people than these are not read for one page. */
const mostPeople = 2000;

/**
 * The people whom the caller may see, with what they may see of these collections; page after page.
 * @param department whose people; of all if it is empty
 */
export async function readEveryone(
  client: Client,
  names: readonly string[],
  department: string,
  configuration: Configuration,
): Promise<Everyone> {
  const request = client
    .api('/users')
    .select(personFields)
    .expand(`profile($expand=${names.join(',')})`)
    .orderby('displayName');
  const narrowed = department === '' ? request : request.filter(`department eq ${quoted(department)}`);
  let page = pageOf<PersonWithItems>(await narrowed.get(), configuration);
  const people = [...page.entities];
  while (page.next !== undefined && people.length < mostPeople) {
    page = pageOf(await client.api(page.next).get(), configuration);
    people.push(...page.entities);
  }
  return { people, extent: page.next === undefined ? 'all' : 'first' };
}

interface Answer<Entity> {
  readonly value: readonly Entity[];
  readonly '@odata.nextLink'?: string;
}

function pageOf<Entity>(answer: Answer<Entity>, configuration: Configuration): PageOf<Entity> {
  const link = answer['@odata.nextLink'];
  return { entities: answer.value, next: link === undefined ? undefined : pathOfLink(link, configuration) };
}
