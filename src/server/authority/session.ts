/** Who is signed in at the authority: a sealed cookie, so that a second client need not ask again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../wire.ts';
import type { SignedInPerson } from './access-token.ts';
import { lifetimes, type SignInSession } from './grant.ts';
import type { Place, Realm } from './realm.ts';
import { open, seal } from './sealed.ts';

/** Browsers keep what was set over https from being replaced over http (RFC 6265bis 5.7), so each has a name of its own. */
const names = { http: 'proficio-authority', https: '__Host-proficio-authority' } as const;

const schemeOf = (request: FastifyRequest) => (originOf(request.raw).startsWith('https:') ? 'https' : 'http');

/** The person whom a browser is signed in as, in a tenant. */
export async function readSession(realm: Realm, request: FastifyRequest, tenant: string): Promise<SignedInPerson | undefined> {
  const pairs = (request.headers.cookie ?? '').split(/; */).map((pair) => pair.split('='));
  const sealed = pairs.find(([key]) => key === names[schemeOf(request)])?.[1];
  const session = sealed === undefined ? undefined : await open<SignInSession>(realm.keys, 'session', sealed);
  return session?.tenant === tenant && realm.now(tenant) < session.until ? session.person : undefined;
}

export async function keepSession(
  realm: Realm,
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant }: Place,
  person: SignedInPerson,
): Promise<void> {
  const until = realm.now(tenant) + lifetimes.session;
  const session: SignInSession = { kind: 'session', tenant, person, until };
  reply.header('set-cookie', `${names[schemeOf(request)]}=${await seal(realm.keys, session)}; ${attributes[schemeOf(request)]}`);
}

export function endSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', `${names[schemeOf(request)]}=; Max-Age=0; ${attributes[schemeOf(request)]}`);
}

/** Over https a page of another origin may ask in a frame who is signed in, as MSAL does. */
const attributes = {
  http: 'Path=/; HttpOnly; SameSite=Lax',
  https: 'Path=/; HttpOnly; Secure; SameSite=None',
} as const;
