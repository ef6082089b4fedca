/** SAP CAP, with its own check of tokens and without any; the service is in the folder cap. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, startContestant } from '../contestant.ts';
import type { Case } from '../scenarios.ts';
import type { Stage } from '../stage.ts';
import type { LoadRequest } from '../wire-client.ts';
import { askedByOData } from './odata-paths.ts';
import type { Peer } from './peer.ts';
import { fillTables } from './tables.ts';
import { startXsuaa } from './xsuaa.ts';

const cds = join(import.meta.dirname, 'node_modules/@sap/cds/bin');
const home = join(import.meta.dirname, 'cap');
const probe: LoadRequest = { method: 'GET', path: '/odata/Skills?$top=1' };

/** Every caller has all rights: no token is looked at. */
export async function startCapWithoutTokens(stage: Stage): Promise<Peer> {
  const contestant = await startCap(stage, { name: 'SAP CAP, without tokens', auth: { kind: 'dummy' }, probe });
  return { contestant, asked: askedByOData };
}

/**
 * RS256 tokens, checked by CAP's own @sap/xssec against keys that it fetches, as with XSUAA in production. It remembers 100
 * signatures, fewer than there are callers; with room for all of them it was no faster that could be told from noise.
 * Throws if it answers whom it must refuse.
 */
export async function startCapWithTokens(stage: Stage): Promise<Peer> {
  const { readers } = stage.seeded.callers;
  const xsuaa = await startXsuaa();
  const authority = join(stage.folder, 'xsuaa-ca.pem');
  writeFileSync(authority, xsuaa.ca);
  const headersOf = new Map<string, { readonly authorization: string }>();
  for (const { person } of readers) headersOf.set(person.id, bearer(await xsuaa.token(person)));
  const withToken = (request: LoadRequest, { caller }: Case): LoadRequest => ({
    ...request,
    headers: { ...request.headers, ...headersOf.get(caller.person.id) },
  });
  const [first] = readers;
  if (!first) throw new Error('there are no callers');
  const contestant = await startCap(stage, {
    name: 'SAP CAP, with JWT',
    auth: { kind: 'xsuaa', credentials: xsuaa.credentials },
    probe: { ...probe, headers: headersOf.get(first.person.id) ?? {} },
    environment: { NODE_EXTRA_CA_CERTS: authority },
  });
  await refuses(contestant, 'without a token', {});
  await refuses(contestant, 'with a forged token', bearer(await xsuaa.forgedToken(first.person)));
  return {
    contestant: {
      ...contestant,
      async stop() {
        await contestant.stop();
        xsuaa.close();
      },
    },
    asked: Object.fromEntries(
      Object.entries(askedByOData).map(([scenario, ask]) => [scenario, (one: Case) => withToken(ask(one), one)]),
    ),
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A check that lets everybody pass costs nothing, and would be no comparison. */
async function refuses({ name, origin }: Contestant, how: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const { status } = await fetch(origin + probe.path, { headers });
  if (status !== 401) throw new Error(`${name} answered a request ${how} with ${status}, not 401`);
}

interface Cap {
  readonly name: string;
  /** `cds.requires.auth`. */
  readonly auth: { readonly kind: string; readonly [setting: string]: unknown };
  readonly probe: LoadRequest;
  readonly environment?: Readonly<Record<string, string>>;
}

async function startCap({ folder, dump }: Stage, { name, auth, probe, environment = {} }: Cap): Promise<Contestant> {
  const file = join(folder, `cap-${auth.kind}.db`);
  const configured = {
    ...environment,
    CDS_CONFIG: JSON.stringify({ requires: { auth, db: { credentials: { url: file } } } }),
  };
  execFileSync(process.execPath, [join(cds, 'deploy.js')], {
    cwd: home,
    env: { ...process.env, ...configured },
    stdio: 'ignore',
  });
  await fillTables(file, dump);
  return startContestant({
    name,
    command: (port) => [join(cds, 'serve.js'), 'all', '--port', String(port)],
    probe,
    log: join(folder, `cap-${auth.kind}.log`),
    environment: configured,
    folder: home,
  });
}
