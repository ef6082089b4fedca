/** The device code flow: a device that asks, a person who lets it in, and all that may happen between. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { openCodes } from '../../src/server/authority/codes.ts';
import { type Asking, claimsOf, type Form, openAsking } from './asking.ts';

suite('devices at the development authority', () => {
  let asking: Asking;
  before(async () => {
    asking = await openAsking();
  });
  after(() => asking.server.close());

  const begin = async (over: Form = {}) =>
    (await asking.post('devicecode', { client_id: asking.client.id, scope: 'openid profile User.Read', ...over })).body;
  const poll = (device_code: string, over: Form = {}) => asking.token({ grant_type: 'device_code', device_code, ...over });
  const choose = (code: string, form: Form, headers?: Form) => asking.post(`/devicelogin?code=${code}`, form, headers);

  test('a device waits, is let in by its code in any spelling, and gets its tokens once', async () => {
    const { device_code, user_code, verification_uri, expires_in, interval, message } = await begin();
    assert.deepEqual([verification_uri, expires_in, typeof interval], [`${asking.server.http}/devicelogin`, 900, 'number']);
    assert.ok(message.includes(user_code) && message.includes(verification_uri));
    const waiting = await poll(device_code);
    assert.deepEqual([waiting.status, waiting.body.error], [400, 'authorization_pending']);
    const spelled = `${user_code.slice(0, 4)}-${user_code.slice(4)}`.toLowerCase();
    const page = await asking.get(`/devicelogin?code=${spelled}`);
    assert.ok(page.text.includes('Adele Vance') && page.text.includes('Proficio development client'));
    const [, adele = ''] = /value="([^"]+)"><span>Adele Vance/.exec(page.text) ?? [];
    assert.match((await choose(spelled, { person: adele })).text, /You are signed in/);
    const { body } = await poll(device_code, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_info: '1' });
    assert.deepEqual(
      [claimsOf(body.access_token).oid, claimsOf(body.id_token).name, body.scope],
      [adele, 'Adele Vance', 'User.Read openid profile'],
    );
    assert.ok(body.client_info);
    assert.deepEqual((await poll(device_code)).body.error_codes, [54005]);
    assert.match((await choose(user_code, { person: adele })).text, /was used/);
  });

  test('who declines is not asked again, and the device is told', async () => {
    const { device_code, user_code } = await begin();
    assert.match((await choose(user_code, { cancel: '1' })).text, /not signed in/);
    const { status, body } = await poll(device_code);
    assert.deepEqual([status, body.error], [400, 'authorization_declined']);
    assert.equal((await asking.get(`/devicelogin?code=${user_code}`)).status, 400);
  });

  test('both codes end after fifteen minutes of the tenant’s clock', async () => {
    const { device_code, user_code } = await begin();
    asking.server.clock.advance(901);
    const [page, late] = [await asking.get(`/devicelogin?code=${user_code}`), await poll(device_code)];
    asking.server.clock.reset();
    assert.deepEqual([page.status, late.body.error, late.body.error_codes], [400, 'expired_token', [70020]]);
  });

  test('a code is of one client and one tenant', async () => {
    const { device_code } = await begin();
    assert.equal((await poll(device_code, { client_id: randomUUID() })).body.error, 'bad_verification_code');
    const form = { client_id: asking.client.id, grant_type: 'device_code', device_code };
    assert.equal((await asking.post('/common/oauth2/v2.0/token', form)).body.error, 'bad_verification_code');
  });

  test('a code is typed on a page, and one that is wrong is told there without becoming markup', async () => {
    const empty = await asking.get('/devicelogin');
    assert.deepEqual([empty.status, /name="code"/.test(empty.text)], [200, true]);
    const hostile = await asking.get(`/devicelogin?code=${encodeURIComponent('"><script>x</script>')}`);
    assert.deepEqual([hostile.status, hostile.text.includes('<script>')], [400, false]);
    assert.match(hostile.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'; base/);
  });

  test('somebody who cannot sign in is told so, and another site picks nobody', async () => {
    const { device_code, user_code } = await begin();
    assert.match((await choose(user_code, { username: 'nobody', choose: '1' })).text, /AADSTS50034/);
    const forged = await choose(user_code, { username: 'adele@example.com' }, { origin: 'http://localhost:1' });
    assert.deepEqual([forged.status, /AADSTS165000/.test(forged.text)], [400, true]);
    assert.equal((await poll(device_code)).body.error, 'authorization_pending');
  });

  test('no more than ten thousand codes are kept, the latest of them', () => {
    const codes = openCodes<{ readonly tenant: string; readonly until: number; readonly number: number }>();
    const all = Array.from({ length: 10_001 }, (_, number) => codes.keep({ tenant: 't', until: 0, number }));
    const numbers = [all[0], all[1], all[10_000]].map((code) => {
      const found = codes.look(code ?? '');
      return typeof found === 'object' ? found.number : found;
    });
    assert.deepEqual(numbers, [undefined, 1, 10_000]);
    codes.spend('never kept');
    assert.equal(codes.look('never kept'), undefined);
  });

  /** What a device may not begin with. */
  const denied: readonly (readonly [name: string, form: Form, number: number])[] = [
    ['no scope', { scope: '' }, 900144],
    ['no client', { client_id: '' }, 900144],
    ['a client that is none', { client_id: 'x' }, 700016],
    ['a scope that is none', { scope: '$' }, 70011],
  ];
  for (const [name, form, number] of denied) {
    test(`a device with ${name} is denied`, async () => {
      assert.deepEqual((await begin(form)).error_codes, [number]);
    });
  }

  test('the older endpoint calls the address by its older name, and writes strings', async () => {
    const form = { client_id: asking.client.id, resource: 'https://graph.microsoft.com' };
    const { body } = await asking.post(`/${asking.tenant}/oauth2/devicecode`, form);
    assert.deepEqual([body.verification_url, body.expires_in], [`${asking.server.http}/devicelogin`, '900']);
    await choose(body.user_code, { username: 'adele@example.com' });
    const token = await asking.post(`/${asking.tenant}/oauth2/token`, {
      client_id: asking.client.id,
      grant_type: 'device_code',
      code: body.device_code,
      device_code: body.device_code,
    });
    assert.equal(claimsOf(token.body.access_token).ver, '1.0');
  });
});
