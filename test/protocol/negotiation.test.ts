/** Rules R1 to R8 of OData: which version and which format a request is answered in. */
import assert from 'node:assert/strict';
import { type Exchange, members, runExchanges } from '../support/exchange.ts';

const version = (headers: Record<string, string>, status: number, answered: string): Exchange => ({
  rule: `R1-R2 ${JSON.stringify(headers)}`,
  send: ['GET', 'SKILL', { headers }],
  status,
  headers: { 'odata-version': answered },
});

const versions: readonly Exchange[] = [
  version({}, 200, '4.0'),
  version({ 'OData-MaxVersion': '4.0' }, 200, '4.0'),
  version({ 'OData-MaxVersion': '4.00' }, 200, '4.0'),
  version({ 'OData-MaxVersion': '4.01' }, 200, '4.01'),
  version({ 'OData-MaxVersion': '4.005' }, 200, '4.0'),
  version({ 'OData-MaxVersion': '4.1' }, 200, '4.01'),
  version({ 'OData-MaxVersion': '4.5' }, 200, '4.01'),
  version({ 'OData-MaxVersion': '5.0' }, 200, '4.01'),
  version({ 'OData-MaxVersion': '3.0' }, 400, '4.0'),
  version({ 'OData-MaxVersion': 'four' }, 400, '4.0'),
  version({ 'OData-Version': '4.0' }, 200, '4.0'),
  version({ 'OData-Version': '4.01' }, 200, '4.0'),
  version({ 'OData-Version': '4.1' }, 400, '4.0'),
  version({ 'OData-Version': '5.0' }, 400, '4.0'),
  version({ 'OData-Version': '3.0' }, 400, '4.0'),
  version({ 'OData-Version': '9.0', 'OData-MaxVersion': '4.01' }, 400, '4.01'),
  {
    rule: 'R1, A1.4 a refusal is in the version that was asked for',
    send: ['GET', 'me/nonsense', { headers: { 'OData-MaxVersion': '4.01' } }],
    status: 400,
    headers: { 'odata-version': '4.01' },
  },
  {
    rule: 'R1, A1.4 an answer without content has a version too',
    send: ['DELETE', 'SKILL', { headers: { 'OData-MaxVersion': '4.01' } }],
    status: 204,
    headers: { 'odata-version': '4.01' },
  },
  {
    rule: 'R1, A1.4 so has what is not modified',
    send: ['GET', 'SKILL', { headers: { 'If-None-Match': '*' } }],
    status: 304,
    headers: { 'odata-version': '4.0', etag: 'W/"1"' },
  },
  {
    rule: 'R1, A1.4 so has a count',
    send: ['GET', 'me/profile/skills/$count'],
    status: 200,
    headers: { 'odata-version': '4.0' },
  },
  { rule: 'R1, A1.4 so has $metadata', send: ['GET', '$metadata'], status: 200, headers: { 'odata-version': '4.0' } },
  {
    rule: 'R3 what the version decides is said to vary',
    send: ['GET', 'SKILL'],
    status: 200,
    headers: { vary: /OData-MaxVersion/ },
  },
  {
    rule: 'R3 what a preference decides is said to vary',
    send: ['GET', 'me/profile/skills', { headers: { Prefer: 'maxpagesize=1' } }],
    status: 200,
    headers: { vary: /Prefer/ },
  },
  {
    rule: 'A8.10 4.01 drops the prefix',
    send: ['GET', 'SKILL', { headers: { 'OData-MaxVersion': '4.01' } }],
    status: 200,
    body: { '@context': /skills\/\$entity$/, '@etag': 'W/"1"', '@odata.etag': undefined },
  },
  {
    rule: 'A8.23 4.0 keeps it',
    send: ['GET', 'SKILL', { headers: { 'OData-MaxVersion': '4.0' } }],
    status: 200,
    body: { '@odata.context': /skills/, '@odata.etag': 'W/"1"' },
  },
];

const format = (accept: string, status: number, type?: RegExp, url = 'SKILL'): Exchange => ({
  rule: `R4-R5 Accept: ${accept}`,
  send: ['GET', url, { headers: { Accept: accept } }],
  status,
  ...(type && { headers: { 'content-type': type } }),
});

const asked = (value: string, status: number, type?: RegExp, url = 'SKILL', accept = 'text/html'): Exchange => ({
  rule: `R4 $format=${value} beats Accept`,
  send: ['GET', `${url}?$format=${encodeURIComponent(value)}`, { headers: { Accept: accept } }],
  status,
  ...(type && { headers: { 'content-type': type } }),
});

const formats: readonly Exchange[] = [
  format('application/json', 200, /^application\/json;odata\.metadata=minimal/),
  format('*/*', 200, /^application\/json/),
  format('application/*', 200, /^application\/json/),
  format('', 200, /^application\/json/),
  format('APPLICATION/JSON', 200, /^application\/json/),
  format('text/html, application/json;q=0.5', 200, /^application\/json/),
  format('text/html', 406),
  format('application/xml', 406),
  format('application/json;q=0', 406),
  format('application/json;q=0, */*', 406),
  format('application/json;odata.metadata=none', 200, /odata\.metadata=none/),
  format('application/json;metadata=full', 200, /odata\.metadata=full/),
  format('application/json; ODATA.Metadata=FULL', 200, /odata\.metadata=full/),
  format('application/json;odata.metadata="full"', 200, /odata\.metadata=full/),
  format('application/json;odata.metadata=verbose', 406),
  format('application/json;odata=verbose', 406),
  format('application/json;nonsense=1', 406),
  format('application/json;nonsense=1, application/json;odata.metadata=none;q=0.1', 200, /odata\.metadata=none/),
  format('application/json;IEEE754Compatible=true', 200, /IEEE754Compatible=true/),
  format('application/json;ieee754compatible=TRUE', 200, /IEEE754Compatible=true/),
  format('application/json;IEEE754Compatible=maybe', 406),
  format('application/json;odata.streaming=true', 200),
  format('application/json;streaming=false', 200),
  format('application/json;ExponentialDecimals=true', 200),
  format('application/json;charset=utf-8', 200),
  format('application/json;charset=utf-16', 406),
  format('text/plain', 200, /^text\/plain$/, 'me/profile/skills/$count'),
  format('application/json', 406, undefined, 'me/profile/skills/$count'),
  format('text/*', 200, /^text\/plain/, 'SKILL/displayName/$value'),
  asked('json', 200, /^application\/json;odata\.metadata=minimal/),
  asked('JSON', 200, /^application\/json/),
  asked('application/json', 200, /^application\/json/),
  asked('application/json;odata.metadata=full', 200, /odata\.metadata=full/),
  asked('application/json;metadata=none', 200, /odata\.metadata=none/),
  asked('application/json;nonsense=1', 406),
  asked('json;odata.metadata=full', 406),
  asked('xml', 406),
  asked('atom', 406),
  asked('text/html', 406),
  asked('json', 406, undefined, 'me/profile/skills/$count', '*/*'),
  { rule: 'R4 format without a dollar', send: ['GET', 'SKILL?format=json'], status: 200 },
  { rule: 'R32 $format twice', send: ['GET', 'SKILL?$format=json&format=json'], status: 400 },
  {
    rule: 'R4 a write is held to Accept as well, before anything is changed',
    send: ['PATCH', 'SKILL', { headers: { Accept: 'text/html' }, body: { displayName: 'x' } }],
    status: 406,
    next: [{ send: ['GET', 'SKILL'], status: 200, body: { '@odata.etag': 'W/"1"' } }],
  },
];

const full = { headers: { Accept: 'application/json;odata.metadata=full' } };
const full401 = { headers: { Accept: 'application/json;metadata=full', 'OData-MaxVersion': '4.01' } };
const none = { headers: { Accept: 'application/json;odata.metadata=none' } };
const skillAt = "ROOT/users('ME')/profile/skills('ID')";

const levels: readonly Exchange[] = [
  {
    rule: 'R6 minimal: the context and the entity tag, no links and no types',
    send: ['GET', 'SKILL'],
    status: 200,
    body: {
      '@odata.context': "ROOT/$metadata#users('ME')/profile/skills/$entity",
      '@odata.etag': 'W/"1"',
      '@odata.id': undefined,
      '@odata.type': undefined,
      '@odata.editLink': undefined,
      'categories@odata.type': undefined,
    },
  },
  {
    rule: 'R6 none: not even those',
    send: ['GET', 'SKILL', none],
    status: 200,
    body: (body: object) =>
      assert.deepEqual(
        Object.keys(body).filter((name) => name.includes('@')),
        [],
      ),
  },
  {
    rule: 'R6 none keeps the count and the next link',
    send: ['GET', 'me/profile/skills?$count=true', { headers: { ...none.headers, Prefer: 'maxpagesize=1' } }],
    status: 200,
    body: members('@odata.count', 'value'),
    next: [
      { send: ['POST', 'me/profile/skills', { body: { displayName: 'Second' } }], status: 201 },
      {
        send: ['GET', 'me/profile/skills?$count=true', { headers: { ...none.headers, Prefer: 'maxpagesize=1' } }],
        status: 200,
        body: members('@odata.count', '@odata.nextLink', 'value'),
      },
    ],
  },
  {
    rule: 'R6, A8.14 full: id, edit link and types, of the item and of what is inside',
    send: ['GET', 'SKILL', full],
    status: 200,
    body: {
      '@odata.context': /#users\('ME'\)\/profile\/skills\/\$entity$/,
      '@odata.type': '#microsoft.graph.skillProficiency',
      '@odata.id': skillAt,
      '@odata.editLink': skillAt,
      '@odata.etag': 'W/"1"',
      'allowedAudiences@odata.type': '#microsoft.graph.allowedAudiences',
      'createdDateTime@odata.type': '#DateTimeOffset',
      'categories@odata.type': '#Collection(String)',
      'sources@odata.type': '#Collection(microsoft.graph.profileSourceAnnotation)',
      'proficiency@odata.type': '#microsoft.graph.skillProficiencyLevel',
      'displayName@odata.type': undefined,
      inference: { '@odata.type': '#microsoft.graph.inferenceData', 'confidenceScore@odata.type': undefined },
      createdBy: { '@odata.type': '#microsoft.graph.identitySet', user: { '@odata.type': '#microsoft.graph.identity' } },
    },
  },
  {
    rule: 'R6, A8.14 full: whole numbers, dates and members of collections say their types',
    send: ['GET', 'POSITION', full],
    status: 200,
    body: {
      'colleagues@odata.type': '#Collection(microsoft.graph.relatedPerson)',
      colleagues: [
        {
          '@odata.type': '#microsoft.graph.relatedPerson',
          'relationship@odata.type': '#microsoft.graph.personRelationship',
          relationship: 'friend',
        },
      ],
      detail: {
        '@odata.type': '#microsoft.graph.positionDetail',
        'layer@odata.type': '#Int32',
        'startMonthYear@odata.type': '#Date',
        'endMonthYear@odata.type': undefined,
        company: {
          address: {
            '@odata.type': '#microsoft.graph.physicalAddress',
            'type@odata.type': '#microsoft.graph.physicalAddressType',
          },
        },
      },
    },
  },
  {
    rule: 'R6 full: a list says the same of each item',
    send: ['GET', 'me/profile/skills', full],
    status: 200,
    body: { value: [{ '@odata.type': '#microsoft.graph.skillProficiency', '@odata.id': skillAt, '@odata.editLink': skillAt }] },
  },
  {
    rule: 'R6 full: navigation and association links, of what is inside and of what is not',
    send: ['GET', 'me/profile?$select=skills', full],
    status: 200,
    body: {
      '@odata.type': '#microsoft.graph.profile',
      '@odata.id': "ROOT/users('ME')/profile",
      'skills@odata.navigationLink': "ROOT/users('ME')/profile/skills",
      'skills@odata.associationLink': "ROOT/users('ME')/profile/skills/$ref",
      'awards@odata.navigationLink': "ROOT/users('ME')/profile/awards",
      awards: undefined,
      skills: [{ '@odata.type': '#microsoft.graph.skillProficiency', '@odata.id': skillAt }],
    },
  },
  {
    rule: 'R6 full: a single property says its type',
    send: ['GET', 'SKILL/categories', full],
    status: 200,
    body: { '@odata.type': '#Collection(String)', value: ['trade', 'craft'] },
  },
  {
    rule: 'R6 full: so does a date',
    send: ['GET', 'POSITION/detail/startMonthYear', full],
    status: 200,
    body: { '@odata.type': '#Date', value: '2020-02-29' },
  },
  {
    rule: 'R6 full: a string does not',
    send: ['GET', 'SKILL/displayName', full],
    status: 200,
    body: members('@odata.context', 'value'),
  },
  {
    rule: 'R6 full: a complex property does inside',
    send: ['GET', 'SKILL/inference', full],
    status: 200,
    body: members('@odata.context', '@odata.type', 'confidenceScore', 'userHasVerifiedAccuracy'),
  },
  {
    rule: 'A8.10 full in 4.01: no prefix, each annotation before its property',
    send: ['GET', 'SKILL?$select=categories', full401],
    status: 200,
    headers: { 'content-type': 'application/json;metadata=full' },
    body: members('@context', '@type', '@id', '@etag', '@editLink', 'categories@type', 'categories'),
  },
  {
    rule: 'A8.10 and built-in types without a hash',
    send: ['GET', 'SKILL', full401],
    status: 200,
    body: {
      'createdDateTime@type': 'DateTimeOffset',
      'categories@type': 'Collection(String)',
      'proficiency@type': '#microsoft.graph.skillProficiencyLevel',
      inference: { '@type': '#microsoft.graph.inferenceData' },
    },
  },
  {
    rule: 'R6 with OData-MaxVersion and no level at least minimal',
    send: ['GET', 'SKILL', { headers: { 'OData-MaxVersion': '4.0', Accept: 'application/json' } }],
    status: 200,
    body: { '@odata.context': /./ },
  },
  {
    rule: 'R7 the count is a string where the caller asks for it',
    send: ['GET', 'me/profile/skills?$count=true', { headers: { Accept: 'application/json;IEEE754Compatible=true' } }],
    status: 200,
    body: { '@odata.count': '1', value: [{ inference: { confidenceScore: 0.5 } }] },
  },
  {
    rule: 'R7 a nested count as well',
    send: ['GET', 'me/profile?$expand=skills($count=true)', { headers: { Accept: 'application/json;IEEE754Compatible=true' } }],
    status: 200,
    body: { 'skills@odata.count': '1' },
  },
  { rule: 'R7 a number where not', send: ['GET', 'me/profile/skills?$count=true'], status: 200, body: { '@odata.count': 1 } },
  {
    rule: 'R7 a Double stays a number in requests',
    send: [
      'PATCH',
      'SKILL',
      { headers: { 'content-type': 'application/json;IEEE754Compatible=true' }, body: { inference: { confidenceScore: '0.5' } } },
    ],
    status: 400,
    body: { error: { target: 'inference/confidenceScore' } },
  },
  {
    rule: 'R8 what is no finite number is a string',
    send: ['GET', 'me/profile/skills?$compute=1 div 0.0 as a,-1 div 0.0 as b,0 div 0.0 as c&$select=a,b,c'],
    status: 200,
    body: { value: [{ a: 'INF', b: '-INF', c: 'NaN' }] },
  },
];

runExchanges('negotiation', [...versions, ...formats, ...levels]);
