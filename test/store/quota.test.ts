/** How many items a collection may hold is kept to although they are not counted each time: whatever else adds or removes some. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Fault } from '../../src/fault.ts';
import { openStore } from '../../src/store/open.ts';
import type { Source, Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { makeFolder } from '../support/program.ts';

const limit = 5;
const people: Source = { kind: 'people', tenant: 't' };
const skills: Source = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' };

const add = (store: Store, id: string = randomUUID()) => store.create(skills, id, draft({}), author(), limit);
const entry = () => [{ source: skills, id: randomUUID(), draft: draft({}) }];
const remove = (store: Store, id: string) => store.remove(skills, id, { kind: 'all' }, author(), () => {});

/** What happens to a collection of three items, and how many it takes after that. */
const cases: readonly {
  readonly what: string;
  readonly happens: (store: Store, beside: Store) => Promise<unknown>;
  readonly takes: number;
}[] = [
  { what: 'nothing', happens: async () => {}, takes: 2 },
  { what: 'another process adds one', happens: (_, beside) => add(beside), takes: 1 },
  { what: 'one is filled in', happens: (store) => store.fill([entry()]), takes: 1 },
  { what: 'one is loaded', happens: (store) => store.load(entry()), takes: 1 },
  { what: 'one is removed', happens: (store) => remove(store, 'first'), takes: 3 },
  { what: 'another process removes one', happens: (_, beside) => remove(beside, 'first'), takes: 3 },
  { what: 'one is refused', happens: (store) => assert.rejects(add(store, 'first')), takes: 2 },
  {
    what: 'one is added and one removed beside a write that fails',
    happens: (store) =>
      Promise.allSettled([
        remove(store, 'first'),
        add(store),
        store.create(people, 'q', personNamed('p@example.com'), author()),
        add(store),
      ]),
    takes: 1,
  },
  { what: 'all are removed', happens: (store) => store.clear('t', 'p', author()), takes: limit },
];

describe('a collection that may hold five items and holds three', () => {
  for (const { what, happens, takes } of cases)
    test(`takes ${takes} after this: ${what}`, async () => {
      const url = `sqlite:${join(await makeFolder(), 'proficio.db')}`;
      const store = await openStore(url);
      const beside = await openStore(url);
      try {
        await store.meetPerson('t', 'p', personNamed('p@example.com'));
        for (const id of ['first', 'second', 'third']) await add(store, id);
        await happens(store, beside);
        for (let n = 0; n < takes; n++) assert.equal(await add(store), true);
        await assert.rejects(add(store), (error) => error instanceof Fault && error.refusal === 'quotaReached');
      } finally {
        await store.close();
        await beside.close();
      }
    });
});

/** Ways in which a person goes, though it is known that their collection had room. */
const removals: Readonly<Record<string, (store: Store, beside: Store) => Promise<unknown>>> = {
  'is removed': (store) => store.remove(people, 'p', { kind: 'all' }, author(), () => {}),
  'is removed by another process': (_, beside) => beside.remove(people, 'p', { kind: 'all' }, author(), () => {}),
  'is removed beside a new item': (store) =>
    Promise.all([add(store), store.remove(people, 'p', { kind: 'all' }, author(), () => {}), add(store)]),
  'is erased': (store) => store.erase('t', 'p'),
  'goes with all of their tenant': (store) => store.dropTenant('t'),
};

describe('a collection that has room', () => {
  for (const [goes, remove] of Object.entries(removals))
    for (const place of ['a file', 'memory'] as const)
      test(`takes nothing any more once its person ${goes}, in ${place}`, async (t) => {
        const url = place === 'memory' ? 'sqlite::memory:' : `sqlite:${join(await makeFolder(), 'proficio.db')}`;
        const store = await openStore(url);
        const beside = place === 'memory' ? store : await openStore(url);
        t.after(() => Promise.all([...new Set([store, beside])].map((each) => each.close())));
        await store.meetPerson('t', 'p', personNamed('p@example.com'));
        for (const id of ['first', 'second']) assert.equal(await add(store, id), true);
        await remove(store, beside);
        assert.equal(await add(store), false);
        assert.equal(await store.read(skills, 'first', { kind: 'all' }), undefined);
        await store.meetPerson('t', 'p', personNamed('p@example.com'));
        for (let n = 0; n < limit; n++) assert.equal(await add(store), true);
        await assert.rejects(add(store), (error) => error instanceof Fault && error.refusal === 'quotaReached');
      });
});
