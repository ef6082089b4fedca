/** Tokens of a real issuer, over HTTP: who is taken for whom, what is refused, and what becomes of keys that change or cannot be had. */
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { exportSPKI, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import type { ClaimMapping } from '../../src/server/claims.ts';
import { discoveredIssuer } from '../../src/server/keys.ts';
import { type Server, startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { plain } from '../support/plain-server.ts';
import { claimsOf } from './asking.ts';
import { audience, type RealIssuer, startProvider } from './provider.ts';

/** What people are called, and what Keycloak would say of them in its own claims. */
const says = (login: string | undefined) =>
  login === undefined
    ? { resource_access: { people: { roles: ['User.Read.All'] } } }
    : {
        name: `${login} of the issuer`,
        preferred_username: `${login}@issuer.example`,
        org: { id: login === 'stranger' ? 'another' : 'ours' },
        groups: login === 'admin' ? ['Global Administrator'] : [],
      };

/** A server as in production, whose clock the tests move. */
interface Behind {
  readonly ask: (token: string) => AskOver;
  readonly time: { now: number };
  readonly close: () => Promise<void>;
}

async function behind(issuers: readonly string[], claims: Partial<ClaimMapping> = {}): Promise<Behind> {
  const time = { now: Date.now() };
  const store: Store = await openStore('sqlite::memory:');
  const now = () => time.now;
  const server: Server = await startServer(
    plain(store, {
      now,
      grace: 1,
      issuers: issuers.map((issuer) => discoveredIssuer({ issuer, audiences: [audience], claims, now })),
    }),
  );
  return {
    ask: (token) => askOver(server.http ?? '', token),
    time,
    async close() {
      await server.close();
      await store.close();
    },
  };
}

suite('tokens of a real issuer', { concurrency: false }, () => {
  let issuer: RealIssuer;
  let other: RealIssuer;
  let server: Behind;
  before(async () => {
    [issuer, other] = await Promise.all([startProvider(says), startProvider(says)]);
    server = await behind([issuer.issuer]);
  });
  after(async () => {
    await server.close();
    await Promise.all([issuer.close(), other.close()]);
  });

  test('a person who signs in at the issuer is known, and changes their own profile', async () => {
    const { access_token } = await issuer.signIn('ada', 'User.ReadWrite');
    const ask = server.ask(access_token);
    const { status, body } = await ask('GET', '/beta/me');
    assert.equal(status, 200);
    assert.deepEqual([body.displayName, body.userPrincipalName], ['ada of the issuer', 'ada@issuer.example']);
    const made = await ask('POST', '/beta/me/profile/skills', { displayName: 'Analysis' });
    assert.deepEqual([made.status, made.body.createdBy.user.id], [201, body.id]);
    assert.equal((await ask('GET', '/beta/users')).status, 403);
    const again = await issuer.signIn('ada', 'User.Read');
    const { body: same } = await server.ask(again.access_token)('GET', '/beta/me');
    assert.equal(same.id, body.id);
    const refused = await server.ask(again.access_token)('POST', '/beta/me/profile/skills', { displayName: 'More' });
    assert.deepEqual([refused.status, refused.body.error.code], [403, 'Authorization_RequestDenied']);
  });

  test('an application is told from a person, and sees the whole tenant', async () => {
    const ask = server.ask(await issuer.application('User.Read.All'));
    const users = await ask('GET', '/beta/users');
    assert.equal(users.status, 200);
    assert.ok(
      users.body.value.some(({ userPrincipalName }: { userPrincipalName: string }) => userPrincipalName === 'ada@issuer.example'),
    );
    assert.equal((await ask('GET', '/beta/me')).status, 400);
    assert.equal((await ask('POST', '/beta/users', {})).status, 403);
  });

  /** Tokens that are refused, made from a good one. */
  const refused: readonly (readonly [name: string, make: (good: string) => Promise<string> | string, says: RegExp])[] = [
    ['with other claims', (good) => withClaims(good, { sub: 'somebody' }), /signature is not valid/],
    ['with another signature', (good) => `${good.slice(0, -6)}AAAAAA`, /signature is not valid/],
    ['unsigned', (good) => new UnsecuredJWT(claimsOf(good)).encode(), /algorithm 'none' is not accepted/],
    ['signed with the public key as a secret', signedWithPublicKey, /algorithm 'HS256' is not accepted/],
    [
      'of another issuer',
      async () => (await other.signIn('ada', 'User.Read')).access_token,
      /issuer of the token is not accepted/,
    ],
    [
      'for another audience',
      async () => (await issuer.signIn('ada', 'User.Read', 'api://other')).access_token,
      /Invalid audience/,
    ],
    ['that is an ID token', async () => (await issuer.signIn('ada', 'User.Read')).id_token, /Invalid audience/],
    ['that is no JWT', () => 'opaque', /not a well-formed JSON Web Token/],
  ];
  for (const [name, make, message] of refused) {
    test(`a token ${name} is refused`, async () => {
      const { access_token } = await issuer.signIn('ada', 'User.Read');
      const { status, body, headers } = await server.ask(await make(access_token))('GET', '/beta/me');
      assert.deepEqual([status, body.error?.code], [401, 'InvalidAuthenticationToken']);
      assert.match(body.error.message, message);
      const challenge = headers.get('www-authenticate') ?? '';
      assert.match(challenge, /^Bearer .*error="invalid_token"/);
      assert.ok(challenge.includes(`authorization_uri="${issuer.issuer}/auth"`), challenge);
    });
  }

  test('a token counts from its beginning to its end', async () => {
    const { access_token } = await issuer.signIn('ada', 'User.Read');
    const { exp, iat } = claimsOf(access_token);
    const at = async (seconds: number) => {
      server.time.now = seconds * 1000;
      return (await server.ask(access_token)('GET', '/beta/me')).status;
    };
    assert.deepEqual([await at(iat), await at(exp - 1), await at(exp), await at(exp + 1)], [200, 200, 401, 401]);
    server.time.now = Date.now();
  });

  test('a new key is fetched when a token needs it, of any algorithm that is accepted, but not within the cool-down', async () => {
    await server.ask((await issuer.signIn('ada', 'User.Read')).access_token)('GET', '/beta/me');
    for (const algorithm of ['ES256', 'PS256'] as const) {
      await issuer.rotate(algorithm);
      const { access_token } = await issuer.signIn('ada', 'User.Read');
      server.time.now += 1000;
      const asked = issuer.asked();
      const early = await server.ask(access_token)('GET', '/beta/me');
      assert.deepEqual([early.status, issuer.asked() - asked], [401, 0], `${algorithm}: within the cool-down`);
      assert.match(early.body.error.message, /key that the token is signed with is not one of its issuer/);
      server.time.now += 30_000;
      const all = await Promise.all(Array.from({ length: 5 }, () => server.ask(access_token)('GET', '/beta/me')));
      assert.deepEqual(
        all.map(({ status }) => status),
        [200, 200, 200, 200, 200],
        `${algorithm}: after it`,
      );
      assert.equal(issuer.asked() - asked, 1, 'five who wait ask once');
    }
    await issuer.rotate('RS256');
    server.time.now += 31_000;
  });

  test('while keys cannot be had there is 503 with Retry-After, and no storm of requests; then all is well', async () => {
    const { access_token } = await issuer.signIn('ada', 'User.Read');
    issuer.turn('down');
    const late = await behind([issuer.issuer]);
    try {
      for (const seconds of [0, 10, 29]) {
        late.time.now += seconds * 1000;
        const { status, body, headers } = await late.ask(access_token)('GET', '/beta/me');
        assert.deepEqual([status, body.error.code, headers.get('retry-after')], [503, 'serviceNotAvailable', '30']);
        assert.ok(!JSON.stringify(body).includes(issuer.issuer), 'where the keys are is nobody’s business');
      }
      issuer.turn('up');
      late.time.now += 31_000;
      assert.equal((await late.ask(access_token)('GET', '/beta/me')).status, 200);
    } finally {
      issuer.turn('up');
      await late.close();
    }
  });

  test('keys that are known serve for a day while the issuer is away', async () => {
    const steady = await behind([issuer.issuer]);
    try {
      const { access_token } = await issuer.signIn('ada', 'User.Read');
      assert.equal((await steady.ask(access_token)('GET', '/beta/me')).status, 200);
      const next = (await issuer.signIn('grace', 'User.Read')).access_token;
      issuer.turn('down');
      steady.time.now += 900_000;
      assert.equal((await steady.ask(next)('GET', '/beta/me')).status, 200);
      steady.time.now += 86_400_000;
      assert.equal((await steady.ask(next)('GET', '/beta/me')).status, 503);
    } finally {
      issuer.turn('up');
      await steady.close();
    }
  });

  test('claims are read where the operator says: tenant, roles and administrators', async () => {
    const mapped = await behind([issuer.issuer], {
      tenant: ['org.id'],
      roles: ['resource_access.people.roles'],
      directoryRoles: ['groups'],
      displayName: ['nickname', 'preferred_username'],
    });
    try {
      const token = async (login: string, scope = 'User.ReadWrite.All') =>
        mapped.ask((await issuer.signIn(login, scope)).access_token);
      const ada = await (await token('ada', 'User.Read'))('GET', '/beta/me');
      assert.equal(ada.body.displayName, 'ada@issuer.example');
      const stranger = await token('stranger', 'User.Read User.Read.All');
      assert.equal((await stranger('GET', `/beta/users/${ada.body.id}`)).status, 404, 'tenants are walls');
      const [person, admin] = [await token('grace'), await token('admin')];
      const change = (ask: AskOver) => ask('PATCH', `/beta/users/${ada.body.id}`, { jobTitle: 'Analyst' });
      assert.deepEqual([(await change(person)).status, (await change(admin)).status], [403, 200]);
      const application = mapped.ask(await issuer.application('User.Read'));
      assert.equal((await application('GET', '/beta/users')).status, 200, 'roles of the client');
    } finally {
      await mapped.close();
    }
  });

  test('of several issuers none may speak of a tenant of another’s', async () => {
    const both = await behind([issuer.issuer, other.issuer]);
    try {
      const first = await both.ask((await issuer.signIn('ada', 'User.Read User.Read.All')).access_token)('GET', '/beta/me');
      const ask = both.ask((await other.signIn('ada', 'User.Read User.Read.All')).access_token);
      const second = await ask('GET', '/beta/me');
      assert.deepEqual([first.status, second.status], [200, 200]);
      assert.notEqual(first.body.id, second.body.id);
      assert.equal((await ask('GET', `/beta/users/${first.body.id}`)).status, 404);
    } finally {
      await both.close();
    }
  });
});

/** What a server takes that lets the token choose between a key pair and a shared secret (RFC 8725 2.1). */
async function signedWithPublicKey(token: string): Promise<string> {
  const { iss } = claimsOf(token);
  const { keys } = (await (await fetch(`${iss}/jwks`)).json()) as { keys: readonly (JWK & { kid: string })[] };
  const [key] = keys;
  if (!key) throw new Error('the issuer has no key');
  const secret = Buffer.from(await exportSPKI(createPublicKey({ key, format: 'jwk' })));
  return new SignJWT(claimsOf(token)).setProtectedHeader({ alg: 'HS256', kid: key.kid }).sign(secret);
}

function withClaims(token: string, over: Readonly<Record<string, unknown>>): string {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify({ ...claimsOf(token), ...over })).toString('base64url'), signature].join('.');
}
