/** GUIDs as the sixteen bytes they stand for. */

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns undefined for what is no GUID in lower case */
export function bytesOfGuid(text: string): Buffer | undefined {
  return guid.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
}

/** @param bytes sixteen of them */
export function guidOfBytes(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
