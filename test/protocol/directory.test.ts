/** People, groups and contacts: what audiences are made of, in Graph's shape. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { personDraft } from '../../src/profile/person.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

forEachDatabase((database) => {
  describe(`the directory on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const tenant = randomUUID();
    const daemon = application(tenant, 'User.ReadWrite.All Group.ReadWrite.All Contacts.ReadWrite');
    const administrator = person(tenant, randomUUID(), { can: 'User.ReadWrite.All', administrator: true });
    const me = person(tenant, randomUUID(), { can: 'User.ReadWrite Contacts.ReadWrite', userPrincipalName: 'me@example.com' });
    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      await ask('GET', 'me', { as: me });
      await ask('GET', 'me', { as: administrator });
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, []);
    });

    for (const [who, caller] of [
      ['an application', daemon],
      ['an administrator', administrator],
    ] as const) {
      test(`${who} creates, reads, changes and removes a person`, async () => {
        const userPrincipalName = `ines.${randomUUID().slice(0, 8)}@example.com`;
        const made = await ask('POST', 'users', {
          as: caller,
          body: { displayName: 'Ines', userPrincipalName, jobTitle: 'Joiner' },
        });
        assert.equal(made.status, 201, made.text);
        const { id } = made.body;
        assert.equal(made.headers.location, `https://localhost/beta/users('${id}')`);
        assert.equal(made.body['@odata.context'], 'https://localhost/beta/$metadata#users/$entity');
        assert.partialDeepStrictEqual(made.body, { displayName: 'Ines', jobTitle: 'Joiner', mail: null, accountEnabled: true });
        for (const name of [id, userPrincipalName, userPrincipalName.toUpperCase(), encodeURIComponent(userPrincipalName)])
          assert.equal((await ask('GET', `users/${name}`)).body.id, id, name);
        assert.equal((await ask('GET', `users('${userPrincipalName}')/profile`)).body.id, id);
        const changed = await ask('PATCH', `users/${userPrincipalName}`, { body: { jobTitle: null, mail: 'i@example.com' } });
        assert.equal(changed.status, 200, changed.text);
        assert.partialDeepStrictEqual(changed.body, { displayName: 'Ines', jobTitle: null, mail: 'i@example.com' });
        assert.equal((await ask('GET', `users/i@example.com`)).body.id, id, 'found by mail as well');
        const twice = await ask('POST', 'users', {
          body: { displayName: 'x', userPrincipalName: userPrincipalName.toUpperCase() },
        });
        assert.deepEqual([twice.status, twice.body.error.code], [409, 'nameAlreadyExists']);
        assert.equal((await ask('PATCH', `users/${id}`, { body: { userPrincipalName: null } })).status, 400);
        assert.equal((await ask('POST', `users/${id}/profile/skills`, { body: { displayName: 'Carving' } })).status, 201);
        const found = await ask('GET', `users?$filter=profile/skills/any(s:s/displayName eq 'Carving')&$select=id`);
        assert.deepEqual(
          found.body.value.map((one: { id: string }) => one.id),
          [id],
        );
        assert.equal((await ask('DELETE', `users/${id}`, { headers: { 'If-Match': 'W/"1"' } })).status, 412);
        assert.equal((await ask('DELETE', `users/${id}`)).status, 204);
        for (const rest of ['', '/profile', '/profile/skills']) {
          const answer = await ask('GET', `users/${id}${rest}`);
          assert.deepEqual([answer.status, answer.body.error.code], [404, 'Request_ResourceNotFound']);
        }
        assert.equal((await ask('DELETE', `users/${id}`)).status, 404);
      });
    }

    test('a person without a userPrincipalName is refused by name', async () => {
      const { status, body } = await ask('POST', 'users', { as: daemon, body: { displayName: 'x' } });
      assert.deepEqual([status, body.error.target], [400, 'userPrincipalName']);
    });

    test('what Graph demands besides of whoever creates people and groups is taken, and never kept', async () => {
      const ofUser = {
        mailNickname: 'ada',
        passwordProfile: { password: 'xWwvJ]6NMw+bWH-d', forceChangePasswordNextSignIn: true },
      };
      const ofGroup = { mailNickname: 'team', mailEnabled: false, securityEnabled: true, groupTypes: [], visibility: 'Private' };
      for (const [set, own, demanded] of [
        ['users', { displayName: 'Ada', userPrincipalName: `ada.${randomUUID()}@example.com`, accountEnabled: true }, ofUser],
        ['groups', { displayName: 'Team' }, ofGroup],
      ] as const) {
        const made = await ask('POST', set, { as: daemon, body: { ...own, ...demanded } });
        assert.equal(made.status, 201, made.text);
        const read = await ask('GET', `${set}/${made.body.id}`);
        assert.partialDeepStrictEqual(read.body, own);
        for (const name of Object.keys(demanded)) assert.ok(!(name in read.body), name);
        assert.equal((await ask('POST', set, { body: { ...own, nickname: 'x' } })).body.error.target, 'nickname');
      }
    });

    test('nobody else manages people, not even themselves', async () => {
      for (const [method, url, body] of [
        ['POST', 'users', { displayName: 'x', userPrincipalName: 'x@example.com' }],
        ['PATCH', 'me', { displayName: 'x' }],
        ['DELETE', 'me', undefined],
        ['PATCH', `users/${administrator.id}`, { displayName: 'x' }],
      ] as const) {
        for (const caller of [me, person(tenant, me.id, { can: 'User.ReadWrite.All' }), application(tenant, 'User.Read.All')]) {
          if (caller.kind === 'application' && url === 'me') continue;
          const answer = await ask(method, url, { as: caller, ...(body && { body }) });
          assert.equal(answer.status, 403, `${method} ${url}: ${answer.text}`);
        }
      }
    });

    test('a group takes and loses members by reference, in every form of address', async () => {
      const bound = { displayName: 'Team', 'members@odata.bind': ['https://localhost/beta/users/x'] };
      const linked = await ask('POST', 'groups', { as: daemon, body: bound });
      assert.deepEqual([linked.status, linked.body.error.target], [501, 'members@odata.bind'], 'a link that would not be made');
      const group = await ask('POST', 'groups', { as: daemon, body: { displayName: 'Team', description: 'x' } });
      assert.equal(group.status, 201, group.text);
      const members = `groups/${group.body.id}/members`;
      for (const id of [
        `https://localhost/beta/users/${me.id}`,
        `https://graph.microsoft.com/v1.0/directoryObjects/${me.id}`,
        `https://localhost/beta/users('${me.id}')`,
        `users/${me.id}`,
        'https://localhost/beta/users/me%40example.com',
      ]) {
        const added = await ask('POST', `${members}/$ref`, { body: { '@odata.id': id } });
        assert.equal(added.status, 204, added.text);
        assert.deepEqual(
          (await ask('GET', `${members}?$select=id`)).body.value.map((one: { id: string }) => one.id),
          [me.id],
        );
        const one = await ask('GET', `${members}/${me.id}`);
        assert.equal(one.status, 200, one.text);
        assert.equal(
          (await ask('GET', `${members}/$ref`)).body.value[0]['@odata.id'],
          `https://localhost/beta/users('${me.id}')`,
        );
        assert.equal((await ask('GET', `${members}/$count`)).text, '1');
        assert.equal((await ask('GET', `${members}/${me.id}/displayName/$value`)).text, one.body.displayName);
        for (const rest of ['profile', 'profile/skills', 'contacts']) {
          const beyond = await ask('GET', `${members}/${me.id}/${rest}`);
          assert.deepEqual([beyond.status, beyond.body.error.target], [400, rest.split('/')[0]], 'reached through /users');
        }
        assert.equal((await ask('DELETE', `${members}/${me.id}/$ref`, { headers: { 'If-Match': 'W/"77"' } })).status, 412);
        assert.equal((await ask('DELETE', `${members}/${me.id}/$ref`)).status, 204);
        assert.equal((await ask('DELETE', `${members}/${me.id}/$ref`)).status, 404);
      }
      for (const [body, status] of [
        [{ '@odata.id': `users/${randomUUID()}` }, 404],
        [{ '@odata.id': 'nonsense' }, 400],
        [{ '@odata.id': 5 }, 400],
        [{ '@odata.id': 'users/%zz' }, 400],
        [{ '@odata.id': 'users/%00' }, 400],
        [{}, 400],
        [[], 400],
      ] as const) {
        const answer = await ask('POST', `${members}/$ref`, { body });
        assert.equal(answer.status, status, answer.text);
        assert.equal(answer.body.error.target, '@odata.id');
      }
      assert.equal((await ask('POST', members, { body: {} })).status, 405, 'members are not made here');
      assert.equal((await ask('DELETE', `${members}/${me.id}`)).status, 405);
      assert.equal(
        (await ask('POST', `groups/${randomUUID()}/members/$ref`, { body: { '@odata.id': `users/${me.id}` } })).status,
        404,
      );
      assert.equal((await ask('PATCH', `groups/${group.body.id}`, { body: { description: null } })).body.description, null);
      assert.equal((await ask('DELETE', `groups/${group.body.id}`)).status, 204);
      assert.equal((await ask('GET', `groups/${group.body.id}`)).status, 404);
    });

    test('v1.0 has people, groups and contacts, and the profile where the operator says so', async () => {
      const version = 'v1.0';
      for (const url of ['me', 'me/contacts', `users/${me.id}`, '$metadata', ''])
        assert.equal((await ask('GET', url, { as: me, version })).status, 200, url);
      assert.equal((await ask('GET', 'users', { as: daemon, version })).status, 200);
      for (const url of ['me/profile', 'me/profile/skills', 'me?$expand=profile', `users?$filter=profile ne null`])
        assert.equal((await ask('GET', url, { as: me, version })).status, 400, url);
      const described = await ask('GET', '$metadata', { as: me, version });
      assert.ok(!described.text?.includes('skillProficiency'));
      const open = answeringOver(store, { v1Profile: true }).ask;
      const made = await open('POST', 'me/profile/skills', { as: me, version, body: { displayName: 'x' } });
      assert.equal(made.status, 201, made.text);
      assert.match(made.body['@odata.context'], /^https:\/\/localhost\/v1\.0\/\$metadata#/);
      assert.match(made.headers.location ?? '', /^https:\/\/localhost\/v1\.0\/users\(/);
      assert.ok((await open('GET', '$metadata', { version })).text?.includes('skillProficiency'));
      await open('DELETE', `me/profile/skills/${made.body.id}`, { version });
    });

    test('contacts are the owner’s, and as many operations', async () => {
      const body = {
        displayName: 'Mira',
        categories: ['Family'],
        emailAddresses: [{ name: 'Mira', address: 'Mira@example.com' }],
      };
      const made = await ask('POST', 'me/contacts', { as: me, body });
      assert.equal(made.status, 201, made.text);
      assert.equal(made.headers.location, `https://localhost/beta/users('${me.id}')/contacts('${made.body.id}')`);
      assert.partialDeepStrictEqual(made.body, body);
      const url = `me/contacts/${made.body.id}`;
      assert.equal((await ask('PATCH', url, { headers: { 'If-Match': 'W/"1"' }, body: { categories: [] } })).status, 200);
      assert.equal((await ask('PATCH', url, { headers: { 'If-Match': 'W/"1"' }, body: { categories: [] } })).status, 412);
      assert.equal((await ask('GET', 'me/contacts?$count=true')).body['@odata.count'], 1);
      assert.equal((await ask('GET', `me?$expand=contacts`)).body.contacts.length, 1);
      assert.equal((await ask('GET', `users/${me.id}/contacts`, { as: administrator })).status, 403);
      assert.equal((await ask('GET', `users/${me.id}/contacts`, { as: daemon })).status, 200);
      assert.equal((await ask('DELETE', url, { as: me })).status, 204);
    });

    test('A8.15: of a group too large to stand inside whole, the rest is behind a link', async () => {
      const count = 1003;
      const people = Array.from({ length: count }, (_, index) => {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        const value = { id, displayName: `Person ${index}`, userPrincipalName: `person${index}@example.com` };
        return { source: { kind: 'people', tenant } as const, id, draft: personDraft(value, 1) };
      });
      await store.load(people);
      const group = (await ask('POST', 'groups', { as: daemon, body: { displayName: 'Crowd' } })).body.id;
      const author = { at: '2026-01-01T00:00:00.0000000Z', person: null, application: null, request: randomUUID() };
      await Promise.all(people.map(({ id }) => store.addMember(tenant, group, id, author)));
      const whole = await ask('GET', `groups/${group}?$expand=members($select=id;$filter=displayName ne 'é')`);
      assert.equal(whole.body.members.length, 1000);
      const next: string = whole.body['members@odata.nextLink'];
      const start = `https://localhost/beta/groups('${group}')/members?$select=id&$filter=displayName%20ne%20'%C3%A9'&$skiptoken=`;
      assert.ok(next.startsWith(start), next);
      const rest = await ask('GET', next.slice('https://localhost/beta/'.length));
      assert.equal(rest.body.value.length, 3);
      assert.equal(rest.body['@odata.nextLink'], undefined);
      const all = [...whole.body.members, ...rest.body.value].map(({ id }: { id: string }) => id);
      assert.equal(new Set(all).size, count);
      const timed = await ask('GET', `groups/${group}?$expand=members($select=id;$orderby=now())`);
      const behind = await ask('GET', timed.body['members@odata.nextLink'].slice('https://localhost/beta/'.length));
      assert.deepEqual([behind.body.value.length, behind.body['@odata.nextLink']], [3, undefined], behind.text);
      const few = await ask('GET', `groups/${group}?$expand=members($top=2;$count=true)`);
      assert.equal(few.body.members.length, 2);
      assert.deepEqual([few.body['members@odata.nextLink'], few.body['members@odata.count']], [undefined, count]);

      // Where each brings others along, fewer come at once, whatever is asked.
      const people_ = await ask('GET', 'users?$top=500&$select=id&$expand=profile($select=skills)');
      assert.equal(people_.body.value.length, 50);
      const more = await ask('GET', people_.body['@odata.nextLink'].slice('https://localhost/beta/'.length));
      assert.equal(more.body.value.length, 50);
      const nested = await ask('GET', `groups/${group}?$expand=members($select=id;$top=120;$expand=profile($select=id))`);
      assert.equal(nested.body.members.length, 50);
      const onward: string = nested.body['members@odata.nextLink'];
      const second = await ask('GET', onward.slice('https://localhost/beta/'.length));
      assert.deepEqual([second.status, second.body.value.length], [200, 50], second.text);
    });
  });
});
