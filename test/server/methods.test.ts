/** Addresses beside the API tell with which methods they are served; what is at no address is told as such. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Server, startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { plain } from '../support/plain-server.ts';

const rows: readonly {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly allow?: string;
  readonly stranger?: true;
}[] = [
  { method: 'GET', path: '/health/live', status: 200 },
  { method: 'HEAD', path: '/health/live', status: 200 },
  { method: 'HEAD', path: '/health/ready', status: 200 },
  { method: 'POST', path: '/health/live', status: 405, allow: 'GET' },
  { method: 'DELETE', path: '/health/ready?now', status: 405, allow: 'GET' },
  { method: 'PUT', path: '/metrics', status: 405, allow: 'GET' },
  { method: 'GET', path: '/metrics', status: 400, stranger: true },
  { method: 'PUT', path: '/metrics', status: 400, stranger: true },
  { method: 'POST', path: '/elsewhere', status: 400 },
  { method: 'GET', path: '/health', status: 400 },
  { method: 'GET', path: '/:a(', status: 400 },
  { method: 'POST', path: '/health/:a((a+)+)', status: 400 },
  { method: 'POST', path: '/*', status: 400 },
];

describe('what is asked beside the API', () => {
  let store: Store;
  let server: Server;
  before(async () => {
    store = await openStore('sqlite::memory:');
    server = await startServer(plain(store));
  });
  after(async () => {
    await server.close();
    await store.close();
  });

  for (const { method, path, status, allow, stranger } of rows)
    test(`${method} ${path}${stranger ? ' by a stranger' : ''}: ${status}${allow ? `, and it takes ${allow}` : ''}`, async () => {
      const answered = await fetch(`${server.http}${path}`, {
        method,
        headers: stranger ? { 'x-forwarded-for': '192.0.2.1' } : {},
      });
      assert.equal(answered.status, status);
      assert.equal(answered.headers.get('allow'), allow ?? null);
      if (method === 'HEAD') assert.equal(await answered.text(), '');
    });
});
