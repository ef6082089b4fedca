/** The token endpoint and its neighbours: every way to a token, in the newer and the older form, and every way not to one. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { knownPermissions } from '../../src/profile/permission.ts';
import { memoryCertificate } from '../../src/server/tls.ts';
import { type Asking, claimsOf, type Form, openAsking } from './asking.ts';

const graph = 'https://graph.microsoft.com';
const adele = { grant_type: 'password', username: 'adele@example.com', password: 'any' } as const;

const job = { id: 'dddddddd-0000-4000-8000-000000000001', displayName: 'Job', identifierUris: ['api://people'] } as const;

suite('tokens of the development authority', () => {
  let asking: Asking;
  let strict: Asking;
  let key: ReturnType<typeof createPrivateKey>;
  let certificate: X509Certificate;
  before(async () => {
    const made = await memoryCertificate();
    key = createPrivateKey(made.key);
    certificate = new X509Certificate(made.cert);
    const clients = [
      {
        ...job,
        certificates: [made.cert],
        secrets: ['s'],
        roles: ['User.Read.All', 'api://other/Task.Run'],
        scopes: ['User.Read'],
      },
      { id: 'dddddddd-0000-4000-8000-000000000002', secrets: ['t'], public: true },
    ];
    [asking, strict] = await Promise.all([openAsking(), openAsking({ clients })]);
  });
  after(() => Promise.all([asking.server.close(), strict.server.close()]));

  test('an application gets a token with its roles, which the API takes', async () => {
    const form = { grant_type: 'client_credentials', client_secret: 'dev-secret', scope: `${graph}/.default` };
    const { status, body, headers } = await asking.token(form);
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'ext_expires_in', 'token_type']);
    assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store']);
    const claims = claimsOf(body.access_token);
    assert.partialDeepStrictEqual(claims, {
      aud: graph,
      idtyp: 'app',
      azp: asking.client.id,
      azpacr: '1',
      tid: asking.tenant,
      ver: '2.0',
    });
    assert.deepEqual(claims.roles, knownPermissions.application);
    assert.equal(claims.oid, claims.sub);
    const users = await asking.get('/v1.0/users', { authorization: `Bearer ${body.access_token}` });
    assert.deepEqual([users.status, users.body.value.length], [200, 3]);
  });

  test('a secret may be in the header, and both parts of it are encoded', async () => {
    const form = { client_id: '', grant_type: 'client_credentials', scope: `${graph}/.default` };
    const header = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });
    const rows: readonly (readonly [string, string, number])[] = [
      [asking.client.id, 'dev-secret', 200],
      [asking.client.id, 'dev%2Dsecret', 200],
      [asking.client.id, 'dev+secret', 401],
      [asking.client.id, '', 401],
    ];
    for (const [id, secret, status] of rows) assert.equal((await asking.token(form, header(id, secret))).status, status, secret);
    const broken = await asking.token(form, { authorization: `Basic ${Buffer.from('nothing').toString('base64')}` });
    assert.equal(broken.status, 400);
  });

  test('all addresses of the built-in keys verify what they sign, before and after a rotation', async () => {
    const token = async () => (await asking.token({ ...adele, scope: 'openid profile User.Read' })).body;
    const old = await token();
    assert.equal((await asking.post('/dev/keys/rotate', {})).status, 204);
    const fresh = await token();
    const { body: keys } = await asking.get(`/${asking.tenant}/discovery/v2.0/keys`);
    assert.equal(keys.keys.length, 2);
    assert.ok(keys.keys.every((one: object) => !('d' in one)));
    for (const { access_token, id_token } of [old, fresh]) {
      const { payload } = await jwtVerify(id_token, createLocalJWKSet(keys), {
        issuer: `${asking.server.http}/${asking.tenant}/v2.0`,
        audience: asking.client.id,
      });
      assert.equal(payload.name, 'Adele Vance');
      assert.equal((await asking.get('/v1.0/me', { authorization: `Bearer ${access_token}` })).status, 200);
    }
    assert.notEqual(kidOf(old.id_token), kidOf(fresh.id_token));
  });

  /** Requests and the denials they meet. */
  const denied: readonly (readonly [name: string, form: Form, status: number, error: string, number: number])[] = [
    ['nothing', { client_id: '' }, 400, 'invalid_request', 900144],
    ['no client', { client_id: '', ...adele }, 400, 'invalid_request', 900144],
    ['a grant type of nobody', { grant_type: 'magic' }, 400, 'unsupported_grant_type', 70003],
    ['a grant type that objects have', { grant_type: 'constructor' }, 400, 'unsupported_grant_type', 70003],
    [
      'a wrong secret',
      { grant_type: 'client_credentials', client_secret: 'x', scope: `${graph}/.default` },
      401,
      'invalid_client',
      7000215,
    ],
    ['no secret', { grant_type: 'client_credentials', scope: `${graph}/.default` }, 401, 'invalid_client', 7000218],
    [
      'a secret of an undeclared client',
      { client_id: randomUUID(), grant_type: 'client_credentials', client_secret: 'x' },
      401,
      'invalid_client',
      700025,
    ],
    ['a client id that is none', { client_id: 'me', ...adele }, 400, 'unauthorized_client', 700016],
    [
      'an application with a person’s scope',
      { grant_type: 'client_credentials', client_secret: 'dev-secret', scope: 'User.Read' },
      400,
      'invalid_scope',
      1002012,
    ],
    [
      'an application without scope',
      { grant_type: 'client_credentials', client_secret: 'dev-secret' },
      400,
      'invalid_request',
      900144,
    ],
    ['a resource at the newer endpoint', { ...adele, resource: graph }, 400, 'invalid_request', 901002],
    ['a password that is wrong', { ...adele, password: 'wrong', scope: 'User.Read' }, 400, 'invalid_grant', 50126],
    ['no password', { ...adele, password: '', scope: 'User.Read' }, 400, 'invalid_request', 900144],
    ['nobody', { ...adele, username: 'nobody', scope: 'User.Read' }, 400, 'invalid_grant', 50034],
    ['a disabled account', { ...adele, username: 'gone@example.com', scope: 'User.Read' }, 400, 'invalid_grant', 50057],
    ['a refresh token that is none', { grant_type: 'refresh_token', refresh_token: 'x' }, 400, 'invalid_grant', 70000],
    ['a device code that is none', { grant_type: 'device_code', device_code: 'x' }, 400, 'bad_verification_code', 70018],
    [
      'an assertion that is none',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        client_secret: 'dev-secret',
        assertion: 'x',
        requested_token_use: 'on_behalf_of',
      },
      400,
      'invalid_grant',
      50013,
    ],
    [
      'an assertion without a client’s proof',
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x', requested_token_use: 'on_behalf_of' },
      401,
      'invalid_client',
      7000218,
    ],
  ];
  for (const [name, form, status, error, number] of denied) {
    test(`${name} is denied with AADSTS${number}`, async () => {
      const { body, ...answered } = await asking.token(form, { 'client-request-id': 'feedc0de-0000-4000-8000-000000000000' });
      assert.deepEqual([answered.status, body.error, body.error_codes], [status, error, [number]]);
      assert.match(
        body.error_description,
        new RegExp(
          `^AADSTS${number}: \\S.* Trace ID: ${body.trace_id} Correlation ID: feedc0de-0000-4000-8000-000000000000 Timestamp: `,
        ),
      );
      assert.match(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
      assert.deepEqual([body.correlation_id, typeof body.error_uri], ['feedc0de-0000-4000-8000-000000000000', 'string']);
    });
  }

  test('the token endpoint is posted to', async () => {
    assert.deepEqual((await asking.get('/common/oauth2/v2.0/token')).body.error_codes, [900561]);
  });

  test('user information takes a token of this authority that has a person', async () => {
    const form = { grant_type: 'client_credentials', client_secret: 'dev-secret', scope: `${graph}/.default` };
    const { access_token } = (await asking.token(form)).body;
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Bearer ${access_token}` }] as readonly Form[]) {
      const answered = await asking.get('/oidc/userinfo', headers);
      assert.deepEqual([answered.status, answered.headers.get('www-authenticate')], [401, 'Bearer error="invalid_token"']);
    }
  });

  test('a parameter that comes twice is denied', async () => {
    const { http } = asking.server;
    const response = await fetch(`${http}/common/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams('grant_type=a&grant_type=b'),
    });
    assert.deepEqual(((await response.json()) as { error_codes: unknown }).error_codes, [9000411]);
  });

  /** Scopes: what is asked, what the token holds, what the answer calls it. */
  const scopes: readonly (readonly [asked: string, scp: string, called: string, aud?: string])[] = [
    ['User.Read', 'User.Read', 'User.Read'],
    ['openid profile User.Read', 'User.Read openid profile', 'User.Read openid profile'],
    ['User.Read User.Read Mail.Send', 'User.Read Mail.Send', 'User.Read Mail.Send'],
    [`${graph}/User.Read`, 'User.Read', `${graph}/User.Read`],
    [`${graph}/User.Read User.ReadWrite`, 'User.Read User.ReadWrite', `${graph}/User.Read ${graph}/User.ReadWrite`],
    ['00000003-0000-0000-c000-000000000000/User.Read', 'User.Read', '00000003-0000-0000-c000-000000000000/User.Read'],
    ['https://localhost:8443/User.Read', 'User.Read', 'https://localhost:8443/User.Read'],
    ['api://people/Do.It', 'Do.It', 'api://people/Do.It', 'api://people'],
    [`api://${job.id}/Do.It`, 'Do.It', `api://${job.id}/Do.It`, job.id],
    [`${job.id}/.default`, 'user_impersonation', `${job.id}/user_impersonation ${job.id}/.default`, job.id],
  ];
  for (const [asked, scp, called, aud = graph] of scopes) {
    test(`the scope '${asked}' is granted`, async () => {
      const { body } = await asking.token({ ...adele, scope: asked });
      const claims = claimsOf(body.access_token);
      assert.deepEqual([claims.scp, claims.aud, body.scope], [scp, aud, called]);
    });
  }

  test('.default is all that there is, for the client that has consent for all', async () => {
    const { body } = await asking.token({ ...adele, scope: `${graph}/.default` });
    assert.equal(claimsOf(body.access_token).scp, knownPermissions.delegated.join(' '));
    assert.ok(body.scope.endsWith(`${graph}/.default`));
  });

  test('a refresh token serves its client in its tenant, again and for other resources, and for ninety days', async () => {
    const { body } = await asking.token({ ...adele, scope: 'User.Read offline_access' });
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    for (const [over, scp, aud] of [
      [{}, 'User.Read', graph],
      [{ scope: 'User.ReadWrite' }, 'User.ReadWrite', graph],
      [{ scope: 'api://other/Go' }, 'Go', 'api://other'],
    ] as const) {
      const answered = await asking.token({ ...form, ...over });
      const claims = claimsOf(answered.body.access_token);
      assert.deepEqual([claims.scp, claims.aud, claims.name], [scp, aud, 'Adele Vance']);
      assert.ok(answered.body.refresh_token);
    }
    assert.deepEqual((await asking.token({ ...form, client_id: randomUUID() })).body.error_codes, [70000]);
    const elsewhere = await asking.post(`/${randomUUID()}/oauth2/v2.0/token`, { client_id: asking.client.id, ...form });
    assert.deepEqual(elsewhere.body.error_codes, [700005]);
    await asking.server.rotateKeys();
    assert.equal((await asking.token(form)).status, 200);
    const tampered = `${body.refresh_token.slice(0, -12)}AAAAAAAAAAAA`;
    assert.deepEqual((await asking.token({ ...form, refresh_token: tampered })).body.error_codes, [70000]);
    asking.server.clock.advance(90 * 86_400 + 1);
    const late = await asking.token(form);
    asking.server.clock.reset();
    assert.deepEqual(late.body.error_codes, [70008]);
    assert.equal((await asking.token({ ...adele, scope: 'User.Read' })).body.refresh_token, undefined);
  });

  test('tokens are stamped by the clock of their tenant', async () => {
    const before = claimsOf((await asking.token({ ...adele, scope: 'User.Read' })).body.access_token);
    asking.server.clock.advance(3600 * 24 * 365);
    const { body } = await asking.token({ ...adele, scope: 'User.Read' });
    assert.equal((await asking.get('/v1.0/me', { authorization: `Bearer ${body.access_token}` })).status, 200);
    asking.server.clock.reset();
    assert.ok(claimsOf(body.access_token).iat - before.iat >= 3600 * 24 * 365);
    assert.equal(claimsOf(body.access_token).exp - claimsOf(body.access_token).iat, 3599);
    assert.equal((await asking.get('/v1.0/me', { authorization: `Bearer ${body.access_token}` })).status, 401);
  });

  test('the older endpoint names a resource, writes numbers as strings, and signs the older form', async () => {
    const { body } = await asking.post(`/${asking.tenant}/oauth2/token`, {
      client_id: asking.client.id,
      ...adele,
      resource: graph,
    });
    assert.deepEqual(
      [body.resource, body.expires_in, typeof body.expires_on, typeof body.refresh_token],
      [graph, '3599', 'string', 'string'],
    );
    const claims = claimsOf(body.access_token);
    assert.partialDeepStrictEqual(claims, {
      ver: '1.0',
      iss: `https://sts.windows.net/${asking.tenant}/`,
      appid: asking.client.id,
      upn: adele.username,
    });
    assert.partialDeepStrictEqual(claimsOf(body.id_token), { ver: '1.0', aud: asking.client.id, upn: adele.username });
    assert.equal((await asking.get('/v1.0/me', { authorization: `Bearer ${body.access_token}` })).status, 200);
    const application = { client_id: asking.client.id, client_secret: 'dev-secret', grant_type: 'client_credentials' };
    const app = await asking.post(`/${asking.tenant}/oauth2/token`, { ...application, resource: `${graph}/` });
    assert.partialDeepStrictEqual(claimsOf(app.body.access_token), { ver: '1.0', aud: graph, appidacr: '1', idtyp: 'app' });
    const none = await asking.post(`/${asking.tenant}/oauth2/token`, application);
    assert.match(none.body.error_description, /AADSTS900144.*'resource'/);
    const { body: document } = await asking.get(`/${asking.tenant}/.well-known/openid-configuration`);
    assert.deepEqual(
      [document.issuer, document.token_endpoint],
      [`https://sts.windows.net/${asking.tenant}/`, `${asking.server.http}/${asking.tenant}/oauth2/token`],
    );
  });

  test('AD FS is spoken at its addresses, in the demo tenant', async () => {
    const { body: document } = await asking.get('/adfs/.well-known/openid-configuration');
    for (const name of ['token_endpoint', 'authorization_endpoint', 'device_authorization_endpoint', 'end_session_endpoint'])
      assert.ok(document[name].startsWith(`${asking.server.http}/adfs/oauth2/`), document[name]);
    assert.equal((await asking.get(document.jwks_uri.replace(asking.server.http, ''))).status, 200);
    const form = { client_id: asking.client.id, client_secret: 'dev-secret', grant_type: 'client_credentials' };
    for (const wanted of [{ scope: `${graph}/.default` }, { resource: graph }] as readonly Form[]) {
      const { body } = await asking.post('/adfs/oauth2/token', { ...form, ...wanted });
      assert.partialDeepStrictEqual(claimsOf(body.access_token), {
        aud: graph,
        tid: 'c0ffee00-0000-4000-8000-000000000001',
        ver: '2.0',
      });
    }
  });

  test('hosts that belong together are this one alone', async () => {
    const { body } = await asking.get('/common/discovery/instance?api-version=1.1&authorization_endpoint=x');
    const { host } = new URL(asking.server.http);
    assert.deepEqual(body.metadata, [{ preferred_network: host, preferred_cache: host, aliases: [host] }]);
  });

  /** Assertions of a client with a certificate, and the denials they meet. */
  const assertions: readonly (readonly [
    name: string,
    over: { readonly header?: object; readonly claims?: object; readonly key?: 'other' },
    number?: number,
  ])[] = [
    ['named by its newer thumbprint', {}],
    ['named by its older thumbprint', { header: { alg: 'RS256', x5t: 'sha1' } }],
    [
      'for the newer token endpoint of Entra ID',
      { claims: { aud: 'https://login.microsoftonline.com/TENANT/oauth2/v2.0/token' } },
    ],
    ['signed by another key', { key: 'other' }, 700027],
    ['named by another thumbprint', { header: { 'x5t#S256': 'x' } }, 700027],
    ['without a thumbprint', { header: { 'x5t#S256': undefined } }, 700027],
    ['of another client', { claims: { sub: randomUUID() } }, 700021],
    ['of another issuer', { claims: { iss: randomUUID() } }, 700021],
    ['for another audience', { claims: { aud: 'https://elsewhere.example/token' } }, 700023],
    ['without an end', { claims: { exp: undefined } }, 700024],
    ['that has ended', { claims: { exp: 1 } }, 700024],
    ['that has not begun', { claims: { nbf: 9_999_999_999, exp: 9_999_999_999 } }, 700024],
  ];
  for (const [name, over, number] of assertions) {
    test(`a client assertion ${name} ${number ? `is denied with AADSTS${number}` : 'proves the client'}`, async () => {
      const elliptic = key.asymmetricKeyType === 'ec';
      const thumbprint = (print: string) => Buffer.from(print.replaceAll(':', ''), 'hex').toString('base64url');
      const header = {
        alg: elliptic ? 'ES256' : 'PS256',
        'x5t#S256': thumbprint(certificate.fingerprint256),
        ...over.header,
      } as Record<string, string>;
      if (header.x5t)
        Object.assign(header, {
          x5t: thumbprint(certificate.fingerprint),
          'x5t#S256': undefined,
          alg: elliptic ? 'ES256' : 'RS256',
        });
      const now = Math.floor(Date.now() / 1000);
      const audience = `${strict.server.http}/${strict.tenant}/oauth2/v2.0/token`;
      const claims = {
        aud: audience,
        iss: job.id,
        sub: job.id,
        nbf: now,
        exp: now + 600,
        jti: randomUUID(),
        ...over.claims,
      } as Record<string, unknown>;
      claims.aud = String(claims.aud).replace('TENANT', strict.tenant);
      const signing = over.key === 'other' ? await otherKey(elliptic) : key;
      const client_assertion = await new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(signing);
      const { status, body } = await strict.token({
        client_id: job.id,
        client_assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        grant_type: 'client_credentials',
        scope: `${graph}/.default`,
      });
      if (number) assert.deepEqual([status, body.error_codes], [401, [number]], body.error_description);
      else
        assert.partialDeepStrictEqual(claimsOf(body.access_token), {
          roles: ['User.Read.All'],
          azpacr: '2',
          app_displayname: 'Job',
        });
    });
  }

  test('the built-in client proves itself with any certificate, which is held against its own signature if it comes along', async () => {
    const other = await otherKey(key.asymmetricKeyType === 'ec');
    const alg = key.asymmetricKeyType === 'ec' ? 'ES256' : 'PS256';
    const x5t = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    const x5c = [certificate.raw.toString('base64')];
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: asking.client.id,
      sub: asking.client.id,
      aud: `${asking.server.http}/${asking.tenant}/oauth2/v2.0/token`,
      exp: now + 600,
    };
    const rows: readonly (readonly [
      name: string,
      header: object,
      over: object,
      signing: typeof key | typeof other,
      number?: number,
    ])[] = [
      ['its chain', { x5c, 'x5t#S256': x5t }, {}, key],
      ['its thumbprint', { 'x5t#S256': x5t }, {}, key],
      ['another’s chain', { x5c, 'x5t#S256': x5t }, {}, other, 700027],
      ['a chain of another name', { x5c, 'x5t#S256': 'x' }, {}, key, 700027],
      ['a chain that is none', { x5c: ['x'], 'x5t#S256': x5t }, {}, key, 700027],
      ['another client', {}, { sub: job.id }, key, 700021],
      ['another audience', {}, { aud: 'https://elsewhere.example/' }, key, 700023],
      ['an end in the past', {}, { exp: now - 1 }, key, 700024],
    ];
    for (const [name, header, over, signing, number] of rows) {
      const client_assertion = await new SignJWT({ ...claims, ...over }).setProtectedHeader({ alg, ...header }).sign(signing);
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const { body } = await asking.token({
        grant_type: 'client_credentials',
        scope: `${graph}/.default`,
        client_assertion,
        client_assertion_type,
      });
      if (number) assert.deepEqual(body.error_codes, [number], name);
      else assert.equal(claimsOf(body.access_token).azpacr, '2', name);
    }
  });

  test('what is no assertion is denied, and one of a client without certificates', async () => {
    const form = { grant_type: 'client_credentials', scope: `${graph}/.default`, client_assertion: 'x' };
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const rows: readonly (readonly [Form, number])[] = [
      [{ client_id: job.id, ...form, client_assertion_type }, 50027],
      [{ client_id: job.id, ...form }, 900144],
      [{ client_id: job.id, ...form, client_assertion_type: 'x' }, 9002313],
    ];
    for (const [sent, number] of rows) assert.deepEqual((await strict.token(sent)).body.error_codes, [number]);
    assert.deepEqual(
      (await asking.token({ client_id: randomUUID(), ...form, client_assertion_type })).body.error_codes,
      [700025],
    );
  });

  test('roles and consents are those of the resource asked for', async () => {
    const form = { client_id: job.id, client_secret: 's', grant_type: 'client_credentials' };
    for (const [scope, roles] of [
      [`${graph}/.default`, ['User.Read.All']],
      ['api://other/.default', ['Task.Run']],
      ['api://third/.default', undefined],
    ] as const)
      assert.deepEqual(claimsOf((await strict.token({ ...form, scope })).body.access_token).roles, roles, scope);
    const refused = await strict.token({ ...adele, client_id: job.id, client_secret: 's', scope: 'User.ReadWrite' });
    assert.deepEqual([refused.body.error, refused.body.suberror], ['invalid_grant', 'consent_required']);
    const open = await strict.token({ ...adele, client_id: 'dddddddd-0000-4000-8000-000000000002', scope: 'User.ReadWrite' });
    assert.equal(open.status, 200);
  });

  test('an API trades a token that was made for it, and no other', async () => {
    const obo = {
      client_id: job.id,
      client_secret: 's',
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      scope: 'openid User.Read',
    };
    const user = async (scope: string) => (await strict.token({ ...adele, scope })).body;
    for (const scope of [`api://${job.id}/.default`, `${job.id}/Do.It`, 'api://people/Do.It']) {
      const { access_token } = await user(scope);
      const { body } = await strict.token({ ...obo, assertion: access_token });
      assert.partialDeepStrictEqual(claimsOf(body.access_token), {
        aud: graph,
        azp: job.id,
        scp: 'User.Read openid',
        upn: adele.username,
      });
      assert.ok(body.id_token, scope);
    }
    const own = await user(`openid api://${job.id}/Do.It`);
    const elsewhere = { client_id: job.id, client_secret: 's', ...adele, scope: 'api://people/Do.It' };
    const foreign = await strict.post(`/${randomUUID()}/oauth2/v2.0/token`, {
      ...elsewhere,
      client_id: strict.client.id,
      client_secret: '',
    });
    const app = await strict.token({
      client_id: job.id,
      client_secret: 's',
      grant_type: 'client_credentials',
      scope: 'api://people/.default',
    });
    const rows: readonly (readonly [name: string, form: Form, number: number])[] = [
      ['Graph’s', { assertion: (await user('User.Read')).access_token }, 500131],
      ['an ID token', { assertion: own.id_token }, 50013],
      ['one whose end was moved', { assertion: forged(own.access_token) }, 50013],
      ['another tenant’s', { assertion: foreign.body.access_token }, 700005],
      ['an application’s', { assertion: app.body.access_token }, 7000114],
      ['for another use', { assertion: own.access_token, requested_token_use: 'fun' }, 9002313],
      ['without consent', { assertion: own.access_token, scope: 'User.ReadWrite' }, 65001],
    ];
    for (const [name, form, number] of rows)
      assert.deepEqual((await strict.token({ ...obo, ...form })).body.error_codes, [number], name);
    strict.server.clock.advance(3600);
    const late = await strict.token({ ...obo, assertion: own.access_token });
    strict.server.clock.reset();
    assert.deepEqual(late.body.error_codes, [500133]);
  });

  test('the built-in client may trade a printed token, which is for Graph', async () => {
    const assertion = await asking.server.token({ user: 'adele@example.com' });
    const form = {
      client_secret: 'dev-secret',
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
    };
    const { body } = await asking.token({ ...form, assertion, scope: 'User.Read' });
    assert.equal(claimsOf(body.access_token).name, 'Adele Vance');
  });

  /** Managed identities as machines ask for them: method, parameters, headers, and the client of the token. */
  const machines: readonly (readonly [name: string, method: string, query: Form, headers: Form, client?: string])[] = [
    [
      'App Service',
      'GET',
      { resource: graph, 'api-version': '2019-08-01' },
      { 'x-identity-header': 'x' },
      '22222222-2222-4222-8222-222222222222',
    ],
    [
      'App Service with an identity of its own',
      'GET',
      { resource: graph, client_id: job.id },
      { 'x-identity-header': 'x' },
      job.id,
    ],
    [
      'Azure Machine Learning',
      'GET',
      { resource: graph, clientid: job.id, 'api-version': '2017-09-01' },
      { secret: 'x' },
      job.id,
    ],
    ['Cloud Shell', 'POST', { resource: graph }, { metadata: 'true' }, '22222222-2222-4222-8222-222222222222'],
    ['a page', 'GET', { resource: graph }, {}],
    ['an identity that is not declared', 'GET', { resource: graph, client_id: randomUUID() }, { secret: 'x' }],
    ['no resource', 'GET', {}, { secret: 'x' }],
  ];
  for (const [name, method, parameters, headers, client] of machines) {
    test(`${name} ${client ? 'gets' : 'gets no'} token for its managed identity`, async () => {
      const path = `/${strict.tenant}/msi/token`;
      const query = new URLSearchParams(parameters).toString();
      const { status, body } =
        method === 'POST' ? await strict.post(path, parameters, headers) : await strict.get(`${path}?${query}`, headers);
      if (!client) return assert.equal(status, 400);
      const claims = claimsOf(body.access_token);
      assert.deepEqual([claims.azp, claims.idtyp, claims.aud, claims.tid], [client, 'app', graph, strict.tenant]);
      assert.deepEqual([body.expires_on, body.resource, body.token_type], [String(claims.exp), graph, 'Bearer']);
      return assert.equal(claims.roles.includes('User.ReadWrite.All'), client !== job.id);
    });
  }

  test('machines of the demo tenant ask at /msi/token, and virtual ones where they are used to', async () => {
    for (const path of ['/msi/token', '/metadata/identity/oauth2/token']) {
      const { body } = await asking.get(`${path}?resource=${graph}`, { 'x-identity-header': 'x' });
      assert.equal(claimsOf(body.access_token).tid, 'c0ffee00-0000-4000-8000-000000000001');
    }
  });
});

function kidOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid;
}

async function otherKey(elliptic: boolean) {
  const { generateKeyPair } = await import('jose');
  return (await generateKeyPair(elliptic ? 'ES256' : 'PS256')).privateKey;
}

/** The token with other claims and its old signature. */
function forged(token: string): string {
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), exp: 9_999_999_999 })).toString('base64url');
  return [header, claims, signature].join('.');
}
