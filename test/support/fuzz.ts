/** Requests that nobody would write: well-formed ones, cut, doubled and spliced; and what must hold of every answer to them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer, Ask, Asking } from './answering.ts';

/** Well-formed requests to begin with: each option, operator and function, each way of a path. SKILL stands for the id of a skill. */
const corpus: readonly string[] = [
  'me',
  'me/profile',
  'me/profile/skills',
  "me/profile/skills('SKILL')",
  'me/profile/skills/SKILL/displayName/$value',
  'me/profile/skills/SKILL/categories/$count',
  'me/profile/skills/SKILL/inference/confidenceScore',
  'me/profile/skills/SKILL/createdBy/user',
  'me/profile/skills/$count?$filter=true',
  'me/profile/skills/$ref?$top=1',
  'me/profile/skills/microsoft.graph.itemFacet?$select=id',
  "me/profile/skills/$filter(displayName eq 'a')",
  'users?$top=1&$skip=1&$count=true',
  "users('SKILL')/profile/skills(id='SKILL')",
  "users(@k)?@k='SKILL'",
  "users?$filter=profile/skills/any(s:s/displayName eq 'a' and s/categories/any(c:c ne s/displayName))",
  'users?$orderby=profile/skills/$count desc,displayName',
  'users?$expand=profile($expand=skills($filter=proficiency ne null;$orderby=displayName desc;$top=2;$count=true;$select=id))',
  "groups?$filter=members/any(m:m/displayName eq 'a')",
  "me/contacts?$filter=emailAddresses/any(e:endswith(e/address,'.org'))",
  '$metadata',
  '$entity?$id=me',
  '$crossjoin(users,groups)',
  'me/profile?$expand=skills/$ref,positions/$count&$select=id',
  'me/profile?$select=skills,positions($select=id)',
  ...[
    "$filter=displayName eq 'O''Neil' and not (webUrl eq null or inference/confidenceScore gt 0.5)",
    "$filter=displayName in ('a','',null) or proficiency in ('expert',microsoft.graph.skillProficiencyLevel'elementary')",
    "$filter=allowedAudiences has 'family,contacts' and allowedAudiences ne microsoft.graph.allowedAudiences'5'",
    "$filter=categories/any(c:c eq 'hobby') and collaborationTags/all(t:t ne 'x') or not sources/any()",
    "$filter=categories/$count($filter=$this ne 'a') gt 1 and categories/$filter($this eq 'b')/$count eq 0",
    '$filter=hassubset(categories,["a","b"]) and hassubsequence(categories,[]) or categories eq ["a"]',
    '$filter=inference eq {"confidenceScore":1,"userHasVerifiedAccuracy":true}',
    '$filter=createdDateTime gt 2020-07-06T06:34:12.229Z and createdDateTime lt 2030-01-01T00:00:00%2B05:30',
    "$filter=lastModifiedDateTime sub createdDateTime le duration'P1DT2H3M4.5S' or createdDateTime add 'PT1H' gt now()",
    '$filter=year(createdDateTime) eq 2020 and time(createdDateTime) ge 12:00:00.1 and fractionalseconds(createdDateTime) lt 0.5',
    "$filter=concat(concat(displayName,', '),webUrl) eq 'a, b' or indexof(toupper(trim(displayName)),'A') ge 0",
    "$filter=substring(displayName,1,2) eq 'bc' and contains(tolower(displayName),'x') eq false",
    "$filter=matchesPattern(displayName,'^[A-Z](a|b)*\\d{2,3}$')",
    '$filter=(1 add 2 mul 3 sub -4) div 2 mod 3 eq 1 and 5 divby 2 eq 2.5 or round(1.5e0) eq ceiling(1.2)',
    "$filter=case(inference/confidenceScore gt 0:1,displayName eq 'a':-1,true:0) eq 1",
    "$filter=cast(displayName,Edm.Int32) eq 12 or isof(createdBy,microsoft.graph.identitySet) and cast('PT1S',Edm.Duration) ne null",
    "$filter=createdBy/user/color eq 'red' or createdBy/user/displayName eq $it/displayName",
    "$filter=displayName eq @a and @b&@a='x'&@b=proficiency eq 'expert'",
    '$orderby=inference/confidenceScore desc,categories/$count asc,length(displayName),id&$top=3&$skip=2',
    '$compute=inference/confidenceScore mul 100 as percent,length(displayName) as size&$filter=size gt percent&$select=size,percent',
    "$select=displayName,createdBy($select=user),categories($filter=$this ne 'a';$orderby=$this desc;$top=1;$count=true),inference/confidenceScore",
    '$search="blue green" NOT (red OR x) AND y',
    '$format=application/json;odata.metadata=full;IEEE754Compatible=true',
    '$skiptoken=WzMsIjIwMjAiLCJhIl0&$orderby=displayName',
    "filter=DISPLAYNAME EQ 'x'&ORDERBY=id&$Top=1",
    "$filter=displayName+eq+'a+b'",
    '$filter=displayName%20eq%20%27%F0%9F%98%80%27',
  ].map((query) => `me/profile/skills?${query}`),
];

/** Words that mean something somewhere. */
const words: readonly string[] = [
  ' ',
  '%20',
  '+',
  "'",
  "''",
  '%27',
  '"',
  '%22',
  '(',
  ')',
  '()',
  '((',
  '))',
  ',',
  ';',
  ':',
  '=',
  '/',
  '//',
  '?',
  '&',
  '#',
  '$',
  '@',
  '@a',
  '*',
  '-',
  '--',
  '%',
  '%%',
  '%00',
  '%2F',
  '%252F',
  '%C3',
  '%F0%9F%98%80',
  '😀',
  '\ud800',
  '\u0000',
  '\n',
  '{',
  '}',
  '[',
  ']',
  '[]',
  '{}',
  '\\',
  '.',
  '..',
  '|',
  '^',
  '$it',
  '$this',
  '$root',
  '$count',
  '$filter',
  '$value',
  '$ref',
  '$each',
  '$all',
  'null',
  'true',
  'false',
  'NaN',
  'INF',
  '-INF',
  '0',
  '-0',
  '1e999',
  '9999999999999999999999',
  '0.1',
  '2020-02-30',
  '2020-02-29',
  '2020-02-29T12:00Z',
  '-10000-01-01T00:00:00Z',
  '24:00:00',
  "duration'P1D'",
  "'PT1S'",
  'eq',
  ' eq ',
  ' ne ',
  ' and ',
  ' or ',
  'not ',
  ' in ',
  ' has ',
  ' add ',
  ' div 0',
  ' mod 0',
  'any(',
  'all(x:',
  '/any()',
  'cast(',
  'isof(',
  'case(',
  'length(',
  "matchesPattern(displayName,'",
  '(a+)+$',
  '\\1',
  '(?=',
  '[z-a]',
  'a{999}',
  'displayName',
  'createdBy',
  'categories',
  'profile',
  'skills',
  'microsoft.graph.',
  'Edm.',
  'Edm.String',
  '$filter=',
  '$select=',
  '$expand=',
  '$orderby=',
  '$compute=',
  '$top=',
  '$skip=-1',
  '$count=maybe',
  '$search=',
  '$apply=',
  '$levels=max',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

/** One change to a text: at places in thousandths of its length. */
interface Edit {
  readonly kind: 'insert' | 'remove' | 'double' | 'repeat' | 'encode' | 'case' | 'splice';
  readonly at: number;
  readonly length: number;
  readonly word: string;
  readonly times: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'remove', 'double', 'repeat', 'encode', 'case', 'splice'),
  at: fc.nat(1000),
  length: fc.nat(12),
  word: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  ),
  times: fc.oneof({ weight: 9, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.nat(3000) }),
});

function apply(text: string, { kind, at, length, word, times }: Edit): string {
  const from = Math.floor((text.length * at) / 1000);
  const [before, span, behind] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)];
  switch (kind) {
    case 'insert':
      return before + word + span + behind;
    case 'remove':
      return before + behind;
    case 'double':
      return before + span + span + behind;
    case 'repeat':
      return before + (span || word).repeat(times) + behind;
    case 'encode':
      return before + encodeURIComponent(span.toWellFormed()) + behind;
    case 'case':
      return before + (times % 2 === 0 ? span.toUpperCase() : span.toLowerCase()) + behind;
    case 'splice':
      return before + (corpus[times % corpus.length] ?? '').slice(at % 40);
  }
}

/** Headers that say something, and some that nearly do. */
const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    prefer: fc.constantFrom(
      'maxpagesize=2',
      'odata.maxpagesize=0',
      'return=minimal',
      'omit-values=nulls',
      'a=";',
      ',,,',
      'odata.maxpagesize=99999999999',
    ),
    accept: fc.constantFrom(
      '*/*',
      'application/json;odata.metadata=full',
      'text/plain',
      'application/json;q=0',
      ';',
      'application/json;odata.metadata=',
    ),
    'odata-maxversion': fc.constantFrom('4.0', '4.01', '3.0', 'x', '4.'),
    'if-none-match': fc.constantFrom('*', 'W/"1"', 'x', 'W/"', ',"a"'),
  },
  { requiredKeys: [] },
);

/** A request that somebody might send by mistake, or on purpose. */
export interface Odd {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Record<string, string>;
}

export const oddRequests: fc.Arbitrary<Odd> = fc
  .record({
    base: fc.constantFrom(...corpus),
    edits: fc.array(edit, { maxLength: 5 }),
    headers: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
    posted: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ base, edits, headers: sent, posted }) => ({
    method: posted === 0 ? 'POST' : 'GET',
    url: edits.reduce(apply, base),
    headers: sent,
  }));

/** Sends an odd request; a POST goes to `/$query` with its options in the body. */
export function askOddly(ask: Ask, { method, url, headers: sent }: Odd, skill: string, asking: Asking = {}): Promise<Answer> {
  const address = url.replaceAll('SKILL', skill);
  if (method === 'GET') return ask('GET', address, { ...asking, headers: sent });
  const mark = address.indexOf('?');
  const [path, query] = mark < 0 ? [address, ''] : [address.slice(0, mark), address.slice(mark + 1)];
  return ask('POST', `${path}/$query`, { ...asking, headers: { ...sent, 'content-type': 'text/plain' }, body: query });
}

/** What must hold of every answer: nothing failed inside, a refusal says what is wrong, and where in the text if it is about one. */
export function checkOddAnswer({ status, body, text }: Answer, url: string): void {
  const said = `${url}: ${status} ${text}`;
  assert.ok(status < 500 || status === 501, said);
  if (status < 400) return;
  const { code, message } = body.error;
  assert.ok(typeof code === 'string' && code !== '' && typeof message === 'string' && message !== '', said);
  if (/^(The|Parsing OData) query option '[^']*' (cannot be read|failed|fails)/.test(message))
    assert.match(message, /at character \d+/, said);
}
