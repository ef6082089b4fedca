/** PgBouncer in transaction mode between server and database: nothing relies on a connection staying the same. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { postgres } from '../../src/store/postgres-driver.ts';
import type { Source, Viewer } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/node.ts';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder } from '../support/program.ts';

const provided = await makeDatabase();
const found = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' });
const missing = found.status !== 0 ? 'pgbouncer is not installed here' : 'missing' in provided ? provided.missing : false;
const all: Viewer = { kind: 'all' };

/** Starts a pooler with fewer connections than those who use it. @returns the URL by way of it */
async function startPooler(url: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const folder = await makeFolder();
  await chmod(folder, 0o755);
  const { hostname, port, username, password, pathname } = new URL(url);
  const own = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  await writeFile(
    config,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 100
`,
  );
  // It does not run as root.
  const child = spawn('pgbouncer', [config], { stdio: 'ignore', ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }) });
  process.once('exit', () => void child.kill());
  return { url: `postgres://${username}@127.0.0.1:${own}${pathname}?prepare=false`, stop: () => void child.kill() };
}

test('through PgBouncer in transaction mode all of the store works, beside many others', {
  skip: missing,
  timeout: 60_000,
}, async () => {
  const pooler = await startPooler('url' in provided ? provided.url : '');
  const probe = postgres(pooler.url, { max: 1, fetch_types: false });
  await eventually('the pooler answers', () =>
    probe`SELECT 1`.then(
      () => true,
      () => undefined,
    ),
  );
  await probe.end();
  // Two nodes, each with more connections than there are behind the pooler.
  const [one, other] = await Promise.all([openStore(pooler.url, { connections: 8 }), openStore(pooler.url, { connections: 8 })]);
  try {
    const tenant = randomUUID();
    const people = Array.from({ length: 8 }, () => randomUUID());
    const source = (person: string): Source => ({ kind: 'items', tenant, person, collection: 'skills' });
    await Promise.all(
      people.map(async (person, n) => {
        const store = n % 2 === 0 ? one : other;
        assert.ok(await store.create({ kind: 'people', tenant }, person, personNamed(`p${n}@x.example`), author()));
        const id = randomUUID();
        assert.ok(await store.create(source(person), id, draft({ n: 0 }), author(), 100));
        for (let turn = 1; turn <= 10; turn++)
          await store.change(source(person), id, all, author(), ({ revision, body }) =>
            draft({ n: JSON.parse(body).n + 1 }, { revision: revision + 1 }),
          );
        assert.deepEqual(await one.read(source(person), id, all), { id, revision: 11, body: '{"n":10}' });
        assert.equal(await store.clear(tenant, person, author()), 1);
      }),
    );
    const entries = people.map((person) => ({ source: source(person), id: randomUUID(), draft: draft({ loaded: true }) }));
    assert.equal((await one.load(entries)).created, people.length);
    const dumped: string[] = [];
    for await (const { kind } of other.dump(tenant, undefined)) dumped.push(kind);
    assert.deepEqual(dumped, [...people.map(() => 'user'), ...people.map(() => 'item')]);
    const erased = await one.erase(tenant, people[0] ?? '');
    assert.deepEqual([erased?.items, erased?.unclean], [1, []]);
    assert.ok((await other.forgetAudit('2027-01-01T00:00:00.0000000Z')) > 0);
  } finally {
    await one.close();
    await other.close();
    pooler.stop();
  }
});
