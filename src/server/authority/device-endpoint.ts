/** The device authorization endpoint (RFC 8628 3.1 and 3.2), and the page on which a person lets a device in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lifetimes } from './grant.ts';
import { html, sendPage } from './markup.ts';
import { personChoice, pick, readChoice, requireOwnForm } from './pick.ts';
import { type Parameters, type Place, queryOf, type Realm, readParameters, required, requireOwnHost } from './realm.ts';
import { grantDelegated, readScopes, scopeAsked } from './scopes.ts';

/** Where people type the code. */
export const devicePath = '/devicelogin';

/** Seconds between two questions of a device. */
const interval = 1;

/** Answers a device with the code that its user is to type. Denies what is wrong with the client and its scopes. */
export function beginDevice(realm: Realm, place: Place, parameters: Parameters): Record<string, unknown> {
  const { tenant, origin, family } = place;
  const client = realm.clients.find(required(parameters, 'client_id'), tenant);
  const scope = scopeAsked(family, parameters) ?? required(parameters, family.kind === 'v1' ? 'resource' : 'scope');
  grantDelegated(client, readScopes(scope, origin), realm.permissions.delegated);
  const until = realm.now(tenant) + lifetimes.device;
  const answer = { kind: 'pending' } as const;
  const { deviceCode, userCode } = realm.devices.begin({ tenant, client: client.id, scope, until, answer });
  const uri = `${origin}${devicePath}`;
  const number = (value: number) => (family.form === '1.0' ? String(value) : value);
  return {
    user_code: userCode,
    device_code: deviceCode,
    [family.form === '1.0' ? 'verification_url' : 'verification_uri']: uri,
    ...(family.form === '2.0' && { verification_uri_complete: `${uri}?code=${userCode}` }),
    expires_in: number(lifetimes.device / 1000),
    interval: number(interval),
    message: `To sign in, use a web browser to open the page ${uri} and enter the code ${userCode} to authenticate.`,
  };
}

/** The page: first the code, then who to be. */
export async function showDevice(realm: Realm, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = requireOwnHost(realm, request);
  const query = readParameters(queryOf(request));
  const typed = query.get('code') ?? query.get('otc');
  if (typed === undefined) return sendCodePage(reply, '', undefined);
  const code = realm.devices.find(typed);
  const asked = code === undefined ? undefined : realm.devices.byDeviceCode(code);
  const waiting = asked !== undefined && asked !== 'spent' && asked.answer.kind === 'pending' ? asked : undefined;
  if (code === undefined || !waiting || realm.now(waiting.tenant) >= waiting.until) return sendCodePage(reply, typed, wrongCode);
  const { tenant } = waiting;
  const client = realm.clients.find(waiting.client, tenant);
  const choice = readChoice(readParameters(typeof request.body === 'string' ? request.body : ''));
  if (choice) requireOwnForm(realm, request);
  if (choice?.kind === 'cancel') return finish(reply, () => realm.devices.answer(code, { kind: 'declined' }), 'declined');
  const picked = choice && (await pick(realm, tenant, choice));
  if (picked?.kind === 'person') {
    const { person } = picked;
    return finish(reply, () => realm.devices.answer(code, { kind: 'granted', person }), 'granted');
  }
  const permissions = grantDelegated(client, readScopes(waiting.scope, origin), realm.permissions.delegated);
  const body = html`<p>on the device that shows the code <strong>${typed.toUpperCase()}</strong>, for <strong>${client.displayName}</strong>. If you see no such code, cancel.</p>
${permissions.length > 0 && html`<p class="quiet">It asks for ${permissions.join(', ')}.</p>`}
<form method="post" action="?code=${encodeURIComponent(typed)}">
${personChoice({ ...(await realm.people.list(tenant)), hint: '', failure: picked?.failure })}
<button name="cancel" value="1">Cancel</button>
</form>`;
  return sendPage(reply, 200, { title: 'Sign in', body });
}

const wrongCode = 'That code is not known, was used, or has expired. Have the device show a new one.';

function sendCodePage(reply: FastifyReply, typed: string, failure: string | undefined): FastifyReply {
  const body = html`<form method="get">
${failure !== undefined && html`<p class="bad" role="alert">${failure}</p>`}
<label for="code">The code that the device shows</label>
<div class="row"><input type="text" id="code" name="code" value="${typed}" autocomplete="off" spellcheck="false" required> <button class="main">Next</button></div>
</form>`;
  return sendPage(reply, failure === undefined ? 200 : 400, { title: 'Sign in on a device', body });
}

const endings = {
  granted: ['You are signed in', 'The device goes on by itself. This window can be closed.'],
  declined: ['You are not signed in', 'The device is told that you declined. This window can be closed.'],
} as const;

function finish(reply: FastifyReply, settle: () => void, ending: keyof typeof endings): FastifyReply {
  settle();
  const [title, text] = endings[ending];
  return sendPage(reply, 200, { title, body: html`<p>${text}</p>` });
}
