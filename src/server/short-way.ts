/** The short way: what carries a short body or none needs nothing of the web framework, which takes a quarter of the time of a read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { type Api, carryOut, complete, droppedStatus, note } from './api.ts';
import { lookout } from './lookout.ts';
import { exposedHeaders, readRaw, type Version } from './wire.ts';

/** Characters of an address and bytes of a body that go this way; the framework refuses what is too long. */
const longest = { address: 8_192, body: 65_536 } as const;

/** What the framework's plugin says to pages of other origins, which all may read. */
const origins = { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders.join(', ') } as const;

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

/**
 * Answers a request of the API that has a short body or none.
 * @param limit bytes that a body may have, for the admission
 * @returns false for all else, and for what the framework has to refuse; nothing has been done then
 */
export function goShortWay(api: Api, request: IncomingMessage, response: ServerResponse, limit: number): boolean {
  const { method = '', url = '/' } = request;
  const version: Version | undefined = url.startsWith('/beta/') ? 'beta' : url.startsWith('/v1.0/') ? 'v1.0' : undefined;
  if (!methods.has(method) || version === undefined || url.length > longest.address || isEncoded(url)) return false;
  const length = method === 'GET' ? 0 : lengthOf(request.headers);
  if (length === undefined || (length > 0 && url.includes('$batch'))) return false;
  if (!api.admission.enter(request, response, limit)) return false;
  const started = performance.now();
  lookout.arrived(started, request.socket, api.admission.running() <= 1);
  const take = (sent: Buffer | undefined): void => takeUp({ api, version, request, response, started, sent });
  if (length === 0) take(undefined);
  else readAll(request, take);
  return true;
}

/** A request that has been read. */
interface Arrived {
  readonly api: Api;
  readonly version: Version;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly started: number;
  readonly sent: Buffer | undefined;
}

/** Requests being answered from which on those of a turn are taken up together: whoever calls alone waits for nobody. */
const several = 6;

let latest: Arrived[] = [];

/** Takes up the requests of a turn once all of them have been read: what reads them, TLS above all, leaves the caches to the rules. */
function takeUp(arrived: Arrived): void {
  if (arrived.api.admission.running() < several) void reply(arrived);
  else if (latest.push(arrived) === 1) setImmediate(takeUpAll);
}

function takeUpAll(): void {
  const all = latest;
  latest = [];
  for (const arrived of all) void reply(arrived);
}

/** answer() never throws: what node:http would not send, whoever waits for it shall not wait for. */
function fail(api: Api, request: IncomingMessage, cause: unknown): void {
  api.log.trouble('an answer could not be sent', cause);
  request.socket.destroy();
}

/** Bytes of a body; undefined where it is too long for this way, or of a length or type that the framework has to look at. */
function lengthOf(headers: IncomingMessage['headers']): number | undefined {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined || headers.expect !== undefined || headers['content-type'] === '')
    return undefined;
  if (length === undefined) return 0;
  return /^\d{1,5}$/.test(length) && Number(length) <= longest.body ? Number(length) : undefined;
}

/** Hands over a body once all of it is there. Of whoever breaks off before, nothing is heard again. */
function readAll(request: IncomingMessage, then: (body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.once('end', () => then(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
  // The connection is gone, and with it whoever would have been answered.
  request.once('error', () => undefined);
}

/** True if something of the path is percent-encoded, perhaps wrongly. */
function isEncoded(url: string): boolean {
  const sign = url.indexOf('%');
  if (sign < 0) return false;
  const mark = url.indexOf('?');
  return mark < 0 || sign < mark;
}

/** Never rejects. */
async function reply(arrived: Arrived): Promise<void> {
  const { api, version, request, sent } = arrived;
  try {
    const raw = readRaw(version, request, sent, api.publicUrl);
    const answered = await carryOut(api, raw);
    if (answered.status === droppedStatus) {
      request.socket.destroy();
      return;
    }
    complete(api, request, raw, answered);
    write(arrived, raw, answered);
  } catch (cause) {
    fail(api, request, cause);
  }
}

function write(arrived: Arrived, raw: RawRequest, answered: RawReply): void {
  const { request } = arrived;
  const { status, headers, body, bytes = Buffer.byteLength(body ?? '') } = answered;
  const flat: string[] = [];
  for (const name in headers) flat.push(name, headers[name] ?? '');
  // The names are its own.
  if (request.headers.origin !== undefined) for (const name in origins) flat.push(name, origins[name as keyof typeof origins]);
  // 204 and 304 have no body to tell the length of (RFC 9110 8.6).
  if (status !== 204 && status !== 304) flat.push('content-length', String(bytes));
  // As many bytes as characters: all are ASCII, which in Latin-1 is sent as it is, and need not be looked at once more.
  send({ arrived, raw, status, headers: flat, body, encoding: bytes === body?.length ? 'latin1' : 'utf8' });
}

interface Answer {
  readonly arrived: Arrived;
  readonly raw: RawRequest;
  readonly status: number;
  /** Names and values in turns. */
  readonly headers: string[];
  readonly body: string | undefined;
  readonly encoding: BufferEncoding;
}

let turn: Answer[] = [];

/** Sends the answers of one turn together: whoever is woken for the first is awake for the rest, and to wake costs more than to send. */
function send(answer: Answer): void {
  if (turn.push(answer) === 1) process.nextTick(sendAll);
}

function sendAll(): void {
  const answers = turn;
  turn = [];
  for (const { arrived, status, headers, body, encoding } of answers) {
    const { api, request, response } = arrived;
    try {
      response.writeHead(status, headers);
      response.end(body, encoding);
    } catch (cause) {
      fail(api, request, cause);
    }
  }
  // Nobody waits for what is noted.
  const now = performance.now();
  const [only] = answers;
  const isOnly = answers.length === 1 && only !== undefined && only.arrived.api.admission.running() <= 1;
  lookout.answered(now, isOnly ? only.arrived.request.socket : undefined);
  for (const { arrived, raw, status } of answers) {
    try {
      note(arrived.api, raw, status, now - arrived.started);
    } catch (cause) {
      arrived.api.log.trouble('an answer could not be noted', cause);
    }
  }
}
