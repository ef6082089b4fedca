/** Somebody's first day: an empty database, an issuer that is not the development authority, and no word of help. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import Provider from 'oidc-provider';
import { skip, startServer } from './stage.ts';
import { onStage } from './visits.ts';

const audience = 'api://people';
const scopes = 'User.ReadWrite User.Read.All';

interface LateIssuer {
  readonly issuer: string;
  /** Lets people in who come from this address; until then whoever asks is kept waiting. */
  readonly open: (app: string) => void;
  readonly close: () => void;
}

/** A real issuer, whose address the server must know before the issuer can know the server's. */
async function startIssuer(): Promise<LateIssuer> {
  const { promise: opened, resolve } = Promise.withResolvers<RequestListener>();
  const server = createServer((request, response) => void opened.then((listener) => listener(request, response)));
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // A TCP server has an address and a port.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = (app: string) => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'people-web',
          redirect_uris: [`${app}/signed-in`],
          post_logout_redirect_uris: [`${app}/`],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      ],
      scopes: ['openid', 'profile', ...scopes.split(' ')],
      cookies: { keys: ['of the tests'] },
      clientBasedCORS: () => true,
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: 'Nadia Newcomer' }) }),
      extraTokenClaims: () => ({ name: 'Nadia Newcomer', preferred_username: 'nadia@new.example' }),
      features: {
        devInteractions: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => audience,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: scopes, audience, accessTokenFormat: 'jwt' }),
        },
      },
    });
    resolve(provider.callback());
  };
  return { issuer, open, close: () => server.closeAllConnections() };
}

test('on the first day, signed in by another issuer, one adds a skill that only the team sees, without any help', {
  skip,
}, async (t) => {
  const { issuer, open, close } = await startIssuer();
  t.after(close);
  const web = ['--web-client', 'people-web', '--web-scope', `openid profile ${scopes}`];
  const server = await startServer(['--issuer', issuer, '--audience', audience, '--https-port', 'off', ...web]);
  t.after(server.stop);
  open(server.origin);
  const { page, complaints, close: leave } = await onStage().open(server.origin, '/');
  t.after(leave);
  assert.equal(await page.getByText('Development mode').count(), 0);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByPlaceholder('Enter any login').fill('nadia');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nadia Newcomer' }).waitFor();

  await page.getByText('Start with one skill').waitFor();
  await page.getByRole('button', { name: 'Add a skill' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a skill' });
  await dialog.getByLabel('Name').fill('Soldering');
  await dialog.getByLabel('Proficiency').selectOption('Professional');
  await dialog.getByRole('button', { name: /^Who sees/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^My team/ }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('group', { name: 'Soldering' });
  await card.getByRole('button', { name: /^Who sees Soldering: My team/ }).waitFor();
  await card.getByText('Professional').waitFor();
  await card.getByText(/Added by you/).waitFor();
  await page.getByLabel('See my profile as').selectOption('A colleague');
  await page.getByText('They see none of your entries.').waitFor();
  await page.getByLabel('See my profile as').selectOption('Someone in my team');
  await card.waitFor();

  await page.getByRole('link', { name: 'People' }).click();
  await page.getByText('1 person').first().waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('region', { name: 'Skills and people' }).getByText('Soldering').waitFor();
  await page.getByText('No certificate is about to expire.').waitFor();
  assert.deepEqual(
    complaints.filter((complaint) => !complaint.startsWith(`asked ${issuer}/`)),
    [],
  );
});
