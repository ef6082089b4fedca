/** Every property of every collection, wrong in every way: a 4xx that names it, and nothing changed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { collections } from '../../src/model/collections.ts';
import { contact, group, user } from '../../src/model/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { type Mutation, mutationsOf, wrongBodies } from '../support/mutations.ts';

forEachDatabase((database) => {
  describe(`mutated requests on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const tenant = randomUUID();
    const me = person(tenant, randomUUID(), { can: 'User.ReadWrite Contacts.ReadWrite' });
    const daemon = application(tenant, 'User.ReadWrite.All Group.ReadWrite.All Contacts.ReadWrite');
    const items = new Map<string, string>();

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      for (const { name, example } of collections) {
        const { body, status, text } = await ask('POST', `me/profile/${name}`, { as: me, body: example });
        assert.equal(status, 201, text);
        items.set(name, `me/profile/${name}/${body.id}`);
      }
    });
    after(() => store.close());

    /** All that a fault could have changed, to the byte. */
    async function state(): Promise<string> {
      const texts = [];
      for (const url of ['me/profile', 'me', 'me/contacts']) texts.push((await ask('GET', url, { as: me })).text);
      for (const url of ['users', 'groups', `users/${me.id}/profile`]) texts.push((await ask('GET', url, { as: daemon })).text);
      return texts.join('\n');
    }

    async function refusesAll(
      caller: typeof me,
      mutations: readonly Mutation[],
      places: readonly (readonly ['POST' | 'PATCH', string])[],
    ) {
      const kept = await state();
      for (const { what, target, body } of mutations) {
        for (const [method, url] of places) {
          const answer = await ask(method, url, { as: caller, body });
          const place = `${method} ${url} with ${what}: ${answer.status} ${answer.text?.slice(0, 300)}`;
          assert.equal(answer.status, 400, place);
          const { error } = answer.body;
          const named: string[] = [error.target, ...(error.details ?? []).map((detail: { target: string }) => detail.target)];
          assert.ok(named.includes(target), `${place} names ${target}`);
          assert.ok(error.message.length < 700, place);
        }
      }
      assert.equal(await state(), kept);
      assert.deepEqual(failures, []);
    }

    for (const { name, item } of collections) {
      const mutations = mutationsOf(item);
      test(`${name}: ${mutations.length} faults are refused by name, on create and on update`, async () => {
        await refusesAll(me, mutations, [
          ['POST', `me/profile/${name}`],
          ['PATCH', items.get(name) as string],
        ]);
      });
    }

    for (const [place, type] of [
      ['users', user],
      ['groups', group],
      [`users/${me.id}/contacts`, contact],
    ] as const) {
      const mutations = mutationsOf(type);
      test(`${place.split('/').at(-1)}: ${mutations.length} faults are refused by name`, () =>
        refusesAll(daemon, mutations, [['POST', place]]));
    }

    test('what is no JSON object at all is refused wherever it is sent', async () => {
      const kept = await state();
      for (const [what, body] of wrongBodies) {
        for (const [method, url] of [
          ['POST', 'me/profile/skills'],
          ['PATCH', items.get('skills')],
          ['PATCH', `${items.get('skills')}/inference`],
          ['PUT', `${items.get('skills')}/displayName`],
          ['POST', `${items.get('skills')}/categories`],
          ['POST', '$batch'],
          ['POST', 'me/contacts'],
        ] as const) {
          // Of a single value null is one that it may have.
          if (body === 'null' && url?.endsWith('/inference')) continue;
          const answer = await ask(method, url as string, { as: me, body });
          assert.equal(answer.status, 400, `${method} ${url} with ${what}: ${answer.text}`);
          assert.match(answer.body.error.message, /\S/);
        }
      }
      assert.equal(await state(), kept);
      assert.deepEqual(failures, []);
    });

    test('a body that is nothing but faults, however large, has a small answer', async () => {
      const long = 'x'.repeat(500_000);
      for (const [what, body] of [
        ['many unknown properties', `{${Array.from({ length: 50_000 }, (_, index) => `"a${index}":1`).join(',')}}`],
        ['a long name', `{"${long}":1}`],
        ['a long name twice', `{"${long.slice(9)}":1,"${long.slice(9)}":1}`],
        ['a long member', `{"proficiency":"${long}"}`],
        ['a long type', `{"@odata.type":"${long}"}`],
        ['many wrong members', `{"categories":[${Array.from({ length: 500 }, () => '1').join(',')}]}`],
      ] as const) {
        const answer = await ask('POST', 'me/profile/skills', { as: me, body });
        assert.equal(answer.status, 400, what);
        assert.ok((answer.text?.length ?? 0) < 20_000, `${what}: ${answer.text?.length}`);
      }
      for (const url of [
        'me/profile/LONG',
        'me/profile/skills?$LONG=1',
        'me/profile/skills?$select=LONG',
        'me/profile/skills?$format=LONG',
      ])
        assert.ok(((await ask('GET', url.replace('LONG', 'x'.repeat(8000)), { as: me })).text?.length ?? 0) < 2000, url);
    });

    test('ids and addresses that lead nowhere are refused, for each collection', async () => {
      const kept = await state();
      for (const { name } of collections) {
        for (const [key, status] of [
          ['none', 404],
          [randomUUID(), 404],
          ['%20', 404],
          ['a%2Fb', 404],
          ["'", 404],
          ['__proto__', 404],
          ['%F0%9F%98%80', 404],
          ['x'.repeat(5000), 404],
          ['x'.repeat(9000), 400],
          ['%00', 400],
          ['%', 400],
          ['$nonsense', 400],
          ['none/nonsense', 400],
          ['none/id/nonsense', 400],
          ["none('x')/y", 400],
        ] as const) {
          for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
            const url = `me/profile/${name}/${key}`;
            const answer = await ask(method, url, { as: me, ...(method === 'PATCH' && { body: { allowedAudiences: 'me' } }) });
            assert.equal(answer.status, status, `${method} ${url.slice(0, 80)}: ${answer.text?.slice(0, 200)}`);
          }
        }
      }
      assert.equal(await state(), kept);
      assert.deepEqual(failures, []);
    });

    test('valid bodies with any byte changed are taken or refused, and never fail', async () => {
      const examples = collections.map(({ name, example }) => [name, JSON.stringify(example)] as const);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...examples),
          fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 }),
          async ([name, text], changes) => {
            const bytes = Buffer.from(text);
            for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
            const before_ = await ask('GET', items.get(name) as string, { as: me });
            const answer = await ask('PATCH', items.get(name) as string, { as: me, body: bytes });
            assert.ok(answer.status === 200 || answer.status === 400, answer.text);
            const present = await ask('GET', items.get(name) as string, { as: me });
            if (answer.status === 400) assert.equal(present.text, before_.text);
          },
        ),
        { numRuns: 300 },
      );
      assert.deepEqual(failures, []);
    });
  });
});
