/** What `serve` is to do, worked out from its settings; what does not go together is refused before anything is opened. */
import { existsSync } from 'node:fs';
import { type ClaimMapping, defaultClaims } from '../server/claims.ts';
import { isLoopback } from '../server/loopback.ts';
import { Mistake } from './mistake.ts';
import type { settings, ValuesOf } from './settings.ts';

export type ServeValues = ValuesOf<(typeof settings)['serve']>;

export interface ServePlan {
  readonly httpPort: number | undefined;
  readonly httpsPort: number | undefined;
  /** Where the certificate is; undefined where the development CA makes one. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly demo: boolean;
  /** Processes that answer. With --dev there is one, since developer controls live in its memory. */
  readonly workers: number;
  readonly logLevel: string;
  readonly claims: Partial<ClaimMapping>;
}

const plainPort = 8080;

/** Throws a Mistake for settings that contradict each other, or lack one another. */
export function planServe(values: ServeValues): ServePlan {
  const { dev } = values;
  if (dev && !isLoopback(values.host))
    throw new Mistake(`--dev listens on loopback only, and --host ${values.host} is not loopback`);
  requireIssuers(values);
  if (values.clients !== undefined && !dev)
    throw new Mistake('--clients is for the development authority, which is there with --dev');
  requireSharedDatabase(values);
  const httpPort = portOf(values.httpPort ?? (dev ? plainPort : 'off'));
  const httpsPort = portOf(values.httpsPort);
  if (httpPort === undefined && httpsPort === undefined) throw new Mistake('--http-port and --https-port are both off');
  if (httpPort !== undefined && httpPort !== 0 && httpPort === httpsPort)
    throw new Mistake(`--http-port and --https-port are both ${httpPort}`);
  return {
    httpPort,
    httpsPort,
    tls: certificateOf(values, httpsPort),
    demo: values.demo ?? dev,
    workers: dev ? 1 : values.workers,
    logLevel: values.logLevel ?? (dev ? 'warn' : 'info'),
    claims: claimsOf(values),
  };
}

/** How the web app signs people in: at the first issuer, or at the development authority. */
export function planSignIn({ dev, issuer, audience, webClient, webScope }: ServeValues): {
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly scopes: readonly string[];
} {
  const usual = dev ? developmentScopes : issuerScopes;
  return {
    issuer: dev ? undefined : issuer[0],
    // Without --dev there is an audience, which for Entra ID is the id of the application.
    clientId: webClient ?? (dev ? builtInClient : audience[0]) ?? '',
    scopes: (webScope ?? usual).split(/\s+/).filter((scope) => scope !== ''),
  };
}

const builtInClient = '11111111-1111-4111-8111-111111111111';
const issuerScopes = 'openid profile offline_access';
const developmentScopes = `${issuerScopes} User.ReadWrite User.Read.All`;

function portOf(port: number | 'off'): number | undefined {
  return port === 'off' ? undefined : port;
}

function requireIssuers({ dev, issuer, audience }: ServeValues): void {
  if (!dev && issuer.length === 0)
    throw new Mistake('--issuer is missing: without --dev the server needs an issuer whose tokens it accepts');
  if (issuer.length > 0 && audience.length === 0)
    throw new Mistake('--audience is missing: --issuer needs the "aud" that its tokens for this server have');
  if (issuer.length === 0 && audience.length > 0) throw new Mistake('--audience says nothing without --issuer');
}

function requireSharedDatabase({ dev, workers, database, readDatabase }: ServeValues): void {
  if (!dev && workers > 1 && database === 'sqlite::memory:')
    throw new Mistake(`--workers ${workers} needs a database that processes can share, and sqlite::memory: is none`);
  if (readDatabase !== undefined && !(database ?? '').startsWith('postgres'))
    throw new Mistake('--read-database names a standby of the PostgreSQL that --database names, and there is none');
}

function certificateOf({ dev, tlsCert, tlsKey }: ServeValues, httpsPort: number | undefined): ServePlan['tls'] {
  if (tlsCert !== undefined && tlsKey === undefined) throw new Mistake('--tls-key is missing beside --tls-cert');
  if (tlsKey !== undefined && tlsCert === undefined) throw new Mistake('--tls-cert is missing beside --tls-key');
  if (tlsCert === undefined || tlsKey === undefined) {
    if (dev || httpsPort === undefined) return undefined;
    throw new Mistake('--tls-cert and --tls-key are missing; behind a proxy that ends TLS give --https-port off and --http-port');
  }
  for (const [flag, file] of [
    ['--tls-cert', tlsCert],
    ['--tls-key', tlsKey],
  ] as const)
    if (!existsSync(file)) throw new Mistake(`${flag}: there is no file ${file}`);
  return { cert: tlsCert, key: tlsKey };
}

function claimsOf({ claim }: ServeValues): Partial<ClaimMapping> {
  for (const [fact] of claim)
    if (!Object.hasOwn(defaultClaims, fact))
      throw new Mistake(`--claim knows no '${fact}'; it takes ${Object.keys(defaultClaims).join(', ')}`);
  return Object.fromEntries(claim);
}
