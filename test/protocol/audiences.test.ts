/** Viewers x audiences x doors: a hidden item is nowhere to be seen, and cannot be told from one that is not there. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Caller } from '../../src/profile/caller.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const bits = { family: 1, contacts: 2, groupMembers: 4, organization: 8, federatedOrganizations: 16, everyone: 32 } as const;
const audiences = [
  'me',
  ...Object.keys(bits),
  'family,contacts',
  'contacts,groupMembers',
  'groupMembers,everyone',
  'family,federatedOrganizations',
];
const maskOf = (audience: string) => audience.split(',').reduce((mask, name) => mask | (bits[name as keyof typeof bits] ?? 0), 0);

forEachDatabase((database) => {
  describe(`audiences on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    const tenant = randomUUID();
    const partnerTenant = randomUUID();
    const strangerTenant = randomUUID();
    const read = { can: 'User.Read.All' };
    const owner = person(tenant, randomUUID(), {
      can: 'User.ReadWrite Contacts.ReadWrite',
      userPrincipalName: 'owner@example.com',
    });
    const colleague = person(tenant, randomUUID(), read);
    const teammate = person(tenant, randomUUID(), read);
    const friend = person(tenant, randomUUID(), { ...read, userPrincipalName: 'friend@example.com' });
    const relative = person(tenant, randomUUID(), { ...read, userPrincipalName: 'relative@example.com' });
    const partner = person(partnerTenant, randomUUID(), read);
    const stranger = person(strangerTenant, randomUUID(), read);
    const administrator = person(tenant, randomUUID(), { can: 'User.ReadWrite.All', administrator: true });
    /** Each viewer, and the audiences that include their relation to the owner; -1 for all items, 0 for none. */
    const viewers: readonly (readonly [string, Caller, number])[] = [
      ['the owner', owner, -1],
      ['an application', application(tenant, 'User.Read.All'), -1],
      ['a colleague', colleague, 8 | 16 | 32],
      ['an administrator', administrator, 8 | 16 | 32],
      ['a member of the same group', teammate, 8 | 16 | 32 | 4],
      ['a contact', friend, 8 | 16 | 32 | 2],
      ['a contact marked as family', relative, 8 | 16 | 32 | 2 | 1],
      ['a person of a federated tenant', partner, 16 | 32],
    ];
    const items = new Map<string, string>();

    before(async () => {
      store = await database.open();
      ask = answeringOver(store, { federations: [[tenant, partnerTenant]] }).ask;
      for (const caller of [owner, colleague, teammate, friend, relative, administrator, partner, stranger])
        assert.equal((await ask('GET', 'me', { as: caller })).status, 200);
      const daemon = application(tenant, 'Group.ReadWrite.All User.ReadWrite.All');
      const group = await ask('POST', 'groups', { as: daemon, body: { displayName: 'Team' } });
      assert.equal(group.status, 201, group.text);
      for (const member of [owner, teammate]) {
        const added = await ask('POST', `groups/${group.body.id}/members/$ref`, {
          as: daemon,
          body: { '@odata.id': `https://localhost/beta/users/${member.id}` },
        });
        assert.equal(added.status, 204, added.text);
      }
      for (const [address, categories] of [
        ['Friend@example.com', []],
        ['relative@example.com', ['Family']],
      ] as const) {
        const contact = await ask('POST', 'me/contacts', {
          as: owner,
          body: { displayName: address, emailAddresses: [{ address }], categories },
        });
        assert.equal(contact.status, 201, contact.text);
      }
      for (const allowedAudiences of audiences) {
        const { body } = await ask('POST', 'me/profile/skills', {
          as: owner,
          body: { displayName: `secret-${allowedAudiences}`, allowedAudiences, categories: [allowedAudiences] },
        });
        items.set(allowedAudiences, body.id);
      }
    });
    after(() => store.close());

    /** What an answer shows of items, and nothing that differs from call to call. */
    const shown = ({ status, body }: Answer, of: string) =>
      JSON.stringify({ status, body: body?.error ? { ...body.error, innerError: null } : body }).replaceAll(of, '{id}');

    for (const [who, viewer, relation] of viewers) {
      test(`${who} sees what the audiences allow, through every door`, async () => {
        const base = `users/${owner.id}/profile`;
        const visible = audiences.filter((audience) => relation === -1 || (maskOf(audience) & relation) !== 0);
        const hidden = audiences.filter((audience) => !visible.includes(audience));
        const names = (list: readonly { displayName: string }[]) =>
          list.map(({ displayName }) => displayName.replace('secret-', '')).sort();
        const expected = [...visible].sort();
        const get = (url: string, headers: Record<string, string> = {}) => ask('GET', url, { as: viewer, headers });

        assert.deepEqual(names((await get(`${base}/skills`)).body.value), expected, 'list');
        assert.equal((await get(`${base}/skills?$count=true&$top=1`)).body['@odata.count'], visible.length, 'count option');
        assert.equal((await get(`${base}/skills/$count`)).text, String(visible.length), 'count segment');
        assert.equal(
          (await get(`${base}/skills/$count?$filter=startswith(displayName,'secret')`)).text,
          String(visible.length),
          'filtered count',
        );
        assert.deepEqual(
          names((await get(`${base}/skills?$filter=contains(displayName,'secret') or true`)).body.value),
          expected,
          'filter',
        );
        assert.deepEqual(names((await get(`${base}/skills?$orderby=displayName desc`)).body.value), expected, 'order');
        assert.deepEqual(names((await get(base)).body.skills), expected, 'profile');
        assert.deepEqual(
          names((await get(`${base}?$expand=skills($filter=displayName ne 'x';$count=true)`)).body.skills),
          expected,
          'expand',
        );
        assert.equal(
          (await get(`${base}?$expand=skills($filter=true;$count=true)`)).body['skills@odata.count'],
          visible.length,
          'nested count',
        );
        assert.equal((await get(`${base}/skills/$ref`)).body.value.length, visible.length, 'references');
        const paged: { displayName: string }[] = [];
        for (let url: string | undefined = `${base}/skills`; url !== undefined; ) {
          const { body }: Answer = await get(url, { prefer: 'maxpagesize=2' });
          paged.push(...body.value);
          url = body['@odata.nextLink']?.slice('https://localhost/beta/'.length);
        }
        assert.deepEqual(names(paged), expected, 'pages');
        const batch = await ask('POST', '$batch', {
          as: viewer,
          body: { requests: [{ id: '1', method: 'GET', url: `/${base}/skills` }] },
        });
        assert.deepEqual(names(batch.body.responses[0].body.value), expected, 'batch');
        if (viewer.tenant === tenant && viewer !== owner) {
          const people = await get(`users?$filter=profile/skills/any(s:startswith(s/displayName,'secret-me'))`);
          assert.equal(people.body.value?.length, relation === -1 ? 1 : 0, `people by skill: ${people.text}`);
        }

        for (const audience of visible) assert.equal((await get(`${base}/skills/${items.get(audience)}`)).status, 200, audience);
        const absent = randomUUID();
        for (const audience of hidden) {
          const id = items.get(audience) as string;
          for (const [method, rest, body] of [
            ['GET', '', undefined],
            ['GET', '/displayName', undefined],
            ['GET', '/displayName/$value', undefined],
            ['GET', '/categories/$count', undefined],
            ['GET', '/$ref', undefined],
            ['PATCH', '', { displayName: 'x' }],
            ['PATCH', '', { displayName: 1 }],
            ['DELETE', '', undefined],
            ['PUT', '/displayName', { value: 'x' }],
          ] as const) {
            const asked = async (key: string) =>
              shown(
                await ask(method, `${base}/skills/${key}${rest}`, {
                  as: viewer,
                  ...(body && { body }),
                  headers: { 'if-match': 'W/"1"' },
                }),
                key,
              );
            assert.equal(await asked(id), await asked(absent), `${method} ${rest} of an item for ${audience}`);
          }
        }
      });
    }

    test('another tenant’s people do not exist', async () => {
      for (const url of [
        `users/${owner.id}`,
        `users/${owner.id}/profile`,
        `users/owner@example.com/profile/skills`,
        `users/${owner.id}/profile/skills/${items.get('everyone')}`,
      ]) {
        const answer = await ask('GET', url, { as: stranger });
        assert.equal(answer.status, 404, url);
        assert.equal(answer.body.error.code, 'Request_ResourceNotFound');
      }
      assert.equal(
        (await ask('GET', `users/${owner.id}`, { as: application(strangerTenant, 'User.ReadWrite.All') })).status,
        404,
      );
      assert.ok(!(await ask('GET', 'users', { as: stranger })).text?.includes(owner.id));
    });

    test('an administrator changes what they see and nothing else', async () => {
      assert.equal(
        (
          await ask('PATCH', `users/${owner.id}/profile/skills/${items.get('organization')}`, {
            as: administrator,
            body: { categories: ['x'] },
          })
        ).status,
        200,
      );
      assert.equal(
        (
          await ask('PATCH', `users/${owner.id}/profile/skills/${items.get('me')}`, {
            as: administrator,
            body: { categories: ['x'] },
          })
        ).status,
        404,
      );
    });
  });
});
