/** The disk is full, or may not be written to: callers are told to try again, what was acknowledged stays, and nothing is half written. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { startNode } from '../support/node.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { makeFolder } from '../support/program.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
/** A user without rights; on most systems `nobody`. */
const nobody = 65_534;

/** A file system of a few megabytes, where the tests may make one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await makeFolder();
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  if (!mounted) return undefined;
  after(() => run('umount', ['-l', folder]).catch(() => {}));
  return folder;
}

/** Adds items until one is refused; answers the ids of those that were kept. */
async function addUntilRefused(ask: AskOver): Promise<readonly string[]> {
  const kept: string[] = [];
  for (let n = 0; n < 900; n++) {
    const { status, body, headers } = await ask('POST', '/beta/me/profile/notes', {
      displayName: `note ${n}`,
      detail: { content: 'x'.repeat(20_000) },
    });
    if (status === 201) {
      kept.push(body.id);
      continue;
    }
    assert.equal(status, 503);
    assert.equal(body.error.code, 'serviceNotAvailable');
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    return kept;
  }
  return assert.fail('the disk is never full');
}

async function assertAllThere(ask: AskOver, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { status, body } = await ask('GET', `/beta/me/profile/notes/${id}`);
    assert.equal(status, 200);
    assert.equal(body.detail.content.length, 20_000);
  }
}

describe('the disk', { skip: process.platform === 'win32' ? 'there are no such limits here' : false, timeout: 120_000 }, () => {
  let issuer: Issuer;
  let token: string;
  before(async () => {
    issuer = await startIssuer();
    token = await issuer.token(randomUUID());
  });
  after(() => issuer.close());

  test('files that must not grow: writes are refused, reads go on, and all that was acknowledged is there afterwards', async () => {
    const flags = ['--database', `sqlite:${join(await makeFolder(), 'proficio.db')}`, '--log-level', 'error'];
    // Blocks of 512 bytes, as POSIX has it; some shells count in 1024.
    const under = ['sh', '-c', 'ulimit -f 4096; exec "$@"', 'sh'];
    const limited = await startNode({ issuer, flags, under });
    const ask = askOver(limited.origin, token);
    const kept = await addUntilRefused(ask);
    assert.ok(kept.length > 5);
    await assertAllThere(ask, kept);
    await limited.kill();
    const free = await startNode({ issuer, flags });
    await assertAllThere(askOver(free.origin, token), kept);
    assert.equal((await askOver(free.origin, token)('POST', '/beta/me/profile/notes', { displayName: 'after' })).status, 201);
    assert.equal(await free.stop(), 0);
  });

  test('a full disk: writes are refused until there is room again, without a restart', async (context) => {
    const folder = await smallDisk();
    if (folder === undefined) return context.skip('no file system can be mounted here');
    const node = await startNode({
      issuer,
      flags: ['--database', `sqlite:${join(folder, 'proficio.db')}`, '--log-level', 'error'],
    });
    const ask = askOver(node.origin, token);
    const { bavail, bsize } = await statfs(folder);
    const filler = join(folder, 'filler');
    await writeFile(filler, Buffer.alloc(bavail * bsize - 1_500_000));
    const kept = await addUntilRefused(ask);
    await assertAllThere(ask, kept);
    assert.equal((await ask('GET', '/health/live')).status, 200);
    await rm(filler);
    await eventually('writes are taken again', async () => {
      const { status } = await ask('POST', '/beta/me/profile/notes', { displayName: 'after' });
      return status === 201 || undefined;
    });
    await assertAllThere(ask, kept);
    assert.equal(await node.stop(), 0);
  });

  test('a folder that may not be written to: the server says so in one line and does not start', async () => {
    const folder = await makeFolder();
    await chmod(folder, 0o555);
    const flags = ['--data', join(folder, 'data'), '--log-level', 'error'];
    await assert.rejects(
      startNode({ issuer, flags, ...(isRoot && { uid: nobody }) }),
      /serve ended with 1 before it answered: proficio: the folder \S+ cannot be written to: permission denied\n$/,
    );
    await chmod(folder, 0o755);
  });

  test('a database that may not be written to: likewise', async () => {
    const folder = await makeFolder();
    const database = `sqlite:${join(folder, 'proficio.db')}`;
    const node = await startNode({ issuer, flags: ['--data', folder, '--database', database] });
    await node.stop();
    await chmod(join(folder, 'proficio.db'), 0o444);
    await chmod(folder, 0o555);
    await assert.rejects(
      startNode({ issuer, flags: ['--data', folder, '--database', database], ...(isRoot && { uid: nobody }) }),
      /serve ended with 1 before it answered: proficio: [^\n]+\n$/,
    );
    await chmod(folder, 0o755);
  });
});
