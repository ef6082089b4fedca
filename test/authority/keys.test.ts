/** Keys of issuers: whose documents are believed, and which key signs for whom. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Fault } from '../../src/fault.ts';
import { discoveredIssuer } from '../../src/server/keys.ts';

const login = 'https://login.microsoftonline.com';
const tenant = 'aaaaaaaa-0000-4000-8000-000000000001';
const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';

suite('the keys of an issuer', () => {
  let key: JWK;
  before(async () => {
    key = { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid: 'k', use: 'sig' };
  });

  /** What an issuer publishes, by address; what it does not is not there. */
  type Published = Readonly<Record<string, unknown>>;
  const asking = (issuer: string, published: Published) => {
    const asked: string[] = [];
    const fetch = async (address: string | URL | Request) => {
      asked.push(String(address));
      const found = published[String(address)];
      return found === undefined
        ? new Response('', { status: 404 })
        : new Response(typeof found === 'string' ? found : JSON.stringify(found));
    };
    return { asked, ...discoveredIssuer({ issuer, audiences: ['a'], now: () => 0, fetch }) };
  };
  const document = (base: string, issuer = base, keys = `${base}/keys`) => ({
    [`${base}/.well-known/openid-configuration`]: { issuer, jwks_uri: keys },
  });
  const statusOf = async (run: Promise<unknown>): Promise<number> =>
    run.then(
      () => 200,
      (error: unknown) => (error instanceof Fault ? error.status : Promise.reject(error)),
    );

  /** An issuer as it is configured, the documents, a token's claims, the key's own issuer; and what becomes of the token. */
  const rows: readonly (readonly [
    name: string,
    issuer: string,
    published: Published,
    claims: { iss: string; tid?: string },
    signs: string | undefined,
    status: number,
  ])[] = [
    ['its own document', 'https://i.example', document('https://i.example'), { iss: 'https://i.example' }, undefined, 200],
    [
      'an issuer with a slash at the end',
      'https://i.example/',
      document('https://i.example', 'https://i.example/'),
      { iss: 'https://i.example/' },
      undefined,
      200,
    ],
    [
      'the document of another issuer',
      'https://i.example',
      document('https://i.example', 'https://evil.example'),
      { iss: 'https://i.example' },
      undefined,
      503,
    ],
    ['no document', 'https://i.example', {}, { iss: 'https://i.example' }, undefined, 503],
    [
      'a document that is no JSON',
      'https://i.example',
      { 'https://i.example/.well-known/openid-configuration': '<html>' },
      { iss: 'https://i.example' },
      undefined,
      503,
    ],
    [
      'a document that is too long',
      'https://i.example',
      { 'https://i.example/.well-known/openid-configuration': ' '.repeat(1_100_000) },
      { iss: 'https://i.example' },
      undefined,
      503,
    ],
    [
      'a document without keys',
      'https://i.example',
      { 'https://i.example/.well-known/openid-configuration': { issuer: 'https://i.example' } },
      { iss: 'https://i.example' },
      undefined,
      503,
    ],
    [
      'keys over http',
      'https://i.example',
      document('https://i.example', undefined, 'http://i.example/keys'),
      { iss: 'https://i.example' },
      undefined,
      503,
    ],
    ['an issuer over http', 'http://i.example', document('http://i.example'), { iss: 'http://i.example' }, undefined, 503],
    [
      'an issuer over http on this machine',
      'http://127.0.0.1:5',
      document('http://127.0.0.1:5'),
      { iss: 'http://127.0.0.1:5' },
      undefined,
      200,
    ],
    [
      'Entra ID’s common document',
      `${login}/common/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${tenant}/v2.0`, tid: tenant },
      undefined,
      200,
    ],
    [
      'the same, written as a template',
      `${login}/{tenantid}/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${tenant}/v2.0`, tid: tenant },
      undefined,
      200,
    ],
    [
      'a tenant that is not the issuer’s',
      `${login}/common/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${tenant}/v2.0`, tid: personal },
      undefined,
      401,
    ],
    [
      'a key of this very tenant',
      `${login}/common/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${tenant}/v2.0`, tid: tenant },
      `${login}/{tenantid}/v2.0`,
      200,
    ],
    [
      'a key of personal accounts for a tenant',
      `${login}/common/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${tenant}/v2.0`, tid: tenant },
      `${login}/${personal}/v2.0`,
      401,
    ],
    [
      'a key of personal accounts for one',
      `${login}/common/v2.0`,
      document(`${login}/common/v2.0`, `${login}/{tenantid}/v2.0`),
      { iss: `${login}/${personal}/v2.0`, tid: personal },
      `${login}/${personal}/v2.0`,
      200,
    ],
  ];
  for (const [name, issuer, published, claims, signs, status] of rows) {
    test(`${name}: ${status}`, async () => {
      const keys = { keys: [{ ...key, ...(signs && { issuer: signs }) }] };
      const all = {
        ...Object.fromEntries(
          ['https://i.example/keys', 'http://i.example/keys', 'http://127.0.0.1:5/keys', `${login}/common/v2.0/keys`].map(
            (address) => [address, keys],
          ),
        ),
        ...published,
      };
      const { key: keyOf, claims: isOf } = asking(issuer, all);
      assert.equal(isOf(claims), true);
      assert.equal(await statusOf(keyOf({ alg: 'ES256', kid: 'k' }, claims)), status);
    });
  }

  /** Whose tokens they are, before anything is fetched. */
  const issuers: readonly (readonly [configured: string, iss: unknown, is: boolean])[] = [
    ['https://i.example', 'https://i.example', true],
    ['https://i.example', 'https://i.example/', false],
    ['https://i.example', 'https://I.example', false],
    ['https://i.example', 'https://i.example.evil', false],
    ['https://i.example', ['https://i.example'], false],
    ['https://i.example', undefined, false],
    [`${login}/organizations/v2.0`, `${login}/${tenant}/v2.0`, true],
    [`${login}/organizations/v2.0`, `${login}/organizations/v2.0`, false],
    [`${login}/organizations/v2.0`, `${login}/${tenant}/extra/v2.0`, false],
    [`${login}/consumers/v2.0`, `${login}/${personal}/v2.0`, true],
    [`${login}/consumers/v2.0`, `${login}/${tenant}/v2.0`, false],
  ];
  for (const [configured, iss, is] of issuers) {
    test(`a token of ${JSON.stringify(iss)} is ${is ? '' : 'not '}of ${configured}`, () => {
      const { claims, asked } = asking(configured, {});
      assert.deepEqual([claims({ iss }), asked], [is, []]);
    });
  }

  /** Headers, and whether a key is found for them in a set of two. */
  const headers: readonly (readonly [name: string, header: { alg: string; kid?: string }, status: number])[] = [
    ['the kid', { alg: 'ES256', kid: 'k' }, 200],
    ['another kid', { alg: 'ES256', kid: 'x' }, 401],
    ['no kid where two keys would do', { alg: 'ES256' }, 401],
    ['the kid with an algorithm of another kind', { alg: 'RS256', kid: 'k' }, 401],
    ['the kid of a key for encryption', { alg: 'ES256', kid: 'e' }, 401],
  ];
  for (const [name, header, status] of headers) {
    test(`a header with ${name}: ${status}`, async () => {
      const keys = [key, { ...key, kid: 'second' }, { ...key, kid: 'e', use: 'enc' }, null];
      const { key: keyOf } = asking('https://i.example', {
        ...document('https://i.example'),
        'https://i.example/keys': { keys },
      });
      assert.equal(await statusOf(keyOf(header, { iss: 'https://i.example' })), status);
    });
  }

  test('an issuer that starts after the server is asked again at the first need, without a cool-down', async () => {
    const issuer = 'https://i.example';
    const published: Record<string, unknown> = {};
    const { prepare, key: keyOf, asked, authorizationUri } = asking(issuer, published);
    prepare();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([asked.length, authorizationUri()], [1, undefined]);
    const found = { issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize` };
    Object.assign(published, { [`${issuer}/.well-known/openid-configuration`]: found, [`${issuer}/keys`]: { keys: [key] } });
    assert.equal(await statusOf(keyOf({ alg: 'ES256', kid: 'k' }, { iss: issuer })), 200);
    assert.equal(authorizationUri(), `${issuer}/authorize`);
    prepare();
    assert.equal(asked.length, 3, 'what is known is not prepared again');
  });
});
