/** What an entry of the audit trail is called outside: its number counts the changes of everybody, of which a reader may see few. */
import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import type { Database, Words } from './database.ts';
import { bytesOfGuid, guidOfBytes } from './guid-bytes.ts';

/** The names of the entries of one tenant. */
export interface EntryNames {
  readonly nameOf: (seq: string) => string;
  /** @returns undefined for what names no entry of this tenant */
  readonly seqOf: (name: string) => string | undefined;
}

/** The statements that make the key of a database, by its own chance: every node and every copy of it gives the same names. */
export function makeTrailKey({ name, text }: Words): readonly string[] {
  const random = name === 'sqlite' ? 'lower(hex(randomblob(16)))' : "replace(gen_random_uuid()::text, '-', '')";
  return [`CREATE TABLE trail_key (key ${text} NOT NULL)`, `INSERT INTO trail_key (key) SELECT ${random}`];
}

/** @returns what gives the names of a tenant's entries; the key is read when they are first asked for */
export function entryNamesOn(database: Database): (tenant: string) => Promise<EntryNames> {
  let key: Buffer | undefined;
  return async (tenant) => {
    key ??= await readKey(database);
    return namesOf(key, tenant);
  };
}

async function readKey(database: Database): Promise<Buffer> {
  const [row] = await database.read({ text: 'SELECT key FROM trail_key', values: [] }, 'light', 'fresh');
  return Buffer.from(String(row?.key), 'hex');
}

/** A name is one block of AES-128: how the digest of the tenant begins, and the number behind it. */
function namesOf(key: Buffer, tenant: string): EntryNames {
  const owner = hash('sha256', tenant, 'buffer').subarray(0, 8);
  // No two blocks are alike, so that nothing has to chain them; each is answered as soon as it is there.
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return {
    nameOf(seq) {
      const block = Buffer.alloc(16);
      owner.copy(block);
      block.writeBigInt64BE(BigInt(seq), 8);
      return guidOfBytes(cipher.update(block));
    },
    seqOf(name) {
      const bytes = bytesOfGuid(name);
      if (bytes === undefined) return undefined;
      const block = decipher.update(bytes);
      return owner.equals(block.subarray(0, 8)) ? String(block.readBigInt64BE(8)) : undefined;
    },
  };
}
