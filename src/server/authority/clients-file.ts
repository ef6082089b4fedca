/** The file in which clients of the development authority are declared: JSON, every member checked and named where it is wrong. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isGuid } from '../../profile/guid.ts';
import type { Client } from './clients.ts';

type Members = Readonly<Record<string, unknown>>;

/** Reads a file of clients. Throws an Error whose message names the place in the file. */
export function readClientsFile(file: string): readonly Client[] {
  return readClients(readFileSync(file, 'utf8'), (name) => readFileSync(resolve(dirname(file), name), 'utf8'));
}

/**
 * Reads the text of such a file.
 * @param fetch the text of a file of certificates, by its name
 */
export function readClients(text: string, fetch: (name: string) => string): readonly Client[] {
  const file = members(parse(text), 'the file', ['clients']);
  if (!Array.isArray(file.clients)) throw new Error("'clients' must be a list");
  const clients = file.clients.map((value, index) => readClient(value, `clients[${index}]`, fetch));
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
