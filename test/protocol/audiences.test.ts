/** Every door through which an item can be seen or guessed at: what is hidden from a caller comes through none of them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { writeCursor } from '../../src/odata/cursor.ts';
import type { Caller } from '../../src/profile/caller.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { audiences, makeStage, type Onlooker, seenBy, setStage } from '../support/onlookers.ts';

/** OWNER, GROUP and EACH (the id of every item in turn) stand for what the stage has; the answer shows all that the caller may see. */
const shows: readonly string[] = [
  'users/OWNER/profile/skills',
  "users('owner@example.com')/profile/skills",
  'users/OWNER/profile/skills?$orderby=displayName desc',
  'users/OWNER/profile/skills?$select=displayName&$count=true',
  'users/OWNER/profile/skills?$filter=true or false',
  "users/OWNER/profile/skills?$filter=startswith(displayName,'secret')&$top=100",
  'users/OWNER/profile/skills/microsoft.graph.itemFacet',
  'users/OWNER/profile/skills?$compute=displayName as name&$select=name',
  'users/OWNER/profile',
  'users/OWNER/profile?$select=skills',
  'users/OWNER/profile?$expand=skills',
  'users/OWNER/profile?$expand=*',
  'users/OWNER/profile?$expand=skills($orderby=displayName;$select=displayName)',
  "users/OWNER/profile?$expand=skills($filter=contains(displayName,'secret');$count=true)",
  '$batch users/OWNER/profile/skills',
  '$batch users/OWNER/profile',
  '$query users/OWNER/profile/skills',
  '$entity?$id=users/OWNER/profile',
];
/** The same, for callers of the owner's tenant: people and groups of another are none of a partner's. */
const showsAtHome: readonly string[] = [
  'users/OWNER?$expand=profile',
  'users/OWNER?$expand=profile($expand=skills($orderby=id))',
  "users?$filter=id eq 'OWNER'&$expand=profile($select=skills)",
  'users?$expand=profile',
  'groups/GROUP/members?$expand=profile',
  'groups/GROUP?$expand=members($expand=profile($expand=skills))',
  'groups?$expand=members($expand=profile)',
];

/** Questions about one item, by NAME or ID: answered with 1 where it may be seen, with 0 where not. */
const guesses: readonly string[] = [
  "users/OWNER/profile/skills/$count?$filter=displayName eq 'NAME'",
  "users/OWNER/profile/skills/$count?$filter=id eq 'ID'",
  "users/OWNER/profile/skills/$count?$filter=not (displayName ne 'NAME')",
  "users/OWNER/profile/skills/$count?$filter=categories/any(c:concat('secret-',c) eq 'NAME')",
  "users/OWNER/profile/skills/$count?$filter=displayName in ('NAME')",
];
const guessesAtHome: readonly string[] = [
  "users/$count?$filter=profile/skills/any(s:s/displayName eq 'NAME')",
  "users/$count?$filter=profile/skills/any(s:s/id eq 'ID')",
  "users/$count?$filter=not profile/skills/all(s:s/displayName ne 'NAME')",
  "users/$count?$filter=profile/skills/$count($filter=displayName eq 'NAME') gt 0",
  "groups/GROUP/members/$count?$filter=profile/skills/any(s:s/displayName eq 'NAME')",
];

/** What can be tried on one item; nothing of the answer may tell a hidden one from an absent one. */
const touches: readonly (readonly [method: string, rest: string, body?: unknown, headers?: Record<string, string>])[] = [
  ['GET', ''],
  ['HEAD', ''],
  ['GET', '?$select=id'],
  ['GET', '?$expand=nonsense'],
  ['GET', '', undefined, { 'If-Match': 'W/"1"' }],
  ['GET', '', undefined, { 'If-Match': 'W/"9"' }],
  ['GET', '', undefined, { 'If-None-Match': 'W/"1"' }],
  ['GET', '', undefined, { 'If-None-Match': '*' }],
  ['GET', '/displayName'],
  ['GET', '/webUrl'],
  ['GET', '/displayName/$value'],
  ['GET', '/categories/$count'],
  ['GET', '/inference'],
  ['GET', '/$ref'],
  ['GET', '/microsoft.graph.skillProficiency'],
  ['PATCH', '', { displayName: 'x' }],
  ['PATCH', '', { displayName: 1 }],
  ['PATCH', '', {}],
  ['PATCH', '', { displayName: 'x' }, { 'If-Match': 'W/"9"' }],
  ['PATCH', '', { displayName: 'x' }, { 'If-None-Match': '*' }],
  ['PATCH', '', { displayName: 'x' }, { Prefer: 'return=minimal' }],
  ['PATCH', '/inference', { confidenceScore: 1 }],
  ['PUT', '', { displayName: 'x' }],
  ['PUT', '/displayName', { value: 'x' }],
  ['PUT', '/id', { value: 'x' }],
  ['POST', '/categories', { value: 'x' }],
  ['DELETE', '/displayName'],
  ['DELETE', '/displayName/$value'],
  ['DELETE', '', undefined, { 'If-Match': 'W/"9"' }],
  ['DELETE', ''],
];

const secretsIn = (text = '') =>
  [...new Set(text.match(/secret-[A-Za-z]+(?:,[A-Za-z]+)*/g) ?? [])].map((name) => name.slice('secret-'.length)).sort();

forEachDatabase((database) => {
  describe(`audiences on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    const stage = makeStage();
    const { owner, onlookers } = stage;
    before(async () => {
      store = await database.open();
      ask = answeringOver(store, { federations: stage.federations }).ask;
      await setStage(ask, stage);
    });
    after(() => store.close());

    const fill = (text: string) => text.replaceAll('OWNER', owner.id).replaceAll('GROUP', stage.group);
    const isAtHome = ({ caller }: Onlooker) => caller.tenant === stage.tenant;
    /** The owner of these tests may not read groups and people at large. */
    const reachesOut = (onlooker: Onlooker) => isAtHome(onlooker) && onlooker.caller !== owner;

    async function open(door: string, { caller }: Onlooker): Promise<Answer> {
      const [how, rest = ''] = door.split(' ', 2);
      if (how === '$batch') {
        const requests = [{ id: '1', method: 'GET', url: fill(door.slice(how.length + 1)) }];
        return ask('POST', '$batch', { as: caller, body: { requests } });
      }
      if (how === '$query')
        return ask('POST', `${fill(rest)}/$query`, {
          as: caller,
          headers: { 'content-type': 'text/plain' },
          body: '$filter=true',
        });
      return ask('GET', fill(door), { as: caller });
    }

    for (const onlooker of onlookers) {
      const { who, caller } = onlooker;
      const { visible, hidden } = seenBy(onlooker);
      const doors = [...shows, ...(reachesOut(onlooker) ? showsAtHome : [])];

      test(`${who} finds what the audiences allow behind ${doors.length} doors, and no more`, async () => {
        for (const door of doors) {
          const answer = await open(door, onlooker);
          assert.equal(answer.status, 200, `${door}: ${answer.text}`);
          assert.deepEqual(secretsIn(answer.text), [...visible].sort(), door);
          for (const audience of hidden)
            assert.ok(!answer.text?.includes(stage.skills.get(audience) as string), `${door} holds an id for ${audience}`);
        }
      });

      test(`${who} cannot guess what is hidden`, async () => {
        for (const guess of [...guesses, ...(reachesOut(onlooker) ? guessesAtHome : [])]) {
          for (const audience of audiences) {
            const door = guess.replaceAll('NAME', `secret-${audience}`).replaceAll('ID', stage.skills.get(audience) as string);
            const answer = await open(door, onlooker);
            assert.equal(answer.text, visible.includes(audience) ? '1' : '0', `${door}: ${answer.status}`);
          }
        }
      });

      test(`${who} counts what they see`, async () => {
        const base = `users/${owner.id}/profile`;
        const count = async (url: string) => (await ask('GET', url, { as: caller })).body;
        assert.equal((await count(`${base}/skills?$count=true&$top=1`))['@odata.count'], visible.length);
        assert.equal(await count(`${base}/skills/$count`), String(visible.length));
        assert.equal((await count(`${base}?$expand=skills/$count`))['skills@odata.count'], visible.length);
        assert.equal((await count(`${base}/skills/$ref`)).value.length, visible.length);
        if (!reachesOut(onlooker)) return;
        const people = await count(`users?$filter=profile/skills/$count eq ${visible.length}&$select=id`);
        assert.deepEqual(people.value, [{ '@odata.etag': 'W/"1"', id: owner.id }]);
        assert.equal(await count(`users/$count?$filter=profile/skills/$count gt ${visible.length}`), '0');
      });

      test(`${who} is led through pages of what they see, wherever a token says to start`, async () => {
        const seen: string[] = [];
        for (let url: string | undefined = `users/${owner.id}/profile/skills?$select=displayName`; url !== undefined; ) {
          const { body, text }: Answer = await ask('GET', url, { as: caller, headers: { Prefer: 'maxpagesize=2' } });
          seen.push(...secretsIn(text));
          const next: string | undefined = body['@odata.nextLink'];
          const token = next?.split('$skiptoken=')[1];
          if (token !== undefined)
            for (const audience of hidden)
              assert.ok(
                !Buffer.from(token, 'base64url')
                  .toString()
                  .includes(stage.skills.get(audience) as string),
              );
          url = next?.slice('https://localhost/beta/'.length);
        }
        assert.deepEqual(seen.sort(), [...visible].sort());
        for (const audience of hidden) {
          const token = writeCursor({
            last: ['0001-01-01T00:00:00.0000000Z', stage.skills.get(audience) as string],
            answered: 0,
          });
          const answer = await ask('GET', `users/${owner.id}/profile/skills?$skiptoken=${token}`, { as: caller });
          assert.deepEqual(secretsIn(answer.text), [...visible].sort());
        }
      });

      test(`${who} cannot tell a hidden item from one that is not there`, async () => {
        const absent = randomUUID();
        /** All of an answer but what differs from call to call. */
        const told = async (key: string, [method, rest, body, headers = {}]: (typeof touches)[number], inBatch: boolean) => {
          const url = `users/${owner.id}/profile/skills/${key}${rest}`;
          const part = {
            id: '1',
            method,
            url,
            headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
            body,
          };
          const answer = inBatch
            ? await ask('POST', '$batch', { as: caller, body: { requests: [part] } })
            : await ask(method, url, { as: caller, headers, ...(body !== undefined && { body }) });
          const text = (answer.text ?? '').replace(/"innerError":\{[^}]*\}/g, '').replaceAll(key, '{id}');
          return JSON.stringify([answer.status, answer.headers, text]);
        };
        for (const audience of hidden) {
          const id = stage.skills.get(audience) as string;
          for (const touch of touches) {
            for (const inBatch of audience === hidden[0] ? [false, true] : [false])
              assert.equal(
                await told(id, touch, inBatch),
                await told(absent, touch, inBatch),
                `${touch[0]} ${touch[1]} for ${audience}`,
              );
          }
          const entity = await ask('GET', `$entity?$id=users/${owner.id}/profile/skills/${id}`, { as: caller });
          assert.equal(entity.status, 404);
        }
        const kept = await ask('GET', 'me/profile/skills', { as: owner });
        assert.deepEqual(secretsIn(kept.text), [...audiences].sort(), 'and nothing was changed');
        assert.equal(
          kept.body.value.every((item: { '@odata.etag': string }) => item['@odata.etag'] === 'W/"1"'),
          true,
        );
      });
    }

    test('whoever may only see groups does not see profiles through them', async () => {
      const caller = person(stage.tenant, randomUUID(), { can: 'GroupMember.Read.All' });
      for (const door of [
        'groups/GROUP/members?$expand=profile',
        'groups/GROUP/members?$expand=profile($select=skills)',
        'groups/GROUP?$expand=members($expand=profile)',
        'groups?$expand=members($expand=profile)',
        "groups/GROUP/members?$filter=profile/skills/any(s:s/displayName eq 'secret-everyone')",
        "groups/GROUP/members/$count?$filter=profile/skills/any(s:s/displayName eq 'secret-everyone')",
        'groups/GROUP/members?$orderby=profile/skills/$count',
        "groups?$expand=members($filter=profile/skills/any(s:s/displayName eq 'secret-everyone'))",
        "groups/GROUP?$expand=members/$count($filter=profile/skills/any(s:s/displayName eq 'secret-everyone'))",
      ]) {
        const answer = await ask('GET', fill(door), { as: caller });
        assert.equal(answer.status, 403, `${door}: ${answer.text}`);
        assert.match(answer.body.error.message, /User\.Read/);
      }
      assert.equal((await ask('GET', fill('groups/GROUP/members'), { as: caller })).status, 200);
    });

    test('contacts are nobody’s but the owner’s', async () => {
      const colleague = onlookers.find(({ who }) => who === 'a colleague') as Onlooker;
      for (const { caller } of [colleague, onlookers.find(({ who }) => who === 'an application') as Onlooker]) {
        for (const door of [
          'users/OWNER/contacts',
          'users/OWNER?$expand=contacts',
          'users?$expand=contacts',
          'groups/GROUP/members?$expand=contacts',
        ]) {
          const answer = await ask('GET', fill(door), { as: caller });
          assert.equal(answer.status, 403, `${door}: ${answer.text}`);
        }
        for (const door of [
          'users?$filter=contacts/any(c:c/displayName ne null)',
          'users?$filter=contacts/$count gt 0',
          'users?$orderby=contacts/$count',
        ]) {
          const answer = await ask('GET', fill(door), { as: caller });
          assert.equal(answer.status, 501, `${door}: ${answer.text}`);
        }
      }
    });

    test('an administrator who takes a contact’s name sees no more, and neither does the contact until it is given back', async () => {
      const friend = onlookers.find(({ who }) => who === 'a contact') as Onlooker;
      const secrets = async (as: Caller) => secretsIn((await ask('GET', `users/${owner.id}/profile`, { as })).text);
      const administrator = onlookers.find(({ who }) => who === 'an administrator') as Onlooker;
      const colleague = onlookers.find(({ who }) => who === 'a colleague') as Onlooker;
      const rename = async (mail: string | null) => {
        const answer = await ask('PATCH', `users/${administrator.caller.id}`, { as: administrator.caller, body: { mail } });
        assert.equal(answer.status, 200, answer.text);
      };
      const before = await secrets(friend.caller);
      await rename('FRIEND@example.com');
      assert.deepEqual(await secrets(administrator.caller), [...seenBy(administrator).visible].sort());
      assert.deepEqual(await secrets(friend.caller), [...seenBy(colleague).visible].sort());
      await rename(null);
      assert.deepEqual(await secrets(friend.caller), before);
    });

    test('another tenant’s people do not exist, whoever asks and however', async () => {
      for (const caller of stage.strangers) {
        const absent = randomUUID();
        for (const [method, rest, body] of [
          ['GET', ''],
          ['GET', '/profile'],
          ['GET', '/profile/skills'],
          ['GET', `/profile/skills/${stage.skills.get('everyone')}`],
          ['GET', '/displayName'],
          ['GET', '?$expand=profile'],
          ['PATCH', '', { displayName: 'x' }],
          ['DELETE', ''],
          ['POST', '/profile/skills', { displayName: 'x' }],
          ['DELETE', '/profile'],
        ] as const) {
          const told = async (key: string) => {
            const {
              status,
              headers,
              body: json,
            } = await ask(method, `users/${key}${rest}`, { as: caller, ...(body && { body }) });
            const { innerError: _, ...error } = json.error;
            return JSON.stringify([status, headers, error]).replaceAll(key, '{id}');
          };
          const answer = await told(owner.id);
          assert.equal(answer, await told(absent), `${method} ${rest}`);
          assert.match(answer, caller.kind === 'person' && method !== 'GET' ? /^\[403/ : /^\[404/);
        }
        for (const door of [
          'users',
          "users?$filter=id eq 'OWNER'",
          "users?$filter=profile/skills/any(s:startswith(s/displayName,'secret'))",
        ]) {
          const answer = await ask('GET', fill(door), { as: caller });
          assert.equal(answer.status, 200, answer.text);
          assert.ok(!answer.text?.includes(owner.id), door);
        }
      }
    });

    test('who shows partners nothing is nobody to them, until something is for them', async () => {
      const { caller } = onlookers.find(({ who }) => who === 'a person of a federated tenant') as Onlooker;
      const colleague = onlookers.find(({ who }) => who === 'a colleague')?.caller as typeof owner;
      const as = { ...colleague, scopes: new Set(['User.ReadWrite']) };
      const made = await ask('POST', 'me/profile/skills', { as, body: { displayName: 'kept at home' } });
      assert.equal(made.status, 201, made.text);
      const absent = { id: randomUUID(), name: 'nobody@example.com' };
      const told = async (key: string, rest: string) => {
        const { status, headers, body } = await ask('GET', `users/${key}${rest}`, { as: caller });
        const { innerError: _, ...error } = body.error ?? {};
        return JSON.stringify([status, headers, error]).replaceAll(key, '{key}');
      };
      for (const rest of [
        '',
        '/profile',
        '/profile/id',
        '/profile/$ref',
        '/profile?$select=skills',
        '/profile?$expand=skills/$count',
        '/profile/skills',
        '/profile/skills?$filter=false',
        '/profile/skills/$count',
        '/profile/languages',
        `/profile/skills/${made.body.id}`,
        `/profile/skills/${made.body.id}/displayName`,
      ]) {
        const answer = await told(colleague.id, rest);
        assert.match(answer, /^\[404/, rest);
        assert.equal(answer, await told(absent.id, rest), rest);
        assert.equal(await told(colleague.userPrincipalName ?? '', rest), await told(absent.name, rest), rest);
      }
      const path = `me/profile/skills/${made.body.id}`;
      assert.equal((await ask('PATCH', path, { as, body: { allowedAudiences: 'federatedOrganizations' } })).status, 200);
      const shown = await ask('GET', `users/${colleague.id}/profile/skills`, { as: caller });
      assert.deepEqual([shown.status, shown.body.value.length], [200, 1]);
      assert.equal((await ask('DELETE', path, { as })).status, 204);
    });

    test('the audit trail shows an administrator the changes of what they see, and no filter finds others', async () => {
      const administrator = onlookers.find(({ who }) => who === 'an administrator') as Onlooker;
      const trail = await ask('GET', 'auditLogs/directoryAudits', { as: administrator.caller });
      assert.equal(trail.status, 200, trail.text);
      assert.deepEqual(secretsIn(trail.text), [...seenBy(administrator).visible].sort());
      const filter = "targetResources/any(t:t/modifiedProperties/any(m:contains(m/newValue,'secret-me')))";
      const guessed = await ask('GET', `auditLogs/directoryAudits?$filter=${filter}`, { as: administrator.caller });
      assert.deepEqual(guessed.body.value, []);
      for (const { caller } of onlookers.filter((onlooker) => onlooker !== administrator))
        assert.equal((await ask('GET', 'auditLogs/directoryAudits', { as: caller })).status, 403);
    });

    test('an administrator changes what they see and nothing else', async () => {
      const path = (audience: string) => `users/${owner.id}/profile/skills/${stage.skills.get(audience)}`;
      const body = { webUrl: 'https://example.com' };
      assert.equal((await ask('PATCH', path('organization'), { as: stage.administrator, body })).status, 200);
      assert.equal((await ask('PATCH', path('me'), { as: stage.administrator, body })).status, 404);
      assert.equal((await ask('DELETE', path('family'), { as: stage.administrator })).status, 404);
      // Hidden by the change itself: what is answered is still what was written.
      const made = await ask('POST', `users/${owner.id}/profile/skills`, {
        as: stage.administrator,
        body: { displayName: 'x', allowedAudiences: 'me' },
      });
      assert.equal(made.status, 201);
      assert.equal((await ask('GET', `users/${owner.id}/profile/skills/${made.body.id}`)).status, 404);
    });

    test('removing a whole profile removes what is hidden from whoever removes it, and tells nothing of it', async () => {
      const answer = await ask('DELETE', `users/${owner.id}/profile`, { as: stage.administrator });
      assert.deepEqual([answer.status, answer.text], [204, undefined]);
      assert.equal((await ask('GET', 'me/profile/skills/$count', { as: owner })).text, '0');
    });
  });
});
