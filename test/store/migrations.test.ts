/** Bringing a database to the schema: in order, whole or not at all, by one node at a time, and never backwards. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Database, type Work, write } from '../../src/store/database.ts';
import { migrate, pendingMigrations, SchemaTooNew } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Source, Store } from '../../src/store/store.ts';
import { author, draft, personNamed, plain } from '../support/drafts.ts';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder, runProgram } from '../support/program.ts';

const provided = await makeDatabase();
const skip = 'missing' in provided ? provided.missing : false;
const fresh = async (): Promise<string> => {
  const made = await makeDatabase();
  return 'url' in made ? made.url : '';
};

const kinds = [
  {
    name: 'SQLite',
    skip: false,
    url: async () => `sqlite:${join(await makeFolder(), 'proficio.db')}`,
    open: (url: string): Database => openSqlite(url.slice('sqlite:'.length)),
  },
  { name: 'PostgreSQL', skip, url: fresh, open: (url: string): Database => openPostgres(url) },
] as const;

const rowsOf = async (database: Database, text: string, ...values: readonly string[]) => [
  ...(await database.read({ text, values }, 'light', 'fresh')).map((row) => ({ ...row })),
];

for (const kind of kinds) {
  describe(`migrations of ${kind.name}`, { skip: kind.skip, timeout: 60_000 }, () => {
    /** Does something with a database of its own. */
    const withDatabase = async (use: (database: Database, url: string) => Promise<void>): Promise<void> => {
      const url = await kind.url();
      const database = kind.open(url);
      try {
        await use(database, url);
      } finally {
        await database.close();
      }
    };

    test('several nodes that start at once do them once', async () => {
      const url = await kind.url();
      const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(url)));
      await Promise.all(stores.map((store) => store.close()));
      const database = kind.open(url);
      const rows = await rowsOf(database, 'SELECT version, name FROM migration ORDER BY version');
      await database.close();
      assert.deepEqual(
        rows.map(({ version, name }) => [version, name]),
        migrations.map(({ name }, index) => [index + 1, name]),
      );
    });

    test('entries of the trail have the same names on every node, whatever is erased, and others in another database', async () => {
      const tenant = randomUUID();
      const urls = [await kind.url(), await kind.url()] as const;
      const [node, other, elsewhere] = await Promise.all([openStore(urls[0]), openStore(urls[0]), openStore(urls[1])]);
      const namesOn = async (store: Store) =>
        (await store.audit(tenant, { viewer: { kind: 'all' }, limit: 9 })).map(({ id }) => id);
      try {
        const [gone, kept] = [randomUUID(), randomUUID()];
        for (const store of [node, elsewhere])
          for (const id of [gone, kept]) await store.create({ kind: 'people', tenant }, id, personNamed(id), author());
        const [newest, oldest] = await namesOn(node);
        assert.notEqual(newest, oldest);
        assert.deepEqual(await namesOn(other), [newest, oldest]);
        assert.ok((await namesOn(elsewhere)).every((name) => name !== newest && name !== oldest));
        await node.erase(tenant, gone);
        await node.dropTenant(randomUUID());
        for (const store of [node, other]) assert.deepEqual(await namesOn(store), [newest]);
        if (kind.name !== 'SQLite') return;
        const copy = join(await makeFolder(), 'copy.db');
        await node.backup(copy);
        const restored = await openStore(`sqlite:${copy}`);
        assert.deepEqual(await namesOn(restored), [newest]);
        await restored.close();
      } finally {
        for (const store of [node, other, elsewhere]) await store.close();
      }
    });

    test('one that fails leaves nothing of itself and of those before it', async () => {
      await withDatabase(async (database) => {
        const broken = { name: 'Broken', statements: () => ['CREATE TABLE half (id integer)', 'CREATE TABLE half (id integer)'] };
        await assert.rejects(migrate(database, [...migrations, broken]));
        assert.equal((await pendingMigrations(database)).length, migrations.length);
        for (const table of ['person', 'half']) assert.deepEqual(await rowsOf(database, database.words.hasTable, table), []);
        assert.equal((await migrate(database)).length, migrations.length, 'and the sound ones can still be done');
      });
    });

    test('a database of a newer version is refused in one clear line, by the server and by every command', async () => {
      await withDatabase(async (database, url) => {
        await migrate(database);
        const newer = { name: 'From the future', statements: () => [] };
        assert.deepEqual(await migrate(database, [...migrations, newer]), ['From the future']);
        await assert.rejects(openStore(url), SchemaTooNew);
        for (const command of [['export'], ['erase', '--user', 'x'], ['migrate'], ['migrate', '--dry-run']]) {
          const { code, err, out } = await runProgram([...command, '--database', url]);
          assert.deepEqual([code, out], [1, ''], command.join(' '));
          assert.match(err, /^proficio: The database has schema \d+, but this version knows only up to \d+: [^\n]+\n$/);
        }
      });
    });

    test('migrate --dry-run says what would be done and does nothing', async () => {
      const url = await kind.url();
      const dry = await runProgram(['migrate', '--dry-run', '--database', url]);
      assert.deepEqual([dry.code, dry.out], [0, migrations.map(({ name }) => `would do: ${name}\n`).join('')]);
      const done = await runProgram(['migrate', '--database', url]);
      assert.deepEqual([done.code, done.out], [0, migrations.map(({ name }) => `doing: ${name}\n`).join('')]);
      assert.equal((await runProgram(['migrate', '--database', url])).out, 'the schema is up to date\n');
    });

    test('what an older version kept is all there afterwards', async () => {
      await withDatabase(async (database, url) => {
        await migrate(database, migrations.slice(0, 1));
        const [tenant, people] = [randomUUID(), Array.from({ length: 40 }, () => randomUUID())];
        await database.transaction(function* (): Work<void> {
          for (const person of people) {
            for (const text of [
              `INSERT INTO person (tenant, id, revision, body) VALUES ('${tenant}', '${person}', 1, '{}')`,
              `INSERT INTO item (tenant, person, collection, id, revision, audience, created, body)
                VALUES ('${tenant}', '${person}', 'skills', 'one', 7, 16, '2026', '{"of":"${person}"}')`,
              `INSERT INTO audit (tenant, owner, kind, collection, record, action, at, author)
                VALUES ('${tenant}', '${person}', 'items', 'skills', 'one', 'create', '2026', '{}')`,
            ])
              yield* write({ text, values: [] });
          }
        }, 'everything');
        const store = await openStore(url);
        for (const person of people) {
          const source: Source = { kind: 'items', tenant, person, collection: 'skills' };
          assert.deepEqual(plain(await store.read(source, 'one', { kind: 'all' })), {
            id: 'one',
            revision: 7,
            body: `{"of":"${person}"}`,
          });
          const trail = await store.audit(tenant, { viewer: { kind: 'all' }, person, limit: 9 });
          assert.deepEqual(
            trail.map(({ record, after }) => [record, after]),
            [['one', `{"of":"${person}"}`]],
          );
        }
        await store.close();
      });
    });
  });
}

describe('PostgreSQL keeps items in partitions', { skip, timeout: 60_000 }, () => {
  test('people are spread over them, and who asks for one person looks into one', async () => {
    const url = await fresh();
    const store = await openStore(url);
    const database = openPostgres(url);
    try {
      const tenant = randomUUID();
      for (let n = 0; n < 60; n++) {
        const person = randomUUID();
        await store.create({ kind: 'people', tenant }, person, personNamed(`${n}@x.example`), author());
        await store.create({ kind: 'items', tenant, person, collection: 'skills' }, randomUUID(), draft({ n }), author());
      }
      const [used] = await rowsOf(
        database,
        'SELECT count(DISTINCT tableoid)::int AS partitions FROM item WHERE tenant = ?',
        tenant,
      );
      assert.ok(Number(used?.partitions) > 8, `${used?.partitions} partitions are used`);
      const plan = await rowsOf(
        database,
        "EXPLAIN SELECT body FROM item WHERE tenant = 'a' AND person = 'b' AND collection = 'c' AND id = 'd'",
      );
      const text = plan.map((row) => Object.values(row).join()).join('\n');
      assert.equal(text.match(/ on item_\d+ /g)?.length, 1, text);
      const keys = await rowsOf(
        database,
        `SELECT c.relname AS name, pg_get_indexdef(x.indexrelid) AS key FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
          WHERE x.indisunique AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'migration'`,
      );
      assert.ok(keys.length > 8);
      for (const { name, key } of keys) assert.match(String(key), /\(tenant, /, `the tenant leads every unique key of ${name}`);
    } finally {
      await database.close();
      await store.close();
    }
  });

  test('a role without any privilege beyond its own database can do all of it, and has its plans kept', async () => {
    const url = new URL(await fresh());
    const owner = openPostgres(url.href);
    const role = `plain_${randomUUID().slice(0, 8)}`;
    for (const text of [
      `CREATE ROLE ${role} LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE`,
      `GRANT CREATE, USAGE ON SCHEMA public TO ${role}`,
    ])
      await rowsOf(owner, text);
    [url.username, url.password] = [role, 'plain'];
    const [tenant, person] = [randomUUID(), randomUUID()];
    const store = await openStore(url.href);
    await store.create({ kind: 'people', tenant }, person, personNamed('plain@x.example'), author());
    assert.deepEqual((await store.erase(tenant, person))?.unclean, [], 'it may clean its tables, too');
    await store.close();
    const plain = openPostgres(url.href);
    assert.deepEqual(await rowsOf(plain, 'SHOW plan_cache_mode'), [{ plan_cache_mode: 'force_generic_plan' }]);
    await plain.close();
    const others = await rowsOf(owner, 'SHOW plan_cache_mode');
    assert.deepEqual(others, [{ plan_cache_mode: 'auto' }], 'nobody else is touched');
    await rowsOf(owner, `DROP OWNED BY ${role}`);
    await rowsOf(owner, `DROP ROLE ${role}`);
    await owner.close();
  });
});
