/** Writers that are cut off by kill -9 again and again, and what must hold whenever the server is back. */
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { startIssuer } from '../support/issuer.ts';
import { startNode } from '../support/node.ts';
import { type AskOver, askOver } from '../support/over-http.ts';

export interface Kills {
  /** The URL of the database. */
  readonly database: string;
  readonly kills: number;
  readonly writers: number;
  /** Flags besides. */
  readonly flags?: readonly string[];
  /** Whom to kill, by the id of the server's process; by default the server. */
  readonly strike?: (pid: number) => void;
  readonly told?: (line: string) => void;
}

export interface Killed {
  readonly acknowledged: number;
  /** Requests that were cut off: nobody was told what became of them. */
  readonly unknown: number;
}

/** One who writes to items of their own, and remembers what was acknowledged. */
interface Writer {
  readonly person: string;
  readonly token: string;
  /** The item that is changed again and again: number of the last acknowledged change, and of the last one tried. */
  id: string | undefined;
  acknowledged: number;
  tried: number;
  readonly created: Map<string, string>;
  readonly removed: Set<string>;
  /** Items whose creation or removal was cut off: they may be there or not, but never in part. */
  readonly uncertain: Set<string>;
}

/** Kills under load so many times. Throws an AssertionError for the first acknowledged write that is missing, or half a write. */
export async function killRounds({ database, kills, writers: count, flags = [], strike, told }: Kills): Promise<Killed> {
  const issuer = await startIssuer();
  const total = { acknowledged: 0, unknown: 0 };
  try {
    const writers = await Promise.all(
      Array.from({ length: count }, async (): Promise<Writer> => {
        const person = randomUUID();
        const token = await issuer.token(person);
        return {
          person,
          token,
          id: undefined,
          acknowledged: 0,
          tried: 0,
          created: new Map(),
          removed: new Set(),
          uncertain: new Set(),
        };
      }),
    );
    for (let round = 0; round <= kills; round++) {
      const node = await startNode({ issuer, flags: ['--database', database, '--log-level', 'error', ...flags] });
      await Promise.all(writers.map((writer) => check(askOver(node.origin, writer.token), writer)));
      if (round === kills) {
        assert.equal(await node.stop(), 0);
        break;
      }
      const until = total.acknowledged + count + randomInt(count * 20);
      const life = { over: false };
      const end = (): void => {
        if (life.over) return;
        life.over = true;
        if (strike) strike(node.pid);
        else process.kill(node.pid, 'SIGKILL');
      };
      const acknowledged = () => void (total.acknowledged >= until && end());
      const working = writers.map((writer) =>
        write(askOver(node.origin, writer.token), writer, life, total, acknowledged).finally(end),
      );
      await Promise.all([node.ended, ...working]);
      told?.(`kill ${round + 1}: ${total.acknowledged} acknowledged so far, ${total.unknown} cut off`);
    }
    const store = await openStore(database);
    try {
      for (const { person } of writers) await checkTrail(store, issuer.tenant, person);
    } finally {
      await store.close();
    }
    return total;
  } finally {
    issuer.close();
  }
}

/** Writes until it is cut off. */
async function write(
  ask: AskOver,
  writer: Writer,
  life: { readonly over: boolean },
  total: { acknowledged: number; unknown: number },
  acknowledged: () => void,
): Promise<void> {
  const done = (): void => {
    total.acknowledged++;
    acknowledged();
  };
  try {
    for (;;) {
      if (writer.id === undefined) {
        const { status, body } = await ask('POST', '/beta/me/profile/skills', itemOf(0));
        assert.equal(status, 201);
        writer.id = String(body.id);
        done();
      }
      writer.tried++;
      const patched = await ask('PATCH', `/beta/me/profile/skills/${writer.id}`, itemOf(writer.tried));
      assert.equal(patched.status, 200);
      writer.acknowledged = writer.tried;
      done();
      const name = randomUUID();
      writer.uncertain.add(name);
      const made = await ask('POST', '/beta/me/profile/interests', { displayName: name, description: name });
      assert.equal(made.status, 201);
      writer.uncertain.delete(name);
      writer.created.set(name, String(made.body.id));
      done();
      const [oldest] = writer.created;
      if (writer.created.size < 20 || !oldest) continue;
      writer.created.delete(oldest[0]);
      writer.uncertain.add(oldest[0]);
      const gone = await ask('DELETE', `/beta/me/profile/interests/${oldest[1]}`);
      assert.equal(gone.status, 204);
      writer.uncertain.delete(oldest[0]);
      writer.removed.add(oldest[0]);
      done();
    }
  } catch (error) {
    // Only the kill may cut anybody off.
    if (error instanceof assert.AssertionError || !life.over) throw error;
    total.unknown++;
  }
}

/** Two values that go together. */
const itemOf = (number: number) => ({ displayName: `change ${number}`, webUrl: `https://example.com/${number}` });

async function check(ask: AskOver, writer: Writer): Promise<void> {
  if (writer.id !== undefined) {
    const { status, body } = await ask('GET', `/beta/me/profile/skills/${writer.id}`);
    assert.equal(status, 200, 'an acknowledged item is there');
    const number = Number(String(body.displayName).slice('change '.length));
    assert.deepEqual({ displayName: body.displayName, webUrl: body.webUrl }, itemOf(number), 'there is no half write');
    assert.ok(
      number >= writer.acknowledged && number <= writer.tried,
      `change ${writer.acknowledged} was acknowledged, ${writer.tried} tried last, and ${number} is there`,
    );
    writer.acknowledged = number;
    writer.tried = number;
  } else {
    // Whether the very first item came to be is not known; it would not be one of those that follow.
    await ask('DELETE', '/beta/me/profile');
  }
  const there = new Map<string, string>();
  for (let next: string | undefined = '/beta/me/profile/interests?$top=999'; next !== undefined; ) {
    const { status, body } = await ask('GET', next);
    assert.equal(status, 200);
    for (const { id, displayName, description } of body.value) {
      assert.equal(description, displayName, 'there is no half write');
      there.set(displayName, id);
    }
    next =
      body['@odata.nextLink'] === undefined ? undefined : new URL(body['@odata.nextLink']).href.replace(/^https?:\/\/[^/]+/, '');
  }
  for (const [name, id] of writer.created) assert.equal(there.get(name), id, 'an acknowledged item is there');
  for (const name of writer.removed) assert.ok(!there.has(name), 'an item whose removal was acknowledged is gone');
  for (const [name, id] of there) {
    assert.ok(writer.created.has(name) || writer.uncertain.has(name), 'nothing is there that nobody wrote');
    writer.created.set(name, id);
  }
  for (const name of writer.uncertain) if (!there.has(name)) writer.removed.add(name);
  writer.uncertain.clear();
}

/** Each change of an item stands in the trail, and nothing does that was not kept. */
async function checkTrail(store: Store, tenant: string, person: string): Promise<void> {
  const changes = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const entries = await store.audit(tenant, {
      viewer: { kind: 'all' },
      person,
      limit: 500,
      ...(after !== undefined && { after }),
    });
    for (const { record, action } of entries) if (action === 'update') changes.set(record, (changes.get(record) ?? 0) + 1);
    after = entries.at(-1)?.id;
    if (entries.length < 500) break;
  }
  const items = await store.profile(tenant, person, { kind: 'all' }, undefined);
  for (const record of [...items.values()].flat())
    assert.equal(record.revision, 1 + (changes.get(record.id) ?? 0), 'the trail has every change of an item, and no more');
}
