/** A certificate for measuring https. */
import { memoryCertificate } from '../src/server/tls.ts';

/** @returns certificate chain and key as PEM */
export async function makeCertificate(): Promise<{ readonly certificate: string; readonly key: string }> {
  const { cert, key } = await memoryCertificate();
  return { certificate: cert, key };
}
