/** Faults on demand: rules that answer in the server's stead, slow it down, or make it misbehave as Graph has been seen to. */
import { findCollection } from '../../model/collections.ts';
import type { EnumType, StructuredType } from '../../model/field.ts';
import { flagMask } from '../../odata/body.ts';
import type { RawReply, RawRequest } from '../../odata/raw.ts';

/** A rule; every condition given must hold. */
export interface FaultRule {
  readonly id: string;
  /** Only requests of this tenant; without it those of every tenant. */
  readonly tenant?: string;
  /** Only this method; any case. */
  readonly method?: string;
  /** Only paths below the version root that match: `*` is any characters within a segment, `**` any at all. */
  readonly path?: string;
  /** Between 0 and 1; without it every request that matches. */
  readonly probability?: number;
  /** How many requests it still strikes; without it any number. */
  readonly count?: number;
  /** Milliseconds to wait before anything else. */
  readonly latency?: number;
  /** The answer's status; without it the request is carried out. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** Seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** Cuts the connection without an answer. */
  readonly drop?: boolean;
  /** `numericEnums`: members as numbers in strings; `unknownError`: 400 UnknownError with an empty message. */
  readonly misbehave?: 'numericEnums' | 'unknownError';
}

/** What a rule does to a request. */
export async function strike(
  rule: FaultRule,
  raw: RawRequest,
  date: string,
  carryOut: () => Promise<RawReply>,
): Promise<RawReply> {
  if (rule.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, rule.latency));
  if (rule.drop) return { status: 0, headers: {}, body: undefined };
  if (rule.misbehave === 'unknownError') return errorReply(rule, raw, date, 400, 'UnknownError', '');
  if (rule.status !== undefined)
    return errorReply(rule, raw, date, rule.status, rule.code ?? codeOf(rule.status), rule.message ?? 'A fault made on demand.');
  const reply = await carryOut();
  return rule.misbehave === 'numericEnums' ? withNumericEnums(raw, reply) : reply;
}

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'itemNotFound',
  409: 'nameAlreadyExists',
  412: 'resourceModified',
  423: 'locked',
  429: 'TooManyRequests',
  500: 'generalException',
  503: 'serviceNotAvailable',
  504: 'timeout',
  507: 'quotaLimitReached',
};

function codeOf(status: number): string {
  return codes[status] ?? 'UnknownError';
}

/** An error as Graph writes it; a throttled one repeats itself inside, as its documentation shows. */
export function errorReply(
  rule: Pick<FaultRule, 'retryAfter'>,
  raw: RawRequest,
  date: string,
  status: number,
  code: string,
  message: string,
): RawReply {
  const ids = { date: date.slice(0, 19), 'request-id': raw.requestId, 'client-request-id': raw.clientRequestId };
  const innerError = status === 429 ? { code: '429', ...ids, message: 'Please retry after', status: '429' } : ids;
  const headers: Record<string, string> = { 'content-type': 'application/json', 'odata-version': '4.0' };
  if (rule.retryAfter !== undefined) headers['retry-after'] = String(rule.retryAfter);
  return { status, headers, body: JSON.stringify({ error: { code, message, innerError } }) };
}

/** True if the rule is about such a request. */
export function concerns(rule: FaultRule, tenant: string | undefined, { method, path }: RawRequest): boolean {
  if (rule.tenant !== undefined && rule.tenant !== tenant) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  return rule.path === undefined || pattern(rule.path).test(path);
}

const patterns = new Map<string, RegExp>();

/** Stars to an expression without nesting, so that matching is linear. */
function pattern(path: string): RegExp {
  let compiled = patterns.get(path);
  if (!compiled) {
    const source = path
      .replace(/^\//, '')
      .split(/(\*{1,2})/)
      .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&')))
      .join('');
    compiled = new RegExp(`^${source}$`, 'i');
    patterns.set(path, compiled);
  }
  return compiled;
}

/** Enum members as Graph answered them in October 2020: `"proficiency":"4"`, `"allowedAudiences":"8"`. */
function withNumericEnums(raw: RawRequest, reply: RawReply): RawReply {
  const collection = raw.path
    .split('/')
    .map((segment) => findCollection(segment.replace(/\(.*/, '')))
    .find((found) => found !== undefined);
  if (!collection || reply.body === undefined || !/json/.test(reply.headers['content-type'] ?? '')) return reply;
  const json = JSON.parse(reply.body) as { value?: unknown };
  const changed = Array.isArray(json.value)
    ? { ...json, value: json.value.map((item) => numbered(collection.item, item)) }
    : numbered(collection.item, json);
  return { ...reply, body: JSON.stringify(changed) };
}

function numbered(type: StructuredType, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((member) => numbered(type, member));
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      const property = type.properties.get(name);
      if (property?.type.kind === 'enum' && typeof held === 'string')
        return [name, String(flagMask(property.type as EnumType, held))];
      return [name, property?.type.kind === 'complex' ? numbered(property.type, held) : held];
    }),
  );
}
