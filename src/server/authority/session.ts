/** Who is signed in at the authority: a sealed cookie, so that a second client need not ask again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../app.ts';
import type { SignedInPerson } from './access-token.ts';
import { lifetimes, type SignInSession } from './grant.ts';
import type { Place, Realm } from './realm.ts';
import { open, seal } from './sealed.ts';

const name = 'proficio-authority';

/** The person whom a browser is signed in as, in a tenant. */
export async function readSession(realm: Realm, request: FastifyRequest, tenant: string): Promise<SignedInPerson | undefined> {
  const pairs = (request.headers.cookie ?? '').split(/; */).map((pair) => pair.split('='));
  const sealed = pairs.find(([key]) => key === name)?.[1];
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
  reply.header('set-cookie', `${name}=${await seal(realm.keys, session)}; ${attributes(request)}`);
}

export function endSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes(request)}`);
}

/** Over https a page of another origin may ask in a frame who is signed in, as MSAL does. */
function attributes(request: FastifyRequest): string {
  const secure = originOf(request.raw).startsWith('https:');
  return `Path=/; HttpOnly; ${secure ? 'Secure; SameSite=None' : 'SameSite=Lax'}`;
}
