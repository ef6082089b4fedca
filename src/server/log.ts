/** The log: one JSON line per request, causes of 5xx; never tokens, bodies, what a query asks for, or whose record it is about. */
import { pino } from 'pino';
import type { Fault } from '../fault.ts';
import type { RawRequest } from '../odata/raw.ts';
import { routeOf } from './route.ts';

export interface AccessLog {
  readonly request: (raw: RawRequest, route: string, status: number, milliseconds: number) => void;
  readonly failure: (raw: RawRequest, fault: Fault) => void;
  /** Something that went wrong beside any request. */
  readonly trouble: (what: string, cause: unknown) => void;
  readonly close: () => void;
}

/** Bytes that are written at once; of workers beside each other no more than a pipe takes whole, so that their lines do not mix. */
const pieces = { alone: 16_384, besides: 4096 } as const;

/**
 * A log to standard output. Lines are gathered and written many at a time, so that no request waits for them.
 * @param writer whether others write to the same output
 */
export function openLog(level: string, writer: keyof typeof pieces): AccessLog {
  const piece = pieces[writer];
  const destination = pino.destination({ dest: 1, sync: false, minLength: piece - 1, maxWrite: piece });
  const log = pino({ level, base: null, timestamp }, destination);
  const isTold = log.isLevelEnabled('info');
  /** Lines of requests that are not yet the destination's: each is looked at there, which together takes less. */
  let lines = '';
  const handOver = (): void => {
    if (lines !== '') destination.write(lines);
    lines = '';
  };
  const flushing = setInterval(() => {
    handOver();
    destination.flush();
  }, 1000).unref();
  return {
    request({ requestId, method }, route, status, milliseconds) {
      if (!isTold) return;
      // As the logger would write it. Nothing here needs escaping: ids, methods and routes are the server's own words.
      const line = `{"level":${info}${timestamp()},"id":"${requestId}","method":"${method}","route":"${route}","status":${status},"ms":${Math.round(milliseconds * 100) / 100},"msg":"answered"}\n`;
      if (lines.length + line.length > piece) handOver();
      lines += line;
    },
    failure(raw, { refusal, details: { cause } }) {
      log.error({ id: raw.requestId, method: raw.method, route: routeOf(raw), refusal, cause: describe(cause) }, 'failed');
    },
    trouble: (what, cause) => log.error({ cause: describe(cause) }, what),
    close() {
      clearInterval(flushing);
      handOver();
      destination.flushSync();
    },
  };
}

const { info } = pino.levels.values;

let stamped = { at: Number.NaN, text: '' };

/** The member that tells the time of a line; made once for all lines of its millisecond. */
function timestamp(): string {
  const at = Date.now();
  if (at !== stamped.at) stamped = { at, text: `,"time":"${new Date(at).toISOString()}"` };
  return stamped.text;
}

/** A log that keeps nothing. */
export const silence: AccessLog = { request() {}, failure() {}, trouble() {}, close() {} };

/** An error without what it may quote: whoever could not read JSON cites it, and a database the values it stumbled over. */
function describe(cause: unknown): unknown {
  if (!(cause instanceof Error)) return typeof cause === 'object' ? undefined : cause;
  const { name, message, stack = '' } = cause;
  const [, ...frames] = stack.split('\n    at ');
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const said = cause instanceof SyntaxError ? undefined : message.replaceAll(quoted, '"..."');
  return { name, code, message: said, at: frames, cause: describe(cause.cause) };
}

const quoted = /"[^"]*"/g;
