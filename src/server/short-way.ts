/** The short way: what carries no body needs nothing of the web framework, which takes a quarter of the time of a read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Api, carryOut, note } from './api.ts';
import { completeHeaders, exposedHeaders, readRaw, type Version } from './wire.ts';

/** Characters of an address that go this way; the framework refuses longer ones. */
const longest = 8_192;

/** What the framework's plugin says of other origins, which all may read. */
const origins = { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders.join(', ') } as const;

/**
 * Answers a GET of the API.
 * @param limit bytes that a body may have, for the admission
 * @returns false for all else, and for what the framework has to refuse; nothing has been done then
 */
export function goShortWay(api: Api, request: IncomingMessage, response: ServerResponse, limit: number): boolean {
  const { method, url = '/' } = request;
  const version = url.startsWith('/beta/') ? 'beta' : url.startsWith('/v1.0/') ? 'v1.0' : undefined;
  if (method !== 'GET' || version === undefined || url.length > longest || isEncoded(url)) return false;
  if (!api.admission.enter(request, response, limit)) return false;
  reply(api, version, request, response).catch((cause: unknown) => {
    // answer() never throws: what node:http would not send, whoever waits for it shall not wait for.
    api.log.trouble('an answer could not be sent', cause);
    request.socket.destroy();
  });
  return true;
}

/** True if something of the path is percent-encoded, perhaps wrongly. */
function isEncoded(url: string): boolean {
  const sign = url.indexOf('%');
  if (sign < 0) return false;
  const mark = url.indexOf('?');
  return mark < 0 || sign < mark;
}

async function reply(api: Api, version: Version, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const raw = readRaw(version, request, undefined, api.publicUrl);
  const answered = await carryOut(api, raw);
  if (answered === 'dropped') {
    request.socket.destroy();
    return;
  }
  completeHeaders(answered, raw, request);
  note(api, raw, answered.status, started);
  const { status, headers, body } = answered;
  const flat: string[] = [];
  for (const name in headers) flat.push(name, headers[name] ?? '');
  for (const name in origins) flat.push(name, origins[name as keyof typeof origins]); // the names are its own
  // 204 and 304 have no body to tell the length of (RFC 9110 8.6).
  if (status !== 204 && status !== 304) flat.push('content-length', String(Buffer.byteLength(body ?? '')));
  response.writeHead(status, flat);
  response.end(body);
}
