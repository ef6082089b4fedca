/** What is taken as it is because it is canonical already: the same as what reading it makes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { collections } from '../../src/model/collections.ts';
import type { StructuredType } from '../../src/model/field.ts';
import { contact, group, schema, user } from '../../src/model/schema.ts';
import { complete, readEntity } from '../../src/odata/body.ts';
import { isCanonical } from '../../src/odata/canonical.ts';
import { demoLines } from '../../src/profile/demo/demo.ts';
import { readDumpLine } from '../../src/profile/dump.ts';

type Json = { readonly [name: string]: unknown };

const bodies = [...demoLines('c0ffee00-0000-4000-8000-00000000000a')].map((line) => {
  const { kind, collection, entries } = readDumpLine(Buffer.from(JSON.stringify(line)));
  const item = collections.find(({ name }) => name === collection)?.item;
  const type: StructuredType = { user, group, contact, item: item ?? user }[kind];
  return { type, body: JSON.parse(entries[0]?.draft.body ?? assert.fail()) as Json };
});

test('every record of the demo is canonical as the store has it', () => {
  for (const { type, body } of bodies) assert.ok(isCanonical(type, body), JSON.stringify(body));
});

/** Values that some property takes as they are, some takes in another form, and some refuses. */
const values: readonly unknown[] = [
  ...[null, true, 0, -0, 7, 1.5, 2 ** 31, '', 'x', '\0', '\ud800', 'x'.repeat(8193), [], {}, [null], ['x'], ['a', 'a'], [1]],
  ...['2026-01-31', '2026-02-30', '0000-01-01', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.0000000Z'],
  ...['2026-02-30T12:00:00.0000000Z', '2026-01-31T24:00:00.0000000Z', '0000-01-01T12:00:00.0000000Z'],
  ...['2026-01-31T12:00:00.0000000z', '2026-01-31T12:00:60.0000000Z', '2026-01-31T12:00:00.0000000Z1'],
  ...['organization', 'family,organization', 'organization,family', 'me', ' me', '8', 'unknownFutureValue', 'expert', 'guru'],
  ...[{ x: 1 }, { '@odata.type': '#microsoft.graph.user' }, { displayName: 'x' }, { displayName: 'x', id: 'x' }],
  ...[[{}], [{ displayName: 'x', webUrl: null }], Array.from({ length: 501 }, () => 'x'), { ['__proto__']: 1 }],
];

const strange = ['@odata.etag', '@odata.context', '@odata.type', 'colour', '__proto__', 'constructor', 'skills@odata.bind'];

/** Places in a value, with an object in each, however deep. */
function objectsIn(value: unknown): Json[] {
  if (value === null || typeof value !== 'object') return [];
  return [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objectsIn)];
}

test('a value that is canonical is what reading it makes of it, whatever is changed in it', () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...values)), { maxLength: 2 }),
      ({ type, body }, changes) => {
        const value = structuredClone(body);
        for (const [place, member, put] of changes) {
          const objects = objectsIn(value);
          const object = objects[place % objects.length] as Record<string, unknown>;
          const names = [...Object.keys(object), ...strange];
          const name = names[member % names.length] ?? '';
          Object.defineProperty(object, name, {
            value: structuredClone(put),
            enumerable: true,
            configurable: true,
            writable: true,
          });
        }
        if (!isCanonical(type, value)) return;
        taken++;
        const { '@odata.etag': _tag, '@odata.context': _context, ...rest } = value;
        assert.deepEqual(readEntity(schema, type, value, 'keep'), rest);
        assert.equal(JSON.stringify(complete(type, value)), JSON.stringify(complete(type, rest)));
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(taken > 500, `${taken} were canonical`);
});

/** The same value with its members, at every depth, in another order; those that say nothing may be missing. */
function shuffled(value: unknown, seed: number): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value;
  const members = Object.entries(value as Json).filter(
    ([name, own], index) => name === 'id' || own !== null || (seed + index) % 2 === 0,
  );
  const turned = members.map((_, index) => members[(index + seed) % members.length] ?? assert.fail());
  return Object.fromEntries(turned.map(([name, own]) => [name, shuffled(own, seed)]));
}

test('a value is completed to the same text in whichever order its members come, and what is complete stays itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bodies), fc.nat({ max: 40 }), ({ type, body }, seed) => {
      const { '@odata.etag': _tag, ...value } = body;
      assert.equal(complete(type, value), value);
      const other = complete(type, shuffled(value, seed) as Json);
      assert.equal(JSON.stringify(other), JSON.stringify(value));
      assert.equal(complete(type, other), other);
    }),
    { numRuns: 1000 },
  );
});
