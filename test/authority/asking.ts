/** The development authority asked over HTTP, as a browser and as programs ask it. */
import { createHash, randomBytes } from 'node:crypto';
import { type Proficio, type ProficioOptions, startProficio } from '../../src/testing.ts';

export type Form = Readonly<Record<string, string>>;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  readonly body: any;
  readonly text: string;
}

/** What an authorization endpoint sent the browser back with. */
export interface SentBack {
  readonly status: number;
  readonly to: string;
  readonly values: URLSearchParams;
  /** The authority's cookie, for a next visit. */
  readonly cookie: string;
}

export interface Asking {
  readonly server: Proficio;
  readonly tenant: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** Posts a form to an endpoint of the tenant, by default the newer ones; JSON comes back. */
  readonly post: (path: string, form: Form, headers?: Form) => Promise<Answered>;
  /** Posts to the token endpoint, as the built-in client unless the form says otherwise. */
  readonly token: (form: Form, headers?: Form) => Promise<Answered>;
  readonly get: (path: string, headers?: Form) => Promise<Answered>;
  /** Asks to sign in; with a choice, as the page's own form would send it. */
  readonly authorize: (over?: Form, choice?: Form, headers?: Form) => Promise<Answered>;
  /** The same, where the answer is the way back. */
  readonly back: (over?: Form, choice?: Form, headers?: Form) => Promise<SentBack>;
  /** Signs in and redeems the code. */
  readonly signIn: (over?: Form, choice?: Form) => Promise<Answered>;
}

export const redirectUri = 'http://localhost:4321/cb';
export const verifier = randomBytes(32).toString('base64url');
export const challenge = createHash('sha256').update(verifier).digest('base64url');

/** Two people that every tenant here starts with. */
export const people = [
  { kind: 'user', value: { displayName: 'Adele Vance', userPrincipalName: 'adele@example.com' } },
  { kind: 'user', value: { displayName: '<b>"Al" & Co</b>', userPrincipalName: 'al@example.com' } },
  { kind: 'user', value: { displayName: 'Gone Away', userPrincipalName: 'gone@example.com', accountEnabled: false } },
] as const;

/** Starts a server whose authority is to be asked. */
export async function openAsking(options: ProficioOptions = {}): Promise<Asking> {
  const server = await startProficio({ seed: people, ...options });
  const { tenant, client, http } = server;
  const ask = async (method: string, path: string, body?: URLSearchParams, headers: Form = {}): Promise<Answered> => {
    const address = path.startsWith('/') ? `${http}${path}` : `${http}/${tenant}/oauth2/v2.0/${path}`;
    const response = await fetch(address, { method, headers, redirect: 'manual', ...(body && { body }) });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : text };
  };
  const authorize: Asking['authorize'] = (over = {}, choice, headers = {}) => {
    const query = new URLSearchParams({
      client_id: client.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile User.Read',
      state: 'as it was',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    for (const [name, value] of Object.entries(over)) query.set(name, value);
    const [path, form] = [`authorize?${query}`, choice && new URLSearchParams(choice)];
    return ask(form ? 'POST' : 'GET', path, form, headers);
  };
  const back: Asking['back'] = async (over, choice = { username: 'adele@example.com', choose: '1' }, headers) => {
    const { status, headers: answered } = await authorize(over, choice, headers);
    const url = new URL(answered.get('location') ?? 'about:nowhere');
    return {
      status,
      to: url.href.replace(/[?#].*/, ''),
      values: new URLSearchParams(url.hash.slice(1) || url.search),
      cookie: answered.get('set-cookie')?.split(';')[0] ?? '',
    };
  };
  const post: Asking['post'] = (path, form, headers) => ask('POST', path, new URLSearchParams(form), headers);
  const token: Asking['token'] = (form, headers) => post('token', { client_id: client.id, ...form }, headers);
  return {
    server,
    tenant,
    client,
    post,
    token,
    get: (path, headers) => ask('GET', path, undefined, headers),
    authorize,
    back,
    async signIn(over, choice) {
      const { values } = await back(over, choice);
      return token({ ...redemption(values.get('code') ?? ''), ...(over?.client_id && { client_id: over.client_id }) });
    },
  };
}

/** What redeems a code of `authorize`. */
export function redemption(code: string): Form {
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
}

/** The claims of a token, which other tests verify. */
// biome-ignore lint/suspicious/noExplicitAny: claims are looked into freely by tests
export function claimsOf(token: string): any {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
