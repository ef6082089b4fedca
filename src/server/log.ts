/** The log: one JSON line per request, causes of 5xx; never tokens, bodies or what a query asks for. */
import { pino } from 'pino';
import type { Fault } from '../fault.ts';
import type { RawRequest } from '../odata/raw.ts';

export interface AccessLog {
  readonly request: (raw: RawRequest, status: number, milliseconds: number) => void;
  readonly failure: (raw: RawRequest, fault: Fault) => void;
  readonly close: () => void;
}

/** A log to standard output. Lines are gathered and written a few at a time, so that no request waits for them. */
export function openLog(level: string): AccessLog {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 4096 });
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const flushing = setInterval(() => destination.flush(), 1000).unref();
  return {
    request({ requestId, method, version, path }, status, milliseconds) {
      log.info(
        { id: requestId, method, path: `/${version}/${path}`, status, ms: Math.round(milliseconds * 100) / 100 },
        'answered',
      );
    },
    failure({ requestId, method, version, path }, fault) {
      log.error(
        { id: requestId, method, path: `/${version}/${path}`, refusal: fault.refusal, cause: describe(fault.details.cause) },
        'failed',
      );
    },
    close() {
      clearInterval(flushing);
      destination.flushSync();
    },
  };
}

/** A log that keeps nothing. */
export const silence: AccessLog = { request() {}, failure() {}, close() {} };

function describe(cause: unknown): unknown {
  return cause instanceof Error
    ? { name: cause.name, message: cause.message, stack: cause.stack, cause: describe(cause.cause) }
    : cause;
}
