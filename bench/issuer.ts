/** An OpenID Connect issuer for the benchmark, so that the server runs as it would in production: no development mode. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Person, tenant } from './data.ts';

export const audience = 'api://bench';

export interface BenchIssuer {
  readonly issuer: string;
  /** A token of a person who may read and write their own profile and read others'. */
  readonly personToken: (person: Person) => Promise<string>;
  /** A token of an application that may read and write everybody's. */
  readonly applicationToken: () => Promise<string>;
  readonly close: () => void;
}

/** Starts an issuer with a fresh RS256 key. */
export async function startIssuer(): Promise<BenchIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = 'bench';
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }];
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/keys') ? { keys } : { issuer, jwks_uri: `${origin}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server has an address and a port.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}/${tenant}/v2.0`;
  const sign = (claims: { readonly [name: string]: unknown }) =>
    new SignJWT({ tid: tenant, azp: '11111111-1111-4111-8111-111111111111', app_displayname: 'Bench', ver: '2.0', ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('12h')
      .sign(privateKey);
  return {
    issuer,
    personToken: ({ id, displayName, userPrincipalName }) =>
      sign({
        oid: id,
        sub: id,
        name: displayName,
        preferred_username: userPrincipalName,
        scp: 'User.ReadWrite User.Read.All',
      }),
    applicationToken: () => sign({ oid: tenant, sub: tenant, idtyp: 'app', roles: ['User.ReadWrite.All'] }),
    close: () => server.close(),
  };
}
