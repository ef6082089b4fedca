/** The development certificate: clients that trust its authority take it, and one that no client takes is made anew. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { type Certificate, memoryCertificate, storedCertificate } from '../../src/server/tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'proficio-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Rejects, as a client would, if the certificate is not what it trusts. */
async function shakeHands({ ca, cert, key }: Certificate, servername: string): Promise<void> {
  const server = createServer({ cert, key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The address of a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  const named = servername === 'localhost' ? { servername } : {};
  const socket = connect({ host: '127.0.0.1', port, ca, ...named });
  try {
    await once(socket, 'secureConnect');
    assert.equal(socket.authorized, true);
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('The development certificate', () => {
  for (const servername of ['localhost', '127.0.0.1']) {
    test(`is taken for ${servername} by a client that trusts its authority`, async () => {
      await shakeHands(await memoryCertificate(), servername);
    });
  }

  test('is kept, and made anew where its authority is one that no client takes', async () => {
    const first = await storedCertificate(folder);
    assert.deepEqual(await storedCertificate(folder), first);
    const file = join(folder, 'tls', 'ca.pem');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.map((line, index) => (index === 5 ? line.replace(/./g, 'A') : line)).join('\n'));
    const second = await storedCertificate(folder);
    assert.notEqual(second.ca, first.ca);
    await shakeHands(second, 'localhost');
  });
});
