/** Random expressions on random items: the SQL of both databases against the evaluator in memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { orderKey, passes } from '../../src/odata/evaluate.ts';
import { parseFilter, parseValue } from '../../src/odata/parse-expression.ts';
import type { Reading } from '../../src/store/filtering.ts';
import { filterAll, keyAll, type Prepared } from '../support/compiled.ts';
import { conditionsOn, keysOf } from '../support/expressions.ts';
import { mixedOn } from '../support/mixed.ts';
import { runs } from '../support/runs.ts';
import { now, onEachDatabase, seed, subjects, Tally } from '../support/subjects.ts';

/** Expressions in one statement. */
const stride = 25;

/** The ways in which a database reads JSON, tried in turn. */
const readings = (prepared: Prepared): readonly Reading[] =>
  prepared.database.words.name === 'postgres' ? ['text', 'binary'] : ['text'];

onEachDatabase('expressions', (prepared) => {
  let turn = 0;
  const reading = (): Reading => {
    const all = readings(prepared());
    return all[++turn % all.length] ?? 'text';
  };

  test(`what mixes types is refused, or is what it is in memory (seed ${seed})`, async () => {
    const [{ schema, type, items, source } = assert.fail()] = subjects;
    const texts = fc.array(mixedOn(schema, type), { minLength: 200, maxLength: 200 });
    const parse = (text: string) => parseValue(schema, type, text, { option: '$orderby' });
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const keys = new Tally().read(all, parse, (read) => orderKey(read, items[0], { now }));
        const found = await keyAll(
          prepared(),
          source,
          keys.map(({ read }) => read),
          now,
          reading(),
        );
        for (const item of items)
          for (const [index, { text, read }] of keys.entries())
            assert.equal(
              found.get(String(item.id))?.[index] ?? null,
              orderKey(read, item, { now }),
              `${text} on ${JSON.stringify(item)}`,
            );
      }),
      { seed, numRuns: runs(10) },
    );
  });

  for (const { name, schema, type, share, items, source } of subjects) {
    const options = { seed, numRuns: runs(4 * share) };

    test(`conditions on ${name} pass the items that they pass in memory (seed ${seed})`, async () => {
      const tally = new Tally();
      const texts = fc.array(conditionsOn(schema, type), { minLength: stride, maxLength: stride });
      const parse = (text: string) => parseFilter(schema, type, text, { option: '$filter' });
      await fc.assert(
        fc.asyncProperty(texts, async (all) => {
          const filters = tally.read(all, parse, (read) => passes(read, items[0], { now }));
          const found = await filterAll(
            prepared(),
            source,
            filters.map(({ read }) => read),
            now,
            reading(),
          );
          for (const item of items)
            for (const [index, { text, read }] of filters.entries())
              assert.equal(
                found.get(String(item.id))?.[index],
                passes(read, item, { now }),
                `${text} on ${JSON.stringify(item)}`,
              );
        }),
        options,
      );
      tally.check();
    });

    test(`keys of ${name} are what they are in memory (seed ${seed})`, async () => {
      const tally = new Tally();
      const texts = fc.array(keysOf(schema, type), { minLength: stride, maxLength: stride });
      const parse = (text: string) => parseValue(schema, type, text, { option: '$orderby' });
      await fc.assert(
        fc.asyncProperty(texts, async (all) => {
          const keys = tally.read(all, parse, (read) => orderKey(read, items[0], { now }));
          const found = await keyAll(
            prepared(),
            source,
            keys.map(({ read }) => read),
            now,
            reading(),
          );
          for (const item of items)
            for (const [index, { text, read }] of keys.entries())
              assert.equal(
                found.get(String(item.id))?.[index] ?? null,
                orderKey(read, item, { now }),
                `${text} on ${JSON.stringify(item)}`,
              );
        }),
        options,
      );
      tally.check();
    });
  }
});
