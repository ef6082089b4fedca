/** The object id that belongs to a name in a tenant, always the same: whoever derives it meets the same person. */
import { createHash } from 'node:crypto';
import { guidOfBytes } from '../store/guid-bytes.ts';

/**
 * A UUID of version 5 (RFC 9562, 5.5) with the tenant as its namespace.
 * @param tenant a GUID
 * @param userPrincipalName compared ignoring case
 * @returns a lower-case GUID
 */
export function personId(tenant: string, userPrincipalName: string): string {
  return derivedId(tenant, userPrincipalName.toLowerCase());
}

/**
 * A GUID that is always the same for a name inside a namespace (RFC 9562, 5.5).
 * @param namespace a GUID
 */
export function derivedId(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return guidOfBytes(hash.subarray(0, 16));
}
