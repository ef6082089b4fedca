/** What the API answers with, whichever way a request comes in; and what is noted of each. */
import type { IncomingMessage } from 'node:http';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import type { Admission } from './admission.ts';
import { type Answering, answer } from './answer.ts';
import type { AccessLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import { routeOf } from './route.ts';
import type { Tracing } from './tracing.ts';
import { completeHeaders } from './wire.ts';

export interface Api {
  readonly answering: Answering;
  /** The origin written into links; by default the one the caller used. */
  readonly publicUrl: string | undefined;
  readonly log: AccessLog;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly tracing: Tracing | undefined;
  /** How many requests are answered at once; more are refused with 503 before memory grows. */
  readonly admission: Admission;
  /** True once the server is to end: connections end with the answer they wait for. */
  readonly stopping: () => boolean;
}

/** The status that stands for a connection to be dropped without an answer. */
export const droppedStatus = 0;

/** Answers a request, within a span of its own where requests are traced. */
export function carryOut({ answering, tracing }: Api, raw: RawRequest): Promise<RawReply> {
  return tracing ? tracing.trace(raw, () => answer(answering, raw)) : answer(answering, raw);
}

/** Gives an answer the headers that every answer has. */
export function complete(api: Api, request: IncomingMessage, raw: RawRequest, answered: RawReply): void {
  completeHeaders(answered, raw, request);
  if (api.stopping()) answered.headers.connection = 'close';
}

/** Notes an answer in the log and in the figures. */
export function note({ log, metrics }: Api, raw: RawRequest, status: number, milliseconds: number): void {
  const route = routeOf(raw);
  log.request(raw, route, status, milliseconds);
  metrics.count(raw.method, route, status, milliseconds);
}
