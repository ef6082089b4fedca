/** Claims of issuers as they are met, and the callers that they tell of. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Fault } from '../../src/fault.ts';
import type { Caller } from '../../src/profile/caller.ts';
import { type ClaimMapping, defaultClaims, readCaller } from '../../src/server/claims.ts';

const tid = 'aaaaaaaa-0000-4000-8000-000000000001';
const oid = 'bbbbbbbb-0000-4000-8000-000000000002';
const azp = 'cccccccc-0000-4000-8000-000000000003';
const v1 = { iss: `https://sts.windows.net/${tid}/`, tid, oid, appid: azp, ver: '1.0' };
const v2 = { iss: `https://login.microsoftonline.com/${tid}/v2.0`, tid, oid, azp, ver: '2.0' };
const keycloak = {
  iss: 'https://sso.example.com/realms/people',
  azp: 'spa',
  sub: oid,
  typ: 'Bearer',
  scope: 'profile email User.Read',
};
const realm = { realm_access: { roles: ['offline_access', 'Global Administrator'] } };
const api = { resource_access: { people: { roles: ['User.Read.All'] } } };
const okta = {
  iss: 'https://org.okta.com/oauth2/default',
  cid: 'spa',
  uid: '00u1',
  sub: 'ada@example.com',
  scp: ['openid', 'User.Read'],
};
const auth0 = { iss: 'https://org.eu.auth0.com/', azp: 'spa', sub: 'auth0|1', scope: 'openid User.Read' };

type Expected = { readonly kind: Caller['kind']; readonly scopes: string; readonly [member: string]: unknown };

/** Claims, the mapping if it is not the usual one, and what they say. */
const told: readonly (readonly [
  name: string,
  claims: Readonly<Record<string, unknown>>,
  expected: Expected,
  mapping?: Partial<ClaimMapping>,
])[] = [
  [
    'Entra ID 1.0, a person',
    { ...v1, scp: 'User.Read', upn: 'a@b.example', name: 'A' },
    { kind: 'person', tenant: tid, id: oid, scopes: 'User.Read', userPrincipalName: 'a@b.example', displayName: 'A' },
  ],
  [
    'Entra ID 2.0, a person',
    { ...v2, scp: 'User.Read Mail.Read', preferred_username: 'a@b.example' },
    { kind: 'person', id: oid, scopes: 'User.Read Mail.Read', userPrincipalName: 'a@b.example' },
  ],
  [
    'Entra ID, a person who holds app roles as well',
    { ...v2, scp: 'User.Read', roles: ['Boss'] },
    { kind: 'person', scopes: 'User.Read' },
  ],
  ['Entra ID, a person by idtyp', { ...v2, idtyp: 'user', roles: ['User.Read.All'] }, { kind: 'person', scopes: '' }],
  [
    'Entra ID, an administrator',
    { ...v2, scp: 'User.Read', wids: ['62E90394-69F5-4237-9190-012177145E10'] },
    { kind: 'person', administrator: true, scopes: 'User.Read' },
  ],
  [
    'Entra ID, somebody with another role',
    { ...v2, scp: 'User.Read', wids: ['b79fbf4d-3ef9-4689-8143-76b194e85509'] },
    { kind: 'person', administrator: false, scopes: 'User.Read' },
  ],
  [
    'Entra ID, an application by its roles',
    { ...v1, roles: ['User.Read.All'] },
    { kind: 'application', tenant: tid, id: oid, scopes: 'User.Read.All' },
  ],
  ['Entra ID, an application by idtyp', { ...v2, idtyp: 'app' }, { kind: 'application', scopes: '' }],
  [
    'Entra ID, a personal account',
    {
      ...v2,
      iss: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
      tid: '9188040d-6c67-4c5b-b112-36a304b66dad',
      scp: 'User.Read',
    },
    { kind: 'person', personal: true, scopes: 'User.Read' },
  ],
  [
    'Entra ID, a guest with a personal account',
    { ...v1, idp: 'live.com', scp: 'User.Read' },
    { kind: 'person', personal: false, tenant: tid, scopes: 'User.Read' },
  ],
  [
    'scopes with the name of this API in front',
    { ...v2, scp: 'api://people/User.Read api://other/User.ReadWrite' },
    { kind: 'person', scopes: 'User.Read api://other/User.ReadWrite' },
  ],
  [
    'Keycloak, a person',
    { ...keycloak, ...realm, preferred_username: 'ada' },
    { kind: 'person', id: oid, scopes: 'profile email User.Read', userPrincipalName: 'ada', administrator: false },
  ],
  [
    'Keycloak, an administrator by a realm role',
    { ...keycloak, ...realm },
    { kind: 'person', administrator: true, scopes: 'profile email User.Read' },
    { directoryRoles: ['realm_access.roles'] },
  ],
  [
    'Keycloak, a service account',
    { ...keycloak, ...api, azp: 'Job', preferred_username: 'service-account-job', scope: 'profile' },
    { kind: 'application', scopes: 'User.Read.All profile' },
    { roles: ['resource_access.people.roles'] },
  ],
  [
    'Keycloak, somebody who has chosen the name of a service account',
    { ...keycloak, preferred_username: 'service-account-spa', sid: 'x' },
    { kind: 'person', scopes: 'profile email User.Read' },
  ],
  [
    'Okta, a person',
    okta,
    { kind: 'person', scopes: 'openid User.Read' },
    { client: ['cid'], person: ['uid'], userPrincipalName: ['sub'] },
  ],
  [
    'Okta, an application',
    { ...okta, uid: undefined, sub: 'job', cid: 'job' },
    { kind: 'application', scopes: 'openid User.Read' },
    { client: ['cid'], person: ['uid', 'sub'], roles: ['scp'] },
  ],
  ['Auth0, a person', auth0, { kind: 'person', scopes: 'openid User.Read' }],
  [
    'Auth0, an application',
    { ...auth0, sub: 'spa@clients', gty: 'client-credentials' },
    { kind: 'application', scopes: 'openid User.Read' },
  ],
  [
    'RFC 9068, an application',
    { iss: 'https://as.example/', client_id: 'job', sub: 'job', scope: 'User.Read.All' },
    { kind: 'application', scopes: 'User.Read.All' },
  ],
  [
    'Keycloak before 24, whose access tokens hold a nonce',
    { ...keycloak, nonce: 'n' },
    { kind: 'person', scopes: 'profile email User.Read' },
  ],
  [
    'a claim whose name has dots',
    { ...auth0, 'https://people.example/tenant': tid },
    { kind: 'person', tenant: tid, scopes: 'openid User.Read' },
    { tenant: ['https://people.example/tenant'] },
  ],
];

const accepts = (audience: string) => audience === 'api://people';

suite('the claims of a token', () => {
  for (const [name, claims, { kind, scopes, ...rest }, mapping] of told) {
    test(`${name}: ${kind === 'person' ? 'a person' : 'an application'}`, () => {
      const caller = readCaller(claims, { mapping: { ...defaultClaims, ...mapping }, namesTenants: true, accepts });
      assert.equal(caller.kind, kind);
      assert.deepEqual([...caller.scopes].join(' '), scopes);
      assert.partialDeepStrictEqual(caller, rest);
    });
  }

  test('a subject that is no GUID becomes one that is always the same, and differs between issuers', () => {
    const reading = { mapping: defaultClaims, namesTenants: true, accepts };
    const [one, again, other] = [auth0, auth0, { ...auth0, iss: 'https://other.example/' }].map((claims) =>
      readCaller(claims, reading),
    );
    assert.match(one?.id ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual([again?.id, again?.tenant], [one?.id, one?.tenant]);
    assert.notEqual(other?.id, one?.id);
    assert.notEqual(other?.tenant, one?.tenant);
  });

  const refused: readonly (readonly [name: string, claims: Readonly<Record<string, unknown>>, says: RegExp])[] = [
    ['without a subject', { iss: auth0.iss, scope: 'User.Read' }, /names no subject/],
    [
      'of a tenant that is not its issuer’s',
      { ...v2, tid: azp, scp: 'User.Read' },
      /tenant of the token is not the one of its issuer/,
    ],
    ['that is an ID token by its nonce', { ...v2, azp: undefined, nonce: 'n', roles: ['User.Read.All'] }, /is an ID token/],
    ['that is an ID token by the digest of an access token', { ...keycloak, azp: undefined, at_hash: 'x' }, /is an ID token/],
    ['that is an ID token by the digest of a code', { ...auth0, azp: undefined, c_hash: 'x' }, /is an ID token/],
    ['that is an ID token in a mapping that knows no client in it', { ...okta, nonce: 'n' }, /is an ID token/],
    ['of a tenant that one issuer of several names', { ...auth0, tid }, /may name a tenant only if the claim mapping says so/],
  ];
  for (const [name, claims, says] of refused) {
    test(`a token ${name} is refused`, () => {
      const read = () => readCaller(claims, { mapping: defaultClaims, namesTenants: false, accepts });
      assert.throws(read, (fault) => fault instanceof Fault && fault.status === 401 && says.test(fault.message));
    });
  }
});
