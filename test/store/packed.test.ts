/** Entries of a load come out of their packing as they went into it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startPacking, unpack } from '../../src/store/packed.ts';
import type { LoadEntry, Source } from '../../src/store/store.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => !each.includes('\0') && each.isWellFormed());
const guid = fc.uuid();

const source: fc.Arbitrary<Source> = fc.oneof(
  fc.record({ kind: fc.constant('items'), tenant: guid, person: guid, collection: fc.constantFrom('skills', 'languages') }),
  fc.record({ kind: fc.constant('contacts'), tenant: guid, person: guid }),
  fc.record({ kind: fc.constant('members'), tenant: guid, group: guid }),
  fc.record({ kind: fc.constantFrom('people', 'groups'), tenant: guid }),
) as fc.Arbitrary<Source>;

const entry: fc.Arbitrary<LoadEntry> = fc.record({
  source,
  id: text,
  draft: fc.record({
    revision: fc.nat(),
    body: fc.jsonValue().map((json) => JSON.stringify(json)),
    audience: fc.nat(63),
    created: text,
    modified: text,
    lookups: fc.array(text, { maxLength: 3 }),
    family: fc.boolean(),
  }),
});

test('entries come out as they went in, however many of one person stand behind each other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, fc.integer({ min: 1, max: 3 })), { maxLength: 20 }), (given) => {
      const entries = given.flatMap(([one, times]) => Array.from({ length: times }, () => one));
      const packing = startPacking();
      for (const one of entries) packing.add(one);
      // Records that are made up have no prototype.
      assert.deepEqual(unpack(packing.end()), structuredClone(entries));
    }),
  );
});
