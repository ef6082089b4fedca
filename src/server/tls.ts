/** The development certificate: a certification authority of one's own, and a certificate of it for this machine. */
import { webcrypto, X509Certificate } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from './private-folder.ts';

/** What https needs, as PEM, and the authority that its clients have to trust. */
export interface Certificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Names of this machine that nobody else can have. */
const names = { dns: ['localhost'], ip: ['127.0.0.1', '::1'] } as const;

const day = 86_400_000;
const lifetimes = {
  ca: 3650 * day,
  /** Apple's systems refuse more than 825 days. */
  server: 397 * day,
  /** Made anew if less is left. */
  renewal: 30 * day,
};

/** A certification authority: its certificate and private key, as PEM. */
interface Authority {
  readonly ca: string;
  readonly caKey: string;
}

/**
 * The certificate kept in `DIR/tls`: `ca.pem` to trust, `ca-key.pem`, and `server.pem` with certificate and key. Made when there
 * is none, renewed before it expires by the same authority. Processes that start at once end up with one authority.
 * @param now milliseconds
 */
export async function storedCertificate(dataDirectory: string, now: number = Date.now()): Promise<Certificate> {
  const folder = join(dataDirectory, 'tls');
  const found = await readStored(folder);
  if (found !== undefined && serves(found, now)) return found;
  const signer = await readAuthority(folder, now);
  if (signer !== undefined) {
    const server = await issue(signer, now);
    await replaceFile(join(folder, 'server.pem'), server.cert + server.key);
    return { ca: signer.ca, ...server };
  }
  return makeStored(dataDirectory, folder, now);
}

/** A certificate of this process only, shared by all who ask. */
export function memoryCertificate(): Promise<Certificate> {
  shared ??= makeAuthority(Date.now()).then(async (authority) => ({
    ca: authority.ca,
    ...(await issue(authority, Date.now())),
  }));
  return shared;
}
let shared: Promise<Certificate> | undefined;

/** Fills a new folder and puts it in place as a whole, unless another process was faster. */
async function makeStored(dataDirectory: string, folder: string, now: number): Promise<Certificate> {
  const authority = await makeAuthority(now);
  const server = await issue(authority, now);
  const draft = join(dataDirectory, `tls.${process.pid}.${Math.random().toString(36).slice(2)}`);
  makePrivateFolder(draft);
  await writePrivate(join(draft, 'ca.pem'), authority.ca);
  await writePrivate(join(draft, 'ca-key.pem'), authority.caKey);
  await writePrivate(join(draft, 'server.pem'), server.cert + server.key);
  // What is there but cannot be used any more gives way.
  if ((await readAuthority(folder, now)) === undefined) await rm(folder, { recursive: true, force: true });
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const winner = await readStored(folder);
    if (winner === undefined) throw error;
    return winner;
  }
  return { ca: authority.ca, ...server };
}

async function readStored(folder: string): Promise<Certificate | undefined> {
  const [ca, both] = await Promise.all([readText(join(folder, 'ca.pem')), readText(join(folder, 'server.pem'))]);
  const cert = both && blockOf(both, 'CERTIFICATE');
  const key = both && blockOf(both, 'PRIVATE KEY');
  return ca && cert && key ? { ca, cert, key } : undefined;
}

async function readAuthority(folder: string, now: number): Promise<Authority | undefined> {
  const [ca, caKey] = await Promise.all([readText(join(folder, 'ca.pem')), readText(join(folder, 'ca-key.pem'))]);
  return ca && caKey && vouches(ca) && lasts(ca, now, lifetimes.renewal) ? { ca, caKey } : undefined;
}

/** True if the certificate is of its authority and both are good for a while. */
function serves({ ca, cert }: Certificate, now: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    return (
      vouches(ca) &&
      lasts(ca, now, lifetimes.renewal) &&
      lasts(cert, now, lifetimes.renewal) &&
      certificate.verify(new X509Certificate(ca).publicKey) &&
      names.ip.every((ip) => certificate.checkIP(ip) !== undefined)
    );
  } catch {
    return false; // unreadable: made anew
  }
}

/** True if OpenSSL takes it for an authority, which it does not if any of its extensions is malformed. */
function vouches(ca: string): boolean {
  try {
    return new X509Certificate(ca).ca;
  } catch {
    return false; // unreadable: made anew
  }
}

function lasts(pem: string, now: number, atLeast: number): boolean {
  try {
    const { validFrom, validTo } = new X509Certificate(pem);
    return Date.parse(validFrom) <= now && Date.parse(validTo) - now > atLeast;
  } catch {
    return false; // unreadable: made anew
  }
}

/** ECDSA on P-256: as widely taken as RSA, made in a millisecond, and lighter for the server at every handshake. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * Name constraints (RFC 5280 4.2.1.10): this authority can vouch for localhost, 127.0.0.0/8 and ::1 and nothing else, so that
 * trusting it does not mean trusting whoever gets hold of its key with the rest of the web.
 */
const nameConstraints = Buffer.from(
  [
    '303f' /* SEQUENCE */,
    'a03d' /* permittedSubtrees */,
    `300b8209${Buffer.from('localhost').toString('hex')}` /* dNSName */,
    '300a8708' + '7f000000' + 'ff000000' /* iPAddress 127.0.0.0/8 */,
    `30228720${'00'.repeat(15)}01${'ff'.repeat(16)}` /* iPAddress ::1/128 */,
  ].join(''),
  'hex',
);

/** The library is large, and needed on the first start only. */
async function loadX509() {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  // Node's has all that the DOM's has.
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  return x509;
}

async function makeAuthority(now: number): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Proficio development CA ${new Date(now).toISOString().slice(0, 10)}`,
    notBefore: new Date(now - day),
    notAfter: new Date(now + lifetimes.ca),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension('2.5.29.30', true, nameConstraints),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { ca: `${certificate.toString('pem')}\n`, caKey: await privatePem(keys.privateKey) };
}

async function issue({ ca, caKey }: Authority, now: number): Promise<{ readonly cert: string; readonly key: string }> {
  const x509 = await loadX509();
  const authority = new x509.X509Certificate(ca);
  const der = Buffer.from(blockOf(caKey, 'PRIVATE KEY')?.replace(/-----[^-]+-----|\s/g, '') ?? '', 'base64');
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: authority.subject,
    notBefore: new Date(now - day),
    notAfter: new Date(Math.min(now + lifetimes.server, authority.notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns', value }) as const),
        ...names.ip.map((value) => ({ type: 'ip', value }) as const),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, '$1\n').trim()}\n-----END PRIVATE KEY-----\n`;
}

function blockOf(pem: string, label: string): string | undefined {
  const [block] = new RegExp(`-----BEGIN ${label}-----[\\s\\S]*?-----END ${label}-----\n?`).exec(pem) ?? [];
  return block;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A Node error: these carry a code.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writePrivate(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  await writePrivate(draft, text);
  await rename(draft, file);
}
