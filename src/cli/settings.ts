/** Every setting, one row each: from it follow the flag, its variable, the check, the help and the reference page. */
import { demoTenant } from '../model/demo-tenant.ts';
import { defaultClaims } from '../server/claims.ts';
import type { Kind } from './kinds.ts';
import * as kinds from './kinds.ts';
import { Mistake } from './mistake.ts';

/** One setting. Its flag is its key with hyphens, its variable that in capitals behind PROFICIO_. */
export interface Setting<Value = unknown> {
  readonly kind: Kind<unknown>;
  readonly about: string;
  /** True if the flag may stand several times; its variable then holds several values with spaces between. */
  readonly repeatable: boolean;
  readonly fallback: Value;
  /** The fallback as help and reference tell it; undefined where there is none. */
  readonly told: string | undefined;
}

export type Settings = Readonly<Record<string, Setting>>;

/** The values of a table of settings. */
export type ValuesOf<Rows extends Settings> = {
  readonly [Name in keyof Rows]: Rows[Name] extends Setting<infer Value> ? Value : never;
};

function optional<Value>(kind: Kind<Value>, about: string, told?: string): Setting<Value | undefined> {
  return { kind, about, repeatable: false, fallback: undefined, told };
}

function defaulting<Value>(kind: Kind<Value>, fallback: Value, about: string): Setting<Value> {
  return { kind, about, repeatable: false, fallback, told: String(fallback) };
}

const flag = (about: string): Setting<boolean> => ({ ...defaulting(kinds.toggle, false, about), told: 'off' });

function several<Value>(kind: Kind<Value>, about: string, told?: string): Setting<readonly Value[]> {
  return { kind, about, repeatable: true, fallback: [], told };
}

const data = defaulting(
  kinds.folder,
  './data',
  "where the embedded database, the development authority's key and the development certificate live",
);
const database = optional(
  kinds.databaseUrl,
  'the database: sqlite:FILE or postgres://user:password@host:port/name',
  'sqlite:DIR/proficio.db',
);

/** The settings of each command. */
export const settings = {
  serve: {
    dev: flag(
      'development mode: the built-in authority, demo people on first start, developer controls, plain http; loopback only',
    ),
    data,
    database,
    host: defaulting(kinds.host, '127.0.0.1', 'the address to listen on; with --dev any address but loopback is refused'),
    httpsPort: defaulting(kinds.portOrOff, 8443, 'the port for https, or off'),
    httpPort: optional(
      kinds.portOrOff,
      'the port for plain http, for curl and for a reverse proxy, or off',
      '8080 with --dev, else off',
    ),
    tlsCert: optional(
      kinds.file,
      'the certificate for https, a PEM file with its chain',
      'with --dev made from DIR/tls/ca.pem, a CA of its own',
    ),
    tlsKey: optional(kinds.file, 'the key of the certificate, a PEM file'),
    publicUrl: optional(kinds.origin, 'the origin written into links', 'the origin the caller used'),
    issuer: several(
      kinds.webUrl,
      'an OpenID Connect issuer whose tokens are accepted (Entra ID, Keycloak, ...)',
      'none; required without --dev',
    ),
    audience: several(kinds.text, 'a value of "aud" that is accepted', 'none; required with --issuer'),
    claim: several(
      kinds.claim,
      `which claims of a token tell what, where an issuer has its own: ${Object.keys(defaultClaims).join(', ')}`,
      'as Entra ID has them',
    ),
    clients: optional(
      kinds.file,
      'clients of the development authority: a JSON file; those that are not in it are then refused, but for the built-in one',
      'none, and clients are taken as they come',
    ),
    webClient: optional(
      kinds.text,
      'the client id by which the web app signs people in',
      'the first --audience, with --dev the built-in client',
    ),
    webScope: optional(
      kinds.text,
      'scopes that the web app asks for, with spaces between',
      'openid profile offline_access, with --dev User.ReadWrite and User.Read.All besides',
    ),
    demo: optional(kinds.toggle, 'demo people in an empty database', 'on with --dev'),
    personalAccounts: defaulting(
      kinds.oneOf('refuse', 'allow'),
      'refuse',
      'what becomes of tokens of personal Microsoft accounts',
    ),
    v1Profile: flag('serve the profile at /v1.0 as well'),
    federated: several(
      kinds.guids,
      'tenants that see the items of each other for the audiences federatedOrganizations and everyone',
      'none',
    ),
    workers: defaulting(kinds.wholeNumber(1, 64), 1, 'processes that share the port; with --dev there is always one'),
    readDatabase: optional(
      kinds.databaseUrl,
      'a standby of the PostgreSQL server, for reads of what was not written just now',
      'none',
    ),
    databaseConnections: defaulting(kinds.wholeNumber(1, 1000), 10, 'connections to PostgreSQL at most, for each worker'),
    rateLimit: optional(
      kinds.wholeNumber(1, 1_000_000),
      'requests that a caller may make in ten seconds, counted by each worker',
      'any number',
    ),
    metricsToken: optional(
      kinds.token,
      'the bearer token that /metrics asks for; without it /metrics answers this machine only',
      'none',
    ),
    auditDays: defaulting(kinds.wholeNumber(1, 36_500), 365, 'days that the audit trail is kept'),
    logLevel: optional(
      kinds.oneOf('debug', 'info', 'warn', 'error', 'silent'),
      'what is logged, as JSON lines on standard output',
      'warn with --dev, else info',
    ),
  },
  token: {
    user: optional(kinds.text, 'a person by userPrincipalName: a delegated token'),
    app: flag('an app-only token'),
    tenant: optional(kinds.guid, 'the tenant', demoTenant.id),
    oid: optional(kinds.guid, 'the object id of the person', 'derived from tenant and userPrincipalName, always the same'),
    name: optional(kinds.text, 'the display name of the person', 'made from the userPrincipalName'),
    scope: optional(kinds.text, 'delegated permissions with spaces between', 'User.ReadWrite'),
    roles: optional(kinds.text, 'application permissions with spaces between, for --app', 'User.ReadWrite.All'),
    admin: flag('adds the role Global Administrator'),
    minutes: defaulting(kinds.wholeNumber(1, 1_000_000), 60, 'how long the token is valid'),
    personal: flag('a personal Microsoft account'),
    data,
  },
  import: {
    collection: optional(kinds.text, 'the collection that a table holds', "the name of the file, as 'skills' in skills.csv"),
    tenant: optional(
      kinds.guid,
      'the tenant of the people in a table; a dump names its own',
      'that of the first person who is known',
    ),
    dryRun: flag('only says what would change'),
    skipBad: flag('leaves bad lines out instead of refusing the whole file'),
    data,
    database,
  },
  export: {
    tenant: optional(kinds.guid, 'only this tenant', 'all'),
    user: optional(kinds.text, 'only this person, by id, userPrincipalName or mail', 'all'),
    data,
    database,
  },
  erase: {
    user: optional(kinds.text, 'the person, by id, userPrincipalName or mail; required'),
    tenant: optional(kinds.guid, 'the tenant of the person', 'the demo tenant if it knows them, else the only one that does'),
    data,
    database,
  },
  backup: { data, database },
  migrate: { dryRun: flag('only says what would be done'), data, database },
} as const satisfies Readonly<Record<string, Settings>>;

export type CommandName = keyof typeof settings;

/** `httpsPort` as it is written on the command line: `https-port`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `httpsPort` as an environment variable: `PROFICIO_HTTPS_PORT`. */
export function variableName(key: string): string {
  return `PROFICIO_${flagName(key).replaceAll('-', '_').toUpperCase()}`;
}

/** Whether a flag has an opposite, `--no-demo` to `--demo`: where neither is what happens if nobody says. */
export function hasOpposite({ kind, fallback }: Setting): boolean {
  return kind.placeholder === undefined && fallback === undefined;
}

/** The key of the opposite: `noDemo` of `demo`. */
export function oppositeOf(key: string): string {
  return `no${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/** What the command line gave for each setting, before it is checked. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * The values of a command's settings: from the flags, else from the variables, else the defaults.
 * @param rows the table of the command
 * @param given what stood on the command line, by key
 * @param environment the variables of the process
 * Throws a Mistake for a value that its setting does not take.
 */
export function readSettings<Rows extends Settings>(
  rows: Rows,
  given: Given,
  environment: Readonly<Record<string, string | undefined>>,
): ValuesOf<Rows> {
  const values = Object.entries(rows).map(([key, setting]) => {
    const flagged = given[key];
    if (flagged !== undefined) return [key, readFlag(`--${flagName(key)}`, setting, flagged)];
    return [key, readVariables(key, setting, environment) ?? setting.fallback];
  });
  // The table's own types say what each kind reads.
  return Object.fromEntries(values) as ValuesOf<Rows>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a setting's variable says, or that of its opposite. */
function readVariables(key: string, setting: Setting, environment: Environment): unknown {
  const own = readVariable(key, setting, environment);
  if (!hasOpposite(setting) || readVariable(oppositeOf(key), setting, environment) !== true) return own;
  if (own === true) throw new Mistake(`${variableName(key)} and ${variableName(oppositeOf(key))} contradict each other`);
  return false;
}

/** The value that a variable holds; undefined for one that is not set, or empty. */
function readVariable(key: string, setting: Setting, environment: Environment): unknown {
  const name = variableName(key);
  const variable = environment[name];
  if (variable === undefined || variable === '') return undefined;
  return readFlag(name, setting, setting.repeatable ? variable.trim().split(/\s+/) : variable);
}

function readFlag(name: string, { kind }: Setting, given: string | boolean | readonly string[]): unknown {
  if (typeof given === 'boolean') return given;
  if (typeof given !== 'string') return given.map((text) => readFlag(name, { kind } as Setting, text));
  const value = kind.read(given);
  if (value === undefined) throw new Mistake(`${name} takes ${kind.takes}, not ${kind.secret ? 'what was given' : `'${given}'`}`);
  return value;
}
