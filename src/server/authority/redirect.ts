/** Addresses that the authority may send a browser to: a client's own, and no other. */
import { isLoopback } from '../loopback.ts';
import type { Client } from './clients.ts';
import { deny } from './denials.ts';

const rules = {
  relative: 'It is not an absolute address.',
  parts: 'It holds a fragment or a user name.',
  loopback: 'Without a declaration in the file of --clients it must be an http or https address of this machine.',
  declared: 'It must be one of those declared for the client.',
} as const;

/**
 * Denies an address that the client may not send people back to.
 * @param own the authority's origin, where the web app is as well
 */
export function requireRedirect({ id, redirectUris }: Client, uri: string, own: string): void {
  const wrong = (rule: keyof typeof rules): never =>
    deny('redirectMismatch', { uri: uri.slice(0, 500), client: id, rule: rules[rule] });
  const url = URL.canParse(uri) ? new URL(uri) : wrong('relative');
  // RFC 6749 3.1.2: no fragment.
  if (url.hash !== '' || url.username !== '' || url.password !== '') wrong('parts');
  if (redirectUris === 'loopback') {
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    if (!web || (!isLoopback(url.hostname) && url.origin !== own)) wrong('loopback');
  } else if (!redirectUris.some((declared) => declared === uri || isSameButPort(declared, url))) {
    wrong('declared');
  }
}

/** RFC 8252 7.3, and Entra ID for localhost: the port of a loopback address is not compared. */
function isSameButPort(declared: string, asked: URL): boolean {
  const url = new URL(declared);
  if (!isLoopback(url.hostname)) return false;
  url.port = asked.port;
  return url.href === asked.href;
}
