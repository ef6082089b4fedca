/** Both databases order and compare text alike: nulls first, by code points, ignoring case by the tables of Unicode. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { findCollection } from '../../src/model/collections.ts';
import { schema } from '../../src/model/schema.ts';
import { parseFilter, parseOrderby } from '../../src/odata/parse-expression.ts';
import type { Source, Store, Viewer } from '../../src/store/store.ts';
import { forEachDatabase } from '../support/databases.ts';
import { author, draft, personNamed } from '../support/drafts.ts';

const all: Viewer = { kind: 'all' };
const type = findCollection('skills')?.item ?? assert.fail('there are no skills');

/** Names in which locales, code units and code points disagree about the order. */
const names: readonly (string | null)[] = [
  null,
  '',
  ' ',
  'Z',
  'a',
  'É',
  'e\u0301',
  'ß',
  'SS',
  'İ',
  'ı',
  'Σ',
  'ς',
  '\uFB01',
  '\uFFFD',
  '\u{1F600}',
  '\u{10FFFF}',
  'a b',
  'a-b',
  'a%b',
  'a_b',
  '10',
  '9',
  null,
];

const byPoints = (a: string, b: string): number => {
  const [one, other] = [[...a], [...b]];
  const at = one.findIndex((point, index) => point !== other[index]);
  if (at < 0) return one.length - other.length;
  return (one[at]?.codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? -1);
};
const nullsFirst = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(b === null) - Number(a === null) : byPoints(a, b);

forEachDatabase(({ name, open }) => {
  describe(`order and case on ${name}`, () => {
    let store: Store;
    const source: Source = { kind: 'items', tenant: randomUUID(), person: randomUUID(), collection: 'skills' };
    before(async () => {
      store = await open();
      const { tenant, person } = source;
      await store.create({ kind: 'people', tenant }, person, personNamed('a@x.example'), author());
      const entries = names.map((displayName, n) => {
        const id = randomUUID();
        const createdDateTime = `2026-01-01T00:00:${String(n).padStart(2, '0')}.0000000Z`;
        return { source, id, draft: draft({ id, createdDateTime, displayName }) };
      });
      await store.load(entries);
    });
    after(() => store.close());

    /** All names in the order asked for, read in pages of five. */
    async function ordered(text: string): Promise<readonly (string | null)[]> {
      const orderby = parseOrderby(schema, type, text, { option: '$orderby' });
      const found: (string | null)[] = [];
      for (let behind: NonNullable<Parameters<Store['list']>[2]['after']> | undefined; ; ) {
        const page = await store.list(source, all, {
          orderby,
          skip: 0,
          limit: 5,
          count: false,
          ...(behind && { after: behind }),
        });
        found.push(...page.records.map(({ body }) => JSON.parse(body).displayName));
        behind = page.last;
        if (!behind) return found;
      }
    }

    test('ascending: nulls first, then by code points, page after page', async () => {
      assert.deepEqual(await ordered('displayName'), names.toSorted(nullsFirst));
    });

    test('descending: the other way round, nulls last', async () => {
      assert.deepEqual(
        await ordered('displayName desc'),
        names.toSorted((a, b) => nullsFirst(b, a)),
      );
    });

    test('by lower and upper case as ECMAScript has them', async () => {
      for (const [call, change] of [
        ['tolower', (text: string) => text.toLowerCase()],
        ['toupper', (text: string) => text.toUpperCase()],
      ] as const) {
        const expected = names.map((text) => (text === null ? null : change(text))).toSorted(nullsFirst);
        const found = (await ordered(`${call}(displayName)`)).map((text) => (text === null ? null : change(text)));
        assert.deepEqual(found, expected, call);
      }
    });

    test('a comparison is one of code points, and signs of patterns are only signs', async () => {
      const keeps = async (text: string): Promise<readonly string[]> => {
        const filter = parseFilter(schema, type, text, { option: '$filter' });
        const { records } = await store.list(source, all, { filter, orderby: [], skip: 0, limit: 100, count: false });
        return records.map(({ body }) => JSON.parse(body).displayName);
      };
      const texts = names.filter((text) => text !== null);
      for (const bound of ['a', 'É', '\uFFFD', '\u{1F600}'])
        assert.deepEqual(
          await keeps(`displayName gt '${bound}'`),
          texts.filter((text) => byPoints(text, bound) > 0),
          bound,
        );
      for (const part of ['%', '_', '-'])
        assert.deepEqual(
          await keeps(`contains(displayName,'${part}')`),
          texts.filter((text) => text.includes(part)),
          part,
        );
    });
  });
});
