/** A real OpenID Connect issuer on loopback: oidc-provider, with people who sign in by its own pages, and an application. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

export const audience = 'api://people';
export const app = { id: 'people-app', redirectUri: 'http://127.0.0.1:1/cb' } as const;
const daemon = { id: 'people-daemon', secret: 'a secret that is long enough' } as const;

/** What access tokens say besides: of a person by their name, of the application without one. */
export type SaysBesides = (login: string | undefined) => Readonly<Record<string, unknown>>;

export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
}

export interface RealIssuer {
  /** As its tokens name it. */
  readonly issuer: string;
  /** Signs a person in by the pages of the issuer; answers what its token endpoint does. */
  readonly signIn: (login: string, scope: string, resource?: string) => Promise<Tokens>;
  /** A token of the application. */
  readonly application: (scope: string) => Promise<string>;
  /** Signs with a new key from now on, and publishes the old no more. */
  readonly rotate: (algorithm: Algorithm) => Promise<void>;
  /** While it is down every request fails. */
  readonly turn: (state: 'down' | 'up') => void;
  /** How often its keys have been asked for. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

export async function startProvider(says: SaysBesides = () => ({})): Promise<RealIssuer> {
  let listener: RequestListener = () => undefined;
  let asked = 0;
  let down = false;
  const server = createServer((request, response) => {
    if (request.url === '/jwks') asked++;
    if (down) response.writeHead(503).end();
    else listener(request, response);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // A TCP server has an address and a port.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const idKey = await makeKey('RS256');
  const rotate: RealIssuer['rotate'] = async (algorithm) => {
    const keys = [idKey, ...(algorithm === 'RS256' ? [] : [await makeKey(algorithm)])];
    listener = new Provider(issuer, configurationOf(keys, algorithm, says)).callback();
  };
  await rotate('RS256');
  return {
    issuer,
    async signIn(login, scope, resource = audience) {
      const verifier = randomBytes(32).toString('base64url');
      const code = await letIn(issuer, login, { scope, resource, verifier });
      const form = { grant_type: 'authorization_code', client_id: app.id, redirect_uri: app.redirectUri };
      return askToken(issuer, { ...form, code, code_verifier: verifier, resource });
    },
    async application(scope) {
      const form = {
        grant_type: 'client_credentials',
        client_id: daemon.id,
        client_secret: daemon.secret,
        scope,
        resource: audience,
      };
      return (await askToken(issuer, form)).access_token;
    },
    rotate,
    turn(state) {
      down = state === 'down';
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function makeKey(algorithm: Algorithm): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig' };
}

function configurationOf(keys: readonly JWK[], algorithm: Algorithm, says: SaysBesides): Configuration {
  return {
    clients: [
      { client_id: app.id, redirect_uris: [app.redirectUri], token_endpoint_auth_method: 'none' },
      {
        client_id: daemon.id,
        client_secret: daemon.secret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    // jose and the types of oidc-provider describe the same JSON.
    jwks: { keys: [...keys] as NonNullable<Configuration['jwks']>['keys'] },
    scopes: ['openid', 'User.Read', 'User.ReadWrite', 'User.Read.All', 'User.ReadWrite.All'],
    cookies: { keys: ['of the tests'] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_context, token) => says('accountId' in token ? token.accountId : undefined),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'User.Read User.ReadWrite User.Read.All User.ReadWrite.All',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
  };
}

async function askToken(issuer: string, form: Readonly<Record<string, string>>): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
  const body = (await response.json()) as Tokens & { readonly error_description?: string };
  if (!response.ok) throw new Error(`The issuer gives no token: ${JSON.stringify(body)}`);
  return body;
}

interface Wish {
  readonly scope: string;
  readonly resource: string;
  readonly verifier: string;
}

/** Goes through the pages as a browser would, and answers the code at the end. */
async function letIn(issuer: string, login: string, { scope, resource, verifier }: Wish): Promise<string> {
  const jar = new Map<string, string>();
  const visit = async (url: string, form?: Readonly<Record<string, string>>): Promise<string | undefined> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(url, issuer), {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response.headers.get('location') ?? undefined;
  };
  const query = new URLSearchParams({
    client_id: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: `openid ${scope}`,
    resource,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const forms = [{ prompt: 'login', login, password: 'any' }, { prompt: 'consent' }];
  let location = await visit(`/auth?${query}`);
  while (location !== undefined && !location.startsWith(app.redirectUri)) {
    const form: Readonly<Record<string, string>> | undefined = location.includes('/interaction/') ? forms.shift() : undefined;
    location = await visit(location, form);
  }
  const code = new URL(location ?? issuer).searchParams.get('code');
  if (code === null) throw new Error(`The issuer lets nobody in: ${location}`);
  return code;
}
