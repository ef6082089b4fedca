/** Every collection, every operation: statuses, headers and bodies. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { collections } from '../../src/model/collections.ts';
import type { StructuredType } from '../../src/model/field.ts';
import { stampNewItem } from '../../src/profile/stamp.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

forEachDatabase((database) => {
  describe(`items on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const me = () => person(randomUUID(), randomUUID(), { displayName: 'Adele Vance', userPrincipalName: 'adele@example.com' });
    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, [], 'nothing failed inside');
    });

    for (const { name, aliases, item, example } of collections) {
      test(`${name}: an item is created, read, changed and removed`, async () => {
        const adele = me();
        const created = await ask('POST', `me/profile/${name}`, { as: adele, body: example });
        assert.equal(created.status, 201, created.text);
        const { id } = created.body;
        assert.match(id, /^[0-9a-f-]{36}$/);
        assert.equal(created.headers.location, `https://localhost/beta/users('${adele.id}')/profile/${name}('${id}')`);
        assert.equal(
          created.body['@odata.context'],
          `https://localhost/beta/$metadata#users('${adele.id}')/profile/${name}/$entity`,
        );
        assert.equal(created.headers.etag, created.body['@odata.etag']);
        assert.equal(created.body.allowedAudiences, 'organization');
        assert.deepEqual(created.body.createdBy, {
          application: null,
          device: null,
          user: { displayName: 'Adele Vance', id: adele.id },
        });
        assert.match(created.body.createdDateTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
        const names = Object.keys(created.body).filter((key) => !key.startsWith('@'));
        assert.deepEqual(names, [...item.properties.keys()], 'every structural property is answered, the facet first');

        for (const address of [
          `me/profile/${name}/${id}`,
          `me/profile/${name}('${id}')`,
          `users/${adele.id}/profile/${name}/${id}`,
          `users('adele%40example.com')/profile/${name}('${id}')`,
          `me/profile/${name.toUpperCase()}/${id}/`,
        ]) {
          const read = await ask('GET', address);
          assert.equal(read.status, 200, `${address}: ${read.text}`);
          assert.equal(read.headers.etag, created.headers.etag);
          const { '@odata.context': _, ...rest } = read.body;
          const { '@odata.context': __, ...whole } = created.body;
          assert.deepEqual(rest, whole);
        }
        const list = await ask('GET', `me/profile/${name}?$count=true`);
        assert.equal(list.body['@odata.count'], 1);
        assert.equal(list.body['@odata.context'], `https://localhost/beta/$metadata#users('${adele.id}')/profile/${name}`);
        assert.equal(list.body.value[0].id, id);

        const changed = await ask('PATCH', `me/profile/${name}/${id}`, { body: { allowedAudiences: 'me' } });
        assert.equal(changed.status, 200, changed.text);
        assert.equal(changed.body.allowedAudiences, 'me');
        assert.notEqual(changed.headers.etag, created.headers.etag);
        for (const key of Object.keys(example)) assert.deepEqual(changed.body[key], created.body[key], `${key} is kept`);

        assert.equal((await ask('DELETE', `me/profile/${name}/${id}`)).status, 204);
        assert.equal((await ask('DELETE', `me/profile/${name}/${id}`)).status, 404);
        assert.equal((await ask('GET', `me/profile/${name}/${id}`)).status, 404);
        assert.deepEqual((await ask('GET', `me/profile/${name}`)).body.value, []);
        for (const alias of aliases) assert.equal((await ask('GET', `me/profile/${alias}`)).status, 200);
      });
    }

    describe('one skill', () => {
      let skill: { id: string; '@odata.etag': string };
      let path: string;
      beforeEach(async () => {
        const { body } = await ask('POST', 'me/profile/skills', {
          as: me(),
          body: { displayName: 'API Design', categories: ['professional'], inference: { confidenceScore: 0.5 } },
        });
        skill = body;
        path = `me/profile/skills/${skill.id}`;
      });

      test('PATCH merges complex values and replaces collections', async () => {
        const { body } = await ask('PATCH', path, {
          body: { inference: { userHasVerifiedAccuracy: true }, categories: ['hobby'] },
        });
        assert.deepEqual(body.inference, { confidenceScore: 0.5, userHasVerifiedAccuracy: true });
        assert.deepEqual(body.categories, ['hobby']);
        assert.equal((await ask('PATCH', path, { body: { inference: null } })).body.inference, null);
        assert.deepEqual((await ask('PATCH', path, { body: { categories: null } })).body.categories, []);
      });

      test('a fetched item sent back by a client that empties what it did not understand changes nobody else’s view of it', async () => {
        await ask('PATCH', path, { body: { allowedAudiences: 'me', source: { type: ['linkedIn'] } } });
        const { body } = await ask('PATCH', path, {
          body: { ...skill, allowedAudiences: '', inference: {}, source: {}, displayName: 'Changed' },
        });
        assert.equal(body.allowedAudiences, 'me');
        assert.deepEqual(body.inference, { confidenceScore: 0.5, userHasVerifiedAccuracy: null });
        assert.deepEqual(body.source, { type: ['linkedIn'] });
        assert.equal(body.displayName, 'Changed');
        for (const nothing of [null, []])
          assert.equal((await ask('PATCH', path, { body: { allowedAudiences: nothing } })).body.allowedAudiences, 'me');
      });

      test('complex values sent back empty come to be nowhere, and lose nothing where they are', async () => {
        const { body: position } = await ask('POST', 'me/profile/positions', { body: { isCurrent: true } });
        const url = `me/profile/positions/${position.id}`;
        const empty = { manager: {}, detail: { company: {} } };
        const { body: same } = await ask('PATCH', url, { body: { ...empty, isCurrent: false } });
        assert.deepEqual([same.manager, same.detail?.company ?? null], [null, null]);
        await ask('PATCH', url, { body: { manager: { displayName: 'Ines' }, detail: { company: { displayName: 'x' } } } });
        const { body: kept } = await ask('PATCH', url, { body: empty });
        assert.deepEqual([kept.manager.displayName, kept.detail.company.displayName], ['Ines', 'x']);
      });

      for (const [sent, answered] of [
        ['groupMembers,contacts', 'contacts,groupMembers'],
        ['me,organization', 'organization'],
        ['me', 'me'],
        ['12', 'groupMembers,organization'],
        [['family', 'everyone'], 'family,everyone'],
      ] as const) {
        test(`allowedAudiences ${JSON.stringify(sent)} is answered as "${answered}"`, async () => {
          assert.equal((await ask('PATCH', path, { body: { allowedAudiences: sent } })).body.allowedAudiences, answered);
        });
      }

      for (const [condition, status] of [
        ['*', 200],
        ['W/"1"', 200],
        ['"1"', 200],
        ['W/"9", W/"1"', 200],
        ['W/"2"', 412],
        ['nonsense', 400],
      ] as const) {
        test(`PATCH with If-Match ${condition} is ${status}`, async () => {
          const reply = await ask('PATCH', path, { headers: { 'If-Match': condition }, body: { displayName: 'New' } });
          assert.equal(reply.status, status, reply.text);
          assert.equal((await ask('GET', path)).body.displayName, status === 200 ? 'New' : 'API Design');
        });
      }

      test('DELETE and GET honour conditions', async () => {
        assert.equal((await ask('GET', path, { headers: { 'If-None-Match': skill['@odata.etag'] } })).status, 304);
        assert.equal((await ask('GET', path, { headers: { 'If-None-Match': 'W/"7"' } })).status, 200);
        assert.equal((await ask('PATCH', path, { headers: { 'If-None-Match': '*' }, body: { displayName: 'x' } })).status, 412);
        assert.equal((await ask('DELETE', path, { headers: { 'If-Match': 'W/"7"' } })).status, 412);
        assert.equal((await ask('DELETE', path, { headers: { 'If-Match': 'W/"1"' } })).status, 204);
      });

      test('a failed condition on what is not there is still "not there"', async () => {
        assert.equal(
          (await ask('PATCH', `me/profile/skills/${randomUUID()}`, { headers: { 'If-Match': '*' }, body: { displayName: 'x' } }))
            .status,
          404,
        );
      });

      test('preferences are honoured and echoed', async () => {
        const minimal = await ask('PATCH', path, { headers: { prefer: 'return=minimal' }, body: { displayName: 'Quiet' } });
        assert.equal(minimal.status, 204);
        assert.equal(minimal.text, undefined);
        assert.equal(minimal.headers['preference-applied'], 'return=minimal');
        assert.ok(minimal.headers.etag);
        const created = await ask('POST', 'me/profile/skills', {
          headers: { prefer: 'return=minimal' },
          body: { displayName: 'Quiet' },
        });
        assert.equal(created.status, 204);
        assert.equal(created.headers['odata-entityid'], created.headers.location);
        const loud = await ask('PATCH', path, { headers: { prefer: 'return=representation' }, body: { displayName: 'Loud' } });
        assert.equal(loud.status, 200);
        assert.equal(loud.headers['preference-applied'], 'return=representation');
      });

      test('single properties can be read, set, merged and cleared', async () => {
        const at = (rest: string) => `${path}/${rest}`;
        assert.equal((await ask('GET', at('displayName'))).body.value, 'API Design');
        assert.equal((await ask('GET', at('displayName/$value'))).text, 'API Design');
        assert.equal((await ask('GET', at('webUrl'))).status, 204);
        assert.equal((await ask('GET', at('webUrl/$value'))).status, 204);
        assert.equal((await ask('GET', at('inference/confidenceScore'))).body.value, 0.5);
        assert.equal((await ask('GET', at('inference'))).body.confidenceScore, 0.5);
        assert.deepEqual((await ask('GET', at('categories'))).body.value, ['professional']);
        assert.equal((await ask('GET', at('categories/$count'))).text, '1');
        assert.equal((await ask('PUT', at('displayName'), { body: { value: 'New' } })).status, 204);
        assert.equal((await ask('GET', at('displayName'))).body.value, 'New');
        assert.equal(
          (await ask('PUT', at('displayName/$value'), { headers: { 'content-type': 'text/plain' }, body: 'Raw' })).status,
          204,
        );
        assert.equal((await ask('GET', at('displayName/$value'))).text, 'Raw');
        assert.equal((await ask('PATCH', at('inference'), { body: { userHasVerifiedAccuracy: false } })).status, 204);
        assert.deepEqual((await ask('GET', path)).body.inference, { confidenceScore: 0.5, userHasVerifiedAccuracy: false });
        assert.equal((await ask('DELETE', at('inference/confidenceScore'))).status, 204);
        assert.equal((await ask('DELETE', at('categories'))).status, 204);
        const { body } = await ask('GET', path);
        assert.deepEqual([body.inference.confidenceScore, body.categories, body.displayName], [null, [], 'Raw']);
        assert.equal((await ask('PUT', at('createdDateTime'), { body: { value: '2020-01-01T00:00:00Z' } })).status, 400);
        assert.equal((await ask('GET', at('nonsense'))).status, 400);
        assert.equal((await ask('POST', at('displayName'), { body: { value: 'x' } })).status, 405);
      });
    });

    test('a list comes in pages that links lead through, whatever is added meanwhile', async () => {
      const adele = me();
      for (let n = 0; n < 7; n++)
        await ask('POST', 'me/profile/skills', {
          as: adele,
          body: { displayName: `Skill ${n}`, proficiency: n % 2 ? 'expert' : null },
        });
      for (const query of [
        '',
        '$orderby=displayName desc',
        '$orderby=proficiency,displayName desc',
        '$filter=displayName ne null&$select=displayName',
        '$orderby=proficiency desc',
        '$orderby=now()',
        '$orderby=now() sub createdDateTime',
        '$filter=createdDateTime lt now()&$orderby=now() desc,displayName',
      ]) {
        const whole = (await ask('GET', `me/profile/skills?${query}`)).body.value as { displayName: string }[];
        const paged: { displayName: string }[] = [];
        let url = `me/profile/skills?${query}`;
        for (let page = 0; page < 10 && url !== ''; page++) {
          const { body, status, text } = await ask('GET', url, { headers: { prefer: 'odata.maxpagesize=3' } });
          assert.equal(status, 200, text);
          assert.ok(body.value.length <= 3);
          paged.push(...body.value);
          const next: string | undefined = body['@odata.nextLink'];
          assert.ok(next === undefined || next.startsWith('https://localhost/beta/me/profile/skills?'));
          url = next?.slice('https://localhost/beta/'.length) ?? '';
        }
        assert.deepEqual(paged, whole, query);
      }
      const top = await ask('GET', 'me/profile/skills?$top=5&$count=true', { headers: { prefer: 'odata.maxpagesize=3' } });
      assert.equal(top.body['@odata.count'], 7);
      const rest = await ask('GET', top.body['@odata.nextLink'].slice('https://localhost/beta/'.length), {
        headers: { prefer: 'odata.maxpagesize=3' },
      });
      assert.equal(rest.body.value.length, 2, '$top holds for all pages together');
      assert.equal(rest.body['@odata.nextLink'], undefined);
      const alone = await ask('GET', 'me/profile/skills?$top=4');
      assert.deepEqual([alone.body.value.length, alone.body['@odata.nextLink']], [4, undefined], '$top alone is all there is');
      const sdk = { sdkversion: 'graph-js/3.0.7 (featureUsage=0)' };
      const page = await ask('GET', 'me/profile/skills?$top=4', { headers: sdk });
      const onward = await ask('GET', page.body['@odata.nextLink'].slice('https://localhost/beta/'.length));
      assert.deepEqual([page.body.value.length, onward.body.value.length], [4, 3], '$top is the size of a page to a Graph SDK');
      assert.equal(onward.body['@odata.nextLink'], undefined);
      for (const top of [7, 0]) {
        const whole = await ask('GET', `me/profile/skills?$top=${top}`, { headers: sdk });
        assert.deepEqual([whole.body.value.length, whole.body['@odata.nextLink']], [top, undefined]);
      }
      assert.equal((await ask('GET', 'me/profile/skills?$skip=5')).body.value.length, 2);
      assert.deepEqual((await ask('GET', 'me/profile/skills?$top=0&$count=true')).body['@odata.count'], 7);
      assert.equal((await ask('GET', 'me/profile/skills/$count')).text, '7');
    });

    test('a person has at most 1,000 items of one collection, and a profile shows them all', async () => {
      const adele = me() as Extract<ReturnType<typeof me>, { kind: 'person' }>;
      await ask('GET', 'me', { as: adele });
      const item = collections.find(({ name }) => name === 'skills')?.item as StructuredType;
      const source = { kind: 'items', tenant: adele.tenant, person: adele.id, collection: 'skills' } as const;
      await store.load(
        Array.from({ length: 1000 }, (_, index) => {
          const id = randomUUID();
          const draft = stampNewItem(item, id, { displayName: `Skill ${index}` }, adele, '2026-01-01T00:00:00.0000000Z');
          return { source, id, draft };
        }),
      );
      const refused = await ask('POST', 'me/profile/skills', { body: { displayName: 'One too many' } });
      assert.deepEqual([refused.status, refused.body.error.code], [403, 'quotaLimitReached'], refused.text);
      assert.match(refused.body.error.message, /skills.*1000/);
      assert.equal((await ask('GET', 'me/profile/skills/$count')).text, '1000');
      assert.equal((await ask('GET', 'me/profile')).body.skills.length, 1000);
      assert.equal((await ask('GET', 'me/profile?$expand=skills($orderby=displayName)')).body.skills.length, 1000);
      assert.equal((await ask('POST', 'me/profile/awards', { body: { displayName: 'Another collection' } })).status, 201);
    });

    test('a profile holds all collections, or those asked for, and is emptied by DELETE', async () => {
      const adele = me();
      await ask('POST', 'me/profile/skills', { as: adele, body: { displayName: 'One' } });
      await ask('POST', 'me/profile/names', { body: { first: 'Adele', last: 'Vance' } });
      const profile = await ask('GET', 'me/profile');
      assert.equal(profile.status, 200, profile.text);
      assert.equal(profile.body.id, adele.id);
      assert.deepEqual(
        Object.keys(profile.body).filter((key) => !key.startsWith('@')),
        ['id', ...collections.map(({ name }) => name)],
      );
      assert.equal(profile.body.skills.length, 1);
      const expanded = await ask('GET', 'me/profile?$expand=names($select=first,last),skills($select=displayName)');
      assert.deepEqual(expanded.body.names, [{ '@odata.etag': 'W/"1"', first: 'Adele', last: 'Vance' }]);
      assert.deepEqual(Object.keys(expanded.body), ['@odata.context', 'id', 'names', 'skills']);
      assert.equal(
        expanded.body['@odata.context'],
        `https://localhost/beta/$metadata#users('${adele.id}')/profile(names(first,last),skills(displayName))/$entity`,
      );
      assert.deepEqual(
        Object.keys((await ask('GET', 'me/profile?$select=skills')).body).filter((key) => !key.startsWith('@')),
        ['skills'],
      );
      assert.equal((await ask('DELETE', 'me/profile')).status, 204);
      assert.deepEqual((await ask('GET', 'me/profile')).body.skills, []);
      assert.equal((await ask('PATCH', 'me/profile', { body: {} })).status, 405);
      assert.equal((await ask('PATCH', 'me/profile', { body: {} })).headers.allow, 'GET, DELETE');
    });
  });
});
