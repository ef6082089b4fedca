/** The requests and answers of Graph's documentation, replayed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

interface Example {
  readonly operation: 'list' | 'create' | 'get' | 'update' | 'delete';
  readonly collection: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly request_body: unknown;
  readonly request_body_repaired?: unknown;
  readonly response_body: unknown;
  readonly issues: readonly string[];
}

const file = new URL('../../../shared/data/examples.json', import.meta.url);
const there = existsSync(file);
const examples: readonly Example[] = there ? JSON.parse(readFileSync(file, 'utf8')) : [];
const tenant = randomUUID();
const innocenty = person(tenant, 'db789417-4ccb-41d1-a0a9-47b01a09ea49', {
  displayName: 'Innocenty Popov',
  userPrincipalName: 'innocenty.popov@adventureworks.com',
});

/** Properties of an example that the server sets by itself, or that the example leaves to the imagination. */
const setByServer = new Set([
  'id',
  'createdBy',
  'createdDateTime',
  'lastModifiedBy',
  'lastModifiedDateTime',
  'ageGroup',
  'userPersona',
  'originTenantInfo',
]);

/** What was sent must come back, nested values included. */
function assertHolds(actual: unknown, sent: unknown, path: string): void {
  if (sent !== null && typeof sent === 'object' && !Array.isArray(sent)) {
    for (const [name, value] of Object.entries(sent)) {
      if (!name.includes('@') && !(path === '' && setByServer.has(name)))
        assertHolds((actual as Record<string, unknown>)?.[name], value, `${path}/${name}`);
    }
  } else {
    assert.deepEqual(actual, sent, path);
  }
}

forEachDatabase((database) => {
  describe(`Graph's documented examples on ${database.name}`, {
    skip: there ? false : 'the documented examples are not there',
  }, () => {
    let store: Store;
    let ask: Ask;
    before(async () => {
      store = await database.open();
      ask = answeringOver(store).ask;
    });
    after(() => store.close());

    for (const collection of new Set(examples.map((example) => example.collection))) {
      const of = (operation: Example['operation']) =>
        examples.filter((example) => example.collection === collection && example.operation === operation);
      test(`${collection}: create, get, list, update and delete answer as documented`, async () => {
        const [created] = of('create');
        assert.ok(created);
        const path = new URL(created.url).pathname.replace('/beta/', '');
        const sent = created.request_body_repaired ?? created.request_body;
        const answer = await ask('POST', path, { as: innocenty, body: sent });
        assert.equal(answer.status, 201, answer.text);
        assertHolds(answer.body, sent, '');
        const documented = Object.keys(created.response_body as object);
        for (const name of documented) assert.ok(name in answer.body, `${name} is answered`);
        assert.equal(answer.body.allowedAudiences, (created.response_body as { allowedAudiences: string }).allowedAudiences);
        assert.deepEqual(Object.keys(answer.body.createdBy).sort(), ['application', 'device', 'user']);
        const item = `${path}/${answer.body.id}`;
        assert.equal((await ask('GET', item)).status, 200);
        assert.deepEqual((await ask('GET', path)).body.value, [(({ '@odata.context': _, ...rest }) => rest)(answer.body)]);
        for (const example of of('update')) {
          const placeholders = example.issues.some((issue) => issue.startsWith('request.'));
          const reply = await ask('PATCH', item, { body: example.request_body });
          if (placeholders) {
            assert.equal(reply.status, 400);
            continue;
          }
          assert.equal(reply.status, example.status, reply.text);
          assertHolds(reply.body, example.request_body, '');
        }
        assert.equal((await ask('DELETE', item)).status, 204);
        assert.equal((await ask('GET', item)).status, 404);
      });
    }
  });
});
