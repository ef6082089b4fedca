/** Uses the client that odata2ts makes of $metadata: a skill is created, found, changed and removed. */
import { FetchClient } from '@odata2ts/http-client-fetch';
import { skillProficiencyLevel } from '../made/odata2ts/MicrosoftGraphModel';
import { MicrosoftGraphService } from '../made/odata2ts/MicrosoftGraphService';

/** @returns what the service answered, step by step */
export async function use(root: string, token: string): Promise<readonly unknown[]> {
  const client = new FetchClient({ headers: { authorization: `Bearer ${token}` } });
  const skills = new MicrosoftGraphService(client, root).me().profile().skills();
  const created = await skills.create({ displayName: "O'Hara's method", proficiency: skillProficiencyLevel.expert });
  const { id } = created.data;
  const one = new MicrosoftGraphService(client, root).me().profile().skills(id);
  const found = await skills.query((builder, q) =>
    builder
      .select('id', 'displayName')
      // The builder leaves the doubling of quotes to its caller.
      .filter(q.displayName.startsWith("O''H"), q.id.eq(id))
      .orderBy(q.displayName.desc())
      .top(5)
      .count(),
  );
  const changed = await one.patch({ categories: ['Methods'] });
  const now = await one.query();
  const back = await one.patch({ ...now.data, displayName: 'Another method' });
  const after = await one.query();
  const removed = await one.delete();
  const refused = await one.query().catch((error: { readonly status: number; readonly message: string }) => error);
  return [
    created.status,
    found.data.value.map(({ displayName }) => displayName),
    changed.status,
    now.data.categories,
    [back.status, after.data.displayName, after.data.allowedAudiences, after.data.proficiency],
    removed.status,
    [refused.status, 'message' in refused && /could not be discovered/.test(refused.message)],
  ];
}
