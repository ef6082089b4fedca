/** The development authority's signing keys: made when first needed, kept under the data folder, rotated on demand. */
import { createPrivateKey, createPublicKey, generateKeyPair, hkdfSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { makePrivateFolder } from '../private-folder.ts';

export interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
}

export interface SigningKeys {
  /** The key to sign with. */
  readonly current: () => Promise<SigningKey>;
  /** Every key that may still be met, newest first, as a key set publishes it. */
  readonly published: () => Promise<readonly JWK[]>;
  /** The public key of a `kid`, should another process have made it meanwhile as well. */
  readonly find: (kid: string) => Promise<KeyObject | undefined>;
  /** Secrets that go with the keys, newest first, to seal what only the authority itself shall read. */
  readonly sealing: () => Promise<readonly SealingKey[]>;
  /** Signs with a new key from now on; the others stay valid. */
  readonly rotate: () => Promise<void>;
}

export interface SealingKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

/** Private keys as they are kept, newest first. */
type Ring = readonly JsonWebKey[];

/** So many keys are kept; tokens of older ones are refused. */
const kept = 5;

/** Where a ring is kept. */
interface Place {
  readonly read: () => Promise<Ring | undefined>;
  /** Keeps a first ring, unless somebody else did meanwhile; answers the one that is kept. */
  readonly begin: () => Promise<Ring>;
  readonly replace: (ring: Ring) => Promise<void>;
}

/** Keys in `DIR/authority/keys.json`. Two processes that start at once agree on one. */
export function storedSigningKeys(dataDirectory: string): SigningKeys {
  const file = join(dataDirectory, 'authority', 'keys.json');
  const read = async (): Promise<Ring | undefined> => {
    const text = await readFile(file, 'utf8').catch(absent);
    return text === undefined ? undefined : parseRing(text, file);
  };
  return signingKeys({
    read,
    async begin() {
      const ring = [await makeKey()];
      const draft = await writeBeside(file, ring);
      // A link, unlike a rename, does not replace what is there: whoever comes first has made the key.
      await link(draft, file).catch(present);
      await rm(draft);
      return (await read()) ?? ring;
    },
    async replace(ring) {
      await rename(await writeBeside(file, ring), file);
    },
  });
}

/** Keys of this process only. The first is shared by all who ask, for it takes longest of all that a start does. */
export function memorySigningKeys(): SigningKeys {
  let ring: Ring | undefined;
  return signingKeys({
    read: async () => ring,
    async begin() {
      shared ??= makeKey();
      ring = [await shared];
      return ring;
    },
    async replace(next) {
      ring = next;
    },
  });
}
let shared: Promise<JsonWebKey> | undefined;

function signingKeys(place: Place): SigningKeys {
  let ready: Promise<readonly Made[]> | undefined;
  const load = async (): Promise<readonly Made[]> => {
    const ring = (await place.read()) ?? (await place.begin());
    return Promise.all(ring.map(made));
  };
  const keys = (): Promise<readonly Made[]> => {
    ready ??= load();
    // What failed once is tried again.
    ready.catch(() => {
      ready = undefined;
    });
    return ready;
  };
  const findIn = (all: readonly Made[], kid: string) => all.find((key) => key.kid === kid)?.public;
  return {
    async current() {
      const [newest] = await keys();
      if (newest === undefined) throw new Error('The development authority has no signing key');
      return { kid: newest.kid, key: newest.private };
    },
    async published() {
      // Another process may have rotated them.
      ready = undefined;
      return (await keys()).map(({ jwk }) => jwk);
    },
    async find(kid) {
      const found = findIn(await keys(), kid);
      if (found !== undefined) return found;
      ready = undefined;
      return findIn(await keys(), kid);
    },
    async sealing() {
      return (await keys()).map(({ kid, secret }) => ({ kid, secret }));
    },
    async rotate() {
      await keys();
      const ring = (await place.read()) ?? [];
      await place.replace([await makeKey(), ...ring].slice(0, kept));
      ready = undefined;
    },
  };
}

interface Made {
  readonly kid: string;
  readonly private: KeyObject;
  readonly public: KeyObject;
  readonly jwk: JWK;
  readonly secret: Uint8Array;
}

async function made(jwk: JsonWebKey): Promise<Made> {
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const open = createPublicKey(key);
  const exported = open.export({ format: 'jwk' });
  // An RSA key exports as strings all of them.
  const published = exported as JWK;
  const kid = await calculateJwkThumbprint(published);
  // RFC 5869: a secret of its own, so that no key serves two ends.
  const secret = new Uint8Array(hkdfSync('sha256', String(jwk.d), kid, 'sealing', 32));
  return { kid, private: key, public: open, jwk: { ...published, kid, use: 'sig', alg: 'RS256' }, secret };
}

async function makeKey(): Promise<JsonWebKey> {
  // RS256 is what Entra ID signs with, and what every client can verify.
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'jwk' });
}

function parseRing(text: string, file: string): Ring {
  try {
    const { keys } = JSON.parse(text) as { readonly keys: Ring };
    for (const key of keys) createPrivateKey({ key, format: 'jwk' });
    if (keys.length > 0) return keys;
  } catch {
    // Whatever else it holds is of no use, and may be secret.
  }
  throw new Error(`${file} holds no keys; remove it to have new ones made`);
}

/** Writes a ring into a new file of the same folder that only its owner reads. */
async function writeBeside(file: string, ring: Ring): Promise<string> {
  makePrivateFolder(dirname(file));
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ keys: ring }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function present(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
