/** What is refused, how it is said, and that nothing changes by it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { collections } from '../../src/model/collections.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** A faulty body for a skill, the status and what the error must name. */
const bodies: readonly (readonly [what: string, body: unknown, status: number, target: string | undefined, code?: string])[] = [
  ['malformed JSON', '{"displayName":', 400, undefined, 'BadRequest'],
  ['an empty body', '', 400, undefined, 'BadRequest'],
  ['an array', [], 400, undefined],
  ['null', 'null', 400, undefined],
  ['a string', '"x"', 400, undefined],
  ['a member that stands twice', '{"displayName":"a","displayName":"b"}', 400, 'displayName'],
  ['a member that stands twice, once escaped', '{"displayName":"a","display\\u004eame":"b"}', 400, 'displayName'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, undefined],
  ['too deep nesting', deep(21), 400, 'a'],
  ['__proto__', '{"displayName":"a","__proto__":{"admin":true}}', 400, '__proto__'],
  ['constructor', { displayName: 'a', constructor: { prototype: {} } }, 400, 'constructor'],
  ['an unknown property', { displayName: 'a', nonsense: 1 }, 400, 'nonsense', 'RequestBodyRead'],
  ['a property in the wrong case', { DisplayName: 'a' }, 400, 'DisplayName'],
  ['an unknown nested property', { displayName: 'a', inference: { nonsense: 1 } }, 400, 'inference/nonsense'],
  ['a number for a string', { displayName: 5 }, 400, 'displayName'],
  ['an object for a string', { displayName: {} }, 400, 'displayName'],
  ['a string for a number', { displayName: 'a', inference: { confidenceScore: '0.5' } }, 400, 'inference/confidenceScore'],
  ['an infinite number', '{"displayName":"a","inference":{"confidenceScore":1e999}}', 400, 'inference/confidenceScore'],
  ['a string for a boolean', { displayName: 'a', isSearchable: 'true' }, 400, 'isSearchable'],
  ['a string for a collection', { displayName: 'a', categories: 'x' }, 400, 'categories'],
  ['null in a collection', { displayName: 'a', categories: ['x', null] }, 400, 'categories/1'],
  ['a number in a collection', { displayName: 'a', categories: [1] }, 400, 'categories/0'],
  ['an unknown member', { displayName: 'a', proficiency: 'guru' }, 400, 'proficiency'],
  ['a member in the wrong case', { displayName: 'a', proficiency: 'Expert' }, 400, 'proficiency'],
  ['a JSON number for a member', { displayName: 'a', proficiency: 4 }, 400, 'proficiency'],
  ['a number no member has', { displayName: 'a', proficiency: '9' }, 400, 'proficiency'],
  ['the member that stands for the unknown', { displayName: 'a', proficiency: 'unknownFutureValue' }, 400, 'proficiency'],
  ['an unknown audience', { displayName: 'a', allowedAudiences: 'organization,aliens' }, 400, 'allowedAudiences'],
  ['the wrong @odata.type', { '@odata.type': '#microsoft.graph.personAward', displayName: 'a' }, 400, '@odata.type'],
  ['a link to what there is none of', { displayName: 'a', 'manager@odata.bind': 'users/1' }, 400, 'manager@odata.bind'],
  ['nothing of its own', { allowedAudiences: 'me' }, 400, undefined],
  ['a complex value with nothing in it', { inference: {}, source: {} }, 400, undefined],
  ['nothing at all', {}, 400, undefined],
  ['too long a string', { displayName: 'x'.repeat(8193) }, 400, 'displayName'],
  ['too many members', { displayName: 'a', categories: Array.from({ length: 501 }, () => 'x') }, 400, 'categories'],
  ['the character U+0000', { displayName: 'a\0b' }, 400, 'displayName'],
  ['half a surrogate pair', '{"displayName":"\\ud800"}', 400, 'displayName'],
];

/** A faulty request, the status and the code. */
const requests: readonly (readonly [
  method: string,
  url: string,
  status: number,
  code: string,
  headers?: Record<string, string>,
])[] = [
  ['GET', 'nonsense', 400, 'BadRequest'],
  ['GET', 'me/nonsense', 400, 'BadRequest'],
  ['GET', 'me/profile/nonsense', 400, 'BadRequest'],
  ['GET', 'me/profile/skills/none', 404, 'itemNotFound'],
  ['GET', `users/${randomUUID()}`, 403, 'Authorization_RequestDenied'],
  ['PUT', 'me/profile/skills', 405, 'Request_BadRequest'],
  ['PATCH', 'me/profile/skills', 405, 'Request_BadRequest'],
  ['DELETE', 'me/profile/skills', 405, 'Request_BadRequest'],
  ['BREW', 'me/profile/skills', 405, 'Request_BadRequest'],
  ['POST', 'me/profile', 405, 'Request_BadRequest'],
  ['POST', 'me/profile/skills', 400, 'BadRequest', {}],
  ['POST', 'me/profile/skills', 415, 'UnsupportedMediaType', { 'content-type': 'text/xml' }],
  ['POST', 'me/profile/skills', 415, 'UnsupportedMediaType', { 'content-type': 'application/json;charset=latin1' }],
  ['GET', 'me/profile/skills', 406, 'NotAcceptable', { accept: 'text/xml' }],
  ['GET', 'me/profile/skills?$top=x', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$top=-1', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$top=1000', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$skip=x', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$count=maybe', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$top=1&top=1', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$nonsense=1', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$filter=nonsense eq 1', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$filter=displayName eq', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$select=nonsense', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$orderby=nonsense', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$skiptoken=nonsense!', 400, 'BadRequest'],
  ['GET', 'me/profile/skills?$search=blue', 501, 'NotImplemented'],
  ['GET', 'me/profile/skills?$apply=aggregate($count as n)', 501, 'NotImplemented'],
];

forEachDatabase((database) => {
  describe(`refusals on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    let before_: string | undefined;
    let path: string;
    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      const { body } = await ask('POST', 'me/profile/skills', {
        as: person(randomUUID(), randomUUID()),
        body: { displayName: 'Kept', inference: { confidenceScore: 1 } },
      });
      path = `me/profile/skills/${body.id}`;
      before_ = (await ask('GET', path)).text;
    });
    after(() => store.close());

    const unchanged = async () => {
      assert.equal((await ask('GET', path)).text, before_);
      assert.equal((await ask('GET', 'me/profile/skills/$count')).text, '1');
      assert.deepEqual(failures, []);
    };

    for (const [what, body, status, target, code] of bodies) {
      test(`${what} is ${status}${target === undefined ? '' : ` and names ${target}`}`, async () => {
        const answer = await ask('POST', 'me/profile/skills', { body });
        assert.equal(answer.status, status, answer.text);
        assert.equal(answer.headers['content-type'], 'application/json');
        const { error } = answer.body;
        assert.equal(error.target, target, answer.text);
        if (target !== undefined && what !== 'too deep nesting')
          assert.ok(error.message.includes(target.split('/').at(-1)) || error.message.includes(target));
        if (code) assert.equal(error.code, code);
        assert.ok(error.message.length > 10);
        assert.match(error.innerError.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
        assert.ok(error.innerError['request-id'] && error.innerError['client-request-id']);
        await unchanged();
      });
    }

    for (const [method, url, status, code, headers] of requests) {
      test(`${method} ${url}${headers ? ` with ${JSON.stringify(headers)}` : ''} is ${status} ${code}`, async () => {
        const body = method === 'GET' || method === 'BREW' ? undefined : Buffer.from('{"displayName":"x"}');
        const sent = headers && Object.keys(headers).length === 0 ? { 'content-type': '' } : headers;
        const answer = await ask(method, url, { ...(body && { body }), ...(sent && { headers: sent }) });
        assert.equal(answer.status, status, answer.text);
        assert.equal(answer.body.error.code, code, answer.text);
        if (status === 405) assert.ok(answer.headers.allow);
        await unchanged();
      });
    }

    test('several faults of one body are listed with their targets', async () => {
      const answer = await ask('PATCH', path, { body: { displayName: 1, nonsense: 2, proficiency: 'x' } });
      assert.equal(answer.status, 400);
      assert.deepEqual(
        answer.body.error.details.map((detail: { target: string }) => detail.target),
        ['displayName', 'nonsense', 'proficiency'],
      );
      await unchanged();
    });

    test('whatever JSON is sent to whichever collection, the answer is never a 5xx and a refusal changes nothing', async () => {
      const names = [...new Set(collections.flatMap(({ item }) => [...item.properties.keys()]))];
      const bodyOf = fc.dictionary(fc.constantFrom(...names, 'x', '@odata.type', '__proto__'), fc.jsonValue({ maxDepth: 3 }), {
        maxKeys: 4,
      });
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...collections.map(({ name }) => name)),
          bodyOf,
          fc.constantFrom('POST', 'PATCH'),
          async (name, body, method) => {
            const url = method === 'POST' ? `me/profile/${name}` : path;
            const answer = await ask(method, url, { body });
            assert.ok(answer.status < 500, answer.text);
            if (answer.status === 201) await ask('DELETE', `me/profile/${name}/${answer.body.id}`);
            else if (method === 'PATCH' && answer.status === 200) before_ = (await ask('GET', path)).text;
            else assert.equal(answer.status, 400, answer.text);
          },
        ),
        { numRuns: 150 },
      );
      await unchanged();
    });
  });
});
