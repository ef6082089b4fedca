/** Many requests in one: Graph's JSON batch (Graph "json-batching"; OData 4.01 JSON Format 19). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault, refuse } from '../fault.ts';
import { schema } from '../model/schema.ts';
import { readFormat } from '../odata/headers.ts';
import { depthLimits, readJson } from '../odata/json.ts';
import { readOptions, splitQuery } from '../odata/options.ts';
import type { Headers, RawReply, RawRequest } from '../odata/raw.ts';
import { writeFault } from '../odata/reply.ts';
import { requireMediaType } from '../odata/request.ts';

/** Requests that one batch may hold. */
const largestBatch = 20;

interface Part {
  readonly id: string;
  readonly raw: RawRequest;
  readonly dependsOn: readonly string[];
  readonly group: string | undefined;
}

/** Headers of the batch that its parts inherit; conditions belong to a part alone. */
const inherited = [
  'accept',
  'accept-language',
  'prefer',
  'odata-version',
  'odata-maxversion',
  'odata-isolation',
  'consistencylevel',
  'sdkversion',
];
/** Headers of a part that count for nothing: who calls is settled by the batch. */
const ignored: ReadonlySet<string> = new Set(['authorization', 'host', 'content-length', 'sdkversion']);

const batchPath = /^(?:\$|%24)batch\/?$/i;

/** True for the address of the batch, which like every segment is matched ignoring case. */
export function isBatch({ path }: Pick<RawRequest, 'path'>): boolean {
  return batchPath.test(path);
}

/** Answers one part of a batch; who calls is settled by the batch. */
export type AnswerPart = (raw: RawRequest) => Promise<RawReply>;

/**
 * Answers a batch: 200 with one response each, in the order of the requests. A failed prerequisite gives its dependants 424.
 * Refuses the batch as a whole only if it is malformed.
 */
export async function answerBatch(raw: RawRequest, now: () => string, answer: AnswerPart): Promise<RawReply> {
  if (raw.method !== 'POST') return refuse('wrongMethod', { allow: ['create'] });
  for (const header of ['if-match', 'if-none-match']) {
    if (raw.headers[header] !== undefined)
      refuse('malformedHeader', { header, reason: 'a batch as a whole has no condition; put it on a request inside' });
  }
  requireMediaType(raw, 'json');
  const options = splitQuery(raw.query);
  readOptions(schema, { end: 'batch', steps: [], collection: false, queryInBody: false }, options);
  const { version } = readFormat(raw.headers, options, { end: 'batch' });
  const parts = readParts(raw, readJson(raw.body ?? new Uint8Array(), depthLimits.batch));
  const running = new Map<string, Promise<RawReply>>();
  for (const part of parts) {
    const needed = part.dependsOn.flatMap((name) => parts.filter((other) => isCalled(other, name)));
    const before = needed.filter(({ id }) => id !== part.id).map(({ id }) => running.get(id));
    running.set(part.id, answerAfter(before, part, now, answer));
    // Others are answered between reads. Writes are begun together: they share a commit.
    if (part.raw.method === 'GET') await nextTurn();
  }
  const responses = await Promise.all(parts.map(async (part) => writePart(part, (await running.get(part.id)) as RawReply)));
  const headers = { 'content-type': 'application/json', 'odata-version': version, vary: 'OData-MaxVersion, Accept' };
  return { status: 200, headers, body: `{"responses":[${responses.join(',')}]}` };
}

/** True if "dependsOn" means this part: by its id, or as one of a group; both are compared ignoring case. */
function isCalled({ id, group }: Part, name: string): boolean {
  return [id, group].some((own) => own?.toLowerCase() === name.toLowerCase());
}

async function answerAfter(
  before: readonly (Promise<RawReply> | undefined)[],
  part: Part,
  now: () => string,
  answer: AnswerPart,
): Promise<RawReply> {
  const replies = await Promise.all(before);
  const failed = replies.some((reply) => reply === undefined || reply.status >= 400);
  if (failed) return writeFault(part.raw, new Fault('dependencyFailed', { id: part.dependsOn.join(', ') }), now());
  return answer(part.raw);
}

function malformed(reason: string, target?: string): never {
  return refuse('malformedBody', { reason, ...(target !== undefined && { target }) });
}

function readParts(raw: RawRequest, json: unknown): readonly Part[] {
  const requests = json !== null && typeof json === 'object' && 'requests' in json ? json.requests : undefined;
  if (!Array.isArray(requests)) return malformed('a batch is an object with the array "requests"', 'requests');
  if (requests.length === 0) return malformed('the array "requests" is empty', 'requests');
  if (requests.length > largestBatch)
    return malformed(`a batch holds at most ${largestBatch} requests, not ${requests.length}`, 'requests');
  const parts: Part[] = [];
  const names = new Set<string>();
  for (const [index, request] of requests.entries()) {
    const part = readPart(raw, request, `requests/${index}`);
    if (names.has(part.id.toLowerCase()))
      malformed(`the id '${part.id}' stands more than once (ids are compared ignoring case)`, `requests/${index}/id`);
    const known = part.dependsOn.every((name) => parts.some((earlier) => isCalled(earlier, name)));
    if (!known)
      malformed(
        `"dependsOn" of request '${part.id}' names a request that does not stand before it`,
        `requests/${index}/dependsOn`,
      );
    names.add(part.id.toLowerCase());
    parts.push(part);
  }
  const clash = parts.find(({ group }) => group !== undefined && names.has(group.toLowerCase()));
  if (clash) malformed(`'${clash.group}' is the name of a group and the id of a request`, 'requests');
  return parts;
}

function readPart(raw: RawRequest, request: unknown, target: string): Part {
  if (request === null || typeof request !== 'object' || Array.isArray(request))
    return malformed('every request of a batch is an object', target);
  const { id, method, url, body, ...others } = request as { readonly [name: string]: unknown };
  // Null is as good as nothing, as it is for the body (JSON Format 19.1).
  const [headers, dependsOn, atomicityGroup] = [others.headers ?? {}, others.dependsOn ?? [], others.atomicityGroup ?? undefined];
  if (typeof id !== 'string' || id === '') return malformed('a request of a batch needs a string "id"', `${target}/id`);
  if (typeof method !== 'string' || method === '') return malformed(`request '${id}' needs a "method"`, `${target}/method`);
  if (typeof url !== 'string' || url === '') return malformed(`request '${id}' needs a "url"`, `${target}/url`);
  if (typeof headers !== 'object' || Array.isArray(headers))
    return malformed(`"headers" of request '${id}' is not an object`, `${target}/headers`);
  if (!Array.isArray(dependsOn) || !dependsOn.every((name) => typeof name === 'string')) {
    return malformed(`"dependsOn" of request '${id}' is not an array of ids`, `${target}/dependsOn`);
  }
  if (atomicityGroup !== undefined && typeof atomicityGroup !== 'string')
    return malformed(`"atomicityGroup" of request '${id}' is not a string`, `${target}/atomicityGroup`);
  const [address = '', query = ''] = splitUrl(relative(url, raw));
  if (isBatch({ path: address })) return malformed(`request '${id}' is a batch itself`, `${target}/url`);
  for (const [name, value] of Object.entries(headers))
    if (typeof value !== 'string')
      malformed(`the header '${name}' of request '${id}' is not a string`, `${target}/headers/${name}`);
  const own = headersOf(raw, headers as { readonly [name: string]: string });
  const part: RawRequest = {
    ...raw,
    method: method.toUpperCase(),
    path: address,
    query,
    headers: own,
    body: bodyOf(body, own['content-type'] ?? ''),
  };
  return { id, raw: part, dependsOn, group: atomicityGroup };
}

/**
 * What a URL of a part adds to the version root: it is relative to that, with or without a slash before it, as in Graph; or it repeats
 * the root, as an absolute URL or an absolute path (JSON Format 19.1).
 */
function relative(url: string, { root, version }: RawRequest): string {
  const [address = ''] = url.split('#');
  const inside = address.startsWith(`${root}/`) ? address.slice(root.length) : address;
  return inside.replace(/^\/+/, '').replace(new RegExp(`^${version}/+`, 'i'), '');
}

function splitUrl(url: string): readonly [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function headersOf(raw: RawRequest, own: { readonly [name: string]: string }): Headers {
  const headers: Record<string, string | undefined> = {};
  for (const name of inherited) if (raw.headers[name] !== undefined) headers[name] = raw.headers[name];
  for (const [name, value] of Object.entries(own)) if (!ignored.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  return headers;
}

const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const textType = /^text\//i;

/** JSON stands as it is, text as a string, all else in base64url, in which Graph takes JSON as well (JSON Format 19.1). */
function bodyOf(body: unknown, type: string): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== 'string') return Buffer.from(JSON.stringify(body, asSent));
  if (type !== '' && !textType.test(type) && /^[\w-]+={0,2}$/.test(body)) return Buffer.from(body, 'base64url');
  return Buffer.from(jsonType.test(type) ? JSON.stringify(body) : body);
}

/** JSON text as a value: a part of ECMAScript that the compiler's library does not declare yet. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => object };

/** A number beyond what doubles hold would turn into null, which is none of what was sent. */
function asSent(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? rawJSON(value > 0 ? '1e999' : '-1e999') : value;
}

function bodyText(body: string, type: string): string {
  if (jsonType.test(type)) return body;
  return JSON.stringify(textType.test(type) ? body : Buffer.from(body).toString('base64url'));
}

function writePart({ id, group, raw }: Part, { status, headers, body }: RawReply): string {
  const json = body === undefined || raw.method === 'HEAD' ? undefined : bodyText(body, headers['content-type'] ?? '');
  const members = [`"id":${JSON.stringify(id)}`, ...(group === undefined ? [] : [`"atomicityGroup":${JSON.stringify(group)}`])];
  members.push(`"status":${status}`, `"headers":${JSON.stringify(headers)}`);
  if (json !== undefined) members.push(`"body":${json}`);
  return `{${members.join(',')}}`;
}
