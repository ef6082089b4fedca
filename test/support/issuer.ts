/** An OpenID Connect issuer on loopback, so that a server can be tested as it runs in production. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Issuer {
  readonly tenant: string;
  /** What `serve` takes to accept its tokens. */
  readonly flags: readonly string[];
  /** A token of a person who may read and write their own profile and read others'. */
  readonly token: (person: string, claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  /** A token of an application that may read and write everybody's. */
  readonly applicationToken: () => Promise<string>;
  readonly close: () => void;
}

const audience = 'api://tests';
const everything = ['User.ReadWrite.All', 'Group.Read.All', 'Contacts.Read'];

/** @param tenant whose people it signs in */
export async function startIssuer(tenant: string = randomUUID()): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'tests', alg: 'ES256', use: 'sig' }];
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/keys') ? { keys } : { issuer, jwks_uri: `${origin}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // A TCP server has an address and a port.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}/${tenant}/v2.0`;
  const sign = (claims: Readonly<Record<string, unknown>>) =>
    new SignJWT({ tid: tenant, azp: '11111111-1111-4111-8111-111111111111', ver: '2.0', ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'tests' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('12h')
      .sign(privateKey);
  return {
    tenant,
    flags: ['--issuer', issuer, '--audience', audience],
    token: (person, claims = {}) =>
      sign({
        oid: person,
        sub: person,
        name: `Person ${person.slice(0, 4)}`,
        preferred_username: `${person.slice(0, 8)}@example.com`,
        scp: 'User.ReadWrite User.Read.All',
        ...claims,
      }),
    applicationToken: () => sign({ oid: tenant, sub: tenant, idtyp: 'app', roles: everything }),
    close: () => server.close(),
  };
}
