/** Assertions by which a client proves itself with a certificate instead of a secret (RFC 7523; Entra ID "certificate credentials"). */
import { X509Certificate } from 'node:crypto';
import type { Client } from './clients.ts';
import { deny } from './denials.ts';
import { addressOf, type Place } from './realm.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Signatures that Entra ID takes from clients, and the elliptic one besides. */
const algorithms = ['RS256', 'PS256', 'ES256'];

/** Milliseconds by which a client's clock may be ahead. */
const clockSkew = 300_000;

/** Characters: a chain of certificates may come with it. */
const longest = 32_768;

/**
 * Checks an assertion. Denies `assertionMalformed`, `assertionKeyUnknown`, `assertionSignatureWrong`, `assertionSubjectWrong`,
 * `assertionAudienceWrong` and `assertionTimeWrong`.
 * @param now the real time, which is what a client stamps its assertions with, whatever the clock of the tenant shows
 */
export async function requireAssertion(client: Client, place: Place, assertion: string, now: number): Promise<void> {
  const header = await headerOf(assertion);
  const certificate = certificateOf(client, header);
  if (certificate) await requireSignature(assertion, certificate);
  const { iss, sub, aud, exp, nbf } = parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (iss !== client.id || sub !== client.id) deny('assertionSubjectWrong');
  const expected = audiencesOf(place);
  if (![aud].flat().some((one) => typeof one === 'string' && expected.includes(one.toLowerCase())))
    deny('assertionAudienceWrong', { expected: expected[0] ?? '' });
  const until = typeof exp === 'number' ? exp * 1000 : 0;
  const from = typeof nbf === 'number' ? nbf * 1000 : 0;
  if (now >= until || now + clockSkew < from)
    deny('assertionTimeWrong', { now: new Date(now).toISOString(), until: new Date(Math.min(until, 8.64e15)).toISOString() });
}

/**
 * The certificate that an assertion is to be held against. The built-in client has none of its own: one that comes along will do, and
 * without one there is nothing to check, which opens no more than its secret that everybody knows.
 */
function certificateOf({ certificates }: Client, header: Header): X509Certificate | undefined {
  if (certificates !== 'any') return certificates.find((one) => isNamed(one, header)) ?? deny('assertionKeyUnknown');
  const [leaf] = Array.isArray(header.x5c) ? header.x5c : [];
  if (typeof leaf !== 'string') return undefined;
  try {
    const sent = new X509Certificate(Buffer.from(leaf, 'base64'));
    return isNamed(sent, header) ? sent : deny('assertionKeyUnknown');
  } catch {
    return deny('assertionKeyUnknown');
  }
}

async function requireSignature(assertion: string, { publicKey }: X509Certificate): Promise<void> {
  const { compactVerify } = await import('jose/jws/compact/verify');
  try {
    await compactVerify(assertion, publicKey, { algorithms });
  } catch {
    deny('assertionSignatureWrong');
  }
}

type Header = Readonly<Record<string, unknown>>;

async function headerOf(assertion: string): Promise<Header> {
  const { decodeProtectedHeader } = await import('jose/decode/protected_header');
  if (assertion.length > longest) return deny('assertionMalformed');
  try {
    return { ...decodeProtectedHeader(assertion) };
  } catch {
    return deny('assertionMalformed');
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>; // an object, as just seen
  } catch {
    // Denied below like all that is no object.
  }
  return deny('assertionMalformed');
}

/** A certificate is named by its thumbprint, in one of three spellings. */
function isNamed({ fingerprint, fingerprint256 }: X509Certificate, header: Header): boolean {
  const bytes = (print: string) => Buffer.from(print.replaceAll(':', ''), 'hex');
  const { x5t, kid } = header;
  return (
    x5t === bytes(fingerprint).toString('base64url') ||
    header['x5t#S256'] === bytes(fingerprint256).toString('base64url') ||
    (typeof kid === 'string' && kid.toUpperCase() === bytes(fingerprint).toString('hex').toUpperCase())
  );
}

/** The token endpoint's address, by any of its names, as Entra ID takes it. */
function audiencesOf(place: Place): readonly string[] {
  const tenants = [place.named, place.tenant];
  const bases = tenants.flatMap((tenant) =>
    [place.origin, 'https://login.microsoftonline.com'].flatMap((origin) => [
      `${origin}/${tenant}/oauth2/v2.0/token`,
      `${origin}/${tenant}/oauth2/token`,
      `${origin}/${tenant}/v2.0`,
    ]),
  );
  return [addressOf(place, 'token'), ...bases].map((address) => address.toLowerCase());
}
