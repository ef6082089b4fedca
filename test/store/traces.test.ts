/** Who is erased leaves no trace: a canary is looked for in every file of the database, and in what the server wrote to its log. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { postgres } from '../../src/store/postgres-driver.ts';
import { eventually } from '../support/eventually.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { type Node, startNode } from '../support/node.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { startCluster } from '../support/postgres.ts';
import { makeFolder, runProgram } from '../support/program.ts';

/** Where old log records are not kept for reuse, the log forgets, too. */
const started = await startCluster(['-c', 'wal_recycle=off', '-c', 'min_wal_size=32MB', '-c', 'log_min_duration_statement=0']);
const missing = 'missing' in started ? started.missing : false;
const folder = await makeFolder();

/** The files under a folder that hold a text in any case. */
async function filesWith(root: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.toString('latin1').toLowerCase().includes(text.toLowerCase())) found.push(path);
  }
  return found;
}

interface Kept {
  readonly name: string;
  readonly skip: string | false;
  readonly database: string;
  readonly files: string;
  /** Has what is only in memory written to the files. */
  readonly settle: () => Promise<void>;
}

const databases: readonly Kept[] = [
  { name: 'SQLite', skip: false, database: `sqlite:${join(folder, 'proficio.db')}`, files: folder, settle: async () => {} },
  {
    name: 'PostgreSQL',
    skip: missing,
    database: 'url' in started ? started.url : '',
    files: 'folder' in started ? started.folder : '',
    async settle() {
      const sql = postgres('url' in started ? started.url : '', { max: 1, onnotice: () => {} });
      for (const _ of [1, 2]) {
        await sql`CHECKPOINT`;
        await sql`SELECT pg_switch_wal()`;
      }
      await sql`CHECKPOINT`;
      await sql.end();
    },
  },
];

for (const { name, skip, database, files, settle } of databases) {
  describe(`traces on ${name}`, { skip, timeout: 120_000 }, () => {
    let issuer: Issuer;
    let node: Node;
    let admin: AskOver;
    before(async () => {
      issuer = await startIssuer();
      node = await startNode({ issuer, flags: ['--database', database, '--log-level', 'debug'] });
      admin = askOver(node.origin, await issuer.applicationToken());
    });
    after(async () => {
      await node.stop();
      issuer.close();
    });

    /** Somebody with a canary in name, items, contacts and in what others keep of them. */
    async function live(canary: string): Promise<string> {
      const id = randomUUID();
      const claims = { name: `${canary} Name`, preferred_username: `${canary}@example.com` };
      const ask = askOver(node.origin, await issuer.token(id, claims));
      for (let n = 0; n < 12; n++) {
        const made = await ask('POST', '/beta/me/profile/notes', {
          displayName: canary,
          detail: { contentType: 'text', content: canary.repeat(n % 3 === 0 ? 1000 : 20) },
        });
        assert.equal(made.status, 201, JSON.stringify(made.body));
        const path = `/beta/me/profile/notes/${made.body.id}`;
        assert.equal((await ask('PATCH', path, { displayName: `${canary} again` })).status, 200);
        if (n % 4 === 0) assert.equal((await ask('DELETE', path)).status, 204);
      }
      const contact = { displayName: canary, emailAddresses: [{ address: `${canary}@contact.example`, name: canary }] };
      assert.equal((await ask('POST', '/beta/me/contacts', contact)).status, 201);
      // Requests that fail are logged as well.
      await ask('GET', `/beta/me/profile/notes?$filter=displayName eq '${canary}'`);
      await ask('GET', `/beta/users/${canary}@example.com/profile/${canary}`);
      await ask('POST', '/beta/me/profile/notes', `{"displayName": ${canary}`);
      await settle();
      assert.notDeepEqual(await filesWith(files, canary), [], 'as long as the person is there, so is the canary');
      return id;
    }

    /** An item that the person, being an administrator, gave to somebody and changed; its address and what is answered there. */
    async function writtenToOther(id: string, canary: string) {
      const other = randomUUID();
      await askOver(node.origin, await issuer.token(other))('GET', '/beta/me');
      const claims = { name: `${canary} Name`, scp: 'User.ReadWrite.All', wids: ['62e90394-69f5-4237-9190-012177145e10'] };
      const ask = askOver(node.origin, await issuer.token(id, { ...claims, preferred_username: `${canary}@example.com` }));
      const made = await ask('POST', `/beta/users/${other}/profile/notes`, { displayName: 'Theirs' });
      const path = `/beta/users/${other}/profile/notes/${made.body.id}`;
      assert.equal((await ask('PATCH', path, { displayName: 'Theirs again' })).status, 200);
      const { status, body } = await admin('GET', path);
      assert.equal(status, 200, JSON.stringify(made.body));
      assert.match(JSON.stringify(body), new RegExp(canary));
      return [path, body] as const;
    }

    test('after erase, while the server runs', async () => {
      const canary = `canary${randomUUID().replaceAll('-', '')}`;
      const id = await live(canary);
      const [path, item] = await writtenToOther(id, canary);
      const erased = await runProgram(['erase', '--user', id, '--tenant', issuer.tenant, '--database', database]);
      assert.equal(erased.code, 0, erased.err);
      assert.match(erased.out, /^removed person \S+ with 9 items, 1 contacts and \d+ audit entries\n$/);
      await settle();
      assert.deepEqual(await filesWith(files, canary), []);
      const { status, body } = await admin('GET', path);
      const nameless = { application: null, device: null, user: { displayName: null, id } };
      assert.deepEqual([status, body], [200, { ...item, createdBy: nameless, lastModifiedBy: nameless }]);
    });

    test('after DELETE /users/{id}, a moment later', async () => {
      const canary = `canary${randomUUID().replaceAll('-', '')}`;
      const id = await live(canary);
      const { status } = await admin('DELETE', `/beta/users/${id}`);
      assert.equal(status, 204);
      await eventually('the files hold nothing of the person', async () => {
        await settle();
        return (await filesWith(files, canary)).length === 0 || undefined;
      });
    });

    test('in the log, ever', async () => {
      await node.stop();
      assert.match(node.said(), /"answered"/, 'requests are logged');
      assert.doesNotMatch(node.said(), /canary/i);
      assert.doesNotMatch(node.said(), /eyJ/, 'nor are tokens');
    });
  });
}
