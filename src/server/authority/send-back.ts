/** The way back to a client: by the query or the fragment of its address, or by a form. */
import type { FastifyReply } from 'fastify';
import type { Return } from './authorization-request.ts';
import { html, sendPage } from './markup.ts';

/** Where the script is that sends the form of `form_post` without a press of a button. */
export const submitScript = '/authority/submit.js';

/** Sends the browser back to the client, with its state (OAuth 2.0 Multiple Response Types; OAuth 2.0 Form Post Response Mode). */
export function sendBack(reply: FastifyReply, back: Return, values: Readonly<Record<string, string>>): FastifyReply {
  const { mode, redirectUri, state } = back;
  const all = { ...values, ...(state !== undefined && { state }) };
  if (mode === 'form_post') {
    const inputs = Object.entries(all).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
    const body = html`<form method="post" action="${redirectUri}">${inputs}<button class="main">Continue</button></form>`;
    return sendPage(reply, 200, { title: 'Signed in', body, leadsTo: redirectUri, script: submitScript });
  }
  const url = new URL(redirectUri);
  if (mode === 'fragment') url.hash = new URLSearchParams(all).toString();
  else for (const [name, value] of Object.entries(all)) url.searchParams.append(name, value);
  return reply.code(302).headers({ location: url.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
}
