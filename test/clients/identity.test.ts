/** @azure/identity, unpatched: its credentials, each with graph-client behind it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  DeviceCodeCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  OnBehalfOfCredential,
  type TokenCredential,
  UsernamePasswordCredential,
} from '@azure/identity';
// By the name that the guides of the client give; the package has no exports for it.
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { type FaultWish, type Proficio, startProficio } from '../../src/testing.ts';
import { connectGraphClient } from './graph-skills.ts';
import { clientSuite, type Place } from './suite.ts';

const scope = 'https://graph.microsoft.com/.default';
const ada = '/users/ada@example.com';

/** Sets variables of the environment, as whoever starts a program would. */
function setEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (/^(AZURE|IDENTITY|MSI)_/.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
}

/** How a credential is made, and whose skills it is to work on. */
interface Way {
  readonly owner: '/me' | typeof ada;
  readonly credential: (place: Place) => TokenCredential;
}

const options = ({ proficio }: Pick<Place, 'proficio'>) => ({ authorityHost: proficio.https, disableInstanceDiscovery: true });

const ways: Readonly<Record<string, Way>> = {
  ClientSecretCredential: {
    owner: ada,
    credential: (place) => {
      const { id, secret } = place.proficio.client;
      return new ClientSecretCredential(place.bench.tenant, id, secret, options(place));
    },
  },
  DeviceCodeCredential: {
    owner: '/me',
    credential: (place) =>
      new DeviceCodeCredential({
        ...options(place),
        tenantId: place.bench.tenant,
        clientId: place.proficio.client.id,
        userPromptCallback: ({ userCode, verificationUri }) => letIn(verificationUri, userCode),
      }),
  },
  UsernamePasswordCredential: {
    owner: '/me',
    credential: (place) =>
      new UsernamePasswordCredential(place.bench.tenant, place.proficio.client.id, 'ada@example.com', 'any', options(place)),
  },
  EnvironmentCredential: {
    owner: ada,
    credential: (place) => {
      const { id, secret } = place.proficio.client;
      setEnvironment({ AZURE_TENANT_ID: place.bench.tenant, AZURE_CLIENT_ID: id, AZURE_CLIENT_SECRET: secret });
      return new EnvironmentCredential(options(place));
    },
  },
};

/** What a person does on the page that the device names. */
async function letIn(page: string, code: string): Promise<void> {
  const form = new URLSearchParams({ username: 'ada@example.com', choose: '1' });
  const answer = await fetch(`${page}?code=${code}`, { method: 'POST', body: form });
  assert.match(await answer.text(), /You are signed in/);
}

for (const [name, { owner, credential }] of Object.entries(ways)) {
  clientSuite(
    `@azure/identity ${name}`,
    (place) => {
      const scopes = owner === '/me' ? ['https://graph.microsoft.com/User.ReadWrite'] : [scope];
      return connectGraphClient(place, new TokenCredentialAuthenticationProvider(credential(place), { scopes }), owner);
    },
    { attempts: 4 },
  );
}

describe('@azure/identity', () => {
  let proficio: Proficio;
  before(async () => {
    proficio = await startProficio();
    proficio.trust();
  });
  after(async () => {
    setEnvironment({});
    await proficio.close();
  });

  const usersWith = async (credential: TokenCredential) => {
    const token = await credential.getToken(scope);
    const answer = await fetch(`${proficio.https}/v1.0/users`, { headers: { authorization: `Bearer ${token?.token}` } });
    return answer.status;
  };

  test('takes its authority from the environment alone, as the AD FS form has it', async () => {
    const { id, secret } = proficio.client;
    setEnvironment({
      AZURE_AUTHORITY_HOST: proficio.https,
      AZURE_TENANT_ID: 'adfs',
      AZURE_CLIENT_ID: id,
      AZURE_CLIENT_SECRET: secret,
    });
    assert.equal(await usersWith(new EnvironmentCredential()), 200);
  });

  for (const [name, make] of Object.entries({
    ManagedIdentityCredential: () => new ManagedIdentityCredential(),
    DefaultAzureCredential: () => new DefaultAzureCredential(),
  })) {
    test(`has ${name} work by two variables of the environment`, async () => {
      setEnvironment({ IDENTITY_ENDPOINT: `${proficio.http}/msi/token`, IDENTITY_HEADER: 'any' });
      assert.equal(await usersWith(make()), 200);
    });
  }

  for (const status of [429, 503, 504]) {
    test(`has ManagedIdentityCredential try again after ${status}`, async () => {
      setEnvironment({ IDENTITY_ENDPOINT: `${proficio.http}/msi/token`, IDENTITY_HEADER: 'any' });
      const { faults } = proficio.inTenant(demoTenant.id);
      faults.add({ at: 'authority', path: '/msi/token', status, retryAfter: 0, count: 2 });
      // Tokens of managed identities are kept for all of a process; one of a client of its own is not there yet.
      assert.equal(await usersWith(new ManagedIdentityCredential({ clientId: randomUUID() })), 200);
      assert.deepEqual(faults.list(), []);
    });
  }

  test('gets a token on behalf of somebody', async () => {
    const { id, secret } = proficio.client;
    const userAssertionToken = await proficio.token({ user: 'ada@example.com', audience: id });
    const credential = new OnBehalfOfCredential({
      ...options({ proficio }),
      tenantId: proficio.tenant,
      clientId: id,
      clientSecret: secret,
      userAssertionToken,
    });
    const { token } = await credential.getToken('https://graph.microsoft.com/User.ReadWrite');
    const me = await fetch(`${proficio.https}/beta/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(((await me.json()) as { userPrincipalName: string }).userPrincipalName, 'ada@example.com');
  });

  test('tells what the authority has against it', async () => {
    const credential = new ClientSecretCredential(proficio.tenant, proficio.client.id, 'wrong', options({ proficio }));
    await assert.rejects(credential.getToken(scope), { name: 'AuthenticationRequiredError', message: /AADSTS7000215/ });
  });

  const faults: readonly FaultWish[] = [429, 503, 504].map((status) => ({
    at: 'authority',
    status,
    retryAfter: 0,
    count: 1,
    path: '/oauth2/v2.0/token',
  }));
  for (const fault of faults) {
    test(`tries again after ${JSON.stringify(fault)}`, async () => {
      const { id, secret } = proficio.client;
      proficio.faults.add(fault);
      assert.equal(await usersWith(new ClientSecretCredential(proficio.tenant, id, secret, options({ proficio }))), 200);
      assert.deepEqual(proficio.faults.list(), []);
    });
  }
});
