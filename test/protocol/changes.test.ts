/** Rules R13 to R21 and A8 of OData: what creates, changes and removes, and what bodies may hold. */
import assert from 'node:assert/strict';
import { type Exchange, members, runExchanges } from '../support/exchange.ts';

const location = /^ROOT\/users\('ME'\)\/profile\/skills\('[0-9a-f-]{36}'\)$/;
const minimal = { Prefer: 'return=minimal' };
const whole = { Prefer: 'return=representation' };
const untouched: NonNullable<Exchange['next']> = [
  { send: ['GET', 'SKILL'], status: 200, body: { '@odata.etag': 'W/"1"', proficiency: 'expert' } },
];

const creating: readonly Exchange[] = [
  {
    rule: 'R13, A2.27 a create answers the item, where it is, and its entity tag',
    send: ['POST', 'me/profile/skills', { body: { displayName: 'New' } }],
    status: 201,
    headers: { location, etag: 'W/"1"', 'preference-applied': undefined },
    body: { displayName: 'New', webUrl: null, categories: [], sources: [], inference: null },
  },
  {
    rule: 'R13, A2.28 with return=minimal it answers no content, Location and OData-EntityId',
    send: ['POST', 'me/profile/skills', { headers: minimal, body: { displayName: 'New' } }],
    status: 204,
    headers: { location, 'odata-entityid': location, 'preference-applied': 'return=minimal', vary: /Prefer/, etag: 'W/"1"' },
  },
  {
    rule: 'R13 with return=representation it says so',
    send: ['POST', 'me/profile/skills', { headers: whole, body: { displayName: 'New' } }],
    status: 201,
    headers: { 'preference-applied': 'return=representation' },
  },
  {
    rule: 'R17, A5.27 a selection shapes the answer of a create',
    send: ['POST', 'me/profile/skills?$select=displayName', { body: { displayName: 'New' } }],
    status: 201,
    body: members('@odata.context', '@odata.etag', 'displayName'),
  },
  {
    rule: 'R17 and not of one that answers nothing',
    send: ['POST', 'me/profile/skills?$select=id', { headers: minimal, body: { displayName: 'New' } }],
    status: 204,
  },
  {
    rule: 'R32 a create takes no options of lists',
    send: ['POST', 'me/profile/skills?$top=1', { body: { displayName: 'New' } }],
    status: 400,
    body: { error: { target: '$top' } },
  },
  { rule: 'R32 nor a filter', send: ['POST', 'me/profile/skills?$filter=true', { body: { displayName: 'New' } }], status: 400 },
  { rule: 'R32 a removal takes no shape', send: ['DELETE', 'SKILL?$select=id'], status: 400, next: untouched },
  {
    rule: 'A5.25 a create through the cast to the type itself',
    send: ['POST', 'me/profile/skills/microsoft.graph.skillProficiency', { body: { displayName: 'New' } }],
    status: 201,
  },
  {
    rule: 'A2.21 contained items cannot be linked',
    send: ['POST', 'me/profile/skills/$ref', { body: { '@odata.id': 'x' } }],
    status: 405,
    headers: { allow: 'GET' },
  },
  { rule: 'A2.22 nor a contained entity', send: ['PUT', 'SKILL/$ref', { body: { '@odata.id': 'x' } }], status: 405 },
  { rule: 'A2.25 nor unlinked', send: ['DELETE', 'SKILL/$ref'], status: 405, next: untouched },
  {
    rule: 'A5.21 a deep insert is refused',
    send: ['POST', 'me/profile', { body: { skills: [{ displayName: 'x' }] } }],
    status: 405,
    headers: { allow: 'GET, DELETE' },
  },
  {
    rule: 'A5.24 lists are not patched',
    send: ['PATCH', 'me/profile/skills', { body: { value: [] } }],
    status: 405,
    headers: { allow: 'GET, POST' },
  },
  { rule: 'A5.24 nor removed', send: ['DELETE', 'me/profile/skills'], status: 405, next: untouched },
];

const changing: readonly Exchange[] = [
  {
    rule: 'R14 missing properties stay',
    send: ['PATCH', 'SKILL', { body: { webUrl: 'https://example.com' } }],
    status: 200,
    headers: { etag: 'W/"2"', location: undefined },
    body: { webUrl: 'https://example.com', proficiency: 'expert', categories: ['trade', 'craft'] },
  },
  {
    rule: 'R14 collections are replaced whole',
    send: ['PATCH', 'SKILL', { body: { categories: ['craft'] } }],
    status: 200,
    body: { categories: ['craft'] },
  },
  {
    rule: 'R14 complex values are merged',
    send: ['PATCH', 'SKILL', { body: { inference: { userHasVerifiedAccuracy: true } } }],
    status: 200,
    body: { inference: { confidenceScore: 0.5, userHasVerifiedAccuracy: true } },
  },
  {
    rule: 'R14 at every depth',
    send: ['PATCH', 'POSITION', { body: { detail: { company: { address: { city: 'Köln' } } } } }],
    status: 200,
    body: { detail: { jobTitle: 'Joiner', company: { displayName: 'Söhne', address: { city: 'Köln', type: 'home' } } } },
  },
  {
    rule: 'R14 a complex value onto null creates it',
    send: ['PATCH', 'POSITION', { body: { manager: { displayName: 'Bo' } } }],
    status: 200,
    body: { manager: { displayName: 'Bo', userId: null } },
  },
  {
    rule: 'R14 null clears',
    send: ['PATCH', 'POSITION', { body: { detail: null, isCurrent: null } }],
    status: 200,
    body: { detail: null, isCurrent: null },
  },
  {
    rule: 'R14 null within a complex value',
    send: ['PATCH', 'POSITION', { body: { detail: { company: null } } }],
    status: 200,
    body: { detail: { company: null, jobTitle: 'Joiner' } },
  },
  {
    rule: 'R14 members of a replaced collection are whole',
    send: ['PATCH', 'POSITION', { body: { colleagues: [{ displayName: 'Bo' }] } }],
    status: 200,
    body: { colleagues: [{ displayName: 'Bo', relationship: null, userId: null, userPrincipalName: null }] },
  },
  {
    rule: 'R15 what only the server sets is ignored',
    send: [
      'PATCH',
      'SKILL',
      {
        body: {
          id: 'other',
          createdDateTime: '2000-01-01T00:00:00Z',
          lastModifiedDateTime: 5,
          createdBy: { user: { id: 'x' } },
          lastModifiedBy: 'nobody',
          sources: [{ sourceId: 'x' }],
          '@odata.context': 'x',
          '@odata.etag': 'W/"99"',
          '@odata.id': 'x',
          displayName: 'Kept',
        },
      },
    ],
    status: 200,
    body: { id: 'ID', displayName: 'Kept', sources: [], createdBy: { user: { id: 'ME' } } },
  },
  {
    rule: 'R15 alone it changes nothing',
    send: ['PATCH', 'SKILL', { body: { id: 'other', createdBy: null } }],
    status: 200,
    headers: { etag: 'W/"1"' },
  },
  {
    rule: 'R14 an empty object changes nothing',
    send: ['PATCH', 'SKILL', { body: {} }],
    status: 200,
    headers: { etag: 'W/"1"' },
  },
  {
    rule: 'R16 an undeclared property is refused by name',
    send: ['PATCH', 'SKILL', { body: { nonsense: 1 } }],
    status: 400,
    body: { error: { target: 'nonsense' } },
    next: untouched,
  },
  {
    rule: 'R16 inside as well',
    send: ['PATCH', 'POSITION', { body: { detail: { company: { nonsense: 1 } } } }],
    status: 400,
    body: { error: { target: 'detail/company/nonsense' } },
  },
  {
    rule: 'R16 an open value is ignored with its parent',
    send: ['PATCH', 'SKILL', { body: { createdBy: { device: { anything: [1] } }, displayName: 'x' } }],
    status: 200,
    body: { createdBy: { device: null } },
  },
  {
    rule: 'R17 return=minimal',
    send: ['PATCH', 'SKILL', { headers: minimal, body: { displayName: 'x' } }],
    status: 204,
    headers: { 'preference-applied': 'return=minimal', etag: 'W/"2"', location: undefined, 'odata-entityid': undefined },
  },
  {
    rule: 'R17 return=representation',
    send: ['PATCH', 'SKILL', { headers: whole, body: { displayName: 'x' } }],
    status: 200,
    headers: { 'preference-applied': 'return=representation' },
  },
  {
    rule: 'R17 a selection shapes the answer',
    send: ['PATCH', 'SKILL?$select=displayName', { body: { displayName: 'x' } }],
    status: 200,
    body: members('@odata.context', '@odata.etag', 'displayName'),
  },
  {
    rule: 'R17 the first preference counts',
    send: ['PATCH', 'SKILL', { headers: { Prefer: 'return=minimal, return=representation' }, body: { displayName: 'x' } }],
    status: 204,
  },
  {
    rule: 'R18, A5.20 PUT is not offered',
    send: ['PUT', 'SKILL', { body: { displayName: 'x' } }],
    status: 405,
    headers: { allow: 'GET, PATCH, DELETE' },
    next: untouched,
  },
  { rule: 'R18 whatever its body', send: ['PUT', 'SKILL'], status: 405, headers: { allow: 'GET, PATCH, DELETE' } },
  {
    rule: 'R18 nor POST to an item',
    send: ['POST', 'SKILL', { body: { displayName: 'x' } }],
    status: 405,
    headers: { allow: 'GET, PATCH, DELETE' },
  },
  {
    rule: 'A2.29 PATCH never creates',
    send: ['PATCH', 'me/profile/skills/7c2b7b0e-0000-4000-8000-000000000000', { body: { displayName: 'x' } }],
    status: 404,
    next: [{ send: ['GET', 'me/profile/skills/$count'], status: 200, body: '1' }],
  },
  {
    rule: 'A2.29 not even when nothing must be there',
    send: ['PATCH', 'me/profile/skills/none', { headers: { 'If-None-Match': '*' }, body: { displayName: 'x' } }],
    status: 404,
  },
  {
    rule: 'R19 one fault among many leaves all as it was',
    send: ['PATCH', 'SKILL', { body: { displayName: 'x', proficiency: 'none' } }],
    status: 400,
    next: untouched,
  },
  {
    rule: 'R20 DELETE',
    send: ['DELETE', 'SKILL'],
    status: 204,
    next: [
      { send: ['DELETE', 'SKILL'], status: 404 },
      { send: ['GET', 'SKILL'], status: 404 },
    ],
  },
  {
    rule: 'R20 return=… has no effect on it',
    send: ['DELETE', 'SKILL', { headers: whole }],
    status: 204,
    headers: { 'preference-applied': undefined },
  },
  { rule: 'R20 whatever body it has', send: ['DELETE', 'SKILL', { body: '{' }], status: 204 },
];

const level = (proficiency: unknown, status: number, answered?: string): Exchange => ({
  rule: `R21 proficiency ${JSON.stringify(proficiency)}`,
  send: ['PATCH', 'SKILL', { body: { proficiency } }],
  status,
  body: answered === undefined ? { error: { target: 'proficiency' } } : { proficiency: answered },
});
const audience = (allowedAudiences: unknown, status: number, answered?: string): Exchange => ({
  rule: `R21 allowedAudiences ${JSON.stringify(allowedAudiences)}`,
  send: ['PATCH', 'SKILL', { body: { allowedAudiences } }],
  status,
  body: answered === undefined ? { error: { target: 'allowedAudiences' } } : { allowedAudiences: answered },
});

const enumerations: readonly Exchange[] = [
  level('elementary', 200, 'elementary'),
  level('0', 200, 'elementary'),
  level('4', 200, 'expert'),
  level('5', 400),
  level('6', 400),
  level('-1', 400),
  level('elementary,expert', 400),
  level('', 400),
  level('Expert', 400),
  level("microsoft.graph.skillProficiencyLevel'expert'", 400),
  level(4, 400),
  level(['expert'], 400),
  level('unknownFutureValue', 200, 'expert'),
  audience('family,contacts', 200, 'family,contacts'),
  audience('contacts, family', 200, 'family,contacts'),
  audience('contacts,contacts', 200, 'contacts'),
  audience('3', 200, 'family,contacts'),
  audience('0', 200, 'me'),
  audience('+8', 200, 'organization'),
  audience('64', 400),
  audience('96', 400),
  audience('128', 400),
  audience('1,nobody', 400),
  audience('unknownFutureValue', 200, 'organization'),
  audience('organization,unknownFutureValue', 400),
  audience(8, 400),
  audience({}, 400),
  {
    rule: 'R21 the member for the unknown cannot be created',
    send: ['POST', 'me/profile/skills', { body: { displayName: 'x', proficiency: 'unknownFutureValue' } }],
    status: 400,
    body: { error: { target: 'proficiency' } },
  },
];

const bodies: readonly Exchange[] = [
  {
    rule: 'A8.5 unknown annotations are let pass',
    send: [
      'PATCH',
      'SKILL',
      {
        body: {
          '@com.example.term': { a: 1 },
          'displayName@com.example.term': 'x',
          'displayName@odata.type': '#String',
          displayName: 'x',
        },
      },
    ],
    status: 200,
    body: { displayName: 'x' },
  },
  {
    rule: 'A8.5 unknown control information too',
    send: ['PATCH', 'SKILL', { body: { '@odata.nonsense': 1, displayName: 'x' } }],
    status: 200,
  },
  {
    rule: 'A8.7 an annotation may follow its property',
    send: ['PATCH', 'SKILL', { body: '{"displayName":"x","displayName@odata.type":"#String"}' }],
    status: 200,
  },
  {
    rule: 'A8.7 the type with a hash',
    send: ['PATCH', 'SKILL', { body: { '@odata.type': '#microsoft.graph.skillProficiency', displayName: 'x' } }],
    status: 200,
  },
  {
    rule: 'A8.8 and without',
    send: ['PATCH', 'SKILL', { body: { '@odata.type': 'microsoft.graph.skillProficiency', displayName: 'x' } }],
    status: 200,
  },
  {
    rule: 'A8.8 by alias, without prefix',
    send: [
      'PATCH',
      'SKILL',
      { headers: { 'OData-Version': '4.01' }, body: { '@type': '#graph.skillProficiency', displayName: 'x' } },
    ],
    status: 200,
  },
  {
    rule: 'A8.8 another type is refused',
    send: ['PATCH', 'SKILL', { body: { '@odata.type': '#microsoft.graph.personAward', displayName: 'x' } }],
    status: 400,
    body: { error: { target: '@odata.type' } },
  },
  {
    rule: 'A8.8 inside too',
    send: ['PATCH', 'SKILL', { body: { inference: { '@odata.type': '#microsoft.graph.identity', confidenceScore: 1 } } }],
    status: 400,
    body: { error: { target: 'inference/@odata.type' } },
  },
  {
    rule: 'A8.8 a number may have an exponent',
    send: ['PATCH', 'SKILL', { body: '{"inference":{"confidenceScore":5e-1}}' }],
    status: 200,
    body: { inference: { confidenceScore: 0.5 } },
  },
  {
    rule: 'A8.12 with a charset and parameters of the format',
    send: [
      'PATCH',
      'SKILL',
      { headers: { 'content-type': 'Application/JSON; odata.metadata=minimal; charset="UTF-8"' }, body: { displayName: 'x' } },
    ],
    status: 200,
  },
  {
    rule: 'R29 another media type',
    send: ['PATCH', 'SKILL', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    status: 415,
    next: untouched,
  },
  {
    rule: 'R4 a format parameter that is not known',
    send: ['PATCH', 'SKILL', { headers: { 'content-type': 'application/json;nonsense=1' }, body: { displayName: 'x' } }],
    status: 415,
    next: untouched,
  },
  {
    rule: 'A8.6 one that is known',
    send: [
      'PATCH',
      'SKILL',
      { headers: { 'content-type': 'application/json;odata.streaming=true;IEEE754Compatible=true' }, body: { displayName: 'x' } },
    ],
    status: 200,
  },
  {
    rule: 'R29 another charset',
    send: ['PATCH', 'SKILL', { headers: { 'content-type': 'application/json;charset=utf-16' }, body: '{}' }],
    status: 415,
  },
  { rule: 'R29 compressed', send: ['PATCH', 'SKILL', { headers: { 'content-encoding': 'gzip' }, body: '{}' }], status: 415 },
  { rule: 'R29 none at all', send: ['PATCH', 'SKILL', { headers: { 'content-type': '' }, body: '{}' }], status: 400 },
  { rule: 'R29 an empty body', send: ['PATCH', 'SKILL', { body: '' }], status: 400 },
  {
    rule: 'A8.12 a byte order mark is passed over',
    send: ['PATCH', 'SKILL', { body: Buffer.from('\ufeff{"displayName":"x"}') }],
    status: 200,
    body: { displayName: 'x' },
  },
  {
    rule: 'A8.7 a date that is none',
    send: ['PATCH', 'POSITION', { body: { detail: { startMonthYear: '2023-02-30' } } }],
    status: 400,
    body: (body: { error: { target: string } }) => assert.equal(body.error.target, 'detail/startMonthYear'),
  },
];

runExchanges('changes', [...creating, ...changing, ...enumerations, ...bodies]);
