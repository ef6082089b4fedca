/** Nothing hidden can be found out by asking what would fail over it: a profile with hidden items answers as one without. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Caller } from '../../src/profile/caller.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const open = { displayName: 'open', webUrl: 'x', categories: ['a'], inference: { confidenceScore: 0.5 } };
/** Values over which casts, patterns and arithmetic stumble. */
const hidden = [
  { displayName: '1e999', webUrl: '((((', categories: ['*a', '99999999999999999999'], inference: { confidenceScore: 1e308 } },
  { displayName: '99999999999', webUrl: '[z-a]', thumbnailUrl: 'P99999999999D', categories: ['2020-13-45'] },
  { displayName: '2020-02-30', webUrl: '(a+)+$', thumbnailUrl: '-P1D', inference: { confidenceScore: 0 } },
  { displayName: '', webUrl: '0', categories: [] },
];

const conditions: readonly string[] = [
  'true',
  'cast(displayName,Edm.Int32) gt 0',
  'cast(displayName,Edm.Double) gt 0',
  'cast(displayName,Edm.Date) gt 2000-01-01',
  'cast(displayName,Edm.DateTimeOffset) gt 2000-01-01T00:00:00Z',
  'cast(thumbnailUrl,Edm.Duration) ne null',
  'cast(webUrl,Edm.Boolean)',
  'cast(webUrl,Edm.Guid) ne null',
  "matchesPattern('a',webUrl)",
  'matchesPattern(displayName,webUrl)',
  'categories/any(c:matchesPattern(c,c))',
  'inference/confidenceScore mul 1e308 gt 1',
  '1 div length(displayName) eq 0',
  '1 mod length(displayName) eq 0',
  'length(displayName) mul 2147483647 mul 2147483647 mul 2147483647 gt 0',
  "substring(displayName,length(displayName)) eq ''",
  'substring(displayName,-5,99) ne null',
  'indexof(displayName,webUrl) ge 0',
  'createdDateTime add cast(thumbnailUrl,Edm.Duration) gt 2000-01-01T00:00:00Z',
  'round(inference/confidenceScore div 0) eq 1',
  "concat(displayName,webUrl) eq 'openx'",
];

forEachDatabase((database) => {
  describe(`guessing on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const worlds: { readonly owner: string; readonly onlooker: Caller }[] = [];
    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      for (const items of [[open], [open, ...hidden.map((item) => ({ ...item, allowedAudiences: 'me,family' }))]]) {
        const tenant = randomUUID();
        const owner = person(tenant, randomUUID()) as Extract<Caller, { kind: 'person' }>;
        const onlooker = person(tenant, randomUUID(), { can: 'User.Read.All' });
        await ask('GET', 'me', { as: onlooker });
        for (const body of items) assert.equal((await ask('POST', 'me/profile/skills', { as: owner, body })).status, 201);
        worlds.push({ owner: owner.id, onlooker });
      }
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, []);
    });

    for (const condition of conditions) {
      test(`${condition} tells nothing of what is hidden`, async () => {
        const among = condition.replace(/\b(displayName|webUrl|thumbnailUrl|inference|categories|createdDateTime)\b/g, 's/$1');
        const order = condition === 'true' ? 'displayName' : condition;
        for (const [method, url] of [
          ['GET', `users/OWNER/profile/skills?$select=displayName&$count=true&$filter=${condition}`],
          ['GET', `users/OWNER/profile/skills/$count?$filter=not (${condition})`],
          ['GET', `users/OWNER/profile/skills?$select=displayName&$orderby=${order}`],
          ['GET', `users/OWNER/profile?$select=id&$expand=skills($select=displayName;$count=true;$filter=${condition})`],
          ['GET', `users/$count?$filter=profile/skills/any(s:${among})`],
          ['GET', `users/$count?$filter=profile/skills/all(s:${among})`],
        ] as const) {
          const answers = [];
          for (const { owner, onlooker } of worlds) {
            const { status, body, text } = await ask(method, url.replace('OWNER', owner), { as: onlooker });
            assert.ok(status === 200 || status === 400 || status === 501, `${url}: ${text}`);
            answers.push(JSON.stringify([status, body?.error?.message ?? body]).replaceAll(owner, 'OWNER'));
          }
          assert.equal(answers[0], answers[1], url);
        }
      });
    }
  });
});
