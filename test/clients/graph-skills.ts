/** @microsoft/microsoft-graph-client as the suite uses it, with whatever hands out its tokens. */
import {
  type AuthenticationProvider,
  BatchRequestContent,
  BatchResponseContent,
  Client,
  type GraphError,
  PageIterator,
} from '@microsoft/microsoft-graph-client';
import type { Place, Skill, SkillsClient } from './suite.ts';

/**
 * Connects the client.
 * @param owner whose skills are meant: `/me` or `/users/{id}`
 */
export function connectGraphClient({ proficio }: Place, authProvider: AuthenticationProvider, owner = '/me'): SkillsClient {
  const skills = `${owner}/profile/skills`;
  const client = Client.initWithMiddleware({
    baseUrl: proficio.https,
    defaultVersion: 'beta',
    customHosts: new Set(['127.0.0.1']),
    authProvider,
  });
  const one = (id: string) => client.api(`${skills}/${id}`);
  return {
    create: (skill) => client.api(skills).post(skill),
    read: (id) => one(id).get(),
    rename: (id, displayName) => one(id).patch({ displayName }),
    remove: (id) => one(id).delete(),
    async list(pageSize) {
      const names: string[] = [];
      const first = await client.api(skills).top(pageSize).header('ConsistencyLevel', 'eventual').count(true).get();
      await new PageIterator(client, first, ({ displayName }: Skill) => names.push(displayName ?? '') > 0).iterate();
      return names;
    },
    filter: async (filter) =>
      namesOf(await client.api(skills).filter(encodeURIComponent(filter)).select(['id', 'displayName']).get()),
    async batch(displayName) {
      const json = { 'content-type': 'application/json' };
      const step = (id: string, path: string, init?: RequestInit) => ({
        id,
        request: new Request(`https://graph.microsoft.com${path}`, init),
      });
      const content = new BatchRequestContent([
        step('1', skills, { method: 'POST', headers: json, body: JSON.stringify({ displayName }) }),
        step('2', `${skills}?$top=1`),
        step('3', `${skills}/nothing`),
      ]);
      content.addDependency('2', '1');
      content.addDependency('3', '1');
      const answer = await client.api('/$batch').post(await content.getContent());
      const responses = new BatchResponseContent(answer);
      return ['1', '2', '3'].map((id) => responses.getResponseById(id).status);
    },
    async sendBack(id, displayName) {
      const skill = await one(id).get();
      skill.displayName = displayName;
      return one(id).patch(skill);
    },
    refusalOf(error) {
      // What this client throws.
      const { statusCode, code, message } = error as GraphError;
      return { status: statusCode, code: code ?? undefined, message };
    },
  };
}

function namesOf({ value }: { readonly value: readonly Skill[] }): readonly string[] {
  return value.map(({ displayName }) => displayName ?? '');
}
