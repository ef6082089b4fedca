/** "Update skillProficiency", the page this server began with, paragraph by paragraph. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { collections } from '../../src/model/collections.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, application, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

/** The request body of the page, as it stands there. */
const printed = {
  '@odata.type': '#microsoft.graph.skillProficiency',
  allowedAudiences: 'String',
  inference: {
    '@odata.type': 'microsoft.graph.inferenceData',
    confidenceScore: 'Double',
    userHasVerifiedAccuracy: true,
  },
  createdBy: {
    '@odata.type': 'microsoft.graph.identitySet',
    application: { '@odata.type': 'microsoft.graph.identity', id: 'Id value', displayName: 'Display Name value' },
    device: { '@odata.type': 'microsoft.graph.identity' },
    user: { '@odata.type': 'microsoft.graph.identity' },
  },
  categories: ['Categories value'],
  displayName: 'Display Name value',
  proficiency: 'String',
  webUrl: 'https://example.com/webUrl/',
};
/** The same with real values where the page has placeholders for an enumeration or a number. */
const meant = {
  ...printed,
  allowedAudiences: 'contacts,groupMembers',
  inference: { ...printed.inference, confidenceScore: 0.75 },
  proficiency: 'generalProfessional',
};
const page = new URL('../../../shared/spec/seed-update-skillproficiency.md', import.meta.url);

forEachDatabase((database) => {
  describe(`Update skillProficiency on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let before_: Answer['body'];
    const me = person(randomUUID(), randomUUID(), { displayName: 'Adele Vance', can: 'User.ReadWrite' });
    const path = () => `/me/profile/skills/${before_.id}`;
    before(async () => {
      store = await database.open();
      ask = answeringOver(store).ask;
    });
    beforeEach(async () => {
      const body = { displayName: 'Before', collaborationTags: ['askMeAbout'], thumbnailUrl: 'https://example.com/x.png' };
      before_ = (await ask('POST', '/me/profile/skills', { as: me, body })).body;
    });
    after(() => store.close());

    test('the request of the page is the one tried here', { skip: existsSync(page) ? false : 'the page is not there' }, () => {
      const [, request = ''] = /Content-length: 768\s+(\{.*?\n\})/s.exec(readFileSync(page, 'utf8')) ?? [];
      assert.deepEqual(JSON.parse(request), printed);
    });

    describe('Permissions', () => {
      for (const [who, caller, status] of [
        ['delegated with User.ReadWrite', me, 200],
        ['delegated with User.ReadWrite.All', { ...me, scopes: new Set(['User.ReadWrite.All']) }, 200],
        ['delegated with User.Read', { ...me, scopes: new Set(['User.Read']) }, 403],
        ['an application, to which /me is nobody', application(me.tenant, 'User.ReadWrite.All'), 400],
      ] as const) {
        test(`${who}: ${status}`, async () => {
          assert.equal((await ask('PATCH', path(), { as: caller, body: { displayName: 'x' } })).status, status);
        });
      }

      test('an application names the person: 200', async () => {
        const answer = await ask('PATCH', `/users/${me.id}/profile/skills/${before_.id}`, {
          as: application(me.tenant, 'User.ReadWrite.All'),
          body: { displayName: 'x' },
        });
        assert.equal(answer.status, 200, answer.text);
      });
    });

    test('Request body: real values in place of the placeholders are kept; what only the server sets is ignored', async () => {
      const { status, body, text } = await ask('PATCH', path(), {
        as: me,
        body: { ...meant, id: 'other', createdDateTime: '2016-12-31T23:57:50.7767122+03:00', lastModifiedBy: null },
      });
      assert.equal(status, 200, text);
      assert.equal(body.id, before_.id);
      assert.deepEqual(body.createdBy, before_.createdBy);
      assert.equal(body.createdDateTime, before_.createdDateTime);
      assert.equal(body.allowedAudiences, 'contacts,groupMembers');
      assert.deepEqual(body.inference, { confidenceScore: 0.75, userHasVerifiedAccuracy: true });
      assert.deepEqual(body.categories, ['Categories value']);
      assert.equal(body.displayName, 'Display Name value');
      assert.equal(body.proficiency, 'generalProfessional');
      assert.equal(body.webUrl, 'https://example.com/webUrl/');
    });

    test('Request body: its placeholders as they are printed are refused, each by name, and nothing is changed', async () => {
      const { status, body } = await ask('PATCH', path(), { as: me, body: printed });
      assert.equal(status, 400);
      assert.deepEqual(
        body.error.details.map(({ target }: { target: string }) => target),
        ['allowedAudiences', 'inference/confidenceScore', 'proficiency'],
      );
      const { '@odata.context': _, ...kept } = (await ask('GET', path())).body;
      assert.deepEqual({ '@odata.context': before_['@odata.context'], ...kept }, before_);
    });

    test('Response: 200 OK and the updated skillProficiency, all of its properties', async () => {
      const { status, body, headers } = await ask('PATCH', path(), { as: me, body: meant });
      assert.equal(status, 200);
      assert.match(headers['content-type'] ?? '', /^application\/json/);
      const skill = collections.find(({ name }) => name === 'skills');
      assert.deepEqual(
        Object.keys(body).filter((name) => !name.startsWith('@')),
        [...(skill?.item.properties.keys() ?? [])],
      );
      assert.deepEqual(body.collaborationTags, ['askMeAbout'], 'what was not sent is kept');
      assert.equal(body.thumbnailUrl, 'https://example.com/x.png');
      assert.deepEqual(body.lastModifiedBy, { application: null, device: null, user: { displayName: 'Adele Vance', id: me.id } });
      assert.ok(body.lastModifiedDateTime > before_.lastModifiedDateTime);
      assert.deepEqual((await ask('GET', path())).body, body);
    });

    test('Response: the types that the page prints come with odata.metadata=full, on the item and inside', async () => {
      const { status, body } = await ask('PATCH', path(), {
        as: me,
        headers: { Accept: 'application/json;odata.metadata=full' },
        body: meant,
      });
      assert.equal(status, 200);
      assert.equal(body['@odata.type'], '#microsoft.graph.skillProficiency');
      assert.equal(body.inference['@odata.type'], '#microsoft.graph.inferenceData');
      assert.equal(body.createdBy['@odata.type'], '#microsoft.graph.identitySet');
      assert.equal(body.createdBy.user['@odata.type'], '#microsoft.graph.identity');
      assert.equal(body.lastModifiedBy['@odata.type'], '#microsoft.graph.identitySet');
      assert.equal((await ask('PATCH', path(), { body: meant })).body['@odata.type'], undefined, 'and not unless asked for');
    });
  });
});
