/** A client that costs next to nothing: what it takes itself would be counted as the server's. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';

/** One request of a job. Answers other than 2xx are counted as failures. */
export interface LoadRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A kept-alive connection of HTTP/1.1 that carries one request at a time. */
export interface Connection {
  /**
   * Sends what is written.
   * @param answered told once the answer is there, with its status; undefined if the connection broke, after which another is made
   */
  readonly send: (request: Buffer, answered: (status: number | undefined) => void) => void;
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

/** What comes in on any connection: it is looked at before the next piece comes, and nothing of it kept but the end of a head. */
const received = Buffer.allocUnsafe(256 * 1024);
const headEnd = '\r\n\r\n';
const lastChunk = '\r\n0\r\n\r\n';

/** Opens a connection. The certificate of a server under https is the benchmark's own, and not looked at. */
export function openConnection(origin: string): Connection {
  const { protocol, hostname, port } = new URL(origin);
  let answered: ((status: number | undefined) => void) | undefined;
  /** Of an answer: what there is of its head, or, of chunks, their last bytes. */
  let text = '';
  let status = 0;
  /** Bytes that have yet to come; undefined before the end of the head, infinite where the last chunk tells the end. */
  let missing: number | undefined;
  let closed = false;
  const end = (found: number | undefined): void => {
    const tell = answered;
    answered = undefined;
    missing = undefined;
    text = '';
    tell?.(found);
  };
  const receive = (count: number): boolean => {
    if (missing === undefined) {
      text += received.toString('latin1', 0, count);
      const at = text.indexOf(headEnd);
      if (at < 0) return true;
      status = Number(text.slice(9, 12));
      const body = text.length - at - headEnd.length;
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (length !== undefined) missing = Number(length) - body;
      else missing = /\r\ntransfer-encoding: chunked/i.test(text) ? Number.POSITIVE_INFINITY : 0;
    } else {
      missing -= count;
      if (missing > 0 && !Number.isFinite(missing)) text = text.slice(-lastChunk.length) + received.toString('latin1', 0, count);
    }
    if (missing <= 0 || (missing === Number.POSITIVE_INFINITY && text.endsWith(lastChunk))) end(status);
    return true;
  };
  const open = (): Socket => {
    const where = { host: hostname, port: Number(port), noDelay: true, onread: { buffer: received, callback: receive } };
    const made = protocol === 'https:' ? connectEncrypted({ ...where, rejectUnauthorized: false }) : connectPlain(where);
    made.on('error', () => undefined);
    made.on('close', () => {
      if (!closed) socket = open();
      end(undefined);
    });
    return made;
  };
  let socket = open();
  return {
    send(request, tell) {
      answered = tell;
      socket.write(request);
    },
    close() {
      closed = true;
      socket.destroy();
    },
  };
}
