/** Rules R9 to R12 and R27 to R30 of OData: context URLs, what is selected, preferences, and the form of refusals. */
import assert from 'node:assert/strict';
import { type Exchange, members, runExchanges } from '../support/exchange.ts';

const context = (url: string, expected: string, headers: Record<string, string> = {}): Exchange => ({
  rule: 'R9-R10 context',
  send: ['GET', url, { headers }],
  status: 200,
  body: { [headers['OData-MaxVersion'] === '4.01' ? '@context' : '@odata.context']: `ROOT/$metadata#${expected}` },
});
const new4 = { 'OData-MaxVersion': '4.01' };

const contexts: readonly Exchange[] = [
  context('me', 'users/$entity'),
  context('users/ME', 'users/$entity'),
  context('me/profile/skills', "users('ME')/profile/skills"),
  context('users/ME/profile/skills', "users('ME')/profile/skills"),
  context("users('ME')/profile/skills", "users('ME')/profile/skills"),
  context('SKILL', "users('ME')/profile/skills/$entity"),
  context('me/profile/skills?$select=id,displayName', "users('ME')/profile/skills(id,displayName)"),
  context('SKILL?$select=displayName,id', "users('ME')/profile/skills(displayName,id)/$entity"),
  context('SKILL?$select=*', "users('ME')/profile/skills(*)/$entity"),
  context('SKILL?$select=inference/confidenceScore', "users('ME')/profile/skills(inference/confidenceScore)/$entity"),
  context('SKILL?$select=createdBy($select=user)', "users('ME')/profile/skills(createdBy/user)/$entity"),
  context('me/profile/account', "users('ME')/profile/account"),
  context('me/profile/accounts', "users('ME')/profile/account"),
  context('me/profile', "users('ME')/profile/$entity"),
  context('me/profile?$expand=skills', "users('ME')/profile/$entity"),
  context('me/profile?$expand=skills', "users('ME')/profile(skills())/$entity", new4),
  context('me/profile?$expand=skills($select=displayName)', "users('ME')/profile(skills(displayName))/$entity"),
  context(
    'me/profile?$expand=names($select=first,last),skills($select=id)',
    "users('ME')/profile(names(first,last),skills(id))/$entity",
  ),
  context('me/profile?$expand=skills/$ref', "users('ME')/profile/$entity"),
  context('me/profile?$select=id&$expand=skills', "users('ME')/profile(id)/$entity"),
  context('me/profile?$select=id&$expand=skills', "users('ME')/profile(id,skills())/$entity", new4),
  context('me?$expand=profile($expand=skills($select=id))', 'users(profile(skills(id)))/$entity'),
  context('SKILL/displayName', "users('ME')/profile/skills('ID')/displayName"),
  context('SKILL/inference', "users('ME')/profile/skills('ID')/inference"),
  context('SKILL/inference/confidenceScore', "users('ME')/profile/skills('ID')/inference/confidenceScore"),
  context('SKILL/categories', "users('ME')/profile/skills('ID')/categories"),
  context('POSITION/detail/company/address', "users('ME')/profile/positions('", {}),
  context('SKILL/createdBy?$select=user', "users('ME')/profile/skills('ID')/createdBy(user)"),
  context('SKILL/createdBy?$select=user/displayName', "users('ME')/profile/skills('ID')/createdBy(user/displayName)"),
  context('SKILL/sources?$select=sourceId', "users('ME')/profile/skills('ID')/sources(sourceId)"),
  context('SKILL/inference?$compute=1 as one', "users('ME')/profile/skills('ID')/inference(*,one)"),
  context('me/displayName', "users('ME')/displayName"),
  context('me/profile/skills/$ref', 'Collection($ref)'),
  context('SKILL/$ref', '$ref'),
  context('me/profile/skills?$compute=length(displayName) as size&$select=size', "users('ME')/profile/skills(size)"),
  context('me/profile/skills?$compute=length(displayName) as size', "users('ME')/profile/skills(*,size)"),
].map((row) =>
  row.send[1].startsWith('POSITION')
    ? { ...row, body: { '@odata.context': /positions\('[^']+'\)\/detail\/company\/address$/ } }
    : row,
);

const select = (query: string, ...names: readonly string[]): Exchange => ({
  rule: 'R11 $select',
  send: ['GET', `SKILL?$select=${query}`],
  status: 200,
  body: members('@odata.context', '@odata.etag', ...names),
});
const refusedSelect = (query: string): Exchange => ({
  rule: 'R11 $select refused',
  send: ['GET', `SKILL?$select=${query}`],
  status: 400,
  body: { error: { target: '$select', message: /character \d+/ } },
});

const selections: readonly Exchange[] = [
  select('displayName', 'displayName'),
  select('webUrl,displayName,id', 'id', 'displayName', 'webUrl'),
  select('displayName,displayName', 'displayName'),
  select('inference/confidenceScore', 'inference'),
  select('createdBy($select=user)', 'createdBy'),
  select('microsoft.graph.skillProficiency/displayName', 'displayName'),
  select('microsoft.graph.*,id', 'id'),
  select('graph.*,id', 'id'),
  select('createdBy/microsoft.graph.identitySet', 'createdBy'),
  select('createdBy/microsoft.graph.identitySet($select=user)', 'createdBy'),
  select('sources/graph.profileSourceAnnotation($top=1)', 'sources'),
  refusedSelect('createdBy/microsoft.graph.inferenceData'),
  refusedSelect('displayName/microsoft.graph.identitySet'),
  refusedSelect('nonsense'),
  refusedSelect('inference/nonsense'),
  refusedSelect('displayname'),
  refusedSelect('displayName/x'),
  refusedSelect('categories($top=1),categories($top=2)'),
  refusedSelect(''),
  refusedSelect('displayName,'),
  ...[
    '!!.*',
    '.*',
    'nope/nope.*',
    'displayName.*,id',
    'nope.*',
    'microsoft.*',
    'microsoft.graph.*.*',
    'microsoft.graph.*/id',
  ].map(refusedSelect),
  ...['createdBy/microsoft.graph.*', 'createdBy($select=nope.*)', 'microsoft.graph.*($select=id)'].map(refusedSelect),
  {
    rule: 'R11 a path selects inside alone',
    send: ['GET', 'SKILL?$select=inference/confidenceScore'],
    status: 200,
    body: { inference: members('confidenceScore') },
  },
  {
    rule: 'R11 a path that ends in a cast selects the whole value',
    send: ['GET', 'SKILL?$select=createdBy/microsoft.graph.identitySet'],
    status: 200,
    body: { createdBy: members('application', 'device', 'user') },
  },
  {
    rule: 'A6.5 or what is selected inside',
    send: ['GET', 'SKILL?$select=createdBy/microsoft.graph.identitySet($select=user)'],
    status: 200,
    body: { createdBy: members('user') },
  },
  {
    rule: 'R11 of null it selects null',
    send: ['GET', 'POSITION?$select=manager/displayName'],
    status: 200,
    body: { manager: null },
  },
  {
    rule: 'R11 a star has no navigation properties',
    send: ['GET', 'me?$select=*'],
    status: 200,
    body: { profile: undefined, displayName: 'Adele Vance' },
  },
  {
    rule: 'R11 items are a union',
    send: ['GET', 'SKILL?$select=*,displayName'],
    status: 200,
    body: { displayName: "O'Neil & Söhne", webUrl: null },
  },
  {
    rule: 'A6.9 options within',
    send: ['GET', "SKILL?$select=categories($filter=startswith($this,'c');$top=1)"],
    status: 200,
    body: { categories: ['craft'] },
  },
  {
    rule: 'R12, A8.22 null and [] are written',
    send: ['GET', 'SKILL'],
    status: 200,
    body: { webUrl: null, source: null, collaborationTags: [], sources: [], isSearchable: null },
  },
  {
    rule: 'R27, A8.22 omit-values=nulls',
    send: ['GET', 'SKILL', { headers: { Prefer: 'omit-values=nulls' } }],
    status: 200,
    headers: { 'preference-applied': 'omit-values=nulls', vary: /Prefer/ },
    body: { webUrl: undefined, source: undefined, collaborationTags: [], inference: members('confidenceScore') },
  },
  {
    rule: 'R27 omit-values=defaults',
    send: ['GET', 'me/profile/skills', { headers: { Prefer: 'omit-values="defaults"' } }],
    status: 200,
    headers: { 'preference-applied': 'omit-values=defaults' },
    body: { value: [{ webUrl: undefined, collaborationTags: undefined, categories: ['trade', 'craft'] }] },
  },
  {
    rule: 'R27 omit-values of something else is not known',
    send: ['GET', 'SKILL', { headers: { Prefer: 'omit-values=all' } }],
    status: 200,
    headers: { 'preference-applied': undefined },
    body: { webUrl: null },
  },
];

const prefer = (value: string, applied: string | undefined, url = 'me/profile/skills'): Exchange => ({
  rule: `R27 Prefer: ${value}`,
  send: ['GET', url, { headers: { Prefer: value } }],
  status: 200,
  headers: { 'preference-applied': applied },
});

const preferences: readonly Exchange[] = [
  prefer('odata.maxpagesize=1', 'odata.maxpagesize=1'),
  prefer('maxpagesize=1', 'maxpagesize=1'),
  prefer('odata.maxpagesize=5, maxpagesize=1', 'maxpagesize=1'),
  prefer('maxpagesize=0', undefined),
  prefer('maxpagesize=x', undefined),
  prefer('maxpagesize=-1', undefined),
  prefer('MaxPageSize = 3', 'maxpagesize=3'),
  prefer('maxpagesize="3"', 'maxpagesize=3'),
  prefer('nonsense', undefined),
  prefer('nonsense=1; a=b, maxpagesize=2', 'maxpagesize=2'),
  prefer('respond-async, wait=10', undefined),
  prefer('track-changes, odata.track-changes', undefined),
  prefer('odata.include-annotations="*"', undefined),
  prefer('allow-entityreferences', undefined),
  prefer('odata.continue-on-error', undefined),
  prefer('callback; url="http://localhost"', undefined),
  prefer('return=minimal', undefined),
  prefer('return=nonsense', undefined),
  prefer(',,;;"', undefined),
  prefer('include-unknown-enum-members', 'include-unknown-enum-members'),
  prefer('IdType="ImmutableId"', undefined),
  prefer('maxpagesize=1', undefined, 'SKILL'),
  {
    rule: 'R27 a page of one leads on',
    send: ['POST', 'me/profile/skills', { body: { displayName: 'Second' } }],
    status: 201,
    next: [
      {
        send: ['GET', 'me/profile/skills?$select=id', { headers: { Prefer: 'maxpagesize=1' } }],
        status: 200,
        body: { value: [{ id: 'ID' }], '@odata.nextLink': /^ROOT\/me\/profile\/skills\?\$select=id&\$skiptoken=[A-Za-z0-9_-]+$/ },
      },
    ],
  },
];

const refusal = (
  what: string,
  send: Exchange['send'],
  status: number,
  code: string,
  more: { target?: string | undefined; headers?: Exchange['headers'] } = {},
): Exchange => ({
  rule: `R28-R29 ${what}`,
  send,
  status,
  ...(more.headers && { headers: more.headers }),
  body: {
    error: {
      code,
      message: /\S/,
      ...('target' in more && { target: more.target }),
      innerError: {
        date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
        'request-id': /^[0-9a-f-]{36}$/,
        'client-request-id': /^[0-9a-f-]{36}$/,
      },
    },
  },
});

const refusals: readonly Exchange[] = [
  refusal('malformed', ['GET', 'me/profile/skills?$filter=('], 400, 'BadRequest', { target: '$filter' }),
  refusal('unsupported', ['GET', 'me/profile/skills?$search=x'], 501, 'NotImplemented', { target: '$search' }),
  refusal('unsupported resource', ['GET', '$all'], 501, 'NotImplemented'),
  refusal('unsupported resource', ['GET', '$crossjoin(users,groups)'], 501, 'NotImplemented'),
  refusal('unsupported segment', ['GET', 'me/profile/skills/$filter(@f)?@f=true'], 501, 'NotImplemented'),
  refusal('unsupported segment', ['PATCH', 'me/profile/skills/$each', { body: {} }], 501, 'NotImplemented'),
  refusal('unknown segment', ['GET', 'me/profile/nonsense'], 400, 'BadRequest', { target: 'nonsense' }),
  refusal('unknown item', ['GET', 'me/profile/skills/none'], 404, 'itemNotFound'),
  refusal('method', ['PUT', 'me/profile/skills'], 405, 'Request_BadRequest', { headers: { allow: 'GET, POST' } }),
  refusal('method', ['DELETE', 'me/profile/skills/$count'], 405, 'Request_BadRequest', { headers: { allow: 'GET' } }),
  refusal('method', ['POST', 'SKILL/displayName', { body: {} }], 405, 'Request_BadRequest', {
    headers: { allow: 'GET, PATCH, PUT, DELETE' },
  }),
  refusal('method', ['PATCH', 'SKILL/categories', { body: {} }], 405, 'Request_BadRequest', {
    headers: { allow: 'GET, POST, PUT, DELETE' },
  }),
  refusal('method', ['POST', 'SKILL/inference', { body: {} }], 405, 'Request_BadRequest', {
    headers: { allow: 'GET, PATCH, PUT, DELETE' },
  }),
  refusal('method', ['PATCH', 'SKILL/displayName/$value', { body: {} }], 405, 'Request_BadRequest', {
    headers: { allow: 'GET, PUT, DELETE' },
  }),
  refusal('method', ['POST', '$metadata', { body: {} }], 405, 'Request_BadRequest', { headers: { allow: 'GET' } }),
  refusal('method', ['DELETE', ''], 405, 'Request_BadRequest', { headers: { allow: 'GET' } }),
  refusal('method', ['GET', '$batch'], 405, 'Request_BadRequest', { headers: { allow: 'POST' } }),
  refusal('method', ['BREW', 'me/profile/skills'], 405, 'Request_BadRequest', { headers: { allow: 'GET, POST' } }),
  refusal('not acceptable', ['GET', 'SKILL', { headers: { Accept: 'text/html' } }], 406, 'NotAcceptable', { target: 'Accept' }),
  refusal('changed meanwhile', ['PATCH', 'SKILL', { headers: { 'If-Match': 'W/"0"' }, body: {} }], 412, 'resourceModified', {
    target: 'If-Match',
  }),
  refusal('isolation', ['GET', 'SKILL', { headers: { 'OData-Isolation': 'snapshot' } }], 412, 'preconditionFailed'),
  refusal('isolation', ['GET', 'SKILL', { headers: { Isolation: 'snapshot' } }], 412, 'preconditionFailed'),
  refusal(
    'media type',
    ['PATCH', 'SKILL', { headers: { 'content-type': 'text/xml' }, body: '<x/>' }],
    415,
    'UnsupportedMediaType',
  ),
  refusal('schema version', ['GET', 'SKILL?$schemaversion=7'], 404, 'itemNotFound', { target: '$schemaversion' }),
  refusal('token of another list', ['GET', 'me/profile/skills?$skiptoken=nonsense'], 400, 'BadRequest', { target: '$skiptoken' }),
  ...[
    [0],
    [0, 'a'],
    [0, 'a', 'b', 'c'],
    [0, 5, 'a'],
    [0, true, 'a'],
    [0, 'a', null],
    [-1, 'a', 'b'],
    ['a', 'b', 'c'],
    {},
    [0, {}, []],
    [[0], 'a', 'b'],
    [[0, 5], 'a', 'b'],
    [[0, '2026-01-01'], 'a', 'b'],
    [[0, '2026-13-01T00:00:00.0000000Z'], 'a', 'b'],
    [[0, '2026-01-01T00:00:00.0000000Z', 0], 'a', 'b'],
  ].map((position) =>
    refusal(
      'a token that this list has not made',
      ['GET', `me/profile/skills?$skiptoken=${Buffer.from(JSON.stringify(position)).toString('base64url')}`],
      400,
      'BadRequest',
      { target: '$skiptoken' },
    ),
  ),
  refusal(
    'a token with a truth value, which none holds',
    ['GET', `me/profile/skills?$orderby=isSearchable&$skiptoken=${Buffer.from('[0,true,"a","b"]').toString('base64url')}`],
    400,
    'BadRequest',
    { target: '$skiptoken' },
  ),
  ...(
    [
      ['displayName', true],
      ['displayName', 5],
      ['createdDateTime', 'Zebra'],
      ['createdDateTime', 5],
      ['date(createdDateTime)', '2020-01-01T00:00:00.0000000Z'],
      ['time(createdDateTime)', 'Zebra'],
      ['createdDateTime sub lastModifiedDateTime', 'Zebra'],
      ['length(displayName)', 'Zebra'],
      ['isSearchable', 'Zebra'],
      ['proficiency desc', 'expert'],
      ['length(displayName)', { begins: 'Zebra' }],
    ] as const
  ).map(([order, key]) =>
    refusal(
      'a token of another order',
      [
        'GET',
        `me/profile/skills?$orderby=${order}&$skiptoken=${Buffer.from(JSON.stringify([0, key, 'a', 'b'])).toString('base64url')}`,
      ],
      400,
      'BadRequest',
      { target: '$skiptoken' },
    ),
  ),
  {
    rule: 'R28 several faults are listed',
    send: ['PATCH', 'SKILL', { body: { displayName: 1, inference: { confidenceScore: 'x' } } }],
    status: 400,
    body: {
      error: {
        code: 'RequestBodyRead',
        details: [
          { code: 'RequestBodyRead', message: /displayName/, target: 'displayName' },
          { code: 'RequestBodyRead', message: /confidenceScore/, target: 'inference/confidenceScore' },
        ],
      },
    },
  },
  {
    rule: 'R28 a single fault stands alone',
    send: ['PATCH', 'SKILL', { body: { displayName: 1 } }],
    status: 400,
    body: { error: { target: 'displayName', details: undefined } },
  },
  { rule: 'A5.5 any version of the schema will do', send: ['GET', 'SKILL?$schemaversion=*'], status: 200 },
  { rule: 'A5.5 of the metadata as well', send: ['GET', '$metadata?$schemaversion=*'], status: 200 },
  {
    rule: 'A1.1 the service document',
    send: ['GET', ''],
    status: 200,
    body: (body: { value: { name: string; kind?: string }[] }) =>
      assert.deepEqual(
        body.value.slice(0, 2).map(({ name, kind }) => [name, kind]),
        [
          ['me', 'Singleton'],
          ['users', undefined],
        ],
      ),
  },
  {
    rule: 'A1.1 of v1.0',
    send: ['GET', '', { version: 'v1.0' }],
    status: 200,
    body: { '@odata.context': 'https://localhost/v1.0/$metadata' },
  },
  {
    rule: 'A1.13, A4.2 $metadata is XML whatever Accept says',
    send: ['GET', '$metadata', { headers: { Accept: 'application/json, text/plain, */*' } }],
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: /<edmx:Edmx/,
  },
  {
    rule: 'A5.10, A7.6 and JSON by $format',
    send: ['GET', '$metadata?$format=json'],
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { $Version: /^4/, 'microsoft.graph': { skillProficiency: { $Kind: 'EntityType' } } },
  },
  {
    rule: 'A5.10 by the full media type',
    send: ['GET', '$metadata?$format=application/json'],
    status: 200,
    headers: { 'content-type': 'application/json' },
  },
  {
    rule: 'A1.13 and XML by $format',
    send: ['GET', '$metadata?$format=xml'],
    status: 200,
    headers: { 'content-type': 'application/xml' },
  },
  { rule: 'A1.13 and nothing else', send: ['GET', '$metadata?$format=text/html'], status: 406 },
  { rule: 'R32 $metadata takes no other options', send: ['GET', '$metadata?$select=x'], status: 400 },
  {
    rule: 'A1.9 no header is needed that only this service knows',
    send: ['GET', 'me/profile/skills?$count=true', { headers: { ConsistencyLevel: 'eventual' } }],
    status: 200,
  },
];

const forms = ['none', 'minimal', 'full'].flatMap((level) =>
  ['4.0', '4.01'].flatMap((version) =>
    ['nulls', 'defaults', 'nothing'].map((omit) => ({
      Accept: `application/json;odata.metadata=${level}`,
      'OData-MaxVersion': version,
      Prefer: `return=representation, omit-values=${omit}`,
    })),
  ),
);

/** An answer of which little or nothing may be left is still JSON: `Ask` parses each. */
const inEveryForm = (method: string, url: string, body?: object): Exchange => ({
  rule: 'A8.13 well-formed in every form',
  send: ['PATCH', 'POSITION', { body: { manager: { displayName: null } } }],
  status: 200,
  next: forms.map((headers) => ({
    send: [method, url, { headers, ...(body && { body }) }],
    status: 200,
    body: (answered: unknown) => assert.ok(answered !== null && typeof answered === 'object'),
  })),
});

const wellFormed: readonly Exchange[] = [
  ...['me', 'me/profile', 'me/profile/skills', 'SKILL', 'SKILL/createdBy', 'SKILL/inference', 'POSITION/manager'].flatMap((url) =>
    ['', '?$select=*', '?$select=microsoft.graph.*', '?$select=microsoft.graph.*,*'].map((query) =>
      inEveryForm('GET', `${url}${query}`),
    ),
  ),
  ...[
    'me?$select=microsoft.graph.*&$expand=profile($select=microsoft.graph.*)',
    'me/profile?$select=microsoft.graph.*&$expand=skills/$count',
    'me/profile?$select=microsoft.graph.*&$expand=skills/$ref,positions($select=microsoft.graph.*)',
    'SKILL?$select=createdBy($select=microsoft.graph.*)',
    'SKILL/createdBy?$select=device',
    'SKILL/createdBy?$compute=null as nothing&$select=nothing',
    'SKILL/categories?$count=true&$top=0',
    'SKILL/displayName',
    'POSITION/colleagues?$select=microsoft.graph.*',
    'POSITION?$select=manager',
    'SKILL/$ref',
    'me/profile/skills/$ref?$count=true',
    '',
  ].map((url) => inEveryForm('GET', url)),
  inEveryForm('PATCH', 'POSITION/manager', { displayName: null }),
  inEveryForm('PUT', 'POSITION/manager', { displayName: null }),
  inEveryForm('PATCH', 'POSITION?$select=microsoft.graph.*', { manager: { displayName: null } }),
];

runExchanges('payload', [...wellFormed, ...contexts, ...selections, ...preferences, ...refusals]);
