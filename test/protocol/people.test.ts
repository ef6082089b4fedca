/** People, groups and contacts asked about: by what stands in their profiles, as far as the caller may see it, and in any order. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const tenant = randomUUID();
const [ada, bob, eve] = [randomUUID(), randomUUID(), randomUUID()];
const all = 'User.ReadWrite.All Group.ReadWrite.All Contacts.ReadWrite';

/** Ada wrote the items; Bob shares a group with her; Eve is a colleague of both, and nothing more; the daemon sees everything. */
const callers = {
  Ada: person(tenant, ada, { can: all, administrator: true }),
  Bob: person(tenant, bob, { can: all }),
  Eve: person(tenant, eve, { can: all }),
  daemon: application(tenant, 'User.Read.All Group.Read.All'),
  stranger: person(randomUUID(), randomUUID(), { can: all }),
};
type Name = keyof typeof callers;

const skills = [
  { displayName: 'Weaving', allowedAudiences: 'organization', proficiency: 'expert', categories: ['hobby'] },
  { displayName: 'Lock picking', allowedAudiences: 'me' },
  { displayName: 'Choir', allowedAudiences: 'groupMembers', proficiency: 'expert' },
];

/** A condition on people, and by whom Ada is found with it. */
const conditions: readonly (readonly [string, readonly Name[]])[] = [
  ["profile/skills/any(s:s/displayName eq 'Weaving')", ['Ada', 'Bob', 'Eve', 'daemon']],
  ["profile/skills/any(s:s/displayName eq 'Choir')", ['Ada', 'Bob', 'daemon']],
  ["profile/skills/any(s:s/displayName eq 'Lock picking')", ['Ada', 'daemon']],
  ["profile/skills/any(s:s/proficiency eq 'expert' and s/displayName ne 'Weaving')", ['Ada', 'Bob', 'daemon']],
  ["profile/skills/any(s:s/categories/any(c:c eq 'hobby'))", ['Ada', 'Bob', 'Eve', 'daemon']],
  ['profile/skills/$count eq 3', ['Ada', 'daemon']],
  ['profile/skills/$count eq 2', ['Bob']],
  ["profile/skills/$count($filter=proficiency eq 'expert') eq 1", ['Eve']],
  ["not profile/skills/any(s:s/displayName eq 'Choir') and displayName eq 'Ada'", ['Eve']],
  ["profile/skills/all(s:s/displayName eq 'Weaving') and displayName eq 'Ada'", ['Eve']],
  ['profile/skills/any(s:profile/positions/any(p:p/detail/jobTitle eq s/displayName))', ['Ada', 'Bob', 'Eve', 'daemon']],
  ["displayName eq 'Ada' and profile ne null", ['Ada', 'Bob', 'Eve', 'daemon']],
  [`profile/id eq '${ada}'`, ['Ada', 'Bob', 'Eve', 'daemon']],
  ["profile eq null and displayName eq 'Ada'", []],
];

forEachDatabase((database) => {
  describe(`people on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    let group: string;

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      for (const [name, id] of Object.entries({ Ada: ada, Bob: bob, Eve: eve })) {
        await ask('GET', 'me', { as: callers[name as Name] });
        const body = { displayName: name, jobTitle: name === 'Eve' ? null : 'Weaver' };
        await ask('PATCH', `users/${id}`, { as: callers.Ada, body });
      }
      for (const body of skills) await ask('POST', 'me/profile/skills', { as: callers.Ada, body });
      await ask('POST', 'me/profile/positions', { as: callers.Ada, body: { detail: { jobTitle: 'Weaving' } } });
      group = (await ask('POST', 'groups', { as: callers.Ada, body: { displayName: 'Singers' } })).body.id;
      for (const id of [ada, bob])
        await ask('POST', `groups/${group}/members/$ref`, { body: { '@odata.id': `https://localhost/beta/users/${id}` } });
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, [], 'nothing failed inside');
    });

    const find = async (as: Name, url: string): Promise<readonly string[]> => {
      const { status, body, text } = await ask('GET', url, { as: callers[as] });
      assert.equal(status, 200, `${url}: ${text}`);
      return body.value.map((found: { displayName: string }) => found.displayName);
    };

    for (const [condition, finders] of conditions) {
      test(`with ${condition} Ada is found by ${finders.join(', ') || 'nobody'}`, async () => {
        for (const name of Object.keys(callers) as Name[]) {
          const found = await find(name, `users?$filter=${condition}`);
          assert.deepEqual(found, finders.includes(name) ? ['Ada'] : [], name);
          const { text } = await ask('GET', `users/$count?$filter=${condition}`, { as: callers[name] });
          assert.equal(text, String(found.length), name);
        }
      });
    }

    test('what is hidden does not show in the order either', async () => {
      assert.deepEqual(
        await find('Eve', 'users?$orderby=profile/skills/$count($filter=proficiency eq null) desc,displayName desc'),
        ['Eve', 'Bob', 'Ada'],
      );
      assert.deepEqual(
        await find('daemon', 'users?$orderby=profile/skills/$count($filter=proficiency eq null) desc,displayName desc'),
        ['Ada', 'Eve', 'Bob'],
      );
    });

    test('people come in the order asked for, those without a value first', async () => {
      assert.deepEqual(await find('Bob', 'users?$orderby=jobTitle,displayName desc'), ['Eve', 'Bob', 'Ada']);
      assert.deepEqual(await find('Bob', 'users?$orderby=jobTitle desc,displayName'), ['Ada', 'Bob', 'Eve']);
    });

    test('a page of people ordered by what nobody has leads to the next', async () => {
      const found: string[] = [];
      let url: string | undefined = 'users?$orderby=department,displayName desc&$filter=displayName ne null';
      while (url) {
        const answer = await ask('GET', url, { as: callers.Eve, headers: { prefer: 'maxpagesize=1' } });
        found.push(...answer.body.value.map((each: { displayName: string }) => each.displayName));
        url = answer.body['@odata.nextLink']?.replace('https://localhost/beta/', '');
      }
      assert.deepEqual(found, ['Eve', 'Bob', 'Ada']);
    });

    test('groups are found by their members, and by what these show in their profiles', async () => {
      for (const [condition, by] of [
        [`members/any(m:m/id eq '${bob}')`, ['Bob', 'Eve', 'daemon']],
        ['members/$count eq 2', ['Bob', 'Eve', 'daemon']],
        ["members/any(m:m/profile/skills/any(s:s/displayName eq 'Choir'))", ['Bob', 'daemon']],
        ["members/any(m:m/profile/skills/any(s:s/displayName eq 'Lock picking'))", ['daemon']],
        [`members/any(m:m/profile ne null and m/profile/id eq '${eve}')`, []],
      ] as const)
        for (const name of ['Bob', 'Eve', 'daemon'] as const)
          assert.deepEqual(
            await find(name, `groups?$filter=${condition}`),
            by.some((each) => each === name) ? ['Singers'] : [],
            `${condition} ${name}`,
          );
      assert.deepEqual(await find('Eve', `groups/${group}/members?$filter=profile/skills/any(s:s/displayName eq 'Choir')`), []);
      assert.deepEqual(await find('Bob', `groups/${group}/members?$filter=profile/skills/any(s:s/displayName eq 'Choir')`), [
        'Ada',
      ]);
    });

    test('contacts are filtered and ordered by their owner', async () => {
      for (const [displayName, address] of [
        ['Zoe', 'zoe@example.com'],
        ['Abe', 'abe@example.org'],
      ])
        await ask('POST', 'me/contacts', { as: callers.Eve, body: { displayName, emailAddresses: [{ address }] } });
      assert.deepEqual(await find('Eve', 'me/contacts?$orderby=displayName'), ['Abe', 'Zoe']);
      assert.deepEqual(await find('Eve', "me/contacts?$filter=emailAddresses/any(e:endswith(e/address,'.org'))"), ['Abe']);
    });
  });
});
