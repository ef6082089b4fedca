/** The OASIS test cases of the OData ABNF over HTTP: what the grammar derives is never refused for its form, all else is answered with 400. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { loadItems } from '../support/loaded.ts';

interface Case {
  readonly rule: string;
  readonly input: string;
  readonly area: string;
  readonly failAt?: number;
}

const file = new URL('../../../shared/data/abnf-cases.json', import.meta.url);

/** Where an expression or option may be about any type of the model, each of these is asked; the one that takes it counts. */
const places = [
  'me/profile/skills',
  'me/profile/projects',
  'me/profile/positions',
  'me/profile/certifications',
  'users',
  'me/profile',
  "me/profile/skills('0fb4c1e3-c1e3-0fb4-e3c1-b40fe3c1b40f')/categories",
];

interface Request {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
}

const onPlaces = (query: string): readonly Request[] => places.map((place) => ({ url: `${place}?${query}` }));
const filtering = (condition: string): readonly Request[] => onPlaces(`$filter=${condition}`);
const skills = 'me/profile/skills';

function header(text: string): readonly Request[] {
  const colon = text.indexOf(':');
  return [{ url: skills, headers: { [text.slice(0, colon)]: text.slice(colon + 1) } }];
}

const preferring = (prefer: string): readonly Request[] => [{ url: skills, headers: { prefer } }];

/** What each rule is asked as; rules of bodies and of what only the server writes are left to the parser's test. */
const rules: Readonly<Record<string, (input: string) => readonly Request[]>> = {
  anyExpr: (input) => filtering(`categories/${input}`),
  boolCommonExpr: filtering,
  boolean: (input) => filtering(`inference/userHasVerifiedAccuracy eq ${input}`),
  // An expression that is no condition may be compared, ordered by, or asked whether it is null.
  commonExpr: (input) => [
    ...filtering(`${input} eq null`),
    ...filtering(input),
    ...filtering(`profile/${input}`),
    ...onPlaces(`$orderby=${input}`),
  ],
  compute: onPlaces,
  customQueryOption: onPlaces,
  date: (input) => filtering(`issuedDate lt ${input}`),
  dateTimeOffsetLiteral: (input) => filtering(`createdDateTime gt ${input}`),
  decimalLiteral: (input) => filtering(`inference/confidenceScore gt ${input}`),
  durationLiteral: (input) => filtering(`lastModifiedDateTime sub createdDateTime gt ${input}`),
  entitySetName: (input) => [{ url: input }],
  enumLiteral: (input) => filtering(`allowedAudiences has ${input}`),
  expand: onPlaces,
  filter: onPlaces,
  firstMemberExpr: (input) => [
    ...filtering(`colleagues/any(lambda:${input} eq 'x')`),
    ...filtering(`${input} eq null`),
    ...filtering(input),
  ],
  guid: (input) => filtering(`cast(displayName,Edm.Guid) eq ${input}`),
  header,
  includeAnnotationsPreference: preferring,
  int32Literal: (input) => filtering(`categories/$count lt ${input}`),
  maxpagesizePreference: preferring,
  null: (input) => filtering(`displayName eq ${input}`),
  odataIdentifier: (input) => onPlaces(`$compute=1 as ${input}&$filter=${input} eq 1`),
  odataRelativeUri: (input) => [{ url: input.split('#', 1)[0] ?? '' }],
  odataUri: (input) => {
    const url = input.replace('https://graph.example/beta/', '');
    return [{ url, ...(url.startsWith('$batch') && { method: 'POST' }) }];
  },
  orderby: onPlaces,
  prefer: header,
  preference: preferring,
  primitiveLiteral: (input) => filtering(`inference/confidenceScore eq ${input}`),
  queryOptions: onPlaces,
  resourcePath: (input) => [{ url: input }],
  search: onPlaces,
  searchExpr: (input) => onPlaces(`$search=${input}`),
  select: onPlaces,
  skiptoken: onPlaces,
  stringLiteral: (input) => filtering(`displayName eq ${input}`),
  systemQueryOption: onPlaces,
};

/** Derived by the grammar and refused for its meaning, with the status that says so. */
const meaningless: Readonly<Record<string, number>> = {
  'https://graph.example/beta/$batch': 400, // without a body
  "me/profile/skills('0fb4c1e3-c1e3-0fb4-e3c1-b40fe3c1b40f')/displayName/$value?$format=json": 406,
  '$format=text/html': 406,
  'odata-isolation:sNapShoT': 412,
  // A date is no instant.
  '$filter=createdDateTime gt 2013-05-24': 400,
  // Of two types; and no navigation here comes back to its own.
  '$expand=interests,profile($expand=skills)': 400,
  '$expand=skills($levels=4)': 400,
  '$orderby=Name&!deltatoken=0412312321': 400,
  '$skiptoken=Start@Next_Chunk:From?=Here!': 400,
};

/** What is not derivable, but not refused. */
const tolerated: Readonly<Record<string, number>> = {
  // `more` is a custom option, which the cases have none of; a search is not offered.
  '$search=more&more': 501,
  // Preferences that cannot be honoured are passed over (Protocol 8.2.8).
  'odata.include-annotations="Namespace"': 200,
  'odata.maxpagesize=0': 200,
};

/** Statuses of what is well-formed: done, not there, or not offered. */
const wellFormed: ReadonlySet<number> = new Set([200, 204, 404, 405, 501]);

const rank = ({ status, text = '' }: Answer): number =>
  wellFormed.has(status) ? 2 : text.includes('Could not find a property') ? 0 : 1;

if (!existsSync(file)) {
  test('The cases of the OData ABNF are answered (skipped: ../shared is not here)', { skip: true });
} else {
  // The file is ours, in a known form.
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };
  forEachDatabase((database) => {
    describe(`the grammar over HTTP on ${database.name}`, () => {
      let store: Store;
      let ask: Ask;
      let failures: unknown[];
      const owner = { tenant: randomUUID(), person: randomUUID() };
      const as = person(owner.tenant, owner.person, { can: 'User.ReadWrite.All Group.ReadWrite.All' });

      before(async () => {
        store = await database.open();
        ({ ask, failures } = answeringOver(store));
        const skill = {
          id: '0fb4c1e3-c1e3-0fb4-e3c1-b40fe3c1b40f',
          createdDateTime: '2020-01-01T00:00:00Z',
          displayName: 'a',
          categories: ['b'],
        };
        await loadItems(store, { ...owner, collections: { skills: [skill] } });
      });
      after(async () => {
        await store.close();
        assert.deepEqual(failures, [], 'nothing failed inside');
      });

      const answered = async (requests: readonly Request[]): Promise<Answer> => {
        const answers: Answer[] = [];
        for (const { method = 'GET', url, headers = {} } of requests) answers.push(await ask(method, url, { as, headers }));
        return answers.toSorted((a, b) => rank(b) - rank(a))[0] ?? assert.fail('nothing was asked');
      };

      for (const [rule, all] of Map.groupBy(cases, (each) => each.rule)) {
        const requests = rules[rule];
        if (!requests) continue;
        test(`the rule ${rule} is answered as the standard's cases say`, async () => {
          for (const { input, failAt } of all) {
            const { status, text } = await answered(requests(input));
            const said = `${input}: ${status} ${text}`;
            if (failAt !== undefined) assert.equal(status, tolerated[input] ?? 400, said);
            else if (meaningless[input] !== undefined) assert.equal(status, meaningless[input], said);
            else assert.ok(wellFormed.has(status), said);
          }
        });
      }
    });
  });
}
