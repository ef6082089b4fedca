/** Fetches what the issuers of tokens publish. `fetch` would, too, but loads an HTTP client of its own, which takes a fifth of the start. */
import type { IncomingMessage } from 'node:http';

/** What is read of an answer. */
export type FetchedDocument = Pick<Response, 'ok' | 'status' | 'text'>;

export interface FetchTerms {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** As many as `fetch` follows (Fetch 4.4). */
const mostRedirects = 20;

/** Asks for a document over http or https and follows redirects, but not from https to http. Rejects if there is no answer. */
export async function fetchDocument(url: URL, terms: FetchTerms): Promise<FetchedDocument> {
  let asked = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(asked, terms);
    const { statusCode: status = 0, headers } = response;
    const isElsewhere = status >= 300 && status < 400 && headers.location !== undefined;
    if (!isElsewhere) return { ok: status >= 200 && status < 300, status, text: () => textOf(response) };
    response.resume();
    const next = new URL(headers.location ?? '', asked);
    if (asked.protocol === 'https:' && next.protocol !== 'https:')
      throw new Error(`${asked.href} leads to ${next.href}, which is not https`);
    asked = next;
  }
  throw new Error(`${url.href} leads elsewhere more than ${mostRedirects} times`);
}

async function ask(url: URL, terms: FetchTerms): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? await import('node:https') : process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    get(url, terms, resolve).on('error', reject);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return text;
}
