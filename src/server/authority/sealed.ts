/** What the authority hands out for itself to read again: refresh tokens and sign-in sessions, sealed, so that a restart loses none. */
import type { SealingKey, SigningKeys } from './signing-keys.ts';

/** Something sealed, until when it counts. */
export interface Sealable {
  readonly kind: string;
  /** Milliseconds, as the tenant's clock has them. */
  readonly until: number;
}

/** Characters: more than anything sealed here has. */
const longest = 8192;

/** A value as text that nobody else can read or make (JWE, RFC 7516, with a key that goes with the signing key). */
export async function seal(keys: SigningKeys, value: Sealable): Promise<string> {
  const [{ CompactEncrypt }, [newest]] = await Promise.all([import('jose/jwe/compact/encrypt'), keys.sealing()]);
  const { kid, secret } = newest as SealingKey; // a ring has at least one key
  return new CompactEncrypt(Buffer.from(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
    .encrypt(secret);
}

/** What was sealed; undefined for what was not sealed with one of these keys, or is of another kind. Times are the caller's to judge. */
export async function open<Value extends Sealable>(
  keys: SigningKeys,
  kind: Value['kind'],
  text: string,
): Promise<Value | undefined> {
  if (text.length > longest) return undefined;
  const { compactDecrypt } = await import('jose/jwe/compact/decrypt');
  const ring = await keys.sealing();
  try {
    const { plaintext } = await compactDecrypt(
      text,
      ({ kid }) => {
        const found = ring.find((key) => key.kid === kid);
        if (!found) throw new Error('sealed with another key');
        return found.secret;
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    const value = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Value; // sealed above, by these keys
    return value.kind === kind ? value : undefined;
  } catch {
    return undefined;
  }
}
