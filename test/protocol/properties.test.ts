/** Every property of every collection: set on create, changed, cleared, selected, addressed; and what only the server sets is ignored. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { collections } from '../../src/model/collections.ts';
import type { Property, StructuredType } from '../../src/model/field.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

/** A value that a client may set; another one for another `turn`. */
function sampleOf(property: Property, turn: number): unknown {
  return property.collection ? [oneOf(property, turn), oneOf(property, turn + 1)] : oneOf(property, turn);
}

function oneOf(property: Property, turn: number): unknown {
  const { type } = property;
  if (type.kind === 'enum') {
    const names = Object.keys(type.members).filter((name) => name !== type.sentinel);
    return names[(turn + 1) % names.length];
  }
  if (type.kind !== 'primitive') return complexOf(type, turn);
  const values: Readonly<Record<string, readonly unknown[]>> = {
    'Edm.String': [`${property.name} ${turn}: “ü” 😀 '`, ''],
    'Edm.Boolean': [true, false],
    'Edm.Int32': [-2147483648, 2147483647],
    'Edm.Double': [0.1, -1e300],
    'Edm.Date': ['2024-02-29', '0001-01-01'],
  };
  return values[type.name]?.[turn % 2];
}

function complexOf(type: StructuredType, turn: number): Record<string, unknown> {
  return Object.fromEntries([...type.properties.values()].map((property) => [property.name, sampleOf(property, turn)]));
}

const settable = (type: StructuredType) => [...type.properties.values()].filter(({ by }) => by === 'client');
const bare = ({ '@odata.context': _, ...rest }: Record<string, unknown>) => rest;

forEachDatabase((database) => {
  describe(`properties on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    const tenant = randomUUID();
    const me = person(tenant, randomUUID(), { displayName: 'Adele Vance' });
    before(async () => {
      store = await database.open();
      ask = answeringOver(store).ask;
    });
    after(() => store.close());

    for (const { name, item } of collections) {
      const fields = settable(item);
      test(`${name}: all ${fields.length} properties that a client may set are kept as they were sent`, async () => {
        const sent = Object.fromEntries(fields.map((property) => [property.name, sampleOf(property, 0)]));
        const created = await ask('POST', `me/profile/${name}`, { as: me, body: sent });
        assert.equal(created.status, 201, created.text);
        for (const property of fields) assert.deepEqual(created.body[property.name], sent[property.name], property.name);
        const url = `me/profile/${name}/${created.body.id}`;
        assert.deepEqual(bare((await ask('GET', url)).body), bare(created.body));
        for (const property of fields) {
          const { name: own, collection, nullable, type } = property;
          const selected = await ask('GET', `${url}?$select=${own}`);
          assert.deepEqual(selected.body[own], sent[own], `$select=${own}`);
          const addressed = await ask('GET', `${url}/${own}`);
          assert.deepEqual(type.kind === 'complex' && !collection ? bare(addressed.body) : addressed.body.value, sent[own], own);
          const value = sampleOf(property, 1);
          const changed = await ask('PATCH', url, { body: { [own]: value } });
          assert.equal(changed.status, 200, changed.text);
          assert.deepEqual(changed.body[own], value, own);
          if (own === 'allowedAudiences') continue;
          const cleared = await ask('PATCH', url, { body: { [own]: null } });
          assert.equal(cleared.status, nullable || collection ? 200 : 400, cleared.text);
          if (cleared.status === 200) assert.deepEqual(cleared.body[own], collection ? [] : null, own);
          const again = await ask('PATCH', url, { body: { [own]: sent[own] } });
          assert.deepEqual(again.body[own], sent[own], own);
        }
        await ask('DELETE', url);
      });

      const fixed = [...item.properties.values()].filter(({ by }) => by === 'server');
      test(`${name}: ${fixed.map((property) => property.name).join(', ')} are the server's alone`, async () => {
        const body = { [fields.at(-1)?.name ?? '']: sampleOf(fields.at(-1) as Property, 0) };
        const created = await ask('POST', `me/profile/${name}`, {
          as: me,
          body: { ...body, ...Object.fromEntries(fixed.map((property) => [property.name, sampleOf(property, 0) ?? 'x'])) },
        });
        assert.equal(created.status, 201, created.text);
        const plain = await ask('POST', `me/profile/${name}`, { body });
        for (const { name: own } of fixed.filter((property) => property.name !== 'id' && !property.name.endsWith('DateTime')))
          assert.deepEqual(created.body[own], plain.body[own], own);
        const url = `me/profile/${name}/${created.body.id}`;
        const changed = await ask('PATCH', url, { body: Object.fromEntries(fixed.map((property) => [property.name, 'x'])) });
        assert.equal(changed.status, 200, changed.text);
        assert.deepEqual(bare(changed.body), bare(created.body), 'alone they change nothing, not even the entity tag');
        for (const { name: own } of fixed) {
          assert.equal((await ask('PUT', `${url}/${own}`, { body: { value: null } })).status, 400, own);
          assert.equal((await ask('DELETE', `${url}/${own}`)).status, 400, own);
        }
        await ask('DELETE', url);
      });
    }

    /** What an older generation of Graph's documents sends, and what is answered. */
    const older: readonly (readonly [collection: string, sent: object, answered: object])[] = [
      ['skills', { displayName: 'x', source: { type: 'User' } }, { source: { type: ['User'] } }],
      [
        'skills',
        { displayName: 'x', source: { '@odata.type': '#microsoft.graph.personDataSource', type: 'User' } },
        { source: { type: ['User'] } },
      ],
      [
        'skills',
        { displayName: 'x', source: { '@odata.type': '#microsoft.graph.personDataSources', type: ['User', 'Other'] } },
        { source: { type: ['User', 'Other'] } },
      ],
      ['skills', { displayName: 'x', source: { type: null } }, { source: { type: [] } }],
      [
        'skills',
        { displayName: 'x', source: {}, inference: {}, allowedAudiences: '' },
        { source: null, inference: null, allowedAudiences: 'organization' },
      ],
      [
        'educationalActivities',
        { program: { displayName: 'x', activities: 'a', awards: 'b', fieldsOfStudy: 'c' } },
        { program: { activities: ['a'], awards: ['b'], fieldsOfStudy: ['c'] } },
      ],
      ['educationalActivities', { program: { displayName: 'x', activities: null } }, { program: { activities: [], awards: [] } }],
      [
        'anniversaries',
        { '@odata.type': '#microsoft.graph.personAnniversary', type: 'birthday', date: '1980-01-08' },
        { type: 'birthday', date: '1980-01-08' },
      ],
      ['anniversaries', { '@odata.type': '#microsoft.graph.personAnnualEvent', type: 'work' }, { type: 'work' }],
      [
        'names',
        { first: 'x', pronunciation: { '@odata.type': 'microsoft.graph.yomiPersonName', first: 'y' } },
        { pronunciation: { first: 'y', last: null } },
      ],
      [
        'names',
        { first: 'x', pronunciation: { '@odata.type': '#microsoft.graph.personNamePronounciation', first: 'y' } },
        { pronunciation: { first: 'y' } },
      ],
      ['account', { countryCode: 'NO', ageGroup: 'adult', userPrincipalName: 'x' }, { countryCode: 'NO', ageGroup: null }],
      ['accounts', { countryCode: 'NO' }, { countryCode: 'NO' }],
      ['websites', { displayName: 'x', webUrl: 'www.lyndamer.no' }, { webUrl: 'www.lyndamer.no' }],
      [
        'positions',
        { detail: { company: { displayName: 'x', address: { type: 'business' } } }, isCurrent: true },
        { detail: { company: { address: { type: 'business' } }, layer: null } },
      ],
      ['emails', { address: 'x@example.com' }, { type: null }],
      [
        'positions',
        { isCurrent: true, manager: {}, detail: { jobTitle: 'x', company: {} } },
        { manager: null, detail: { jobTitle: 'x', company: null } },
      ],
    ];
    for (const [collection, sent, answered] of older) {
      test(`${collection} take ${JSON.stringify(sent)}`, async () => {
        const { status, body, text } = await ask('POST', `me/profile/${collection}`, { as: me, body: sent });
        assert.equal(status, 201, text);
        assert.partialDeepStrictEqual(body, answered);
      });
    }

    test('an item says who made it and who changed it, always with all three keys', async () => {
      const daemon = application(tenant, 'User.ReadWrite.All');
      const { body } = await ask('POST', `users/${me.id}/profile/skills`, { as: daemon, body: { displayName: 'Given' } });
      const application_ = { displayName: 'Daemon', id: daemon.client.id };
      assert.deepEqual(
        [body.createdBy, body.lastModifiedBy],
        Array(2).fill({ application: application_, device: null, user: null }),
      );
      const changed = await ask('PATCH', `me/profile/skills/${body.id}`, { as: me, body: { proficiency: 'expert' } });
      assert.deepEqual(changed.body.createdBy, body.createdBy);
      assert.deepEqual(changed.body.lastModifiedBy, {
        application: null,
        device: null,
        user: { displayName: 'Adele Vance', id: me.id },
      });
      assert.ok(changed.body.lastModifiedDateTime >= body.lastModifiedDateTime);
      assert.equal(changed.body.createdDateTime, body.createdDateTime);
    });
  });
});
