/** Thousands of requests that nobody would write: none of them fails inside, and each refusal says what is wrong. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { askOddly, checkOddAnswer, oddRequests } from '../support/fuzz.ts';
import { runs } from '../support/runs.ts';

forEachDatabase((database) => {
  describe(`odd requests on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    let skill: string;
    const as = person(randomUUID(), randomUUID(), { can: 'User.ReadWrite.All Group.ReadWrite.All Contacts.ReadWrite' });

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      const bodies = [
        { displayName: "O'Neil", categories: ['hobby', 'a'], proficiency: 'expert', inference: { confidenceScore: 0.5 } },
        { displayName: '100% 😀', allowedAudiences: 'family,contacts', collaborationTags: ['x'] },
        { displayName: '12', webUrl: 'https://example.com/?a=b&c' },
      ];
      const ids = [];
      for (const body of bodies) ids.push((await ask('POST', 'me/profile/skills', { as, body })).body.id);
      [skill = assert.fail('no skill was made')] = ids;
    });
    after(() => store.close());

    test('are answered or refused, and nothing fails inside', async () => {
      await fc.assert(
        fc.asyncProperty(oddRequests, async (odd) => {
          checkOddAnswer(await askOddly(ask, odd, skill, { as }), odd.url);
          assert.deepEqual(failures, [], odd.url);
        }),
        { numRuns: runs(database.name === 'SQLite' ? 4000 : 1500) },
      );
    });
  });
});
