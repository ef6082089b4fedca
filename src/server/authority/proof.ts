/** How a client proves at the token endpoint that it is the one it says. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClientProof } from './access-token.ts';
import { assertionType, requireAssertion } from './client-assertion.ts';
import type { Client } from './clients.ts';
import { deny } from './denials.ts';
import { type Parameters, type Place, type Realm, required } from './realm.ts';

export interface Proven {
  readonly client: Client;
  readonly proof: ClientProof;
}

/**
 * The client of a request to the token endpoint (RFC 6749 2.3, RFC 7523 2.2).
 * @param authorization the header; a client may prove itself there instead of in the form
 * Denies `missingParameter`, `unknownClient`, `secretMissing`, `secretWrong`, `clientIsPublic` and what a client assertion is denied for.
 */
export async function proveClient(
  realm: Realm,
  place: Place,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<Proven> {
  const basic = readBasic(authorization);
  const client = realm.clients.find(basic?.id ?? required(parameters, 'client_id'), place.tenant);
  const secret = basic?.secret ?? parameters.get('client_secret');
  const assertion = parameters.get('client_assertion');
  if (secret === undefined && assertion === undefined)
    return client.confidential ? deny('secretMissing') : { client, proof: 'none' };
  if (client.secrets.length === 0 && client.certificates.length === 0) return deny('clientIsPublic');
  if (assertion !== undefined) {
    if (required(parameters, 'client_assertion_type') !== assertionType) return deny('malformedRequest');
    await requireAssertion(client, place, assertion, realm.now());
    return { client, proof: 'certificate' };
  }
  if (!client.secrets.some((one) => isSame(one, secret ?? ''))) return deny('secretWrong', { client: client.id });
  return { client, proof: 'secret' };
}

/** RFC 6749 2.3.1: both parts are form-encoded. */
function readBasic(authorization: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const [, encoded] = /^basic +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (id === undefined || secret === undefined) return deny('malformedRequest');
  return { id: decode(id), secret: decode(secret) };
}

function decode(part: string): string {
  return new URLSearchParams(`part=${part.replaceAll('&', '%26')}`).get('part') ?? '';
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** What only a client that has proven itself may do. Denies `secretMissing`. */
export function requireProof({ proof }: Proven): void {
  if (proof === 'none') deny('secretMissing');
}
