/** A wire between a server and its database that can be cut. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  /** The URL of the database, by way of this wire. */
  readonly url: string;
  /** Cuts what is connected; what connects afterwards gets through. */
  readonly cut: () => void;
  readonly close: () => void;
}

export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const own = new URL(url);
  // A TCP server has an address and a port.
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
