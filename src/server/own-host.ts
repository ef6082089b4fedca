/** Whether a request was sent to this machine by a name of its own. */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.ts';
import { originOf } from './wire.ts';

/**
 * The origin that a request used, if its host is a loopback address or that of `publicUrl`; otherwise undefined. A name that
 * leads to loopback only by somebody else's name server is none of this machine: a web page could then read what is answered.
 */
export function ownOriginOf(request: IncomingMessage, publicUrl: string | undefined): string | undefined {
  const origin = originOf(request);
  const { host } = request.headers;
  // In place of what is no name there stands the address of the connection; name servers know more names, as browsers do.
  if (host !== undefined && !origin.endsWith(`//${host}`)) return undefined;
  if (!URL.canParse(origin)) return undefined;
  const used = new URL(origin);
  const isPublic = publicUrl !== undefined && used.host === new URL(publicUrl).host;
  return isPublic || isLoopback(used.hostname) ? used.origin : undefined;
}

/** The host that a request names, as far as a refusal repeats it. */
export function hostSaid({ headers }: IncomingMessage): string {
  return (headers.host ?? '').slice(0, 200);
}
