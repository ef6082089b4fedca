/** Every claim of the metadata, tried: what is claimed works, and what is not claimed is refused rather than ignored. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { capabilities } from '../../src/odata/capabilities.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, type Asking, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const { query, select, batch } = capabilities;
const skills = 'me/profile/skills';

/** A request that a claim is about, and what it is answered with if the claim holds and if it does not. */
interface Probe {
  readonly claim: string;
  readonly claimed: boolean;
  readonly method?: string;
  /** ID stands for the id of a skill that is there. */
  readonly url: string;
  readonly asking?: Asking;
  readonly works: (answer: Answer) => boolean;
  /** Statuses of a refusal; 501 unless said otherwise. */
  readonly refused?: readonly number[];
}

const ok = ({ status }: Answer): boolean => status === 200;
const names = ({ body }: Answer): readonly string[] => body.value.map((item: { displayName: string }) => item.displayName);
const lists =
  (...expected: readonly string[]) =>
  (answer: Answer): boolean =>
    ok(answer) && JSON.stringify(names(answer)) === JSON.stringify(expected);
const categories =
  (...expected: readonly string[]) =>
  (answer: Answer): boolean =>
    ok(answer) && JSON.stringify(answer.body.categories) === JSON.stringify(expected);
const text = { 'content-type': 'text/plain' };

const probes: readonly Probe[] = [
  { claim: 'keyAsSegment', claimed: capabilities.keyAsSegment, url: `${skills}/ID`, works: ok, refused: [400, 404] },
  {
    claim: 'querySegment',
    claimed: capabilities.querySegment,
    method: 'POST',
    url: `${skills}/$query`,
    asking: { body: '$top=1', headers: text },
    works: lists('Alpha'),
  },
  { claim: 'crossJoin', claimed: capabilities.crossJoin, url: '$crossjoin(users,groups)', works: ok },
  {
    claim: 'annotationsInQuery',
    claimed: capabilities.annotationsInQuery,
    url: `${skills}?$filter=@Core.Description eq 'x'`,
    works: ok,
    refused: [400, 501],
  },
  {
    claim: 'upsert',
    claimed: capabilities.upsert,
    method: 'PATCH',
    url: `${skills}/nobody`,
    asking: { body: { displayName: 'New' } },
    works: ({ status }) => status === 201,
    refused: [404],
  },
  {
    claim: 'deltaUpdate',
    claimed: capabilities.deltaUpdate,
    method: 'PATCH',
    url: skills,
    asking: { body: { '@context': '#$delta', value: [] } },
    works: ok,
    refused: [405, 501],
  },
  {
    claim: 'filterSegment',
    claimed: capabilities.filterSegment,
    method: 'DELETE',
    url: `${skills}/$filter(displayName eq 'Alpha')/$each`,
    works: ({ status }) => status === 204,
    refused: [501],
  },
  {
    claim: 'deepUpdate',
    claimed: capabilities.deepUpdate,
    method: 'PATCH',
    url: 'me/profile',
    asking: { body: { skills: [{ displayName: 'New' }] } },
    works: ok,
    refused: [405, 501],
  },
  { claim: 'top', claimed: query.top, url: `${skills}?$top=1`, works: lists('Alpha') },
  { claim: 'skip', claimed: query.skip, url: `${skills}?$skip=2`, works: lists('Gamma') },
  { claim: 'count', claimed: query.count, url: `${skills}?$count=true&$top=1`, works: ({ body }) => body['@odata.count'] === 3 },
  { claim: 'count as a segment', claimed: query.count, url: `${skills}/$count`, works: ({ text: count }) => count === '3' },
  { claim: 'filter', claimed: query.filter, url: `${skills}?$filter=displayName eq 'Beta'`, works: lists('Beta') },
  {
    claim: 'orderby',
    claimed: query.orderby,
    url: `${skills}?$orderby=displayName desc`,
    works: lists('Gamma', 'Beta', 'Alpha'),
  },
  {
    claim: 'compute',
    claimed: query.compute,
    url: `${skills}?$compute=length(displayName) as size&$filter=size eq 4`,
    works: lists('Beta'),
  },
  { claim: 'search', claimed: query.search, url: `${skills}?$search=Beta`, works: lists('Beta') },
  {
    claim: 'select: filter',
    claimed: select.filter,
    url: `${skills}/ID?$select=categories($filter=$this eq 'one')`,
    works: categories('one'),
    refused: [400, 501],
  },
  { claim: 'select: top', claimed: select.top, url: `${skills}/ID?$select=categories($top=1)`, works: categories('two') },
  { claim: 'select: skip', claimed: select.skip, url: `${skills}/ID?$select=categories($skip=1)`, works: categories('one') },
  {
    claim: 'select: orderby',
    claimed: select.orderby,
    url: `${skills}/ID?$select=categories($orderby=$this)`,
    works: categories('one', 'two'),
  },
  {
    claim: 'select: count',
    claimed: select.count,
    url: `${skills}/ID?$select=categories($count=true)`,
    works: ({ body }) => body['categories@odata.count'] === 2,
  },
  {
    claim: 'select: search',
    claimed: select.search,
    url: `${skills}/ID?$select=categories($search=one)`,
    works: categories('one'),
  },
  {
    claim: 'select: compute',
    claimed: select.compute,
    url: `${skills}/ID?$select=createdBy($compute=1 as one;$select=one)`,
    works: ok,
  },
  {
    claim: '$select on a change',
    claimed: capabilities.modification.select,
    method: 'PATCH',
    url: `${skills}/ID?$select=displayName`,
    asking: { body: { displayName: 'Alpha' } },
    works: ({ body }) => body.displayName === 'Alpha' && !('categories' in body),
  },
  {
    claim: 'batch in multipart',
    claimed: batch.formats.includes('multipart/mixed'),
    method: 'POST',
    url: '$batch',
    asking: { body: '', headers: { 'content-type': 'multipart/mixed; boundary=b' } },
    works: ok,
    refused: [415],
  },
  {
    claim: 'batch in JSON',
    claimed: batch.formats.includes('application/json'),
    method: 'POST',
    url: '$batch',
    asking: { body: { requests: [{ id: '1', method: 'GET', url: skills }] } },
    works: ({ body }) => body.responses[0].status === 200,
  },
  ...capabilities.formats.map(
    (accept): Probe => ({ claim: accept, claimed: true, url: skills, asking: { headers: { accept } }, works: ok }),
  ),
  ...capabilities.metadataFormats.map(
    (format): Probe => ({
      claim: `$metadata as ${format}`,
      claimed: true,
      url: `$metadata?$format=${format}`,
      works: ({ status, headers }) => status === 200 && (headers['content-type'] ?? '').startsWith(format),
    }),
  ),
];

/** An expression for each function and operator of the claims: true of Alpha alone, or of all. */
const expressions: Readonly<Record<string, string>> = {
  eq: "displayName eq 'Alpha'",
  ne: "displayName ne 'Alpha'",
  gt: "displayName gt 'Alpha'",
  ge: "displayName ge 'Alpha'",
  lt: "displayName lt 'B'",
  le: "displayName le 'Alpha'",
  add: '1 add 1 eq 2',
  sub: '1 sub 1 eq 0',
  mul: '2 mul 2 eq 4',
  div: '5 div 2 eq 2',
  divby: '5 divby 2 eq 2.5',
  mod: '5 mod 2 eq 1',
  and: "displayName ne null and displayName ne ''",
  or: "displayName eq 'Alpha' or displayName eq 'Beta'",
  has: "allowedAudiences has 'organization'",
  not: "not (displayName eq 'Alpha')",
  in: "displayName in ('Alpha','Beta')",
  any: "categories/any(c:c eq 'one')",
  all: "categories/all(c:c ne 'one')",
  cast: "cast(displayName,Edm.String) eq 'Alpha'",
  isof: 'isof(displayName,Edm.String)',
  case: "case(displayName eq 'Alpha':1,true:2) eq 1",
  concat: "concat(displayName,'x') eq 'Alphax'",
  contains: "contains(displayName,'lph')",
  endswith: "endswith(displayName,'a')",
  indexof: "indexof(displayName,'l') eq 1",
  length: 'length(displayName) eq 5',
  startswith: "startswith(displayName,'Al')",
  substring: "substring(displayName,1) eq 'lpha'",
  matchesPattern: "matchesPattern(displayName,'^A.*a$')",
  tolower: "tolower(displayName) eq 'alpha'",
  toupper: "toupper(displayName) eq 'ALPHA'",
  trim: "trim(displayName) eq 'Alpha'",
  hassubset: 'hassubset(categories,["one"])',
  hassubsequence: 'hassubsequence(categories,["one"])',
  date: 'date(createdDateTime) gt 2000-01-01',
  day: 'day(createdDateTime) gt 0',
  fractionalseconds: 'fractionalseconds(createdDateTime) lt 1',
  hour: 'hour(createdDateTime) lt 24',
  maxdatetime: 'createdDateTime lt maxdatetime()',
  mindatetime: 'createdDateTime gt mindatetime()',
  minute: 'minute(createdDateTime) lt 60',
  month: 'month(createdDateTime) lt 13',
  now: 'createdDateTime le now()',
  second: 'second(createdDateTime) lt 60',
  time: 'time(createdDateTime) ge 00:00:00',
  totaloffsetminutes: 'totaloffsetminutes(createdDateTime) eq 0',
  totalseconds: "totalseconds(duration'PT1M') eq 60",
  year: 'year(createdDateTime) gt 2000',
  ceiling: 'ceiling(1.5) eq 2',
  floor: 'floor(1.5) eq 1',
  round: 'round(1.5) eq 2',
};

forEachDatabase((database) => {
  describe(`claims on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    let id: string;
    const caller = person(randomUUID(), randomUUID());

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      const first = { displayName: 'Alpha', categories: ['two', 'one'] };
      ({ id } = (await ask('POST', skills, { as: caller, body: first })).body);
      for (const displayName of ['Beta', 'Gamma']) await ask('POST', skills, { as: caller, body: { displayName } });
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, [], 'nothing failed inside');
    });

    for (const { claim, claimed, method = 'GET', url, asking = {}, works, refused = [501] } of probes) {
      test(`${claim} is ${claimed ? 'claimed and works' : 'not claimed and refused'}`, async () => {
        const answer = await ask(method, encodeURI(url.replace('ID', id)), { ...asking, as: caller });
        const said = `${answer.status} ${answer.text}`;
        if (claimed) assert.ok(works(answer), said);
        else assert.ok(refused.includes(answer.status), said);
      });
    }

    for (const name of capabilities.functions) {
      test(`${name} is claimed and works`, async () => {
        const expression = expressions[name];
        assert.ok(expression, `there is no expression with ${name} here`);
        const answer = await ask('GET', `${skills}?$filter=${encodeURIComponent(expression)}`, { as: caller });
        assert.equal(answer.status, 200, answer.text);
        assert.ok(names(answer).length > 0, `${expression} found nothing`);
      });
    }

    test('what is preferred but not claimed is passed over, and not said to be applied', async () => {
      const headers = { prefer: 'respond-async, odata.track-changes' };
      const answer = await ask('GET', skills, { as: caller, headers });
      assert.equal(answer.status === 202, capabilities.asynchronous, `${answer.status}`);
      assert.equal('@odata.deltaLink' in answer.body, capabilities.changeTracking);
      if (!capabilities.asynchronous && !capabilities.changeTracking)
        assert.equal(answer.headers['preference-applied'], undefined);
    });

    test('a batch goes on after an error exactly as far as is claimed', async () => {
      const requests = ['me/nothing', skills].map((url, index) => ({ id: String(index), method: 'GET', url }));
      const headers = { prefer: 'continue-on-error=false' };
      const { body } = await ask('POST', '$batch', { as: caller, headers, body: { requests } });
      const statuses = body.responses.map(({ status }: { status: number }) => status);
      if (batch.continueOnError) assert.deepEqual(statuses, [400]);
      else assert.deepEqual(statuses, [400, 200]);
    });
  });
});
