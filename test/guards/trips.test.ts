/** What a request asks of the database: how often, by which index, and how much of what is kept is taken apart for it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import postgres from 'postgres';
import type { Caller } from '../../src/profile/caller.ts';
import { personDraft } from '../../src/profile/person.ts';
import type { Database, Statement } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { storeOn } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { makeDatabase } from '../support/postgres.ts';
import { type Trip, type Watched, watch } from './watched.ts';

const tenant = randomUUID();
const [owner, other] = [randomUUID(), randomUUID()];
const skills = '/me/profile/skills';

interface Row {
  readonly what: string;
  readonly ask: (ask: Ask, item: string) => ReturnType<Ask>;
  readonly trips: readonly Trip['kind'][];
  /** Characters of JSON that are taken apart: none unless something is to be computed from them. */
  readonly parsed?: 'none';
  /** The index that must be used, where several could be. */
  readonly by?: string;
}

const filtered = `${skills}?$filter=proficiency ne 'elementary'&$orderby=displayName&$top=20`;

const rows: readonly Row[] = [
  { what: 'an item of one’s own', ask: (ask, id) => ask('GET', `${skills}/${id}`), trips: ['read'], parsed: 'none' },
  { what: 'a list', ask: (ask) => ask('GET', skills), trips: ['read'], parsed: 'none' },
  { what: 'a list, filtered, ordered and limited', ask: (ask) => ask('GET', filtered), trips: ['read'], parsed: 'none' },
  { what: 'the next page', ask: (ask) => secondPage(ask), trips: ['read', 'read'] },
  // Both are sent at once.
  { what: 'a list with its count', ask: (ask) => ask('GET', `${skills}?$count=true`), trips: ['read', 'read'], parsed: 'none' },
  { what: 'a count', ask: (ask) => ask('GET', `${skills}/$count`), trips: ['read'], parsed: 'none' },
  // The person and the items, sent at once.
  { what: 'a whole profile', ask: (ask) => ask('GET', '/me/profile'), trips: ['read', 'read'], parsed: 'none' },
  { what: 'a property', ask: (ask, id) => ask('GET', `${skills}/${id}/displayName`), trips: ['read'] },
  { what: 'some properties', ask: (ask, id) => ask('GET', `${skills}/${id}?$select=displayName`), trips: ['read'] },
  // Whose it is comes first.
  { what: 'an item of a colleague', ask: (ask) => ask('GET', `/users/${other}/profile/skills`), trips: ['read', 'read'] },
  { what: 'a person', ask: (ask) => ask('GET', '/me'), trips: ['read'], parsed: 'none' },
  {
    what: 'people of a name',
    ask: (ask) => ask('GET', "/users?$filter=displayName eq 'Ada'&$top=20"),
    trips: ['read'],
    parsed: 'none',
    by: 'person_by_displayname',
  },
  { what: 'people by the page', ask: (ask) => ask('GET', '/users?$top=20'), trips: ['read'], parsed: 'none' },
  { what: 'a new item', ask: (ask) => ask('POST', skills, { body: { displayName: 'Weaving' } }), trips: ['write'] },
  {
    what: 'a change',
    ask: (ask, id) => ask('PATCH', `${skills}/${id}`, { body: { displayName: 'Spinning' } }),
    trips: ['read', 'write'],
  },
  { what: 'a removal', ask: (ask, id) => ask('DELETE', `${skills}/${id}`), trips: ['read', 'write'] },
];

async function secondPage(ask: Ask): ReturnType<Ask> {
  const first = await ask('GET', `${skills}?$top=1`, { headers: { prefer: 'odata.maxpagesize=1' } });
  return first.body['@odata.nextLink'] === undefined ? ask('GET', skills) : ask('GET', pathOf(first.body['@odata.nextLink']));
}

const pathOf = (link: string) => link.replace('https://localhost/beta', '');

interface Opened {
  readonly database: Database;
  /** The plan of a statement, as text. */
  readonly plan: (statement: Statement) => Promise<string>;
}

async function openEmbedded(): Promise<Opened> {
  const database = openSqlite(':memory:');
  return {
    database,
    async plan({ text, values }) {
      const steps = await database.read({ text: `EXPLAIN QUERY PLAN ${text}`, values }, 'light', 'fresh');
      return steps.map(({ detail }) => detail).join('\n');
    },
  };
}

async function openServer(): Promise<Opened> {
  const provided = await makeDatabase();
  if ('missing' in provided) throw new Error(provided.missing);
  const sql = postgres(provided.url, { max: 1, onnotice: () => {} });
  // Tables of a test are so small that they would rather be read whole.
  await sql.unsafe(`ALTER DATABASE ${new URL(provided.url).pathname.slice(1)} SET enable_seqscan = off`);
  await sql.end();
  const database = openPostgres(provided.url);
  return {
    database,
    async plan({ text }) {
      const lines = await database.read({ text: `EXPLAIN (GENERIC_PLAN) ${text}`, values: [] }, 'light', 'fresh');
      return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
    },
  };
}

const postgresql = await makeDatabase();
const databases = [
  { name: 'SQLite', open: openEmbedded, skip: false },
  { name: 'PostgreSQL', open: openServer, skip: 'missing' in postgresql ? postgresql.missing : false },
] as const;

for (const { name, open, skip } of databases) {
  describe(`what a request asks of ${name}`, { skip }, () => {
    let opened: Opened;
    let watched: Watched;
    let ask: Ask;
    const caller: Caller = person(tenant, owner, { can: 'User.ReadWrite User.Read.All' });

    before(async () => {
      opened = await open();
      await migrate(opened.database);
      watched = watch(opened.database);
      const store = storeOn(watched.database);
      for (const id of [owner, other]) {
        const draft = personDraft({ id, displayName: 'Ada', userPrincipalName: `${id}@example.com`, accountEnabled: true }, 1);
        await store.meetPerson(tenant, id, draft);
      }
      ({ ask } = answeringOver(store));
    });
    after(() => opened.database.close());

    for (const { what, ask: askFor, trips, parsed, by } of rows) {
      test(`${what}: ${trips.join(', ')}${parsed ? ', and no JSON is taken apart' : ''}; an index leads to every record`, async (t) => {
        const made = await ask('POST', skills, { as: caller, body: { displayName: 'Knitting', proficiency: 'expert' } });
        await ask('POST', skills, { body: { displayName: 'Sewing' } });
        watched.trips();
        const parse = t.mock.method(JSON, 'parse');
        // The test itself parses what is answered, once.
        const answered = await askFor(ask, made.body.id);
        const taken = parse.mock.callCount() - 1;
        assert.ok(answered.status < 300, answered.text);
        const seen = watched.trips();
        assert.deepEqual(
          seen.map(({ kind }) => kind),
          trips,
        );
        if (parsed) assert.ok(taken <= 0, `${taken} texts were taken apart`);
        for (const statement of seen.flatMap(({ statements }) => statements)) {
          // What is inserted is looked for nowhere.
          if (!/\bFROM\b|^UPDATE/.test(statement.text)) continue;
          if (statement.text.includes('EXISTS (SELECT 1 FROM done)')) continue;
          const plan = await opened.plan(statement);
          if (by !== undefined) assert.ok(plan.includes(by), plan);
          assert.doesNotMatch(plan, /SCAN (?!CONSTANT|found)|Seq Scan/, `${statement.text}\n${plan}`);
        }
      });
    }

    test('a batch of twenty reads asks twenty times, and a caller met before is not asked for', async () => {
      const made = await ask('POST', skills, { as: caller, body: { displayName: 'Knitting' } });
      watched.trips();
      const requests = Array.from({ length: 20 }, (_, index) => ({
        id: String(index),
        method: 'GET',
        url: `${skills}/${made.body.id}`,
      }));
      const answered = await ask('POST', '/$batch', { body: { requests } });
      assert.equal(answered.body.responses.length, 20);
      assert.equal(watched.trips().length, 20);
    });
  });
}
