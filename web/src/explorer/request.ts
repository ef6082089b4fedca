/** A request as the explorer holds it, and the code that makes the same one elsewhere. */

export const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
export type Method = (typeof methods)[number];

export interface ExplorerRequest {
  readonly method: Method;
  /** Path and query, beginning with the version. */
  readonly url: string;
  /** One header a line. */
  readonly headers: string;
  readonly body: string;
}

export const takesBody = (method: Method) => method !== 'GET' && method !== 'DELETE';

/** Header names and values; a line that is none is answered as the fault. */
export function readHeaders(text: string): { readonly headers: Readonly<Record<string, string>>; readonly fault?: string } {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { headers, fault: line };
    headers[name] = value;
  }
  return { headers };
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Where a request goes from outside the browser. */
export interface Host {
  readonly origin: string;
  /** A certificate of the server's own, which nobody else knows yet. */
  readonly certificate: 'development' | 'known';
}

/** As a browser would send it: spaces and the like escaped. Whatever has been typed so far, it is an address of the host. */
const addressOf = (url: string, { origin }: Host) => new URL(url.startsWith('/') ? origin + url : `${origin}/${url}`);

/** A command line; the token stays a placeholder. */
export function curlOf({ method, url, headers, body }: ExplorerRequest, host: Host): string {
  const all = {
    Authorization: 'Bearer $TOKEN',
    ...(hasBody(method, body) && { 'Content-Type': 'application/json' }),
    ...readHeaders(headers).headers,
  };
  const lines = [
    ['curl', host.certificate === 'development' && '-k', method !== 'GET' && `-X ${method}`].filter(Boolean).join(' '),
    // Double quotes, so that the shell puts the token in.
    ...Object.entries(all).map(([name, value]) =>
      name === 'Authorization' ? `-H "${name}: ${value}"` : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(hasBody(method, body) ? [`-d ${quoted(body)}`] : []),
    quoted(addressOf(url, host).href),
  ];
  return lines.join(' \\\n  ');
}

/** The same with the official client for JavaScript. */
export function sdkOf({ method, url, headers, body }: ExplorerRequest, host: Host): string {
  const [, version = 'beta', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(url) ?? [];
  // The client's own handler sends tokens to https addresses only.
  const isPlain = host.origin.startsWith('http:');
  const calls = [
    `.api(${JSON.stringify(path)})`,
    ...(isPlain ? ['.header("Authorization", "Bearer " + process.env.TOKEN)'] : []),
    ...Object.entries(readHeaders(headers).headers).map(
      ([name, value]) => `.header(${JSON.stringify(name)}, ${JSON.stringify(value)})`,
    ),
    `.${method.toLowerCase()}(${hasBody(method, body) ? body.trim().replaceAll('\n', '\n  ') : ''});`,
  ];
  return [
    ...(host.certificate === 'development' ? ['// Node.js knows the certificate by NODE_EXTRA_CA_CERTS=data/tls/ca.pem'] : []),
    `import { Client${isPlain ? ', HTTPMessageHandler' : ''} } from '@microsoft/microsoft-graph-client';`,
    '',
    'const client = Client.initWithMiddleware({',
    `  baseUrl: ${JSON.stringify(host.origin)},`,
    `  defaultVersion: ${JSON.stringify(version)},`,
    ...(isPlain
      ? ['  middleware: new HTTPMessageHandler(),']
      : [
          `  customHosts: new Set([${JSON.stringify(new URL(host.origin).hostname)}]),`,
          '  authProvider: { getAccessToken: async () => process.env.TOKEN },',
        ]),
    '});',
    '',
    `const answer = await client\n  ${calls.join('\n  ')}`,
    'console.log(answer);',
  ].join('\n');
}

const hasBody = (method: Method, body: string) => takesBody(method) && body.trim() !== '';
