/** @microsoft/msgraph-sdk with @microsoft/msgraph-sdk-users, unpatched: people on v1.0. */
import '@microsoft/msgraph-sdk-users';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Parsable } from '@microsoft/kiota-abstractions';
import { createGraphServiceClient, GraphRequestAdapter, type GraphServiceClient } from '@microsoft/msgraph-sdk';
import { createUserCollectionResponseFromDiscriminatorValue, type User } from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue, type ODataError } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { BatchRequestContent, GraphAzureIdentityAuthenticationProvider, PageIterator } from '@microsoft/msgraph-sdk-core';
import { type Proficio, startProficio, type TokenWish } from '../../src/testing.ts';

// Kiota's name for errors of any status.
const errors = { XXX: createODataErrorFromDiscriminatorValue };

describe('@microsoft/msgraph-sdk', () => {
  let proficio: Proficio;
  before(async () => {
    proficio = await startProficio();
    proficio.trust();
  });
  after(() => proficio.close());

  function connect(wish: TokenWish): { readonly client: GraphServiceClient; readonly adapter: GraphRequestAdapter } {
    const credential = { getToken: async () => ({ token: await proficio.token(wish), expiresOnTimestamp: Date.now() + 60_000 }) };
    const scopes = ['https://graph.microsoft.com/.default'];
    const provider = new GraphAzureIdentityAuthenticationProvider(credential, scopes, undefined, new Set(['127.0.0.1']));
    const adapter = new GraphRequestAdapter(provider);
    adapter.baseUrl = `${proficio.https}/v1.0`;
    return { client: createGraphServiceClient(adapter), adapter };
  }

  const named = (name: string): User => ({
    displayName: name,
    userPrincipalName: `${name.toLowerCase()}@example.com`,
    accountEnabled: true,
    department: 'Mathematics',
  });

  test('creates, reads, changes and removes a person', async () => {
    const { client } = connect({ app: true });
    const created = await client.users.post(named('Ada'));
    const one = client.users.byUserId(created?.id ?? '');
    assert.equal((await one.get())?.displayName, 'Ada');
    assert.equal((await client.users.byUserId('ada@example.com').get())?.id, created?.id);
    await one.patch({ jobTitle: 'Analyst' } as User);
    const changed = await one.get({ queryParameters: { select: ['displayName', 'jobTitle'] } });
    assert.deepEqual([changed?.displayName, changed?.jobTitle], ['Ada', 'Analyst']);
    await one.delete();
    await assert.rejects(async () => one.get(), { responseStatusCode: 404 });
  });

  test('sends a person back and changes only what was changed', async () => {
    const { client } = connect({ app: true });
    const created = await client.users.post({
      ...named('Grace'),
      givenName: 'Grace',
      surname: 'Hopper',
      mail: 'grace@example.com',
    });
    const one = client.users.byUserId(created?.id ?? '');
    const person = (await one.get()) ?? assert.fail();
    await one.patch({ ...person, officeLocation: 'Arlington' });
    const { officeLocation, additionalData: _tag, ...after } = (await one.get()) ?? assert.fail();
    const { officeLocation: _office, additionalData: _oldTag, ...before } = person;
    assert.equal(officeLocation, 'Arlington');
    assert.deepEqual(after, before);
    await one.delete();
  });

  test('lists by pages, filters, counts and batches', async () => {
    await proficio.reset();
    const { client, adapter } = connect({ app: true });
    const names = ['Emmy', 'Hypatia', 'Maryam', 'Sofja', 'Sophie'];
    for (const name of names) await client.users.post(named(name));
    const first = await client.users.get({
      queryParameters: { top: 2, orderby: ['displayName'], count: true },
      headers: { ConsistencyLevel: 'eventual' },
    });
    assert.equal(first?.odataCount, 5);
    const seen: string[] = [];
    const take = (person: User) => seen.push(person.displayName ?? '') > 0;
    const factory = createUserCollectionResponseFromDiscriminatorValue;
    await new PageIterator<User & Parsable>(adapter, first as never, take, factory as never, errors).iterate();
    assert.deepEqual(seen, names);
    const found = await client.users.get({
      queryParameters: { filter: "startswith(displayName,'So')", select: ['displayName'], orderby: ['displayName'] },
    });
    assert.deepEqual(
      found?.value?.map(({ displayName }) => displayName),
      ['Sofja', 'Sophie'],
    );
    assert.equal(await client.users.count.get({ headers: { ConsistencyLevel: 'eventual' } }), 5);
    const batch = new BatchRequestContent(adapter, errors);
    const step = batch.addBatchRequest(client.users.byUserId('emmy@example.com').toGetRequestInformation());
    const missing = batch.addBatchRequest(client.users.byUserId('nobody@example.com').toGetRequestInformation());
    const answer = await batch.postAsync();
    assert.equal(answer?.getResponseById(missing.id)?.status, 404);
    assert.equal(answer?.getResponseById(step.id)?.status, 200);
  });

  test('reads the one who has signed in', async () => {
    const { client } = connect({ user: 'ada.lovelace@example.com' });
    assert.equal((await client.me.get())?.displayName, 'Ada Lovelace');
  });

  test('surfaces a refusal as an ODataError', async () => {
    const { client } = connect({ user: 'ada@example.com', scopes: 'User.Read' });
    const error = await client.users.get().then(
      () => assert.fail('it was not refused'),
      (caught: ODataError) => caught,
    );
    assert.equal(error.responseStatusCode, 403);
    assert.equal(error.errorEscaped?.code, 'Authorization_RequestDenied');
    assert.match(error.message, /One of these permissions would do: .*User\.Read\.All/);
    assert.equal(typeof error.errorEscaped?.innerError?.requestId, 'string');
  });

  for (const status of [429, 503, 504]) {
    test(`tries again after ${status}`, async () => {
      const { client } = connect({ user: 'ada@example.com' });
      proficio.requests.clear();
      proficio.faults.add({ status, retryAfter: 0, count: 3 });
      assert.ok(await client.me.get());
      assert.deepEqual(
        proficio.requests.list().map((entry) => entry.status),
        [status, status, status, 200],
      );
    });
  }
});
