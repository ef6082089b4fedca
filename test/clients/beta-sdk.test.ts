/** @microsoft/msgraph-beta-sdk: its models of the profile and its adapter, unpatched; request builders for the profile are in no package. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorMappings, HttpMethod, type Parsable, RequestInformation } from '@microsoft/kiota-abstractions';
import { createGraphBetaServiceClient, GraphBetaRequestAdapter } from '@microsoft/msgraph-beta-sdk';
import {
  createSkillProficiencyCollectionResponseFromDiscriminatorValue,
  createSkillProficiencyFromDiscriminatorValue,
  type SkillProficiency,
  type SkillProficiencyCollectionResponse,
  serializeSkillProficiency,
} from '@microsoft/msgraph-beta-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue, type ODataError } from '@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js';
import { BatchRequestContent, GraphAzureIdentityAuthenticationProvider, PageIterator } from '@microsoft/msgraph-sdk-core';
import { startProficio } from '../../src/testing.ts';
import { clientSuite, type Place, type SkillsClient } from './suite.ts';

// Kiota's name for errors of any status.
const errors: ErrorMappings = { XXX: createODataErrorFromDiscriminatorValue };

const places = {
  all: '{+baseurl}/me/profile/skills{?%24count,%24filter,%24orderby,%24select,%24skip,%24top}',
  one: '{+baseurl}/me/profile/skills/{skillProficiency%2Did}',
} as const;

function connect({ proficio, token }: Place): SkillsClient {
  const credential = { getToken: async () => ({ token: await token(), expiresOnTimestamp: Date.now() + 60_000 }) };
  const hosts = new Set(['127.0.0.1']);
  const authentication = new GraphAzureIdentityAuthenticationProvider(
    credential,
    ['https://graph.microsoft.com/.default'],
    undefined,
    hosts,
  );
  const adapter = new GraphBetaRequestAdapter(authentication);
  adapter.baseUrl = `${proficio.https}/beta`;
  createGraphBetaServiceClient(adapter);

  function ask(method: HttpMethod, place: keyof typeof places, parameters: Record<string, unknown>, body?: SkillProficiency) {
    const request = new RequestInformation(method, places[place], { baseurl: adapter.baseUrl, ...parameters });
    request.headers.add('Accept', 'application/json');
    if (body) request.setContentFromParsable(adapter, 'application/json', body, serializeSkillProficiency);
    return request;
  }
  const one = (id: string) => ({ 'skillProficiency%2Did': id });
  const send = async (request: RequestInformation) =>
    (await adapter.send<SkillProficiency>(request, createSkillProficiencyFromDiscriminatorValue, errors)) as SkillProficiency;
  const list = async (parameters: Record<string, unknown>) => {
    const request = ask(HttpMethod.GET, 'all', parameters);
    const factory = createSkillProficiencyCollectionResponseFromDiscriminatorValue;
    return (await adapter.send<SkillProficiencyCollectionResponse>(
      request,
      factory,
      errors,
    )) as SkillProficiencyCollectionResponse;
  };
  return {
    create: (skill) => send(ask(HttpMethod.POST, 'all', {}, skill as SkillProficiency)),
    read: (id) => send(ask(HttpMethod.GET, 'one', one(id))),
    rename: (id, displayName) => send(ask(HttpMethod.PATCH, 'one', one(id), { displayName } as SkillProficiency)),
    remove: (id) => adapter.sendNoResponseContent(ask(HttpMethod.DELETE, 'one', one(id)), errors),
    async list(pageSize) {
      const names: string[] = [];
      const first = await list({ '%24top': pageSize, '%24count': true });
      const take = (skill: SkillProficiency) => names.push(skill.displayName ?? '') > 0;
      const factory = createSkillProficiencyCollectionResponseFromDiscriminatorValue;
      await new PageIterator<SkillProficiency & Parsable>(adapter, first as never, take, factory as never, errors).iterate();
      return names;
    },
    filter: async (filter) => ((await list({ '%24filter': filter })).value ?? []).map(({ displayName }) => displayName ?? ''),
    async batch() {
      const content = new BatchRequestContent(adapter, errors);
      const listed = content.addBatchRequest(ask(HttpMethod.GET, 'all', { '%24top': 1, '%24select': ['id', 'displayName'] }));
      const missing = content.addBatchRequest(ask(HttpMethod.GET, 'one', one('nothing')));
      const answer = await content.postAsync();
      return [listed, missing].map(({ id }) => answer?.getResponseById(id)?.status ?? 0);
    },
    async sendBack(id, displayName) {
      const skill = await send(ask(HttpMethod.GET, 'one', one(id)));
      skill.displayName = displayName;
      return send(ask(HttpMethod.PATCH, 'one', one(id), skill));
    },
    refusalOf(error) {
      // What this client throws.
      const { responseStatusCode, errorEscaped, message } = error as ODataError;
      return { status: responseStatusCode, code: errorEscaped?.code ?? undefined, message };
    },
  };
}

test('@microsoft/msgraph-beta-sdk brings a new token when it is challenged for claims', async () => {
  const proficio = await startProficio();
  proficio.trust();
  try {
    const asked: unknown[] = [];
    const credential = {
      async getToken(_scopes: unknown, options: { readonly claims?: string; readonly enableCae?: boolean } = {}) {
        asked.push([options.claims, options.enableCae]);
        return { token: await proficio.token({ user: 'ada@example.com' }), expiresOnTimestamp: Date.now() + 60_000 };
      },
    };
    const provider = new GraphAzureIdentityAuthenticationProvider(credential, ['.default'], undefined, new Set(['127.0.0.1']));
    const adapter = new GraphBetaRequestAdapter(provider);
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    proficio.faults.add({ status: 401, count: 1, headers: { 'WWW-Authenticate': challenge } });
    adapter.baseUrl = `${proficio.https}/beta`;
    const request = new RequestInformation(HttpMethod.GET, places.all, { baseurl: adapter.baseUrl });
    assert.ok(await adapter.send(request, createSkillProficiencyCollectionResponseFromDiscriminatorValue, errors));
    assert.deepEqual(asked, [
      [undefined, true],
      [claims, true],
    ]);
  } finally {
    await proficio.close();
  }
});

clientSuite('@microsoft/msgraph-beta-sdk', connect, { attempts: 4, batch: 'reads' });
