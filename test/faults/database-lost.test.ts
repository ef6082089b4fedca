/** The database goes away, and comes back or is replaced: callers are sent away for a moment, and nothing acknowledged is lost. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { postgres } from '../../src/store/postgres-driver.ts';
import type { Source, Viewer } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { eventually } from '../support/eventually.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { startNode } from '../support/node.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { type Cluster, startCluster, startStandby } from '../support/postgres.ts';
import { startProxy } from '../support/proxy.ts';

const started = await startCluster();
const missing = 'missing' in started ? started.missing : false;
const cluster = started as Cluster;
const all: Viewer = { kind: 'all' };

const database = async (name: string): Promise<string> => {
  const sql = postgres(cluster.url, { max: 1 });
  await sql.unsafe(`CREATE DATABASE ${name}`);
  await sql.end();
  return cluster.url.replace(/\/postgres$/, `/${name}`);
};

/** Asks until the server answers with this status. */
const until = (status: number, ask: AskOver, path: string) =>
  eventually(`${path} is answered with ${status}`, async () => {
    const answer = await ask('GET', path);
    return answer.status === status ? answer : undefined;
  });

describe('the database is lost', { skip: missing, timeout: 120_000 }, () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());

  test('kill -9 of PostgreSQL: 503 with Retry-After until it is back, without a restart of the server', async () => {
    const node = await startNode({ issuer, flags: ['--database', await database('killed')] });
    const ask = askOver(node.origin, await issuer.token(randomUUID()));
    const made = await ask('POST', '/beta/me/profile/skills', { displayName: 'before' });
    assert.equal(made.status, 201);
    await cluster.crash();
    const refused = await until(503, ask, `/beta/me/profile/skills/${made.body.id}`);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    assert.equal(refused.body.error.code, 'serviceNotAvailable');
    assert.equal((await ask('PATCH', `/beta/me/profile/skills/${made.body.id}`, { displayName: 'lost' })).status, 503);
    assert.equal((await ask('GET', '/health/ready')).status, 503);
    assert.equal((await ask('GET', '/health/live')).status, 200);
    await cluster.start();
    const back = await until(200, ask, `/beta/me/profile/skills/${made.body.id}`);
    assert.equal(back.body.displayName, 'before');
    assert.equal((await ask('GET', '/health/ready')).status, 200);
    assert.equal((await ask('PATCH', `/beta/me/profile/skills/${made.body.id}`, { displayName: 'after' })).status, 200);
    assert.equal(await node.stop(), 0);
  });

  test('kill -9 of PostgreSQL under load: every change that was acknowledged is there, and none by half', async () => {
    const node = await startNode({ issuer, flags: ['--database', await database('killed_under_load'), '--log-level', 'error'] });
    const progress = { acknowledged: 0, refused: 0, over: false };
    const writers = Array.from({ length: 8 }, async () => {
      const ask = askOver(node.origin, await issuer.token(randomUUID()));
      const { body: item } = await ask('POST', '/beta/me/profile/skills', { displayName: '0', webUrl: '0' });
      let [tried, acknowledged] = [0, 0];
      while (!progress.over) {
        tried++;
        const { status } = await ask('PATCH', `/beta/me/profile/skills/${item.id}`, {
          displayName: `${tried}`,
          webUrl: `${tried}`,
        });
        if (status === 200) {
          acknowledged = tried;
          progress.acknowledged++;
        } else {
          assert.equal(status, 503);
          progress.refused++;
        }
      }
      const { body } = await ask('GET', `/beta/me/profile/skills/${item.id}`);
      assert.equal(body.displayName, body.webUrl, 'there is no half write');
      assert.ok(Number(body.displayName) >= acknowledged && Number(body.displayName) <= tried);
    });
    const reached = (count: number) =>
      eventually(`${count} changes are made`, async () => progress.acknowledged >= count || undefined);
    await reached(80);
    await cluster.crash();
    await eventually('callers are sent away', async () => progress.refused > 8 || undefined);
    await cluster.start();
    await reached(progress.acknowledged + 80);
    progress.over = true;
    await Promise.all(writers);
    assert.equal(await node.stop(), 0);
  });

  test('a connection cut in mid-transaction: the whole of it is undone, the caller told to try again', async () => {
    const url = await database('cut');
    const proxy = await startProxy(url);
    const store = await openStore(proxy.url);
    const beside = postgres(url, { max: 2 });
    const [tenant, ada] = [randomUUID(), randomUUID()];
    const skills: Source = { kind: 'items', tenant, person: ada, collection: 'skills' };
    try {
      await store.create({ kind: 'people', tenant }, ada, personNamed('ada@x.example'), author());
      const [first, second] = [randomUUID(), randomUUID()];
      for (const id of [first, second]) await store.create(skills, id, draft({ n: 1 }), author());
      const outcome = await beside.begin(async (holding) => {
        // The removal of all items comes as far as this one, and waits.
        await holding`SELECT id FROM item WHERE id = ${first} FOR UPDATE`;
        const clearing = store.clear(tenant, ada, author()).then(
          () => 'done',
          (error: { refusal?: string }) => error.refusal,
        );
        const waits = () => beside`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'cut'`;
        await eventually('the removal waits', async () => ((await waits()).length > 0 ? true : undefined));
        proxy.cut();
        return clearing;
      });
      assert.equal(outcome, 'unavailable');
      await eventually('the connection is done for', async () => {
        const rows = await beside`SELECT 1 FROM pg_stat_activity WHERE state LIKE '%transaction%' AND datname = 'cut'
          AND pid <> pg_backend_pid()`;
        return rows.length === 0 ? true : undefined;
      });
      assert.equal(await store.count(skills, all, undefined), 2, 'both items are there');
      const trail = await store.audit(tenant, { viewer: all, person: ada, limit: 100 });
      assert.deepEqual(
        trail.filter(({ action }) => action === 'delete'),
        [],
        'and no removal is noted',
      );
      assert.equal(await store.clear(tenant, ada, author()), 2, 'the next try does it');
    } finally {
      await beside.end();
      await store.close();
      proxy.close();
    }
  });

  test('a wire that is cut again and again: callers are told to try again, and no connection is lost for good', async () => {
    const url = await database('cut_often');
    const proxy = await startProxy(url);
    const store = await openStore(proxy.url, { connections: 4 });
    const [tenant, ada] = [randomUUID(), randomUUID()];
    const skills: Source = { kind: 'items', tenant, person: ada, collection: 'skills' };
    try {
      await store.create({ kind: 'people', tenant }, ada, personNamed('ada@x.example'), author());
      const kept = new Set<string>();
      let cuts = 0;
      const writer = async (): Promise<void> => {
        while (cuts < 25) {
          const id = randomUUID();
          try {
            await store.create(skills, id, draft({ id }), author());
            kept.add(id);
            // Work of one statement and of several alike.
            if (kept.size % 3 === 0) await store.addMember(tenant, randomUUID(), ada, author());
          } catch (error) {
            assert.equal((error as { refusal?: string }).refusal, 'unavailable', String(error));
          }
          if (kept.size % 20 === 0) {
            cuts++;
            proxy.cut();
          }
        }
      };
      await Promise.all(Array.from({ length: 12 }, writer));
      // More at once than there are connections: each of them answers.
      const ofAll = () => Promise.all(Array.from({ length: 16 }, () => store.count(skills, all, undefined)));
      const counts = await eventually('all connections answer', () => ofAll().catch(() => undefined));
      assert.ok(counts.every((count) => count >= kept.size));
      for (const id of kept) assert.ok(await store.read(skills, id, all), 'what was acknowledged is there');
    } finally {
      await store.close();
      proxy.close();
    }
  });

  test('a standby answers reads, but none of what this node wrote; when it fails the primary does', async () => {
    const url = await database('read_by_standby');
    const standby = await startStandby(cluster);
    const readUrl = standby.url.replace(/\/postgres$/, '/read_by_standby');
    const [one, other] = [await openStore(url, { readUrl }), await openStore(url)];
    const replay = postgres(readUrl, { max: 1 });
    const [tenant, ada] = [randomUUID(), randomUUID()];
    const skills: Source = { kind: 'items', tenant, person: ada, collection: 'skills' };
    const bob: Viewer = { kind: 'colleague', tenant, person: randomUUID() };
    const id = randomUUID();
    const change = (store: typeof one, n: number) =>
      store.change(skills, id, all, author(), ({ revision }) => draft({ n }, { revision: revision + 1 }));
    const seen = async (viewer: Viewer) => JSON.parse((await one.read(skills, id, viewer))?.body ?? '{}').n;
    try {
      await one.create({ kind: 'people', tenant }, ada, personNamed('ada@x.example'), author());
      await one.create(skills, id, draft({ n: 1 }), author());
      assert.equal(await seen(bob), 1, 'what was written here is seen at once');
      // With replay held up, what the standby answers can be told from what the primary does.
      let n = 1;
      await eventually('the standby answers', async () => {
        await replay`SELECT pg_wal_replay_resume()`;
        if ((await replay`SELECT 1 FROM item WHERE id = ${id}`.catch(() => [])).length === 0) return undefined;
        await replay`SELECT pg_wal_replay_pause()`;
        await change(other, ++n);
        return (await seen(bob)) < n || undefined;
      });
      assert.equal(await seen(all), n, 'the owner is always answered by the primary');
      await change(one, ++n);
      assert.equal(await seen(bob), n, 'and so is everybody about what was written here');
      await replay`SELECT pg_wal_replay_resume()`;
      await replay.end();
      await standby.stop();
      assert.equal(await seen(bob), n, 'without a standby the primary answers');
    } finally {
      await replay.end().catch(() => {});
      await one.close();
      await other.close();
    }
  });

  test('failover to a promoted standby: the server finds it, and every write acknowledged by both is there', async () => {
    const url = await database('failed_over');
    const standby = await startStandby(cluster);
    const admin = postgres(cluster.url, { max: 1 });
    await admin`ALTER SYSTEM SET synchronous_standby_names = '*'`;
    await admin`SELECT pg_reload_conf()`;
    await eventually('the standby takes part in commits', async () => {
      const rows = await admin`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`;
      return rows.length > 0 ? true : undefined;
    });
    await admin.end();
    const { host } = new URL(standby.url);
    const both = url.replace(new URL(url).host, `${new URL(url).host},${host}`);
    const node = await startNode({ issuer, flags: ['--database', both] });
    const ask = askOver(node.origin, await issuer.token(randomUUID()));
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) {
      const { status, body } = await ask('POST', '/beta/me/profile/skills', { displayName: `skill ${n}` });
      assert.equal(status, 201);
      ids.push(body.id);
    }
    await cluster.crash();
    const promoting = postgres(standby.url, { max: 1 });
    await promoting`SELECT pg_promote()`;
    await promoting.end();
    const { body } = await until(200, ask, '/beta/me/profile/skills');
    assert.deepEqual(
      body.value.map(({ id }: { id: string }) => id),
      ids,
    );
    await eventually('writes are taken again', async () => {
      const { status } = await ask('POST', '/beta/me/profile/skills', { displayName: 'after' });
      return status === 201 ? true : undefined;
    });
    assert.equal(await node.stop(), 0);
    await cluster.start();
  });
});
