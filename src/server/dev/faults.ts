/** Faults on demand: rules that answer in the server's stead, slow it down, or make it misbehave as Graph has been seen to. */
import type { RawReply, RawRequest } from '../../odata/raw.ts';
import { withNumericEnums } from './numeric-enums.ts';
import { either, flag, malformed, number, oneOf, readShape, type Shape, text, texts, whole } from './shape.ts';

/** What a rule strikes, and what it does; every condition given must hold. */
export interface FaultWish {
  /** `api` (the default) is what lies below /beta and /v1.0, each part of a batch by itself; `authority` is where tokens come from. */
  readonly at?: 'api' | 'authority';
  /** Only this method; any case. */
  readonly method?: string;
  /** Only paths that match, with the version in front or without: `*` is any characters within a segment, `**` any at all. */
  readonly path?: string;
  /** Between 0 and 1; without it every request that matches. */
  readonly probability?: number;
  /** How many requests it still strikes; without it any number. */
  readonly count?: number;
  /** Milliseconds to wait before anything else. */
  readonly latency?: number;
  /** The answer's status, 400 to 599; without it the request is carried out. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** Headers of the answer, for instance a challenge. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds, or a text that is sent as it stands. */
  readonly retryAfter?: number | string;
  /** How seconds of `retryAfter` are sent: as a number (the default), or as the date that lies so far ahead. */
  readonly retryAfterForm?: 'seconds' | 'date';
  /** Cuts the connection without an answer. */
  readonly drop?: boolean;
  /** `numericEnums`: members as numbers in strings; `unknownError`: 400 UnknownError with an empty message. */
  readonly misbehave?: 'numericEnums' | 'unknownError';
}

/** A rule as it is kept. */
export interface FaultRule extends FaultWish {
  readonly id: string;
  /** Only requests of this tenant. */
  readonly tenant: string;
}

const shape: Shape<FaultWish> = {
  at: oneOf(['api', 'authority']),
  method: { takes: 'the name of a method', fits: (value) => typeof value === 'string' && /^[A-Za-z]+$/.test(value) },
  path: {
    takes: 'a pattern of 1 to 1000 characters',
    fits: (value) => typeof value === 'string' && value !== '' && value.length <= 1000,
  },
  probability: number(0, 1),
  count: whole(1, Number.MAX_SAFE_INTEGER),
  latency: number(0, 600_000),
  status: whole(400, 599),
  code: text,
  message: { takes: 'a text', fits: (value) => typeof value === 'string' },
  headers: texts,
  retryAfter: either(number(0, 86_400), text),
  retryAfterForm: oneOf(['seconds', 'date']),
  drop: flag,
  misbehave: oneOf(['numericEnums', 'unknownError']),
};

const effects = ['latency', 'status', 'drop', 'misbehave'] as const;

/** Refuses malformedControl for what is no rule, and for a rule that would do nothing. */
export function readRule(json: unknown): FaultWish {
  const rule = readShape('fault rule', shape, json);
  if (!effects.some((effect) => rule[effect] !== undefined))
    malformed('fault rule', `it does nothing; give it one of ${effects.join(', ')}`, undefined);
  return rule;
}

/** What a rule does to a request. */
export async function strike(
  rule: FaultWish,
  raw: RawRequest,
  date: string,
  carryOut: () => Promise<RawReply>,
): Promise<RawReply> {
  if (rule.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, rule.latency));
  if (rule.drop) return dropped;
  if (rule.misbehave === 'unknownError') return errorReply(rule, raw, date, 400, 'UnknownError', '');
  if (rule.status !== undefined)
    return errorReply(rule, raw, date, rule.status, rule.code ?? codeOf(rule.status), rule.message ?? 'A fault made on demand.');
  const reply = await carryOut();
  return rule.misbehave === 'numericEnums' ? withNumericEnums(raw, reply) : reply;
}

/** The answer that stands for none: the connection is cut. */
export const dropped: RawReply = { status: 0, headers: {}, body: undefined };

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
  rule: Pick<FaultWish, 'headers' | 'retryAfter' | 'retryAfterForm'>,
  raw: Pick<RawRequest, 'requestId' | 'clientRequestId'>,
  date: string,
  status: number,
  code: string,
  message: string,
): RawReply {
  const ids = { date: date.slice(0, 19), 'request-id': raw.requestId, 'client-request-id': raw.clientRequestId };
  const innerError = status === 429 ? { code: '429', ...ids, message: 'Please retry after', status: '429' } : ids;
  const own = Object.entries(rule.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'odata-version': '4.0',
    ...(rule.retryAfter !== undefined && { 'retry-after': retryAfter(rule.retryAfter, rule.retryAfterForm) }),
    ...Object.fromEntries(own),
  };
  return { status, headers, body: JSON.stringify({ error: { code, message, innerError } }) };
}

/** A date is one of the real clock, whatever the tenant's is: the client holds it against its own (RFC 9110 10.2.3). */
function retryAfter(after: number | string, form: FaultWish['retryAfterForm']): string {
  if (form !== 'date' || typeof after === 'string') return String(after);
  // HTTP dates know whole seconds; one that has begun already would be one too few.
  return new Date(Math.ceil(Date.now() / 1000 + after) * 1000).toUTCString();
}

/** True if the rule is about such a request. */
export function concerns(
  rule: FaultRule,
  tenant: string | undefined,
  { method, path, version }: Pick<RawRequest, 'method' | 'path'> & { readonly version: string },
): boolean {
  if (rule.tenant !== tenant) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  if (rule.path === undefined) return true;
  const wanted = pattern(rule.path);
  return wanted.test(path) || wanted.test(`${version}/${path}`);
}

const patterns = new Map<string, RegExp>();
const mostPatterns = 1000;

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
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(path, compiled);
  }
  return compiled;
}
