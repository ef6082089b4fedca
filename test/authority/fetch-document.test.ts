/** What issuers publish is fetched as `fetch` would: what is answered, where it leads, and that it never leads away from https. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createEncrypted } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import tls from 'node:tls';
import { fetchDocument } from '../../src/server/fetch-document.ts';
import { memoryCertificate } from '../../src/server/tls.ts';

suite('a document is fetched', () => {
  const servers: Server[] = [];
  const unheard = new AbortController();
  let plain = '';
  let encrypted = '';

  const answer: RequestListener = ({ url, headers }, response) => {
    const lead = (location: string) => response.writeHead(302, { location }).end('elsewhere');
    if (url === '/words') response.end('Grüße');
    else if (url === '/accept') response.end(headers.accept);
    else if (url === '/missing') response.writeHead(404).end('no such document');
    else if (url === '/there') lead('words');
    else if (url === '/plain') lead(`${plain}/words`);
    else if (url === '/encrypted') lead(`${encrypted}/words`);
    else if (url === '/circle') lead('/circle');
    else if (url === '/cut') response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
    else unheard.abort();
  };

  before(async () => {
    const certificate = await memoryCertificate();
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate.ca]);
    // Its servers have all that is used here of node:http ones.
    servers.push(createPlain(answer), createEncrypted(certificate, answer) as unknown as Server);
    [plain = '', encrypted = ''] = await Promise.all(
      servers.map(async (server, at) => {
        await once(server.listen(0, '127.0.0.1'), 'listening');
        return `${['http', 'https'][at]}://127.0.0.1:${(server.address() as AddressInfo).port}`;
      }),
    );
  });
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  const fetched = async (address: string): Promise<readonly unknown[]> => {
    const terms = { headers: { accept: 'application/json' }, signal: unheard.signal };
    const { ok, status, text } = await fetchDocument(new URL(address), terms);
    return [ok, status, await text()];
  };

  test('with its status and its text, over http and https, and from where an answer leads', async () => {
    assert.deepEqual(await fetched(`${plain}/words`), [true, 200, 'Grüße']);
    assert.deepEqual(await fetched(`${encrypted}/words`), [true, 200, 'Grüße']);
    assert.deepEqual(await fetched(`${plain}/accept`), [true, 200, 'application/json']);
    assert.deepEqual(await fetched(`${plain}/missing`), [false, 404, 'no such document']);
    assert.deepEqual(await fetched(`${plain}/there`), [true, 200, 'Grüße']);
    assert.deepEqual(await fetched(`${plain}/encrypted`), [true, 200, 'Grüße']);
  });

  test('but not from https to http, nor in a circle, nor in part, nor for ever', async () => {
    await assert.rejects(fetched(`${encrypted}/plain`), /leads to http:.*, which is not https/);
    await assert.rejects(fetched(`${plain}/circle`), /leads elsewhere more than 20 times/);
    await assert.rejects(fetched(`${plain}/cut`), /aborted/);
    await assert.rejects(fetched(`${plain}/silence`), { name: 'AbortError' });
  });
});
