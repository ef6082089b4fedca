/** Rules R55 to R57 of OData: many requests in one, in Graph's JSON form. */
import assert from 'node:assert/strict';
import { type Exchange, type Expected, runExchanges } from '../support/exchange.ts';

type Request = { readonly [member: string]: unknown };
const json = { 'Content-Type': 'application/json' };
const read = (id: string, over: Request = {}): Request => ({ id, method: 'GET', url: '/SKILL', ...over });
const change = (id: string, over: Request = {}): Request => ({
  id,
  method: 'PATCH',
  url: '/SKILL',
  headers: json,
  body: { displayName: id },
  ...over,
});

/** A batch that is answered, each part as expected. */
const batch = (
  rule: string,
  requests: readonly Request[],
  responses: readonly Expected[],
  headers: Record<string, string> = {},
): Exchange => ({
  rule,
  send: ['POST', '$batch', { headers, body: { requests } }],
  status: 200,
  headers: { 'content-type': 'application/json', etag: undefined },
  body: { responses },
});

/** A batch that is refused as a whole; nothing in it is done. */
const refused = (rule: string, body: unknown, target?: string, headers: Record<string, string> = {}, status = 400): Exchange => ({
  rule,
  send: ['POST', '$batch', { headers, body }],
  status,
  body: { error: { message: /\S/, ...(target !== undefined && { target }) } },
  next: [{ send: ['GET', 'SKILL'], status: 200, body: { '@odata.etag': 'W/"1"' } }],
});
const refusedParts = (rule: string, requests: readonly Request[], target?: string): Exchange =>
  refused(rule, { requests }, target);

const many = (count: number): Request[] => Array.from({ length: count }, (_, index) => read(String(index)));
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const failing: Request = { id: 'fails', method: 'GET', url: '/me/profile/skills/none' };

const shapes: readonly Exchange[] = [
  batch(
    'R56 each part has its id, its status as a number, its headers in lower case, and its body',
    [read('a')],
    [
      {
        id: 'a',
        status: 200,
        headers: { 'content-type': /^application\/json/, etag: 'W/"1"', 'odata-version': '4.0' },
        body: { id: 'ID' },
      },
    ],
  ),
  batch(
    'R56 twenty of them',
    many(20),
    Array.from({ length: 20 }, (_, index) => ({ id: String(index), status: 200 })),
  ),
  batch(
    'R56 a part without content has no body',
    [{ id: 'a', method: 'DELETE', url: '/SKILL' }],
    [{ id: 'a', status: 204, body: undefined, headers: { 'odata-version': '4.0' } }],
  ),
  batch(
    'R56 a failure is the part’s alone, and the rest goes on',
    [failing, change('b')],
    [
      { id: 'fails', status: 404, headers: { 'content-language': 'en' }, body: { error: { code: 'itemNotFound' } } },
      { id: 'b', status: 200, body: { displayName: 'b' } },
    ],
  ),
  batch('R56 whatever is preferred of errors', [failing, read('b')], [{ status: 404 }, { status: 200 }], {
    Prefer: 'continue-on-error',
  }),
  batch(
    'R56 a create tells where',
    [{ id: 'a', method: 'POST', url: '/me/profile/skills', headers: json, body: { displayName: 'x' } }],
    [{ status: 201, headers: { location: /^ROOT\/users\('ME'\)\/profile\/skills\('/ }, body: { displayName: 'x' } }],
  ),
  batch(
    'R56 a group is named in the answer',
    [change('a', { atomicityGroup: 'g' }), change('b', { atomicityGroup: 'g' })],
    [
      { id: 'a', atomicityGroup: 'g', status: 200 },
      { id: 'b', atomicityGroup: 'g', status: 200 },
    ],
  ),
  batch(
    'R56 a wrong method, a wrong type, an unknown segment: each its own status',
    [
      read('a', { method: 'PUT' }),
      change('b', { headers: { 'content-type': 'text/plain' } }),
      change('c', { headers: {} }),
      read('d', { url: '/me/nonsense' }),
      read('e', { url: '/me/profile/skills?$filter=(' }),
      read('f', { url: '/users' }),
      read('g', { url: '/me/profile/skills?$search=x' }),
      read('h', { headers: { Accept: 'text/html' } }),
      read('i', { method: 'BREW' }),
    ],
    [
      { status: 405, headers: { allow: 'GET, PATCH, DELETE' } },
      { status: 415 },
      { status: 400 },
      { status: 400, body: { error: { target: 'nonsense' } } },
      { status: 400, body: { error: { target: '$filter' } } },
      { status: 403, body: { error: { code: 'Authorization_RequestDenied' } } },
      { status: 501 },
      { status: 406 },
      { status: 405 },
    ],
  ),
  batch(
    'R55 methods in any case',
    [read('a', { method: 'get' }), change('b', { method: 'Patch' })],
    [{ status: 200 }, { status: 200 }],
  ),
  batch(
    'R56 a HEAD has no body',
    [read('a', { method: 'HEAD' })],
    [{ status: 200, body: undefined, headers: { etag: 'W/"1"' } }],
  ),
  batch('R55 ids keep their case', [read('A')], [{ id: 'A' }]),
];

const urls: readonly Exchange[] = [
  batch(
    'R55 URLs with and without a slash, absolute, and with the version before them',
    [
      read('a', { url: 'SKILL' }),
      read('b', { url: '/SKILL' }),
      read('c', { url: 'ROOT/SKILL' }),
      read('d', { url: '/beta/SKILL' }),
      read('e', { url: "/me/profile/skills('ID')?$select=id" }),
      read('f', { url: '/SKILL?%24select=id#part' }),
      read('g', { url: 'me/profile/skills?$filter=displayName+eq+%27x%27' }),
      read('h', { url: '/SKILL/' }),
      read('i', { url: '/Beta/SKILL' }),
    ],
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((id) => ({ id, status: 200 })),
  ),
  batch(
    'R44 a URL in JSON may hold what none on the wire can',
    [
      read('a', { url: '/me/profile/skills/a\0b' }),
      read('b', { url: "/me/profile/skills?$filter=displayName eq 'a\0b'" }),
      read('c', { url: '/me/profile/skills/\ud800' }),
      read('d', { url: "/me/profile/skills?$select=id&$filter=displayName eq 'ü 😀'" }),
    ],
    [{ status: 400 }, { status: 400 }, { status: 400 }, { status: 200 }],
  ),
  batch(
    'R55 other hosts and other versions are no part of it',
    [read('a', { url: 'https://example.com/beta/me' }), read('b', { url: '/v1.0/me' }), read('c', { url: '$1/displayName' })],
    [{ status: 400 }, { status: 400 }, { status: 400 }],
  ),
  {
    ...batch(
      'R55 v1.0 has its own',
      [read('a', { url: '/me' }), read('b', { url: '/me/profile' }), read('c', { url: '/v1.0/me' })],
      [
        { status: 200, body: { '@odata.context': 'https://localhost/v1.0/$metadata#users/$entity' } },
        { status: 400 },
        { status: 200 },
      ],
    ),
    send: [
      'POST',
      '$batch',
      {
        version: 'v1.0',
        body: { requests: [read('a', { url: '/me' }), read('b', { url: '/me/profile' }), read('c', { url: '/v1.0/me' })] },
      },
    ],
  },
  batch(
    'A1.13 the description too',
    [
      read('a', { url: '/$metadata?$format=json' }),
      read('b', { url: '/$metadata' }),
      read('c', { url: '' }),
      read('d', { url: '/' }),
    ].filter(({ url }) => url !== ''),
    [
      { status: 200, body: { $Version: /^4/ } },
      {
        status: 200,
        headers: { 'content-type': 'application/xml' },
        body: (body: string) => assert.match(Buffer.from(body, 'base64url').toString(), /^<\?xml.*<edmx:Edmx/s),
      },
      { status: 200, body: { value: (value: unknown[]) => assert.ok(value.length > 1) } },
    ],
  ),
];

const dependencies: readonly Exchange[] = [
  batch(
    'R55 one after the other',
    [change('1'), change('2', { dependsOn: ['1'] }), read('3', { dependsOn: ['2'] })],
    [
      { status: 200, headers: { etag: 'W/"2"' } },
      { status: 200, headers: { etag: 'W/"3"' } },
      { status: 200, body: { displayName: '2' } },
    ],
  ),
  batch(
    'R55 all on one',
    [change('1'), read('2', { dependsOn: ['1'] }), read('3', { dependsOn: ['1'] })],
    [{ status: 200 }, { body: { displayName: '1' } }, { body: { displayName: '1' } }],
  ),
  batch(
    'R55 one on several',
    [read('1'), change('2'), read('3', { dependsOn: ['1', '2'] })],
    [{}, {}, { body: { displayName: '2' } }],
  ),
  batch('R55 ids in any case', [change('First'), read('2', { dependsOn: ['FIRST'] })], [{}, { body: { displayName: 'First' } }]),
  batch(
    'R55 on a group',
    [change('1', { atomicityGroup: 'g' }), read('2', { dependsOn: ['g'] })],
    [{}, { body: { displayName: '1' } }],
  ),
  batch(
    'R56 what depends on a failure is not done',
    [failing, change('2', { dependsOn: ['fails'] }), read('3', { dependsOn: ['2'] }), read('4')],
    [
      { status: 404 },
      {
        status: 424,
        headers: { 'content-type': 'application/json' },
        body: { error: { code: 'FailedDependency', message: /fails/ } },
      },
      { status: 424 },
      { status: 200, body: { displayName: "O'Neil & Söhne" } },
    ],
  ),
  batch(
    'R56 a failure within a group fails the group for others',
    [change('1', { atomicityGroup: 'g' }), { ...failing, atomicityGroup: 'g' }, read('3', { dependsOn: ['g'] })],
    [{ status: 200 }, { status: 404 }, { status: 424 }],
  ),
];

const contents: readonly Exchange[] = [
  batch(
    'R57 text as a string',
    [
      { id: 'a', method: 'PUT', url: '/SKILL/displayName/$value', headers: { 'content-type': 'text/plain' }, body: 'plain' },
      read('b', { url: '/SKILL/displayName/$value', dependsOn: ['a'] }),
    ],
    [{ status: 204 }, { status: 200, headers: { 'content-type': /^text\/plain/ }, body: 'plain' }],
  ),
  batch('R57 a count as a string', [read('a', { url: '/me/profile/skills/$count' })], [{ status: 200, body: '1' }]),
  batch(
    'R57 JSON in base64url, as Graph takes it',
    [change('a', { body: base64url('{"displayName":"ü"}') })],
    [{ status: 200, body: { displayName: 'ü' } }],
  ),
  batch('R57 JSON in a string is a string', [change('a', { body: '{"displayName":"x"}' })], [{ status: 400 }]),
  {
    rule: 'R57 a number that no double holds is refused as it is outside',
    send: [
      'POST',
      '$batch',
      {
        body: '{"requests":[{"id":"a","method":"PATCH","url":"/SKILL","headers":{"content-type":"application/json"},"body":{"inference":{"confidenceScore":1e999}}}]}',
      },
    ],
    status: 200,
    body: { responses: [{ status: 400, body: { error: { target: 'inference/confidenceScore' } } }] },
  },
  batch(
    'R57 a name that is none of the model’s',
    [change('a', { body: JSON.parse('{"__proto__":{"displayName":"x"}}') })],
    [{ status: 400, body: { error: { target: '__proto__' } } }],
  ),
  batch(
    'R57 half a surrogate pair',
    [change('a', { body: { displayName: '\ud800' } })],
    [{ status: 400, body: { error: { target: 'displayName' } } }],
  ),
  batch(
    'R55 null for what may be left out',
    [read('a', { headers: null, dependsOn: null, atomicityGroup: null, body: null })],
    [{ id: 'a', status: 200, atomicityGroup: undefined }],
  ),
  batch('R57 null is no body', [change('a', { body: null })], [{ status: 400 }]),
  batch(
    'R57 a query in a body',
    [
      {
        id: 'a',
        method: 'POST',
        url: '/me/profile/skills/$query',
        headers: { 'content-type': 'text/plain' },
        body: '$select=id',
      },
    ],
    [{ status: 200, body: { value: [{ id: 'ID' }] } }],
  ),
  batch(
    'R57 outer headers are inherited',
    [read('a'), read('b', { headers: { Accept: 'application/json' } })],
    [
      { headers: { 'content-type': /metadata=full/ }, body: { '@odata.type': '#microsoft.graph.skillProficiency' } },
      { headers: { 'content-type': /metadata=minimal/ } },
    ],
    { Accept: 'application/json;odata.metadata=full' },
  ),
  {
    ...batch(
      'R57 the version as well',
      [read('a'), read('b', { headers: { 'OData-MaxVersion': '4.0' } })],
      [{ headers: { 'odata-version': '4.01' } }, { headers: { 'odata-version': '4.0' } }],
      { 'OData-MaxVersion': '4.01' },
    ),
    headers: { 'odata-version': '4.01' },
  },
  batch(
    'R57 and preferences',
    [change('a'), change('b', { headers: { ...json, Prefer: 'return=representation' } })],
    [{ status: 204 }, { status: 200 }],
    { Prefer: 'return=minimal' },
  ),
  batch(
    'R57 conditions stand inside',
    [change('a', { headers: { ...json, 'If-Match': 'W/"9"' } }), change('b', { headers: { ...json, 'if-match': 'W/"1"' } })],
    [{ status: 412 }, { status: 200 }],
  ),
  batch(
    'R57 another caller cannot be named inside',
    [read('a', { headers: { Authorization: 'Bearer other' } })],
    [{ status: 200, body: { id: 'ID' } }],
  ),
  batch(
    'R22 a part may be unchanged',
    [read('a', { headers: { 'If-None-Match': 'W/"1"' } })],
    [{ status: 304, body: undefined, headers: { etag: 'W/"1"' } }],
  ),
  batch(
    'R28 a refusal inside quotes the batch',
    [failing],
    [{ body: { error: { innerError: { 'request-id': /^[0-9a-f-]{36}$/ } } } }],
  ),
];

const refusals: readonly Exchange[] = [
  refused('R55 no object', []),
  refused('R55 no requests', {}, 'requests'),
  refused('R55 requests that are no array', { requests: {} }, 'requests'),
  refused('R55 none at all', { requests: [] }, 'requests'),
  refused('R55 no JSON', '{"requests":['),
  refused('R55 no body', ''),
  refusedParts('R55 twenty-one', many(21), 'requests'),
  refusedParts('R55 no id', [change('a', { id: undefined })], 'requests/0/id'),
  refusedParts('R55 an empty id', [change('')], 'requests/0/id'),
  refusedParts('R55 an id that is a number', [change('a', { id: 1 })], 'requests/0/id'),
  refusedParts('R55 no method', [change('a'), read('b', { method: undefined })], 'requests/1/method'),
  refusedParts('R55 no url', [change('a'), read('b', { url: undefined })], 'requests/1/url'),
  refusedParts('R55 an empty url', [change('a'), read('b', { url: '' })], 'requests/1/url'),
  refusedParts('R55 an id twice', [change('a'), read('a')], 'requests/1/id'),
  refusedParts('R55 an id twice in two cases', [change('a'), read('A')], 'requests/1/id'),
  refusedParts('R55 an id that is the name of a group', [change('a', { atomicityGroup: 'b' }), read('b')], 'requests'),
  refusedParts('R55 a part that is none', [change('a'), 'x' as unknown as Request], 'requests/1'),
  refusedParts('R55 headers that are none', [change('a'), read('b', { headers: [] })], 'requests/1/headers'),
  refusedParts(
    'R55 a header that is no string',
    [change('a'), read('b', { headers: { 'if-match': 5 } })],
    'requests/1/headers/if-match',
  ),
  refusedParts('R55 on what comes later', [change('a', { dependsOn: ['b'] }), read('b')], 'requests/0/dependsOn'),
  refusedParts('R55 on itself', [change('a', { dependsOn: ['a'] })], 'requests/0/dependsOn'),
  refusedParts('R55 on what is not there', [change('a', { dependsOn: ['z'] })], 'requests/0/dependsOn'),
  refusedParts('R55 on a string', [change('a'), read('b', { dependsOn: 'a' })], 'requests/1/dependsOn'),
  refusedParts('R55 a group that is a number', [change('a', { atomicityGroup: 1 })], 'requests/0/atomicityGroup'),
  refusedParts(
    'R55 a batch within',
    [change('a'), read('b', { method: 'POST', url: '/$batch', headers: json, body: { requests: [] } })],
    'requests/1/url',
  ),
  refusedParts(
    'R55 a batch within, in disguise',
    [change('a'), read('b', { method: 'POST', url: 'ROOT/%24BATCH/' })],
    'requests/1/url',
  ),
  refused('R25 a condition on the whole', { requests: [change('a')] }, undefined, { 'If-Match': '*' }),
  refused('R25 another', { requests: [change('a')] }, undefined, { 'If-None-Match': '*' }),
  refused('A4.11 as multipart', 'x', undefined, { 'content-type': 'multipart/mixed; boundary=x' }, 415),
  refused('A4.11 without a type', '{}', undefined, { 'content-type': '' }),
  refused('R4 an answer in another form', { requests: [change('a')] }, 'Accept', { Accept: 'multipart/mixed' }, 406),
  refused('R1 a version that is none', { requests: [change('a')] }, 'OData-MaxVersion', { 'OData-MaxVersion': '3.0' }),
  { rule: 'R29 by GET', send: ['GET', '$batch'], status: 405, headers: { allow: 'POST' } },
  { rule: 'R32 with an option', send: ['POST', '$batch?$top=1', { body: { requests: [read('a')] } }], status: 400 },
];

runExchanges('batch', [...shapes, ...urls, ...dependencies, ...contents, ...refusals]);
