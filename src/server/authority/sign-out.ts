/** Signing out at the authority (OpenID Connect RP-Initiated Logout 1.0). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { builtInClient } from './clients.ts';
import { html, sendPage } from './markup.ts';
import { type Place, queryOf, type Realm, readParameters } from './realm.ts';
import { requireRedirect } from './redirect.ts';
import { endSession } from './session.ts';

/**
 * Ends the session, and goes where the client wants. As with Entra ID nobody need say which client asks; without one the address
 * must be of this machine. Denies `unknownClient` and `redirectMismatch`.
 */
export function signOut(realm: Realm, place: Place, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const text = request.method === 'POST' ? String(request.body ?? '') : queryOf(request);
  const parameters = readParameters(text);
  endSession(request, reply);
  const uri = parameters.get('post_logout_redirect_uri');
  if (uri === undefined)
    return sendPage(reply, 200, { title: 'You are signed out', body: html`<p>This window can be closed.</p>` });
  const client = realm.clients.find(parameters.get('client_id') ?? builtInClient.id, place.tenant);
  requireRedirect(client, uri, place.origin);
  const url = new URL(uri);
  const state = parameters.get('state');
  if (state !== undefined) url.searchParams.append('state', state);
  return reply.header('cache-control', 'no-store').redirect(url.href);
}
