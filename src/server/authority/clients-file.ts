/** The file in which clients of the development authority are declared: JSON, every member checked and named where it is wrong. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isGuid } from '../../profile/guid.ts';
import type { Client } from './clients.ts';

/** A client as it is declared; all but its id may be left out. */
export interface ClientDeclaration {
  /** The application id, a GUID. */
  readonly id: string;
  readonly displayName?: string;
  readonly secrets?: readonly string[];
  /** Certificates in PEM, or names of files with one. */
  readonly certificates?: readonly string[];
  /** Addresses that people may be sent back to; by default any of this machine. The port of a loopback address is not compared. */
  readonly redirectUris?: readonly string[];
  /** True: it may sign people in without proving itself, although it has a secret or a certificate. */
  readonly public?: boolean;
  /** Delegated permissions that it has consent for, as `User.Read` or `api://people/access_as_user`; by default whatever it asks for. */
  readonly scopes?: readonly string[];
  /** Application permissions, written likewise; by default none. */
  readonly roles?: readonly string[];
  /** Names that tokens for the API which it is itself are asked for by, as `api://people`, besides its id. */
  readonly identifierUris?: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Reads a file of clients. Throws an Error whose message names the place in the file. */
export function readClientsFile(file: string): readonly Client[] {
  const { clients } = members(parse(readFileSync(file, 'utf8')), 'the file', ['clients']);
  return readClients(clients, dirname(file));
}

/**
 * Reads declarations. Throws as above.
 * @param value what should be a list of them
 * @param folder where files of certificates are
 */
export function readClients(value: unknown, folder: string): readonly Client[] {
  if (!Array.isArray(value)) throw new Error("'clients' must be a list");
  const fetch = (name: string) => readFileSync(resolve(folder, name), 'utf8');
  const clients = value.map((one, index) => readClient(one, `clients[${index}]`, fetch));
  const twice = clients.find(({ id }, index) => clients.findIndex((other) => other.id === id) !== index);
  if (twice) throw new Error(`the client ${twice.id} stands there twice`);
  return clients;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON: ${(error as Error).message}`); // JSON.parse throws errors only
  }
}

const known = [
  'id',
  'displayName',
  'secrets',
  'certificates',
  'redirectUris',
  'public',
  'scopes',
  'roles',
  'identifierUris',
] as const;

function readClient(value: unknown, at: string, fetch: (name: string) => string): Client {
  const given = members(value, at, known);
  const id = given.id;
  if (!isGuid(id)) throw new Error(`${at}.id must be a GUID`);
  const { displayName = `Client ${id.slice(0, 8)}`, public: open = false } = given;
  if (typeof displayName !== 'string' || displayName === '') throw new Error(`${at}.displayName must be text`);
  if (typeof open !== 'boolean') throw new Error(`${at}.public must be true or false`);
  const secrets = list(given.secrets, `${at}.secrets`);
  const certificates = list(given.certificates, `${at}.certificates`).map((name, index) =>
    readCertificate(name, `${at}.certificates[${index}]`, fetch),
  );
  const redirectUris = list(given.redirectUris, `${at}.redirectUris`);
  for (const [index, uri] of redirectUris.entries()) requireAddress(uri, `${at}.redirectUris[${index}]`);
  return {
    id: id.toLowerCase(),
    displayName,
    secrets,
    certificates,
    confidential: !open && secrets.length + certificates.length > 0,
    redirectUris: given.redirectUris === undefined ? 'loopback' : redirectUris,
    consents: given.scopes === undefined ? 'all' : permissions(given.scopes, `${at}.scopes`),
    roles: permissions(given.roles, `${at}.roles`),
    identifierUris: list(given.identifierUris, `${at}.identifierUris`),
  };
}

function members(value: unknown, at: string, names: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${at} must be an object`);
  const strange = Object.keys(value).find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`${at} knows no '${strange}'; it takes ${names.join(', ')}`);
  return value as Members; // an object, as seen above
}

function list(value: unknown, at: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${at} must be a list of texts`);
  return value.map((one, index) =>
    typeof one === 'string' && one !== '' ? one : fail(`${at}[${index}] must be text that is not empty`),
  );
}

function permissions(value: unknown, at: string): readonly string[] {
  return list(value, at).map((name, index) =>
    /^(?:\S+\/)?[A-Za-z][\w.-]*$/.test(name)
      ? name
      : fail(`${at}[${index}] must be the name of a permission, such as User.Read or api://people/Task.Run`),
  );
}

/** What a browser may be sent to. The schemes that run something where they are opened are none of them. */
function requireAddress(uri: string, at: string): void {
  if (!URL.canParse(uri) || /^(?:javascript|data|vbscript|file|blob|about):/i.test(uri))
    fail(`${at} must be an absolute address`);
}

function readCertificate(name: string, at: string, fetch: (name: string) => string): X509Certificate {
  try {
    return new X509Certificate(name.includes('-----BEGIN') ? name : fetch(name));
  } catch (error) {
    return fail(`${at} must be a certificate in PEM, or the name of a file with one: ${(error as Error).message}`); // thrown by Node.js
  }
}

function fail(message: string): never {
  throw new Error(message);
}
