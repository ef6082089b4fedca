/** @azure/msal-node, unpatched: its flows, and graph-client with what they bring. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, ServerError } from '@azure/msal-node';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { connectGraphClient } from './graph-skills.ts';
import { clientSuite, type Place } from './suite.ts';

const scopes = ['https://graph.microsoft.com/User.ReadWrite'];
const username = 'ada@example.com';
const redirectUri = 'http://localhost:4321/signed-in';

type Server = Pick<Place, 'proficio' | 'bench'>;

function authOf({ proficio, bench }: Server) {
  return {
    clientId: proficio.client.id,
    authority: `${proficio.https}/${bench.tenant}`,
    knownAuthorities: [new URL(proficio.https).host],
  };
}

function confidential(server: Server): ConfidentialClientApplication {
  return new ConfidentialClientApplication({ auth: { ...authOf(server), clientSecret: server.proficio.client.secret } });
}

/** What a person does in the browser; answers the address that they are sent back to. */
async function signIn(page: string): Promise<URL> {
  const form = new URLSearchParams({ username, choose: '1' });
  const answer = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? assert.fail(`no way back: ${await answer.text()}`));
}

async function byCode(client: ConfidentialClientApplication) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const page = await client.getAuthCodeUrl({ scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256' });
  const code = (await signIn(page)).searchParams.get('code') ?? '';
  return client.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier });
}

clientSuite(
  '@azure/msal-node with an authorization code',
  (place) => {
    const client = confidential(place);
    const signedIn = byCode(client);
    const getAccessToken = async () => {
      const { account } = await signedIn;
      return (await client.acquireTokenSilent({ scopes, account: account ?? assert.fail() })).accessToken;
    };
    return connectGraphClient(place, { getAccessToken });
  },
  { attempts: 4 },
);

describe('@azure/msal-node', () => {
  let proficio: Proficio;
  let server: Server;
  before(async () => {
    proficio = await startProficio();
    proficio.trust();
    server = { proficio, bench: proficio };
  });
  after(() => proficio.close());

  const me = async (token: string | undefined) => {
    const answer = await fetch(`${proficio.https}/beta/me`, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { userPrincipalName: string }).userPrincipalName;
  };

  test('gets a token of the application itself, and keeps it', async () => {
    const client = confidential(server);
    const request = { scopes: ['https://graph.microsoft.com/.default'] };
    const first = await client.acquireTokenByClientCredential(request);
    const users = await fetch(`${proficio.https}/v1.0/users`, { headers: { authorization: `Bearer ${first?.accessToken}` } });
    assert.equal(users.status, 200);
    const second = await client.acquireTokenByClientCredential(request);
    assert.deepEqual([second?.accessToken, second?.fromCache], [first?.accessToken, true]);
  });

  test('signs somebody in by a code, knows who it is, and renews the token by itself', async () => {
    const client = confidential(server);
    const { account, accessToken, idTokenClaims } = await byCode(client);
    assert.equal(await me(accessToken), username);
    assert.equal(account?.username, username);
    assert.equal(account?.tenantId, proficio.tenant);
    assert.equal((idTokenClaims as { preferred_username: string }).preferred_username, username);
    const renewed = await client.acquireTokenSilent({ scopes, account: account ?? assert.fail(), forceRefresh: true });
    assert.equal(renewed.fromCache, false);
    assert.equal(await me(renewed.accessToken), username);
  });

  test('signs somebody in by a device code', async () => {
    const client = new PublicClientApplication({ auth: authOf(server) });
    const result = await client.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        const form = new URLSearchParams({ username, choose: '1' });
        void fetch(`${verificationUri}?code=${userCode}`, { method: 'POST', body: form });
      },
    });
    assert.equal(await me(result?.accessToken), username);
  });

  test('signs somebody in by their name and any password', async () => {
    const client = new PublicClientApplication({ auth: authOf(server) });
    const result = await client.acquireTokenByUsernamePassword({ scopes, username, password: 'any' });
    assert.equal(await me(result?.accessToken), username);
  });

  test('gets a token on behalf of somebody', async () => {
    const oboAssertion = await proficio.token({ user: username, audience: proficio.client.id });
    const result = await confidential(server).acquireTokenOnBehalfOf({ scopes, oboAssertion });
    assert.equal(await me(result?.accessToken), username);
  });

  for (const tenant of ['common', 'organizations', 'brambleforth.example']) {
    test(`takes the authority by the name ${tenant}`, async () => {
      const auth = { ...authOf(server), authority: `${proficio.https}/${tenant}` };
      const client = new PublicClientApplication({ auth });
      const name = 'ines@brambleforth.example';
      const result = await client.acquireTokenByUsernamePassword({ scopes, username: name, password: 'any' });
      assert.equal(result?.account?.username, name);
    });
  }

  test('tells what the authority has against it', async () => {
    const auth = { ...authOf(server), clientSecret: 'wrong' };
    const asked = new ConfidentialClientApplication({ auth }).acquireTokenByClientCredential({
      scopes: ['https://graph.microsoft.com/.default'],
    });
    const error = await asked.then(
      () => assert.fail('it was not refused'),
      (caught: unknown) => caught,
    );
    assert.ok(error instanceof ServerError);
    assert.equal(error.errorCode, 'invalid_client');
    assert.match(error.message, /AADSTS7000215/);
  });
});
