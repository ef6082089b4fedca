/** The contract of the store, on both databases: what is kept, who sees it, what is refused, and what is noted. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { allowedAudiences } from '../../src/model/enums.ts';
import type { AuditEntry, DumpEntry, LoadEntry, Source, Store, Viewer } from '../../src/store/store.ts';
import { forEachDatabase } from '../support/databases.ts';
import { author, draft, personNamed, plain } from '../support/drafts.ts';

const all: Viewer = { kind: 'all' };
const audiences = allowedAudiences.members;
const refused = (refusal: string) => (error: unknown) => (error as { refusal?: string }).refusal === refusal;

forEachDatabase(({ name, open }) => {
  describe(`The store on ${name}`, () => {
    let store: Store;
    let tenant: string;
    let ada: string;
    let bob: string;
    let skills: Source & { readonly kind: 'items' };
    before(async () => {
      store = await open();
    });
    after(() => store.close());
    beforeEach(async () => {
      [tenant, ada, bob] = [randomUUID(), randomUUID(), randomUUID()] as const;
      skills = { kind: 'items', tenant, person: ada, collection: 'skills' };
      await store.create({ kind: 'people', tenant }, ada, personNamed('ada@x.example', 'ada.mail@x.example'), author());
      await store.create({ kind: 'people', tenant }, bob, personNamed('bob@x.example'), author());
    });

    const add = async (
      value: Readonly<Record<string, unknown>>,
      audience: number = audiences.organization,
      source: Source = skills,
    ) => {
      const id = randomUUID();
      assert.equal(await store.create(source, id, draft({ id, ...value }, { audience }), author()), true);
      return id;
    };
    const trail = (person?: string): Promise<readonly AuditEntry[]> =>
      store.audit(tenant, { viewer: all, limit: 100, ...(person !== undefined && { person }) });

    test('a record is answered byte for byte as it was kept', async () => {
      const value = { text: 'Ünï\u2028 "quoted" \\ \u0001 𝒳', number: 1.0, deep: [{ a: null }] };
      const id = await add(value);
      const record = plain(await store.read(skills, id, all));
      assert.deepEqual(record, { id, revision: 1, body: JSON.stringify({ id, ...value }) });
      assert.equal(await store.read({ ...skills, collection: 'languages' }, id, all), undefined);
      assert.equal(await store.read({ ...skills, person: bob }, id, all), undefined);
      assert.equal(await store.read({ ...skills, tenant: randomUUID() }, id, all), undefined);
    });

    test('an item of somebody who is not there is not kept', async () => {
      const source: Source = { ...skills, person: randomUUID() };
      assert.equal(await store.create(source, randomUUID(), draft({}), author()), false);
      assert.equal(await store.create({ ...skills, tenant: randomUUID() }, randomUUID(), draft({}), author()), false);
    });

    test('an id that is there already is refused', async () => {
      const id = await add({});
      await assert.rejects(store.create(skills, id, draft({}), author()), refused('nameTaken'));
    });

    test('the quota counts the items of one collection of one person, and holds when all come at once', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => store.create(skills, randomUUID(), draft({}), author(), 3)),
      );
      const kept = results.filter(({ status }) => status === 'fulfilled').length;
      // Who counts at the same moment may not see each other on a database that lets them write side by side.
      assert.ok(kept >= 3 && kept <= 6, `${kept} were kept`);
      await assert.rejects(store.create(skills, randomUUID(), draft({}), author(), 3), refused('quotaReached'));
      assert.equal(await store.create({ ...skills, collection: 'languages' }, randomUUID(), draft({}), author(), 3), true);
    });

    test('a change gets what is there and keeps what it answers; it may refuse, and then nothing changes', async () => {
      const id = await add({ n: 1 });
      const changed = await store.change(skills, id, all, author(), ({ revision, body }) => {
        assert.equal(JSON.parse(body).n, 1);
        return draft({ n: 2 }, { revision: revision + 1, audience: audiences.me });
      });
      assert.deepEqual(changed, { id, revision: 2, body: '{"n":2}' });
      await assert.rejects(
        store.change(skills, id, all, author(), () => {
          throw new Error('no');
        }),
        /no/,
      );
      assert.deepEqual(plain(await store.read(skills, id, all)), changed);
      assert.equal(await store.read(skills, id, { kind: 'colleague', tenant, person: bob }), undefined, 'the new audience holds');
      assert.equal(await store.change(skills, randomUUID(), all, author(), () => draft({})), undefined);
    });

    test('a change to the same leaves no trace', async () => {
      const id = await add({ n: 1 });
      const before = await trail(ada);
      const same = await store.change(skills, id, all, author(), () => 'unchanged');
      assert.equal(same?.revision, 1);
      assert.deepEqual(await trail(ada), before);
    });

    test('of many changes at once none is lost', async () => {
      const id = await add({ n: 0 });
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.change(skills, id, all, author(), ({ revision, body }) =>
            draft({ n: JSON.parse(body).n + 1 }, { revision: revision + 1 }),
          ),
        ),
      );
      assert.deepEqual(plain(await store.read(skills, id, all)), { id, revision: 21, body: '{"n":20}' });
    });

    test('a removal asks first, and is done once', async () => {
      const id = await add({});
      await assert.rejects(
        store.remove(skills, id, all, author(), () => {
          throw new Error('no');
        }),
        /no/,
      );
      const removals = await Promise.all([1, 2, 3].map(() => store.remove(skills, id, all, author(), () => {})));
      assert.deepEqual(removals.sort(), [false, false, true]);
    });

    /** Audience -> who sees the item besides its owner. */
    const seen: readonly (readonly [audience: keyof typeof audiences, by: readonly string[]])[] = [
      ['me', []],
      ['family', ['family']],
      ['contacts', ['contact', 'family']],
      ['groupMembers', ['member']],
      ['organization', ['colleague', 'contact', 'doubled', 'family', 'member', 'namesake']],
      ['federatedOrganizations', ['colleague', 'contact', 'doubled', 'family', 'member', 'namesake', 'partner']],
      ['everyone', ['colleague', 'contact', 'doubled', 'family', 'member', 'namesake', 'partner']],
    ];
    test('each audience lets see who it names, in reads, lists, counts and profiles alike', async () => {
      const people = { contact: randomUUID(), family: randomUUID(), member: randomUUID() };
      // A name that two have makes neither of them a contact.
      const doubles = { doubled: randomUUID(), namesake: randomUUID() };
      for (const [who, id] of Object.entries({ ...people, ...doubles })) {
        const others = id === doubles.namesake ? ['doubled@x.example'] : [];
        await store.create({ kind: 'people', tenant }, id, personNamed(`${who}@x.example`, ...others), author());
      }
      const contacts: Source = { kind: 'contacts', tenant, person: ada };
      await store.create(contacts, randomUUID(), draft({}, { lookups: ['contact@x.example'] }), author());
      await store.create(contacts, randomUUID(), draft({}, { lookups: ['family@x.example'], family: true }), author());
      await store.create(contacts, randomUUID(), draft({}, { lookups: ['doubled@x.example'], family: true }), author());
      const group = randomUUID();
      await store.create({ kind: 'groups', tenant }, group, draft({}), author());
      for (const person of [ada, people.member]) assert.equal(await store.addMember(tenant, group, person, author()), true);
      const viewers: Readonly<Record<string, Viewer>> = {
        colleague: { kind: 'colleague', tenant, person: bob },
        ...Object.fromEntries(
          Object.entries({ ...people, ...doubles }).map(([who, person]): [string, Viewer] => [
            who,
            { kind: 'colleague', tenant, person },
          ]),
        ),
        partner: { kind: 'partner' },
        stranger: { kind: 'colleague', tenant: randomUUID(), person: bob },
      };
      const shown = new Set<string>();
      for (const [audience, by] of seen) {
        const source: Source = { ...skills, collection: audience };
        const id = await add({ audience }, audiences[audience], source);
        for (const [who, viewer] of Object.entries(viewers)) {
          const sees = by.includes(who);
          const place = `${audience} for ${who}`;
          assert.equal((await store.read(source, id, viewer)) !== undefined, sees, place);
          const page = await store.list(source, viewer, { orderby: [], skip: 0, limit: 10, count: true });
          assert.deepEqual([page.records.length, page.count], sees ? [1, 1] : [0, 0], place);
          assert.equal(await store.count(source, viewer, undefined), sees ? 1 : 0, place);
          assert.equal((await store.profile(tenant, ada, viewer, [audience])).size, sees ? 1 : 0, place);
          if (sees) shown.add(who);
          assert.equal(await store.shows(tenant, ada, viewer), shown.has(who), place);
          const changed = await store.change(source, id, viewer, author(), () => 'unchanged');
          assert.equal(changed !== undefined, sees, place);
        }
        const owner: Viewer = { kind: 'colleague', tenant, person: ada };
        assert.ok(await store.read(source, id, owner), `${audience} for the owner`);
      }
    });

    test('pages follow each other without gap or repetition while items come and go', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 7; n++) ids.push(await add({ n, createdDateTime: `2026-01-0${n + 1}T00:00:00.0000000Z` }));
      const query = { orderby: [], skip: 0, limit: 3, count: false };
      const first = await store.list(skills, all, query);
      assert.deepEqual(
        first.records.map(({ id }) => id),
        ids.slice(0, 3),
      );
      await store.remove(skills, ids[1] as string, all, author(), () => {});
      await store.remove(skills, ids[4] as string, all, author(), () => {});
      await add({ createdDateTime: '2025-01-01T00:00:00.0000000Z' });
      const second = await store.list(skills, all, { ...query, after: first.last ?? [] });
      assert.deepEqual(
        second.records.map(({ id }) => id),
        [ids[3], ids[5], ids[6]],
      );
      assert.equal(second.last, undefined, 'nothing is behind');
      assert.equal((await store.list(skills, all, { ...query, skip: 4 })).records.length, 2);
      assert.equal((await store.list(skills, all, { ...query, limit: 0, count: true })).count, 6);
    });

    test('people are found by id, first name and mail, ignoring case; an id counts first', async () => {
      for (const name of [ada, ada.toUpperCase(), 'ada@x.example', 'ADA@X.Example', 'Ada.Mail@x.example'])
        assert.equal(await store.findPerson(tenant, name), ada, name);
      assert.equal(await store.findPerson(tenant, 'nobody@x.example'), undefined);
      assert.equal(await store.findPerson(randomUUID(), 'ada@x.example'), undefined);
      for (const name of [ada, ada.toUpperCase(), 'ADA@X.Example', 'Ada.Mail@x.example'])
        assert.ok((await store.tenantsKnowing(name)).includes(tenant), name);
      assert.deepEqual(await store.tenantsKnowing('nobody@x.example'), []);
    });

    test('a first name belongs to one person; a mail may be shared', async () => {
      const people: Source = { kind: 'people', tenant };
      await assert.rejects(store.create(people, randomUUID(), personNamed('bob@x.example'), author()), refused('nameTaken'));
      await assert.rejects(
        store.change(people, ada, all, author(), ({ revision }) => ({ ...personNamed('bob@x.example'), revision: revision + 1 })),
        refused('nameTaken'),
      );
      assert.equal(await store.meetPerson(tenant, randomUUID(), personNamed('bob@x.example')), false);
      assert.equal(await store.create(people, randomUUID(), personNamed('new@x.example', 'bob@x.example'), author()), true);
      assert.equal(await store.findPerson(tenant, 'bob@x.example'), bob, 'the userPrincipalName counts before a mail');
      await store.change(people, bob, all, author(), ({ revision }) => ({
        ...personNamed('robert@x.example'),
        revision: revision + 1,
      }));
      assert.equal(await store.meetPerson(tenant, randomUUID(), personNamed('bob@x.example')), true, 'a name given up is free');
    });

    test('meeting somebody known changes nothing, however many meet at once', async () => {
      const id = randomUUID();
      const met = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.meetPerson(tenant, id, { ...personNamed('c@x.example'), body: `{"n":${n}}` })),
      );
      assert.deepEqual(met, Array(8).fill(true));
      const first = await store.read({ kind: 'people', tenant }, id, all);
      await store.meetPerson(tenant, id, { ...personNamed('c@x.example'), body: '{"n":99}' });
      assert.deepEqual(await store.read({ kind: 'people', tenant }, id, all), first);
    });

    test('members are people of the group, each once, and go with it', async () => {
      const group = randomUUID();
      const groups: Source = { kind: 'groups', tenant };
      await store.create(groups, group, draft({}), author());
      assert.equal(await store.addMember(tenant, group, ada, author()), true);
      assert.equal(await store.addMember(tenant, group, ada, author()), true);
      assert.equal(await store.addMember(tenant, group, randomUUID(), author()), false);
      assert.equal(await store.addMember(tenant, randomUUID(), ada, author()), false);
      const members: Source = { kind: 'members', tenant, group };
      assert.equal(await store.count(members, all, undefined), 1);
      assert.equal(await store.removeMember(tenant, group, ada, author()), true);
      assert.equal(await store.removeMember(tenant, group, ada, author()), false);
      await store.addMember(tenant, group, bob, author());
      await store.remove(groups, group, all, author(), () => {});
      assert.equal(await store.count(members, all, undefined), 0);
    });

    test('clearing a profile removes every item of that person and notes each', async () => {
      await add({ n: 1 });
      await add({ n: 2 }, audiences.me, { ...skills, collection: 'languages' });
      const others = await add({ n: 3 }, audiences.me, { ...skills, person: bob });
      assert.equal(await store.clear(tenant, ada, author()), 2);
      assert.equal((await store.profile(tenant, ada, all, undefined)).size, 0);
      assert.ok(await store.read({ ...skills, person: bob }, others, all));
      const removed = (await trail(ada)).filter(({ action }) => action === 'delete');
      assert.deepEqual(removed.map(({ before }) => JSON.parse(before ?? '{}').n).sort(), [1, 2]);
    });

    test('the trail says who changed what when, from what to what, newest first', async () => {
      const by = author({ at: '2026-02-02T00:00:00.0000000Z', person: { id: bob, displayName: 'Bob' }, request: 'req-1' });
      const id = await add({ n: 1 });
      await store.change(skills, id, all, by, ({ revision }) => draft({ n: 2 }, { revision: revision + 1 }));
      await store.remove(skills, id, all, by, () => {});
      const [removed, changed, created] = (await trail(ada)).filter(({ record }) => record === id);
      assert.deepEqual([removed?.action, removed?.before, removed?.after], ['delete', '{"n":2}', null]);
      assert.deepEqual([changed?.action, changed?.before, changed?.after], ['update', JSON.stringify({ id, n: 1 }), '{"n":2}']);
      assert.deepEqual([created?.action, created?.before, created?.after], ['create', null, JSON.stringify({ id, n: 1 })]);
      assert.deepEqual(changed?.author, by);
      assert.deepEqual([changed?.owner, changed?.collection, changed?.kind], [ada, 'skills', 'items']);
      const behind = await store.audit(tenant, { viewer: all, limit: 1, after: changed?.id ?? '' });
      assert.deepEqual(behind, [created]);
    });

    test('the trail is forgotten up to an instant, in every tenant', async () => {
      const old = author({ at: '2025-12-31T23:59:59.9999999Z' });
      const id = randomUUID();
      await store.create(skills, id, draft({ n: 1 }), old);
      await store.change(skills, id, all, author(), ({ revision }) => draft({ n: 2 }, { revision: revision + 1 }));
      const before = (await trail()).length;
      await store.forgetAudit('2026-01-01T00:00:00.0000000Z');
      const kept = await trail();
      assert.equal(before - kept.length, 1);
      assert.ok(kept.every(({ at }) => at >= '2026-01-01'));
    });

    test('a person goes with items, contacts, names, memberships and trail', async () => {
      await add({ n: 1 });
      await store.create(
        { kind: 'contacts', tenant, person: ada },
        randomUUID(),
        draft({}, { lookups: ['z@x.example'] }),
        author(),
      );
      assert.equal(await store.remove({ kind: 'people', tenant }, ada, all, author({ request: 'end' }), () => {}), true);
      assert.equal(await store.findPerson(tenant, 'ada@x.example'), undefined);
      assert.equal((await store.profile(tenant, ada, all, undefined)).size, 0);
      const left = await trail(ada);
      assert.deepEqual(
        left.map(({ action, before, after: later, author: { request } }) => [action, before, later, request]),
        [['delete', null, null, 'end']],
      );
      assert.equal(await store.create(skills, randomUUID(), draft({}), author()), false, 'nothing can be added any more');
    });

    test('an erasure leaves neither the trail nor the name in what the person did to others', async () => {
      const [name, other] = ['Ada of "the" Erased', { displayName: 'Somebody Else', id: bob }];
      const by = author({ person: { id: ada, displayName: name } });
      const set = (user: object) => ({ application: null, device: null, user });
      const named = { displayName: name, id: ada };
      const authors = (createdBy: object, lastModifiedBy: object) => ({
        createdBy: set(createdBy),
        lastModifiedBy: set(lastModifiedBy),
      });
      await add({ n: 1, ...authors(named, named) });
      const ofBob: Source = { ...skills, person: bob };
      // What bob wrote himself is his, whatever it says.
      const text = { note: `${name} "user":{"displayName":"x","id":"${ada}"}`, number: 1.5e300 };
      const id = randomUUID();
      await store.create(
        ofBob,
        id,
        draft({ ...text, ...authors({ ...named, email: 'a@x.example' }, named) }, { revision: 7 }),
        by,
      );
      const next = (current: { readonly body: string }) => draft({ ...JSON.parse(current.body), later: true }, { revision: 8 });
      await store.change(ofBob, id, all, author(), next);
      const inCapitals = await add(authors(other, { ...named, id: ada.toUpperCase() }), audiences.organization, ofBob);
      const many = Array.from({ length: 1100 }, () => ({ source: ofBob, id: randomUUID(), draft: draft(authors(named, other)) }));
      await store.load(many);
      const erased = await store.erase(tenant, ada);
      assert.deepEqual([erased?.items, erased?.contacts, erased?.unclean], [1, 0, []]);
      assert.deepEqual(await trail(ada), []);
      const nameless = { displayName: null, id: ada };
      const kept = { id, revision: 8, body: JSON.stringify({ ...text, ...authors(nameless, nameless), later: true }) };
      assert.deepEqual(plain(await store.read(ofBob, id, all)), kept);
      assert.deepEqual(JSON.parse((await store.read(ofBob, inCapitals, all))?.body ?? '').createdBy, set(other));
      const left = await store.list(ofBob, all, { orderby: [], skip: 0, limit: 2000, count: false });
      assert.equal(left.records.length, 1102);
      for (const { body } of left.records) assert.doesNotMatch(body.replace(/"note":"Ada[^:]*/, ''), /Ada of/);
      const [entry] = (await trail(bob)).filter(({ author: { person } }) => person?.id === ada);
      assert.deepEqual(entry?.author.person, { id: ada, displayName: null });
      const [change] = (await trail(bob)).filter(({ action }) => action === 'update');
      assert.equal(change?.before, JSON.stringify({ ...text, ...authors(nameless, nameless) }));
      assert.equal(await store.erase(tenant, ada), undefined);
    });

    test('a load keeps all or nothing, and the same load again changes nothing', async () => {
      const entry = (source: Source, value: Readonly<Record<string, unknown>>, id: string = randomUUID()): LoadEntry => ({
        source,
        id,
        draft: draft(value),
      });
      const cy = randomUUID();
      const people: Source = { kind: 'people', tenant };
      const entries: LoadEntry[] = [
        { source: people, id: cy, draft: personNamed('cy@x.example') },
        ...Array.from({ length: 1200 }, (_, n) => entry({ ...skills, person: cy }, { n })),
        { source: { kind: 'contacts', tenant, person: cy }, id: randomUUID(), draft: draft({}, { lookups: ['q@x.example'] }) },
      ];
      assert.deepEqual(await store.load(entries), { created: 1202, updated: 0, unchanged: 0 });
      assert.deepEqual(await store.load(entries), { created: 0, updated: 0, unchanged: 1202 });
      const altered = entries.map((one, n) => (n === 5 ? { ...one, draft: draft({ n: 'other' }) } : one));
      assert.deepEqual(await store.load(altered), { created: 0, updated: 1, unchanged: 1201 });
      const broken = [entry(skills, { n: 'new' }), entry({ ...skills, person: randomUUID() }, {})];
      await assert.rejects(store.load(broken), refused('personNotFound'));
      assert.equal(await store.count(skills, all, undefined), 0, 'nothing of a broken load is kept');
    });

    test('of a load some may be there and some be new, and of two with one key the later counts', async () => {
      const cy = randomUUID();
      const people: Source = { kind: 'people', tenant };
      const own = { ...skills, person: cy };
      const ids = Array.from({ length: 300 }, () => randomUUID());
      const item = (id: string, n: unknown): LoadEntry => ({ source: own, id, draft: draft({ n }) });
      const person = (name: string): LoadEntry => ({ source: people, id: cy, draft: personNamed(name, 'cy.mail@x.example') });
      assert.equal((await store.load([person('cy@x.example'), ...ids.slice(0, 150).map((id) => item(id, 'old'))])).created, 151);
      const mixed = ids.map((id, n) => item(id, n % 2 === 0 ? 'old' : 'new'));
      // What is theirs may stand before the people.
      const entries = [...mixed, item(ids[299] ?? '', 'last'), person('cy@x.example'), person('cyrus@x.example')];
      assert.deepEqual(await store.load(entries), { created: 150, updated: 77, unchanged: 76 });
      const { records } = await store.list(own, all, { orderby: [], skip: 0, limit: 1000, count: false });
      const kept = new Map(records.map(({ id, body }) => [id, JSON.parse(body).n]));
      assert.deepEqual(
        ids.map((id) => kept.get(id)),
        ids.map((_, n) => (n === 299 ? 'last' : n % 2 === 0 ? 'old' : 'new')),
      );
      assert.equal(await store.findPerson(tenant, 'cyrus@x.example'), cy);
      assert.equal(await store.findPerson(tenant, 'cy.mail@x.example'), cy);
      assert.equal(await store.findPerson(tenant, 'cy@x.example'), undefined);
      await assert.rejects(store.fill([[item(randomUUID(), 1)], [person('bob@x.example')]]), refused('nameTaken'));
      assert.equal(await store.count(own, all, undefined), 300, 'nothing of a load is kept that fails at its end');
    });

    test('a dump holds people before what is theirs, of all, of a tenant or of one person', async () => {
      await add({ n: 1 });
      await add({ n: 2 }, audiences.me, { ...skills, person: bob });
      const group = randomUUID();
      await store.create({ kind: 'groups', tenant }, group, draft({}), author());
      await store.addMember(tenant, group, ada, author());
      const read = async (of: string | undefined, person?: string): Promise<DumpEntry[]> => {
        const entries: DumpEntry[] = [];
        for await (const entry of store.dump(of, person)) entries.push(entry);
        return entries;
      };
      const mine = await read(tenant);
      assert.deepEqual(
        mine.map(({ kind }) => kind),
        ['user', 'user', 'group', 'item', 'item'],
      );
      assert.deepEqual(
        mine.filter((entry) => entry.kind === 'group').map(({ members }) => members),
        [[ada]],
      );
      assert.deepEqual(
        (await read(tenant, ada)).map(({ kind }) => kind),
        ['user', 'item'],
      );
      assert.ok((await read(undefined)).length > mine.length);
    });

    test('a tenant is empty before anybody is in it, and after it was dropped', async () => {
      assert.equal(await store.isEmpty(randomUUID()), true);
      assert.equal(await store.isEmpty(tenant), false);
      await add({});
      await store.dropTenant(tenant);
      assert.equal(await store.isEmpty(tenant), true);
      assert.deepEqual(await trail(), []);
    });
  });
});
