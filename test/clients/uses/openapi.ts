/** Uses the client that openapi-typescript and openapi-fetch make of /openapi.json: the same steps. */
import createClient from 'openapi-fetch';
import type { paths } from '../made/openapi';

/** @returns what the service answered, step by step */
export async function use(root: string, token: string): Promise<readonly unknown[]> {
  const client = createClient<paths>({ baseUrl: root, headers: { authorization: `Bearer ${token}` } });
  const created = await client.POST('/me/profile/skills', {
    body: { displayName: "O'Hara's method", proficiency: 'expert', collaborationTags: ['ableToMentor'] },
  });
  const id = created.data?.id ?? '';
  const path = { 'skillProficiency-id': id };
  const found = await client.GET('/me/profile/skills', {
    params: {
      query: { $filter: `startswith(displayName,'O''H') and id eq '${id}'`, $select: 'id,displayName', $top: 5, $count: true },
    },
  });
  const changed = await client.PATCH('/me/profile/skills/{skillProficiency-id}', {
    params: { path },
    body: { categories: ['Methods'] },
  });
  const now = await client.GET('/me/profile/skills/{skillProficiency-id}', { params: { path } });
  const back = await client.PATCH('/me/profile/skills/{skillProficiency-id}', {
    params: { path },
    body: { ...now.data, displayName: 'Another method' },
  });
  const { data: after } = await client.GET('/me/profile/skills/{skillProficiency-id}', { params: { path } });
  const removed = await client.DELETE('/me/profile/skills/{skillProficiency-id}', { params: { path } });
  const refused = await client.GET('/me/profile/skills/{skillProficiency-id}', { params: { path } });
  return [
    created.response.status,
    found.data?.value.map(({ displayName }) => displayName),
    changed.response.status,
    now.data?.categories,
    [back.response.status, after?.displayName, after?.allowedAudiences, after?.proficiency],
    removed.response.status,
    [refused.response.status, /could not be discovered/.test(refused.error?.error.message ?? '')],
  ];
}
