/** `serve` as it is run in production: a real issuer and its claims named by flags, and what the web app is told of it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { declaredClients } from '../../src/cli/declared-clients.ts';
import { Mistake } from '../../src/cli/mistake.ts';
import { planServe, planSignIn } from '../../src/cli/serve-plan.ts';
import { type Given, readSettings, settings } from '../../src/cli/settings.ts';
import { askOver } from '../support/over-http.ts';
import { makeFolder, serveProgram } from '../support/program.ts';
import { audience, startProvider } from './provider.ts';

suite('serve with an issuer', () => {
  test('takes its tokens, reads its claims as told, and has no authority of its own', async () => {
    const issuer = await startProvider((login) => ({ call_me: `${login} by another claim` }));
    const flags = ['--issuer', issuer.issuer, '--audience', audience, '--claim', 'displayName=call_me'];
    const web = ['--web-client', 'people-app', '--web-scope', 'openid User.ReadWrite'];
    const server = await serveProgram([...flags, ...web, '--https-port', 'off', '--data', await makeFolder()]);
    try {
      const { access_token } = await issuer.signIn('ada', 'User.ReadWrite');
      const ask = askOver(server.http, access_token);
      const me = await ask('GET', '/beta/me');
      assert.deepEqual([me.status, me.body.displayName], [200, 'ada by another claim']);
      assert.deepEqual((await ask('GET', '/web-config.json')).body, {
        issuer: issuer.issuer,
        clientId: 'people-app',
        scopes: ['openid', 'User.ReadWrite'],
        dev: false,
        apiBase: '/beta',
      });
      for (const path of ['/common/v2.0/.well-known/openid-configuration', '/msi/token', '/devicelogin', '/dev/clock'])
        assert.equal((await ask('GET', path)).status, 400, path);
    } finally {
      assert.equal(await server.stop(), 0);
      await issuer.close();
    }
  });

  /** Flags, and how the web app then signs people in. */
  const rows: readonly (readonly [given: Given, issuer: string | undefined, clientId: string, scopes: string])[] = [
    [
      { dev: true },
      undefined,
      '11111111-1111-4111-8111-111111111111',
      'openid profile offline_access User.ReadWrite User.Read.All',
    ],
    [{ dev: true, webClient: 'mine', webScope: 'openid' }, undefined, 'mine', 'openid'],
    [
      { issuer: ['https://a.example', 'https://b.example'], audience: ['x', 'y'] },
      'https://a.example',
      'x',
      'openid profile offline_access',
    ],
    [
      { issuer: ['https://a.example'], audience: ['api://x'], webClient: 'web', webScope: ' openid  api://x/User.Read ' },
      'https://a.example',
      'web',
      'openid api://x/User.Read',
    ],
  ];
  for (const [given, issuer, clientId, scopes] of rows) {
    test(`the web app signs in by ${JSON.stringify(given)}`, () => {
      const plan = planSignIn(readSettings(settings.serve, given, {}));
      assert.deepEqual([plan.issuer, plan.clientId, plan.scopes.join(' ')], [issuer, clientId, scopes]);
    });
  }

  test('clients are declared to the development authority only, and a mistake in their file is told as one', async () => {
    const file = join(await makeFolder(), 'clients.json');
    const given = { issuer: ['https://a.example'], audience: ['x'], httpsPort: 'off', httpPort: '0', clients: file };
    assert.throws(() => planServe(readSettings(settings.serve, given, {})), /--clients is for the development authority/);
    await assert.rejects(
      declaredClients(file),
      (error: Error) => error instanceof Mistake && /--clients .*no such file/.test(error.message),
    );
    await writeFile(file, '{"clients":[{"id":"x"}]}');
    await assert.rejects(
      declaredClients(file),
      (error: Error) => error instanceof Mistake && /clients\[0\]\.id must be a GUID/.test(error.message),
    );
    assert.equal(await declaredClients(undefined), undefined);
  });
});
