/** The edge of the wire: what node:http hands over as a RawRequest, and the headers that every answer has. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RawReply, RawRequest } from '../odata/raw.ts';

export type Version = RawRequest['version'];

/** Headers that pages of other origins may read. */
export const exposedHeaders = [
  'ETag',
  'Location',
  'OData-Version',
  'OData-EntityId',
  'Preference-Applied',
  'Content-Range',
  'request-id',
  'client-request-id',
  'ReadWriteConsistencyToken',
  'SdkVersion',
  'WWW-Authenticate',
  'x-ms-client-gcc-tenant',
  'Retry-After',
] as const;

/**
 * A request as the odata floor reads it.
 * @param body what was sent, if anything was
 * @param publicUrl the origin written into links; by default the one the caller used
 */
export function readRaw(
  version: Version,
  request: IncomingMessage,
  body: Uint8Array | undefined,
  publicUrl: string | undefined,
): RawRequest {
  const { url = '/', method = 'GET', headers } = request;
  const mark = url.indexOf('?');
  const path = url.slice(version.length + 2, mark < 0 ? undefined : mark);
  const requestId = randomUUID();
  const own = headers['client-request-id'];
  return {
    method,
    path: path.endsWith('/') ? path.slice(0, -1) : path,
    query: mark < 0 ? '' : url.slice(mark + 1),
    // Of the headers that may repeat none is read by the API.
    headers: headers as RawRequest['headers'],
    body,
    root: `${publicUrl ?? originOf(request)}/${version}`,
    version,
    requestId,
    clientRequestId: typeof own === 'string' && /^[\w.:-]{1,128}$/.test(own) ? own : requestId,
  };
}

/** Adds the headers that every answer has (Graph's, section "Response headers" of its documentation). */
export function completeHeaders({ headers }: RawReply, raw: RawRequest, request: IncomingMessage): void {
  headers['request-id'] = raw.requestId;
  headers['client-request-id'] = raw.clientRequestId;
  headers['x-ms-ags-diagnostic'] = diagnostic;
  // An address says other things to other people, and a browser that is handed on would ask with the tag of the last one.
  headers['cache-control'] ??= 'no-store';
  headers['x-content-type-options'] = 'nosniff';
  if (isEncrypted(request)) headers['strict-transport-security'] = 'max-age=31536000';
}

const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'Local', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'PROFICIO' },
});

/** The origin the caller used. A Host header that is none falls back to the address the connection came in by. */
export function originOf(request: IncomingMessage): string {
  const scheme = isEncrypted(request) ? 'https' : 'http';
  const { host } = request.headers;
  if (host !== undefined && isHost(host)) return `${scheme}://${host}`;
  const { localAddress = '127.0.0.1', localPort = 0 } = request.socket;
  return `${scheme}://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

const hostPattern = /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;
let latestHost = '';

/** Nearly all callers use the same name for the server. */
function isHost(host: string): boolean {
  if (host === latestHost) return true;
  if (!hostPattern.test(host)) return false;
  latestHost = host;
  return true;
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}
