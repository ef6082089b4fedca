/** The file of clients: what it may say, and how it is told what it may not. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { readClientsFile } from '../../src/server/authority/clients-file.ts';
import { memoryCertificate } from '../../src/server/tls.ts';

const id = 'DDDDDDDD-0000-4000-8000-000000000001';

suite('the file of clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-clients-'));
  const file = join(folder, 'clients.json');
  before(async () => {
    writeFileSync(join(folder, 'job.pem'), (await memoryCertificate()).cert);
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (content: unknown) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readClientsFile(file);
  };

  test('declares clients with all their parts, certificates by their files’ names', () => {
    const declaration = {
      id,
      displayName: 'Job',
      secrets: ['s'],
      certificates: ['job.pem'],
      redirectUris: ['https://app.example.com/cb'],
      scopes: ['User.Read'],
      roles: ['User.Read.All', 'api://people/Task.Run'],
      identifierUris: ['api://job'],
    };
    const [client] = read({ clients: [declaration] });
    const { certificates, ...rest } = client ?? assert.fail('no client');
    assert.equal(certificates.length, 1);
    const { id: _id, certificates: _certificates, scopes, ...same } = declaration;
    assert.deepEqual(rest, { ...same, id: id.toLowerCase(), consents: scopes, confidential: true });
  });

  test('a client of its id alone is a public one of this machine, without roles', () => {
    const [client] = read({ clients: [{ id }] });
    assert.deepEqual(
      [client?.confidential, client?.redirectUris, client?.consents, client?.roles],
      [false, 'loopback', 'all', []],
    );
  });

  test('a client with a secret may be public all the same', () => {
    assert.equal(read({ clients: [{ id, secrets: ['s'], public: true }] })[0]?.confidential, false);
  });

  test('the file that the guide shows is one', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/development-authority.md'), 'utf8');
    const [text = ''] = /^ {4}\{ "clients"[\s\S]*?\] \}$/m.exec(guide) ?? [];
    mkdirSync(join(folder, 'certs'));
    copyFileSync(join(folder, 'job.pem'), join(folder, 'certs', 'job.pem'));
    const clients = read(text);
    assert.deepEqual(
      clients.map(({ displayName, certificates, secrets, roles, redirectUris }) => [
        displayName,
        certificates.length,
        secrets.length,
        roles.length,
        redirectUris,
      ]),
      [
        ['Nightly job', 1, 0, 1, 'loopback'],
        ['Portal', 0, 1, 0, ['https://localhost:5001/signin-oidc']],
      ],
    );
  });

  const wrong: readonly (readonly [name: string, content: unknown, says: RegExp])[] = [
    ['no JSON', '{', /it is no JSON: /],
    ['a list', [], /the file must be an object/],
    ['another member', { clients: [], apps: [] }, /the file knows no 'apps'; it takes clients/],
    ['no list of clients', { clients: {} }, /'clients' must be a list/],
    ['a client that is text', { clients: ['x'] }, /clients\[0\] must be an object/],
    ['an id that is no GUID', { clients: [{ id: 'me' }] }, /clients\[0\]\.id must be a GUID/],
    ['a member that nobody knows', { clients: [{ id, secret: 's' }] }, /clients\[0\] knows no 'secret'; it takes id, .*secrets/],
    ['a name that is none', { clients: [{ id, displayName: 5 }] }, /clients\[0\]\.displayName must be text/],
    ['a secret that is empty', { clients: [{ id, secrets: [''] }] }, /clients\[0\]\.secrets\[0\] must be text/],
    ['secrets that are text', { clients: [{ id, secrets: 's' }] }, /clients\[0\]\.secrets must be a list/],
    ['public as text', { clients: [{ id, public: 'yes' }] }, /clients\[0\]\.public must be true or false/],
    [
      'a certificate that is not there',
      { clients: [{ id, certificates: ['none.pem'] }] },
      /certificates\[0\] must be a certificate in PEM.*none\.pem/,
    ],
    [
      'a certificate that is none',
      { clients: [{ id, certificates: ['clients.json'] }] },
      /certificates\[0\] must be a certificate/,
    ],
    ['an address that is none', { clients: [{ id, redirectUris: ['/cb'] }] }, /redirectUris\[0\] must be an absolute address/],
    [
      'an address that runs',
      { clients: [{ id, redirectUris: ['JavaScript:alert(1)'] }] },
      /redirectUris\[0\] must be an absolute/,
    ],
    ['a permission that is none', { clients: [{ id, roles: ['User Read'] }] }, /roles\[0\] must be the name of a permission/],
    ['a client twice', { clients: [{ id }, { id: id.toLowerCase() }] }, /stands there twice/],
  ];
  for (const [name, content, says] of wrong) {
    test(`refuses ${name}, naming the place`, () => {
      assert.throws(() => read(content), says);
    });
  }
});
