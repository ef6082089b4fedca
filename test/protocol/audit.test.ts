/** The audit trail: who changed what, from what to what; of others' items only what the administrator may see of them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { writeCursor } from '../../src/odata/cursor.ts';
import type { Caller } from '../../src/profile/caller.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const tenant = 'aaaaaaaa-0000-4000-8000-00000000000a';
const owner = person(tenant, '10000000-0000-4000-8000-000000000001');
const administrator = person(tenant, '10000000-0000-4000-8000-000000000002', { can: 'AuditLog.Read.All', administrator: true });
const clerk = person(tenant, '10000000-0000-4000-8000-000000000003', { can: 'AuditLog.Read.All' });
const daemon = application(tenant, 'AuditLog.Read.All');
const elsewhere = application('bbbbbbbb-0000-4000-8000-00000000000b', 'AuditLog.Read.All');
const trail = 'auditLogs/directoryAudits';

interface Entry {
  readonly operationType: string;
  readonly targetResources: readonly {
    readonly displayName: string | null;
    readonly type: string;
    readonly modifiedProperties: readonly {
      readonly displayName: string;
      readonly oldValue: string | null;
      readonly newValue: string | null;
    }[];
  }[];
}

/** Entries as `Add skills: displayName null -> "Go"`. */
function told({ status, body }: Answer, property: string): readonly string[] {
  assert.equal(status, 200);
  return body.value.map(({ operationType, targetResources: [target] }: Entry) => {
    const change = target?.modifiedProperties.find(({ displayName }) => displayName === property);
    return `${operationType} ${target?.displayName ?? target?.type}: ${change?.oldValue ?? null} -> ${change?.newValue ?? null}`;
  });
}

forEachDatabase(({ name, open }) => {
  describe(`the audit trail on ${name}`, () => {
    let store: Store;
    let ask: Ask;
    before(async () => {
      store = await open();
      ({ ask } = answeringOver(store));
      const post = (body: object) => ask('POST', 'me/profile/skills', { as: owner, body });
      const shown = (await post({ displayName: 'shown' })).body.id;
      await ask('PATCH', `me/profile/skills/${shown}`, { as: owner, body: { displayName: 'shown anew' } });
      const hidden = (await post({ displayName: 'hidden', allowedAudiences: 'me' })).body.id;
      await ask('PATCH', `me/profile/skills/${hidden}`, { as: owner, body: { displayName: 'still hidden' } });
      await ask('DELETE', `me/profile/skills/${hidden}`, { as: owner });
      await ask('PATCH', `me/profile/skills/${shown}`, { as: owner, body: { displayName: 'no more', allowedAudiences: 'me' } });
      await ask('POST', 'me/contacts', { as: owner, body: { displayName: 'secret friend' } });
    });
    after(() => store.close());

    test('an application with the permission reads every change, newest first', async () => {
      assert.deepEqual(told(await ask('GET', trail, { as: daemon }), 'displayName'), [
        'Add contact: null -> "secret friend"',
        'Update skills: "shown anew" -> "no more"',
        'Delete skills: "still hidden" -> null',
        'Update skills: "hidden" -> "still hidden"',
        'Add skills: null -> "hidden"',
        'Update skills: "shown" -> "shown anew"',
        'Add skills: null -> "shown"',
      ]);
    });

    test('an administrator reads the changes of what they may see before and afterwards, and nothing of the rest', async () => {
      const answer = await ask('GET', trail, { as: administrator });
      assert.deepEqual(told(answer, 'displayName'), ['Update skills: "shown" -> "shown anew"', 'Add skills: null -> "shown"']);
      assert.doesNotMatch(answer.text ?? '', /hidden|no more|secret/);
    });

    test('pages of the trail are full, whatever lies hidden between their entries', async () => {
      const headers = { prefer: 'maxpagesize=1' };
      const first = await ask('GET', trail, { as: administrator, headers });
      const next = String(first.body['@odata.nextLink']).split('/beta/')[1] ?? '';
      const second = await ask('GET', next, { as: administrator, headers });
      assert.deepEqual(
        [...told(first, 'displayName'), ...told(second, 'displayName')],
        ['Update skills: "shown" -> "shown anew"', 'Add skills: null -> "shown"'],
      );
    });

    test('ids and links tell nothing of how many changes lie hidden between two entries, or in other tenants', async () => {
      const { body } = await ask('GET', trail, { as: administrator, headers: { prefer: 'maxpagesize=1' } });
      const [{ id }] = body.value;
      assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      const token = String(body['@odata.nextLink']).split('$skiptoken=')[1] ?? '';
      assert.deepEqual(JSON.parse(Buffer.from(token, 'base64url').toString()), [0, id]);
    });

    test('an id leads on in the trail of its tenant, and in no other', async () => {
      const ids = async (as: Caller, last?: string): Promise<readonly string[]> => {
        const behind = last === undefined ? '' : `?$skiptoken=${writeCursor({ last: [last], answered: 0 })}`;
        const { status, body } = await ask('GET', `${trail}${behind}`, { as });
        assert.equal(status, 200);
        return body.value.map(({ id }: { id: string }) => id);
      };
      const all = await ids(daemon);
      const [fourth = ''] = all.slice(3);
      assert.deepEqual(await ids(daemon, fourth), all.slice(4));
      const neighbour = application('cccccccc-0000-4000-8000-00000000000c', 'AuditLog.Read.All User.ReadWrite.All');
      const body = { displayName: 'N', userPrincipalName: 'n@example.com' };
      assert.equal((await ask('POST', 'users', { as: neighbour, body })).status, 201);
      const [theirs = ''] = await ids(neighbour);
      for (const [as, last] of [
        [neighbour, fourth],
        [daemon, theirs],
        [daemon, '5'],
        [daemon, ''],
        [daemon, randomUUID()],
      ] as const)
        assert.deepEqual(await ids(as, last), [], last);
    });

    test('the owner reads all of their own once they may read the trail', async () => {
      const owning = { ...owner, administrator: true, scopes: new Set(['AuditLog.Read.All']) } as typeof owner;
      assert.equal(told(await ask('GET', trail, { as: owning }), 'displayName').length, 7);
    });

    test('nobody reads it without the role, and no other tenant sees any of it', async () => {
      assert.equal((await ask('GET', trail, { as: clerk })).status, 403);
      assert.equal((await ask('GET', trail, { as: owner })).status, 403);
      assert.deepEqual((await ask('GET', trail, { as: elsewhere })).body.value, []);
    });
  });
});
