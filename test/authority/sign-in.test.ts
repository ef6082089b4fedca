/** The authorization endpoint: who is let in, who is sent where, and what the page may hold. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { statusUnder } from '../support/over-http.ts';
import { type Asking, challenge, claimsOf, type Form, openAsking, redemption, redirectUri, verifier } from './asking.ts';

const declared = {
  id: 'dddddddd-0000-4000-8000-000000000001',
  displayName: 'Declared <app>',
  secrets: ['a secret'],
  redirectUris: ['https://app.example.com/cb', 'http://localhost/native', 'com.example.app://auth'],
  scopes: ['User.Read'],
};

suite('signing in at the development authority', { concurrency: false }, () => {
  let asking: Asking;
  let strict: Asking;
  before(async () => {
    [asking, strict] = await Promise.all([openAsking(), openAsking({ clients: [declared] })]);
  });
  after(() => Promise.all([asking.server.close(), strict.server.close()]));

  test('a code with PKCE becomes an access token that the API takes, an ID token and client information', async () => {
    const over = { scope: 'openid profile email offline_access User.Read', nonce: 'once' };
    const { to, values } = await asking.back(over);
    assert.deepEqual([to, values.get('state')], [redirectUri, 'as it was']);
    const { status, body } = await asking.token({ ...redemption(values.get('code') ?? ''), client_info: '1' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.token_type, body.expires_in, body.scope], ['Bearer', 3599, 'User.Read openid profile email']);
    const id = claimsOf(body.id_token);
    assert.partialDeepStrictEqual(id, {
      aud: asking.client.id,
      iss: `${asking.server.http}/${asking.tenant}/v2.0`,
      nonce: 'once',
      name: 'Adele Vance',
      preferred_username: 'adele@example.com',
      email: 'adele@example.com',
      tid: asking.tenant,
      ver: '2.0',
    });
    const info = JSON.parse(Buffer.from(body.client_info, 'base64url').toString('utf8'));
    assert.deepEqual(info, { uid: id.oid, utid: asking.tenant });
    const authorization = `Bearer ${body.access_token}`;
    const me = await asking.get('/v1.0/me', { authorization });
    assert.deepEqual([me.status, me.body.displayName, me.body.id], [200, 'Adele Vance', id.oid]);
    const who = await asking.get('/oidc/userinfo', { authorization });
    assert.partialDeepStrictEqual(who.body, { sub: claimsOf(body.access_token).sub, name: 'Adele Vance' });
  });

  test('people are picked by id, or named; somebody unknown comes to be', async () => {
    const page = await asking.authorize();
    const adele = /value="([^"]+)"><span>Adele Vance/.exec(page.text)?.[1] ?? '';
    const { values } = await asking.back({}, { person: adele });
    const picked = await asking.token(redemption(values.get('code') ?? ''));
    assert.equal(claimsOf(picked.body.access_token).oid, adele);
    const { body } = await asking.signIn({}, { username: ' new.one@example.com ', administrator: '1' });
    const claims = claimsOf(body.access_token);
    assert.equal(claims.name, 'New One');
    assert.ok(claims.wids.includes('62e90394-69f5-4237-9190-012177145e10'));
    const me = await asking.get('/v1.0/me', { authorization: `Bearer ${body.access_token}` });
    assert.equal(me.body.userPrincipalName, 'new.one@example.com');
  });

  test('the page lists who can sign in, holds nothing that was sent as markup, and runs nothing', async () => {
    const hostile = '"><script>alert(1)</script>';
    const { status, text, headers } = await asking.authorize({ login_hint: hostile, state: hostile, scope: 'openid User.Read' });
    assert.equal(status, 200);
    assert.ok(text.includes('Adele Vance'));
    assert.ok(!text.includes('Gone Away'), 'a disabled account is offered');
    assert.ok(text.includes('&#60;b&#62;&#34;Al&#34; &#38; Co&#60;/b&#62;'));
    assert.ok(!/<script|<b>|onerror/i.test(text));
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self' http://localhost:4321"])
      assert.ok(policy.includes(part), policy);
    assert.ok(!policy.includes('unsafe') && !policy.includes('script-src'));
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test('a name that cannot sign in is told on the page, and another may be picked', async () => {
    for (const [username, code] of [
      ['nobody', 'AADSTS50034'],
      ['<i>x</i>', 'AADSTS50034'],
      ['gone@example.com', 'AADSTS50057'],
    ] as const) {
      const { status, text } = await asking.authorize({}, { username, choose: '1' });
      assert.deepEqual([status, text.includes(code), text.includes('<i>')], [200, true, false], username);
    }
  });

  /** Requests that nobody may be sent away for: the address is not known to be the client's. */
  const shown: readonly (readonly [name: string, over: Form, says: RegExp])[] = [
    ['no client', { client_id: '' }, /AADSTS900144.*client_id/],
    ['a client id that is none', { client_id: '<script>' }, /AADSTS700016.*&#60;script&#62;/],
    ['no redirect_uri', { redirect_uri: '' }, /AADSTS900144.*redirect_uri/],
    ['another machine', { redirect_uri: 'https://evil.example/cb' }, /AADSTS50011/],
    ['another machine that sounds like this one', { redirect_uri: 'http://localhost.evil.example/cb' }, /AADSTS50011/],
    ['another machine behind a user name', { redirect_uri: 'http://localhost@evil.example/' }, /AADSTS50011/],
    ['a user name before this one', { redirect_uri: 'http://evil@localhost/' }, /AADSTS50011/],
    ['a script', { redirect_uri: 'javascript:alert(1)' }, /AADSTS50011/],
    ['a relative address', { redirect_uri: '//localhost/cb' }, /AADSTS50011/],
    ['a fragment', { redirect_uri: 'http://localhost/cb#x' }, /AADSTS50011/],
  ];
  for (const [name, over, says] of shown) {
    test(`${name} is told on a page, and nobody is sent anywhere`, async () => {
      const { status, text, headers } = await asking.authorize(over, { username: 'adele@example.com' });
      assert.equal(status, 400);
      assert.match(text, says);
      assert.equal(headers.get('location'), null);
    });
  }

  /** Requests whose client is told. */
  const told: readonly (readonly [name: string, over: Form, error: string, says: RegExp])[] = [
    ['no scope', { scope: '' }, 'invalid_request', /AADSTS900144.*scope/],
    ['a scope that is none', { scope: 'openid $' }, 'invalid_scope', /AADSTS70011/],
    ['scopes of two resources', { scope: 'User.Read api://x/y' }, 'invalid_scope', /AADSTS28000/],
    [
      '.default and more',
      { scope: 'https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read' },
      'invalid_scope',
      /AADSTS70011/,
    ],
    ['an access token at once', { response_type: 'token' }, 'unsupported_response_type', /AADSTS700051/],
    [
      'an ID token in the query',
      { response_type: 'id_token', response_mode: 'query', nonce: 'n' },
      'invalid_request',
      /AADSTS70007/,
    ],
    ['an ID token without nonce', { response_type: 'id_token' }, 'invalid_request', /AADSTS900144.*nonce/],
    ['a mode that is none', { response_mode: 'carrier.pigeon' }, 'invalid_request', /AADSTS70007/],
    ['a challenge that is too short', { code_challenge: 'short' }, 'invalid_request', /AADSTS9002313/],
    ['a scope without end', { scope: 'User.Read '.repeat(500) }, 'invalid_scope', /AADSTS70011/],
    ['a nonce without end', { nonce: 'n'.repeat(3000) }, 'invalid_request', /AADSTS9002313/],
    ['a method that is none', { code_challenge_method: 'S1' }, 'invalid_request', /AADSTS9002313/],
    ['a resource', { resource: 'https://graph.microsoft.com' }, 'invalid_request', /AADSTS901002/],
    ['no page wanted, and nobody signed in', { prompt: 'none' }, 'login_required', /AADSTS50058/],
  ];
  for (const [name, over, error, says] of told) {
    test(`the client is told of ${name}`, async () => {
      const { status, headers } = await asking.authorize(over);
      const url = new URL(headers.get('location') ?? 'about:nowhere');
      const values = new URLSearchParams(url.hash.slice(1) || url.search);
      assert.deepEqual([status, values.get('error'), values.get('state'), values.get('code')], [302, error, 'as it was', null]);
      assert.match(values.get('error_description') ?? '', says);
    });
  }

  test('whoever cancels has declined', async () => {
    const { values } = await asking.back({}, { cancel: '1' });
    assert.deepEqual([values.get('error'), values.get('code')], ['access_denied', null]);
  });

  test('answers go by query, fragment or form, and an ID token may come at once', async () => {
    const over = { response_type: 'id_token code', nonce: 'n', response_mode: 'fragment' };
    const { values } = await asking.back(over);
    const claims = claimsOf(values.get('id_token') ?? '');
    assert.deepEqual([claims.nonce, claims.name, typeof claims.c_hash], ['n', 'Adele Vance', 'string']);
    const hostile = `'"><script>x</script>`;
    const choice = { username: 'adele@example.com' };
    const posted = await asking.authorize({ response_mode: 'form_post', state: hostile }, choice);
    assert.equal(posted.status, 200);
    assert.match(posted.text, /<form method="post" action="http:\/\/localhost:4321\/cb">/);
    assert.match(posted.text, /name="code" value="[\w-]+"/);
    assert.ok(!posted.text.includes('<script>'));
    assert.match(
      posted.headers.get('content-security-policy') ?? '',
      /script-src 'self'; form-action 'self' http:\/\/localhost:4321/,
    );
    const [, script = ''] = /<script src="([^"]+)"/.exec(posted.text) ?? [];
    assert.match((await asking.get(script)).text, /submit\(\)/);
  });

  test('a request may come as a form, as OpenID Connect allows', async () => {
    const form = {
      client_id: asking.client.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'User.Read',
      prompt: 'none',
    };
    const { status, headers } = await asking.post('authorize', form);
    assert.deepEqual([status, /error=login_required/.test(headers.get('location') ?? '')], [302, true]);
  });

  test('whoever is signed in need not be asked again, until they sign out or another is hinted at', async () => {
    const { cookie } = await asking.back();
    const rows: readonly (readonly [Form, string, number, string | null])[] = [
      [{ prompt: 'none' }, cookie, 302, 'code'],
      [{}, cookie, 302, 'code'],
      [{ prompt: 'none', login_hint: 'ADELE@example.com' }, cookie, 302, 'code'],
      [{ prompt: 'none', login_hint: 'al@example.com' }, cookie, 302, 'error'],
      [{ login_hint: 'al@example.com' }, cookie, 200, null],
      [{ prompt: 'select_account' }, cookie, 200, null],
      [{ prompt: 'login' }, cookie, 200, null],
      [{ prompt: 'none' }, `${cookie}x`, 302, 'error'],
      [{ prompt: 'none' }, 'proficio-authority=e30.e30.e30.e30.e30', 302, 'error'],
    ];
    for (const [over, sent, status, name] of rows) {
      const answered = await asking.authorize(over, undefined, { cookie: sent });
      const { searchParams } = new URL(answered.headers.get('location') ?? 'about:nowhere');
      assert.deepEqual([answered.status, name === null || searchParams.has(name)], [status, true], JSON.stringify(over));
    }
    const out = await asking.get('logout?post_logout_redirect_uri=http://localhost:4321/&state=s', { cookie });
    assert.deepEqual([out.status, out.headers.get('location')], [302, 'http://localhost:4321/?state=s']);
    assert.match(out.headers.get('set-cookie') ?? '', /^proficio-authority=; Max-Age=0/);
  });

  test('whoever was disabled since they signed in is not signed in', async () => {
    const { cookie, values } = await asking.back({}, { username: 'al@example.com' });
    const { body } = await asking.token(redemption(values.get('code') ?? ''));
    const { oid } = claimsOf(body.access_token);
    const admin = await asking.server.token({ user: 'boss@example.com', admin: true, scopes: 'User.ReadWrite.All' });
    const change = (accountEnabled: boolean) =>
      fetch(`${asking.server.http}/v1.0/users/${oid}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: JSON.stringify({ accountEnabled }),
      });
    assert.equal((await change(false)).status, 200);
    const silent = await asking.authorize({ prompt: 'none' }, undefined, { cookie });
    assert.match(silent.headers.get('location') ?? '', /error=login_required/);
    assert.equal((await asking.authorize({}, undefined, { cookie })).status, 200);
    await change(true);
  });

  test('signing out leads to no other machine', async () => {
    const { status, headers } = await asking.get('logout?post_logout_redirect_uri=https://evil.example/');
    assert.deepEqual([status, headers.get('location')], [400, null]);
    assert.equal((await asking.get('logout')).status, 200);
  });

  test('the cookie is for the authority alone, and says so', async () => {
    const { headers } = await asking.authorize({}, { username: 'adele@example.com' });
    assert.match(headers.get('set-cookie') ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('another site may not pick somebody in the name of whoever looks', async () => {
    const { values } = await asking.back({}, undefined, { origin: 'http://localhost:1' });
    assert.match(values.get('error_description') ?? '', /AADSTS165000/);
  });

  /** Attempts to redeem a code wrongly: what differs, and what is answered. */
  const wrong: readonly (readonly [name: string, over: Form, error: string, number: number])[] = [
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant', 501481],
    ['the challenge for a verifier', { code_verifier: challenge }, 'invalid_grant', 501481],
    ['no verifier', { code_verifier: '' }, 'invalid_request', 900144],
    ['another address', { redirect_uri: `${redirectUri}/` }, 'invalid_client', 500112],
    ['no address', { redirect_uri: '' }, 'invalid_request', 900144],
    ['another client', { client_id: 'dddddddd-0000-4000-8000-00000000000f' }, 'invalid_grant', 70000],
    ['another code', { code: 'nothing' }, 'invalid_grant', 70000],
    ['a wrong secret', { client_secret: 'nope' }, 'invalid_client', 7000215],
    ['a scope that is none', { scope: '§' }, 'invalid_scope', 70011],
  ];
  test('a code is redeemed only by whom and how it was asked for, and once', async () => {
    const { values } = await asking.back();
    const code = values.get('code') ?? '';
    for (const [name, over, error, number] of wrong) {
      const { status, body } = await asking.token({ ...redemption(code), ...over });
      assert.deepEqual([status >= 400, body.error, body.error_codes], [true, error, [number]], name);
    }
    const elsewhere = await asking.post(`/${crypto.randomUUID()}/oauth2/v2.0/token`, {
      client_id: asking.client.id,
      ...redemption(code),
    });
    assert.deepEqual(elsewhere.body.error_codes, [700005]);
    assert.equal((await asking.token(redemption(code))).status, 200);
    const again = await asking.token(redemption(code));
    assert.deepEqual([again.status, again.body.error, again.body.error_codes], [400, 'invalid_grant', [54005]]);
  });

  test('a code counts ten minutes of the tenant’s clock', async () => {
    const { values } = await asking.back();
    asking.server.clock.advance(601);
    const { body } = await asking.token(redemption(values.get('code') ?? ''));
    asking.server.clock.reset();
    assert.deepEqual(body.error_codes, [70008]);
  });

  test('a page redeems a code with PKCE only, and a page of another machine nothing at all', async () => {
    const { values } = await asking.back({ code_challenge: '' });
    const { code_verifier: _none, ...form } = redemption(values.get('code') ?? '');
    const page = await asking.token(form, { origin: 'http://localhost:4321' });
    assert.deepEqual(page.body.error_codes, [9002325]);
    const foreign = await asking.token(form, { origin: 'https://evil.example' });
    assert.equal(foreign.status, 403);
    const smuggled = await asking.token({ ...form, code_verifier: verifier });
    assert.deepEqual(smuggled.body.error_codes, [501481]);
    const local = await asking.token(form);
    assert.equal(local.status, 200);
    assert.equal(local.headers.get('access-control-allow-origin'), '*');
  });

  test('a name that leads here by another’s name server is not the authority’s', async () => {
    const document = `${asking.server.http}/${asking.tenant}/v2.0/.well-known/openid-configuration`;
    // The second is no name by the rules of names, but one to browsers and name servers.
    for (const name of ['evil.example', 'a!b.evil.example', 'localhost.evil.example'])
      assert.equal(await statusUnder(`${name}:${new URL(document).port}`, document), 400, name);
  });

  const addresses: readonly (readonly [uri: string, allowed: boolean])[] = [
    ['https://app.example.com/cb', true],
    ['https://app.example.com/cb/', false],
    ['https://app.example.com:8443/cb', false],
    ['http://localhost:50123/native', true],
    ['http://localhost:50123/other', false],
    ['https://localhost:50123/native', false],
    ['com.example.app://auth', true],
    ['com.example.other://auth', false],
    ['http://127.0.0.1/native', false],
  ];
  for (const [uri, allowed] of addresses) {
    test(`a declared client ${allowed ? 'may' : 'may not'} be answered at ${uri}`, async () => {
      const over = { client_id: declared.id, redirect_uri: uri, scope: 'User.Read' };
      const { status, headers } = await strict.authorize(over, { username: 'adele@example.com' });
      assert.deepEqual([status, headers.get('location')?.startsWith(uri) ?? false], allowed ? [302, true] : [400, false]);
    });
  }

  test('a declared client gets what it has consent for, has to prove itself, and no other is known beside it', async () => {
    const refused = await strict.back({
      client_id: declared.id,
      redirect_uri: 'http://localhost/native',
      scope: 'User.ReadWrite',
    });
    assert.equal(refused.values.get('error'), 'consent_required');
    assert.match(refused.values.get('error_description') ?? '', /AADSTS65001.*Declared <app>/);
    const over = {
      client_id: declared.id,
      redirect_uri: 'http://localhost/native',
      scope: 'https://graph.microsoft.com/.default',
    };
    const { values } = await strict.back(over);
    const form = { ...redemption(values.get('code') ?? ''), client_id: declared.id, redirect_uri: 'http://localhost/native' };
    assert.deepEqual((await strict.token(form)).body.error_codes, [7000218]);
    assert.deepEqual((await strict.token({ ...form, client_secret: 'another' })).body.error_codes, [7000215]);
    const { body } = await strict.token({ ...form, client_secret: 'a secret' });
    assert.equal(claimsOf(body.access_token).scp, 'User.Read');
    const unknown = await strict.authorize({ client_id: 'dddddddd-0000-4000-8000-00000000000f' });
    assert.match(unknown.text, /AADSTS700016/);
  });

  test('tenants are named by GUID in any case, by domain, by the words of Entra ID, and by nothing else', async () => {
    const rows: readonly (readonly [string, number, string?])[] = [
      [asking.tenant.toUpperCase(), 200, asking.tenant],
      ['common', 200, 'c0ffee00-0000-4000-8000-000000000001'],
      ['organizations', 200, 'c0ffee00-0000-4000-8000-000000000001'],
      ['brambleforth.example', 200, 'c0ffee00-0000-4000-8000-000000000001'],
      ['consumers', 200, '9188040d-6c67-4c5b-b112-36a304b66dad'],
      ['-', 400],
      ['a%20b', 400],
      ['%3Cscript%3E', 400],
    ];
    for (const [name, status, tenant] of rows) {
      const { body, status: answered } = await asking.get(`/${name}/v2.0/.well-known/openid-configuration`);
      assert.equal(answered, status, name);
      if (tenant) assert.equal(body.issuer, `${asking.server.http}/${tenant}/v2.0`, name);
      else assert.deepEqual(body.error_codes, [90002], name);
    }
  });
});
