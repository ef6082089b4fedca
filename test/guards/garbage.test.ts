/** What a request leaves behind is cleared with the young objects: it has no classes of its own, and nothing that lasts refers to it. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { Database, Statement } from '../../src/store/database.ts';
import { storeOn } from '../../src/store/open.ts';
import { connect, sqliteWords } from '../../src/store/sqlite-connection.ts';
import { rememberRecords } from '../../src/store/sqlite-recall.ts';
import type { Store } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';

const items = { kind: 'items', tenant: 't', person: 'p', collection: 'skills' } as const;
const all = { kind: 'all' } as const;

describe('A write', () => {
  /** Of each piece of work that came in, what V8 makes a class of objects for. */
  let classes: unknown[] = [];
  const take = async (work: () => object): Promise<never> => {
    classes.push(Object.getPrototypeOf(work()));
    return undefined as never;
  };
  const read: Database['read'] = async () => [];
  const store = storeOn({ words: sqliteWords, write: take, transaction: take, read } as unknown as Database);

  const writes: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
    'that makes an item': (to) => to.create(items, 'i', draft({}), author(), 1_000),
    'that changes one': (to) => to.change(items, 'i', all, author(), () => 'unchanged'),
    'that removes one': (to) => to.remove(items, 'i', all, author(), () => undefined),
    'that removes all of a profile': (to) => to.clear('t', 'p', author()),
    'that makes a person known': (to) => to.meetPerson('t', 'p', personNamed('p@example.com')),
    'that adds to a group': (to) => to.addMember('t', 'g', 'p', author()),
    'that takes out of one': (to) => to.removeMember('t', 'g', 'p', author()),
  };
  for (const [what, write] of Object.entries(writes))
    it(`${what} is of the same class as the next of its kind`, async () => {
      classes = [];
      for (let time = 0; time < 2; time++) await write(store);
      const [first, second] = classes;
      assert.equal(classes.length, 2);
      assert.ok(first === second, 'its generator function is made anew for each request');
    });
});

test('What is remembered of a record refers to nothing of the request that asked for it', () => {
  const { handle } = connect(':memory:', () => undefined);
  const recall = rememberRecords(handle);
  const values = ['t', 'p', 'i'];
  const asked: Statement = { text: 'SELECT', values };
  assert.equal(recall.find(asked, { tenant: 't', person: 'p' }, 'i'), undefined);
  recall.keep(asked, { tenant: 't', person: 'p' }, 'i', [{ id: 'i', body: '{}' }]);
  values.fill('something else');
  const again: Statement = { text: 'SELECT', values: ['t', 'p', 'i'] };
  assert.equal(recall.find(again, { tenant: 't', person: 'p' }, 'i')?.length, 1);
  handle.close();
});
