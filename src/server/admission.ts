/** How much is taken on at once: requests and the bytes of their bodies; whoever comes on top is sent away before memory grows. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Admission {
  /**
   * False if the request is one too many; else it counts until its answer has been taken by the caller, or the caller is gone.
   * @param limit bytes that its body may have, which one without a length is taken to have
   */
  readonly enter: (request: IncomingMessage, response: ServerResponse, limit: number) => boolean;
  /** Requests being answered. */
  readonly running: () => number;
}

/** Bytes that a body may have; a batch holds several. */
export const bodyLimits = { single: 1_048_576, batch: 4_194_304 } as const;

/** Bytes of bodies that may be on their way at once. */
const mostBytes = 256 * 1024 * 1024;

export function openAdmission(mostAtOnce: number): Admission {
  let running = 0;
  let bytes = 0;
  return {
    enter({ headers }, response, limit) {
      const own = sizeOf(headers, limit);
      if (running >= mostAtOnce || (own > 0 && bytes + own > mostBytes)) return false;
      running++;
      bytes += own;
      response.on('close', () => {
        running--;
        bytes -= own;
      });
      return true;
    },
    running: () => running,
  };
}

/** A body larger than any that is read is refused by its length alone and takes no room. */
function sizeOf(headers: IncomingMessage['headers'], limit: number): number {
  const length = headers['content-length'];
  if (length !== undefined) return Math.min(Number(length) || 0, limit);
  return headers['transfer-encoding'] === undefined ? 0 : limit;
}
