/** The official Graph client, pointed at the server this page came from. */
import { Client, HTTPMessageHandler, type Middleware, RetryHandler } from '@microsoft/microsoft-graph-client';
import type { Configuration } from '../session/configuration.ts';

type Context = Parameters<Middleware['execute']>[0];

/**
 * Puts the bearer token on every request. The client's own handler sends it to https addresses only, and this app may also be
 * served over plain http on loopback; requests never leave the origin, so that the token cannot either.
 */
class TokenHandler implements Middleware {
  readonly #token: () => Promise<string>;
  #next: Middleware | undefined;

  constructor(token: () => Promise<string>) {
    this.#token = token;
  }

  async execute(context: Context): Promise<void> {
    const headers = new Headers(context.options?.headers as HeadersInit | undefined); // the client's type names node-fetch's twin
    headers.set('Authorization', `Bearer ${await this.#token()}`);
    context.options = { ...context.options, headers };
    await this.#next?.execute(context);
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }
}

/** A client for the API of this origin; `token` answers a valid access token or rejects. */
export function graphClient({ apiBase }: Configuration, token: () => Promise<string>): Client {
  const authentication = new TokenHandler(token);
  const retry = new RetryHandler();
  authentication.setNext(retry);
  retry.setNext(new HTTPMessageHandler());
  return Client.initWithMiddleware({
    middleware: authentication,
    baseUrl: location.origin,
    defaultVersion: apiBase.replaceAll('/', ''),
  });
}

/** The path of a link the server gave, for `client.api`: the client takes an http address for a path. */
export function pathOfLink(link: string, { apiBase }: Configuration): string {
  const { pathname, search } = new URL(link, location.origin);
  return (pathname.startsWith(apiBase) ? pathname.slice(apiBase.length) : pathname) + search;
}
