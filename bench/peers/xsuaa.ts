/** A stand-in for XSUAA, SAP's token service, on loopback: SAP CAP fetches its keys and checks its tokens as it does in production. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { memoryCertificate } from '../../src/server/tls.ts';
import { type Person, tenant } from '../data.ts';

export interface Xsuaa {
  /** What a service is given that is bound to it. */
  readonly credentials: {
    readonly clientid: string;
    readonly xsappname: string;
    readonly url: string;
    readonly uaadomain: string;
  };
  /** The certification authority of its https, as PEM: xssec fetches keys over nothing else. */
  readonly ca: string;
  readonly token: (person: Person) => Promise<string>;
  /** A token like any other, whose signature is somebody else's. */
  readonly forgedToken: (person: Person) => Promise<string>;
  readonly close: () => void;
}

const xsappname = 'bench!t1';
const clientid = `sb-${xsappname}`;
const kid = 'bench';

/** Starts it with a fresh RS256 key. */
export async function startXsuaa(): Promise<Xsuaa> {
  const [ours, another] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const keys = [{ ...(await exportJWK(ours.publicKey)), kid, alg: 'RS256', use: 'sig' }];
  const { ca, cert, key } = await memoryCertificate();
  const server = createServer({ cert, key }, (request, response) => {
    const known = request.url?.startsWith('/token_keys');
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(known ? JSON.stringify({ keys }) : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server has an address and a port.
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    credentials: { clientid, xsappname, url: origin, uaadomain: origin },
    ca,
    token: (person) => signed(ours.privateKey, origin, person),
    forgedToken: (person) => signed(another.privateKey, origin, person),
    close: () => server.close(),
  };
}

/** The claims of a user's token, as @sap/xssec and CAP's jwt-auth.js read them and XSUAA sends them. */
function signed(key: CryptoKey, origin: string, { id, displayName, userPrincipalName }: Person): Promise<string> {
  const [given_name, ...family] = displayName.split(' ');
  return new SignJWT({
    ext_attr: { enhancer: 'XSUAA', subaccountid: tenant, zdn: 'bench' },
    'xs.system.attributes': { 'xs.rolecollections': ['Reader'] },
    'xs.user.attributes': {},
    given_name,
    family_name: family.join(' '),
    user_id: id,
    user_name: userPrincipalName,
    email: userPrincipalName,
    origin: 'sap.default',
    grant_type: 'authorization_code',
    scope: ['openid', `${xsappname}.User`],
    client_id: clientid,
    cid: clientid,
    azp: clientid,
    zid: tenant,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, jku: `${origin}/token_keys` })
    .setIssuer(`${origin}/oauth/token`)
    .setSubject(id)
    .setAudience([clientid, xsappname, 'openid'])
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(key);
}
