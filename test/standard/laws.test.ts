/** Laws that hold whatever an expression means: of three-valued logic, of `in`, `has`, `any` and `all`, of order, slices, pages and counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StructuredType } from '../../src/model/field.ts';
import type { Schema } from '../../src/model/type.ts';
import { compareValues, orderItems, orderKey, passes } from '../../src/odata/evaluate.ts';
import type { OrderTerm } from '../../src/odata/expression.ts';
import { parseFilter, parseOrderby } from '../../src/odata/parse-expression.ts';
import type { ListQuery, Page, Store } from '../../src/store/store.ts';
import { filterAll, type Items, type Prepared } from '../support/compiled.ts';
import { conditionsOn, keysOf } from '../support/expressions.ts';
import { runs } from '../support/runs.ts';
import { entryOf, type Item, now, onEachDatabase, type Subject, seed, subjects, Tally } from '../support/subjects.ts';

/** Two conditions that say the same. */
type Law = (f: string, g: string) => readonly [string, string];

const logic: Readonly<Record<string, Law>> = {
  'true changes no conjunction': (f) => [`(${f}) and true`, f],
  'false changes no disjunction': (f) => [`false or (${f})`, f],
  'a condition denied twice is itself': (f) => [`not (not (${f}))`, f],
  'a conjunction denied is the disjunction of what is denied': (f, g) => [`not ((${f}) and (${g}))`, `not (${f}) or not (${g})`],
  'a disjunction denied is the conjunction of what is denied': (f, g) => [`not ((${f}) or (${g}))`, `not (${f}) and not (${g})`],
  'a conjunction has no order': (f, g) => [`(${f}) and (${g})`, `(${g}) and (${f})`],
  'unequal is not equal': (f, g) => [`(${f}) ne (${g})`, `not ((${f}) eq (${g}))`],
  'all is no exception, where the condition is never null': (f) => [
    `categories/all(z:((${f}) eq true) or z eq 'a')`,
    `not categories/any(z:not (((${f}) eq true) or z eq 'a'))`,
  ],
};

const constants: readonly (readonly [string, string])[] = [
  ["displayName in ('a','Zebra')", "displayName eq 'a' or displayName eq 'Zebra'"],
  ["displayName in ('a',null)", "displayName eq 'a' or displayName eq null"],
  ["displayName in ['a',webUrl]", "displayName eq 'a' or displayName eq webUrl"],
  ['inference/confidenceScore in (0.5,1,NaN)', 'inference/confidenceScore eq 0.5 or inference/confidenceScore eq 1'],
  ["allowedAudiences has 'family,contacts'", "allowedAudiences has 'family' and allowedAudiences has 'contacts'"],
  ["allowedAudiences has '5'", "allowedAudiences has 'family' and allowedAudiences has 'groupMembers'"],
  ['displayName in categories', 'categories/any(c:c eq displayName)'],
  ["hassubset(categories,['a'])", "categories/any(c:c eq 'a')"],
  ['categories/$count gt 0', 'categories/any()'],
  ["categories/$count($filter=$this eq 'a') gt 0", "categories/any(c:c eq 'a')"],
  ["contains(displayName,'a') ne true", "displayName eq null or not contains(displayName,'a')"],
  ['displayName gt webUrl', 'displayName ge webUrl and displayName ne webUrl'],
  ['inference/confidenceScore le 1', 'inference/confidenceScore lt 1 or inference/confidenceScore eq 1'],
];

const [skills = assert.fail()] = subjects;

function idsOf(found: ReadonlyMap<string, readonly boolean[]>, index: number): readonly string[] {
  return [...found].filter(([, passed]) => passed[index]).map(([id]) => id);
}

async function sameItems(
  prepared: Prepared,
  { schema, type, source }: Subject,
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  const filters = pairs.flat().map((text) => parseFilter(schema, type, text, { option: '$filter' }));
  const found = await filterAll(prepared, source, filters, now);
  for (const [index, [left, right]] of pairs.entries())
    assert.deepEqual(idsOf(found, 2 * index), idsOf(found, 2 * index + 1), `${left}\nfinds others than\n${right}`);
}

/** Conditions that are read and computed without a refusal. */
function conditions({ schema, type, items }: Subject, tally: Tally): fc.Arbitrary<string> {
  const parse = (text: string) => parseFilter(schema, type, text, { option: '$filter' });
  return conditionsOn(schema, type, 3).filter(
    (text) => tally.read([text], parse, (read) => passes(read, items[0], { now })).length > 0,
  );
}

/** Keys of $orderby, of which the last tells all items apart. */
function orders(schema: Schema, type: StructuredType, items: readonly Item[]): fc.Arbitrary<readonly OrderTerm[]> {
  const key = fc
    .tuple(keysOf(schema, type, 2), fc.constantFrom('', ' asc', ' desc'))
    .map(([text, direction]) => text + direction);
  const path = fc.constantFrom(
    ...[...type.properties.values()]
      .filter(({ type: of, collection }) => !collection && of.kind !== 'complex')
      .map(({ name }) => name),
  );
  const tally = new Tally();
  return fc
    .array(fc.oneof(key, path), { minLength: 1, maxLength: 3 })
    .map((keys) => keys.join(','))
    .filter((text) => {
      try {
        return parseOrderby(schema, type, text, { option: '$orderby' }).every(
          ({ expression }) =>
            tally.read(
              [text],
              () => expression,
              (read) => orderKey(read, items[0], { now }),
            ).length > 0,
        );
      } catch {
        return false;
      }
    })
    .map((text) => parseOrderby(schema, type, text, { option: '$orderby' }));
}

const asked = { skip: 0, count: false, now, limit: 1000 } as const;

function list(store: Store, source: Items, query: Partial<ListQuery>): Promise<Page> {
  return store.list(source, { kind: 'all' }, { ...asked, orderby: [], ...query });
}

const ids = ({ records }: Page): readonly string[] => records.map(({ id }) => id);

/** Items as the store orders them: its own keys are behind those asked for. */
function ordered(items: readonly Item[], terms: readonly OrderTerm[]): readonly Item[] {
  const natural = items.toSorted(
    (a, b) =>
      compareValues(String(a.createdDateTime ?? now), String(b.createdDateTime ?? now)) ||
      compareValues(String(a.id), String(b.id)),
  );
  return orderItems(natural, terms, { now });
}

onEachDatabase('laws', (prepared) => {
  test(`conditions that say the same find the same (seed ${seed})`, async () => {
    const tally = new Tally();
    const pairs = fc
      .tuple(conditions(skills, tally), conditions(skills, tally), fc.constantFrom(...Object.values(logic)))
      .map(([f, g, law]) => law(f, g));
    await fc.assert(
      fc.asyncProperty(fc.array(pairs, { minLength: 20, maxLength: 20 }), (all) => sameItems(prepared(), skills, all)),
      { seed, numRuns: runs(15) },
    );
    await sameItems(prepared(), skills, constants);
  });

  test(`every item passes a condition, its denial, or the question whether it is null, and only one of them (seed ${seed})`, async () => {
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(fc.array(conditions(skills, tally), { minLength: 20, maxLength: 20 }), async (all) => {
        const filters = all
          .flatMap((text) => [text, `not (${text})`, `(${text}) eq null`])
          .map((text) => parseFilter(skills.schema, skills.type, text, { option: '$filter' }));
        for (const [id, passed] of await filterAll(prepared(), skills.source, filters, now))
          for (const [index, text] of all.entries())
            assert.equal(passed.slice(3 * index, 3 * index + 3).filter(Boolean).length, 1, `${text} on ${id}`);
      }),
      { seed, numRuns: runs(10) },
    );
  });

  for (const { name, schema, type, items, source } of subjects.filter((subject) => subject.share > 1)) {
    test(`${name} come in the order of their keys, in slices of it, and backwards where every key is turned round (seed ${seed})`, async () => {
      const { store } = prepared();
      await fc.assert(
        fc.asyncProperty(
          orders(schema, type, items),
          fc.nat(35),
          fc.integer({ min: 1, max: 10 }),
          async (orderby, skip, limit) => {
            const all = ordered(items, orderby).map(({ id }) => String(id));
            assert.deepEqual(ids(await list(store, source, { orderby })), all);
            assert.deepEqual(ids(await list(store, source, { orderby, skip, limit })), all.slice(skip, skip + limit));
            const [id = assert.fail()] = parseOrderby(schema, type, 'id', { option: '$orderby' });
            const total = ids(await list(store, source, { orderby: [...orderby, id] }));
            const turned = [...orderby, id].map(({ expression, descending }) => ({ expression, descending: !descending }));
            assert.deepEqual(ids(await list(store, source, { orderby: turned })), total.toReversed());
          },
        ),
        { seed, numRuns: runs(12) },
      );
    });
  }

  test(`pages hold every item that stays, once and in order, while others come and go (seed ${seed})`, async () => {
    const { store } = prepared();
    const { schema, type, items } = skills;
    const author = { at: now, person: null, application: null, request: 'test' };
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        orders(schema, type, items),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.constantFrom('come', 'go'), fc.nat(99)), { maxLength: 12 }),
        async (orderby, limit, events) => {
          const source: Items = { ...skills.source, collection: `skills${++round}` };
          const staying = items.slice(0, 15);
          const passing = items.slice(15);
          await store.load([...staying, ...passing.slice(0, 8)].map((item) => entryOf(source, item)));
          const found: string[] = [];
          const happening = [...events];
          let after: Page['last'];
          do {
            const page: Page = await list(store, source, { orderby, limit, ...(after && { after }) });
            found.push(...ids(page));
            after = page.last;
            const [what, which] = happening.shift() ?? ['rest', 0];
            const item = passing[which % passing.length] ?? assert.fail();
            if (what === 'come') await store.load([entryOf(source, item)]);
            if (what === 'go') await store.remove(source, String(item.id), { kind: 'all' }, author, () => {});
          } while (after);
          const stayed = new Set(staying.map(({ id }) => String(id)));
          assert.deepEqual(
            found.filter((id) => stayed.has(id)),
            ordered(staying, orderby).map(({ id }) => String(id)),
          );
        },
      ),
      { seed, numRuns: runs(15) },
    );
  });

  test(`the count is that of the items that pass, whatever is skipped or left (seed ${seed})`, async () => {
    const { store } = prepared();
    const { schema, type, items, source } = skills;
    await fc.assert(
      fc.asyncProperty(conditions(skills, new Tally()), fc.nat(40), fc.nat(5), async (text, skip, limit) => {
        const filter = parseFilter(schema, type, text, { option: '$filter' });
        const count = items.filter((item) => passes(filter, item, { now })).length;
        const page = await list(store, source, { filter, skip, limit, count: true });
        assert.equal(page.count, count, text);
        assert.equal(await store.count(source, { kind: 'all' }, filter, now), count, text);
        assert.equal(page.records.length, Math.max(0, Math.min(limit, count - skip)), text);
      }),
      { seed, numRuns: runs(30) },
    );
  });
});
