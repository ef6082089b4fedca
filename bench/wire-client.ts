/** A client that costs next to nothing, for load at a rate: what it takes itself would be counted as the server's. */
import { connect, type Socket } from 'node:net';

/** One request of a job. Answers other than 2xx are counted as failures. */
export interface LoadRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Told once the answer is there, with its status; undefined if the connection broke. */
type Answered = (status: number | undefined) => void;

export interface WireClient {
  /** Sends over a free connection, or waits for one. */
  readonly send: (request: Buffer, answered: Answered) => void;
  readonly close: () => void;
}

/** A request as it goes over the wire (RFC 9112). */
export function written(origin: string, { method, path, headers = {}, body }: LoadRequest): Buffer {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ host: new URL(origin).host, ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}

/** Opens so many connections to a server of plain http whose answers tell their length. */
export function openWire(origin: string, connections: number): WireClient {
  const { hostname, port } = new URL(origin);
  const waiting: { readonly request: Buffer; readonly answered: Answered }[] = [];
  const free: Connection[] = [];
  const next = (connection: Connection): void => {
    const first = waiting.shift();
    if (first) connection.send(first.request, first.answered);
    else free.push(connection);
  };
  const all = Array.from({ length: connections }, () =>
    openConnection(connect({ host: hostname, port: Number(port), noDelay: true }), next),
  );
  free.push(...all);
  return {
    send(request, answered) {
      const connection = free.pop();
      if (connection) connection.send(request, answered);
      else waiting.push({ request, answered });
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

interface Connection {
  readonly socket: Socket;
  readonly send: (request: Buffer, answered: Answered) => void;
}

const headEnd = Buffer.from('\r\n\r\n');

/** One request at a time: an answer is over when as many bytes have come as its head says. */
function openConnection(socket: Socket, done: (connection: Connection) => void): Connection {
  let answered: Answered | undefined;
  let head: Buffer = Buffer.alloc(0);
  let status = 0;
  let missing = -1;
  const end = (found: number | undefined): void => {
    const tell = answered;
    answered = undefined;
    missing = -1;
    head = Buffer.alloc(0);
    tell?.(found);
  };
  socket.on('data', (piece: Buffer) => {
    if (missing < 0) {
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      const at = head.indexOf(headEnd);
      if (at < 0) return;
      const text = head.toString('latin1', 0, at);
      status = Number(text.slice(9, 12));
      missing = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0) - (head.length - at - headEnd.length);
    } else {
      missing -= piece.length;
    }
    if (missing > 0) return;
    end(status);
    done(connection);
  });
  socket.on('error', () => end(undefined));
  socket.on('close', () => end(undefined));
  const connection: Connection = {
    socket,
    send(request, tell) {
      answered = tell;
      socket.write(request);
    },
  };
  return connection;
}
