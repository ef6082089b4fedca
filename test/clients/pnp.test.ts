/** @pnp/graph with @pnp/nodejs, unpatched. */
import '@pnp/graph/users/index.js';
import '@pnp/graph/batching.js';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Endpoint, GraphCollection, GraphQueryable, graphDelete, graphfi, graphPatch, graphPost } from '@pnp/graph';
import { GraphDefault, MSAL } from '@pnp/nodejs';
import { BearerToken, body, type HttpRequestError } from '@pnp/queryable';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { clientSuite, type Place, type Skill, type SkillsClient } from './suite.ts';

function connect({ proficio, token }: Place): SkillsClient {
  const open = async () =>
    graphfi().using(GraphDefault({ baseUrl: `${proficio.https}/v1.0` }), Endpoint('beta'), BearerToken(await token()));
  const skillsOf = (graph: Awaited<ReturnType<typeof open>>) => GraphCollection(graph.me, 'profile/skills');
  const skills = async () => skillsOf(await open());
  const one = async (id: string) => GraphQueryable((await open()).me, `profile/skills/${id}`);
  return {
    create: async (skill) => graphPost<Skill>(await skills(), body(skill)),
    read: async (id) => (await one(id))<Skill>(),
    rename: async (id, displayName) => graphPatch(await one(id), body({ displayName })),
    remove: async (id) => graphDelete(await one(id)),
    async list(pageSize) {
      const names: string[] = [];
      for await (const page of (await skills()).top(pageSize)) names.push(...namesOf(page));
      return names;
    },
    filter: async (filter) => namesOf(await (await skills()).filter(filter).select('id', 'displayName')()),
    async batch(displayName) {
      const [graph, execute] = (await open()).batched();
      const statuses: number[] = [0, 0, 0];
      const noting = (index: number, success: number) =>
        [() => (statuses[index] = success), (error: HttpRequestError) => (statuses[index] = error.status)] as const;
      const asked = [
        graphPost(skillsOf(graph), body({ displayName })).then(...noting(0, 201)),
        skillsOf(graph)
          .top(1)()
          .then(...noting(1, 200)),
        GraphQueryable(graph.me, 'profile/skills/nothing')().then(...noting(2, 200)),
      ];
      await execute();
      await Promise.all(asked);
      return statuses;
    },
    async sendBack(id, displayName) {
      const skill = await (await one(id))();
      return graphPatch(await one(id), body({ ...skill, displayName }));
    },
    refusalOf(error) {
      // What this client throws: the answer's own text is part of the message.
      const { status, message } = error as HttpRequestError;
      const json = /\{.*\}/s.exec(message)?.[0];
      const said = json === undefined ? undefined : JSON.parse(json).error;
      return { status, code: said?.code, message: said?.message ?? message };
    },
  };
}

function namesOf(skills: readonly Skill[]): readonly string[] {
  return skills.map(({ displayName }) => displayName ?? '');
}

clientSuite('@pnp/graph', connect, { attempts: 3, readsDates: false });

describe('@pnp/graph', () => {
  let proficio: Proficio;
  before(async () => {
    proficio = await startProficio({ demo: true });
    proficio.trust();
  });
  after(() => proficio.close());

  test('gets its tokens from MSAL, and walks through all people', async () => {
    const auth = {
      clientId: proficio.client.id,
      clientSecret: proficio.client.secret,
      authority: `${proficio.https}/${proficio.tenant}`,
      knownAuthorities: [new URL(proficio.https).host],
    };
    const behavior = MSAL({ auth }, ['https://graph.microsoft.com/.default']);
    const graph = graphfi().using(GraphDefault({ baseUrl: `${proficio.https}/v1.0` }), behavior);
    const names: string[] = [];
    for await (const page of graph.users.select('displayName').top(20)) names.push(...namesOf(page));
    assert.ok(names.length > 40);
    assert.ok(names.includes('Ines Almeida'));
  });

  test('sends more in a batch than one holds, as several', async () => {
    const token = await proficio.token({ user: 'ada@example.com' });
    const graph = graphfi().using(GraphDefault({ baseUrl: `${proficio.https}/v1.0` }), Endpoint('beta'), BearerToken(token));
    const [batched, execute] = graph.batched();
    const made = Array.from({ length: 25 }, (_, index) =>
      graphPost<Skill>(GraphCollection(batched.me, 'profile/interests'), body({ displayName: `Interest ${index}` })),
    );
    await execute();
    assert.equal(new Set((await Promise.all(made)).map(({ id }) => id)).size, 25);
    const found = await GraphCollection(graph.me, 'profile/interests').filter("categories/any(c:c eq 'none')")();
    assert.deepEqual(found, []);
  });
});
