/** People found by a name: all of those who have it and nobody else, however long it is and whatever it looks like. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { schema, user } from '../../src/model/schema.ts';
import { parseFilter } from '../../src/odata/parse-expression.ts';
import type { Store, Viewer } from '../../src/store/store.ts';
import { forEachDatabase } from '../support/databases.ts';
import { author, draft } from '../support/drafts.ts';

const all: Viewer = { kind: 'all' };

/** An index keeps the first 200 characters of a name. */
const names: readonly (string | null)[] = [
  null,
  '',
  'Ada',
  'ada',
  'Ada ',
  'É',
  'e\u0301',
  "O'Hara?",
  'x'.repeat(199),
  'x'.repeat(200),
  'x'.repeat(201),
  `${'x'.repeat(200)}y`,
  '\u{1F600}'.repeat(99),
  '\u{1F600}'.repeat(100),
  '\u{1F600}'.repeat(199),
  '\u{1F600}'.repeat(200),
  '\u{1F600}'.repeat(201),
];

forEachDatabase(({ name, open }) => {
  describe(`people by name on ${name}`, () => {
    let store: Store;
    const tenant = randomUUID();
    before(async () => {
      store = await open();
      for (const [at, displayName] of names.entries()) {
        const id = randomUUID();
        const person = draft({ id, displayName, userPrincipalName: `${at}@x.example`, mail: null });
        await store.create({ kind: 'people', tenant }, id, person, author());
      }
    });
    after(() => store.close());

    for (const wanted of names.filter((one) => one !== null))
      test(`${JSON.stringify(wanted.slice(0, 8))} of ${[...wanted].length} characters is found`, async () => {
        const filter = parseFilter(schema, user, `displayName eq '${wanted.replaceAll("'", "''")}'`, { option: '$filter' });
        const { records } = await store.list({ kind: 'people', tenant }, all, {
          filter,
          orderby: [],
          skip: 0,
          limit: 99,
          count: false,
        });
        assert.deepEqual(
          records.map(({ body }) => (JSON.parse(body) as { displayName: string }).displayName),
          [wanted],
        );
      });
  });
});
