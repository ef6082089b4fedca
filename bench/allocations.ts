/** What requests allocate, by function: `node bench/allocations.ts [SCENARIO]` samples the heap while they are answered without a socket. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { firstSight } from '../src/profile/first-sight.ts';
import { type Answering, answer } from '../src/server/answer.ts';
import { worldOf } from '../src/server/world.ts';
import { openStore } from '../src/store/open.ts';
import { tenant, writeDump } from './data.ts';
import { chooseCallers, requestsToUs, scenarios } from './scenarios.ts';
import { runProgram } from './stage.ts';
import type { LoadRequest } from './wire-client.ts';

const people = 1000;
const requests = 5000;
const shown = 12;
/** Bytes between two samples. */
const interval = 4096;

const wanted = (argv[2] ?? '').toLowerCase();
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'proficio-allocations-'));
try {
  const dump = join(folder, 'people.jsonl');
  await writeDump(dump, people);
  await runProgram(folder, ['import', dump, '--data', folder]);
  const store = await openStore(`sqlite:${join(folder, 'proficio.db')}`);
  // Here a token is the id of its person.
  const callers = await chooseCallers(people, 64, async ({ id }) => id);
  const server: Answering = {
    rules: { store, world: worldOf(Date.now), firstSight: firstSight(store, () => performance.now()), federations: [] },
    authenticate: (authorization = '') => ({
      kind: 'person',
      tenant,
      id: authorization.replace('Bearer ', ''),
      displayName: 'Bench',
      userPrincipalName: null,
      scopes: new Set(['User.ReadWrite', 'User.Read.All']),
      administrator: false,
      personal: false,
      client: { id: 'bench', displayName: null },
    }),
    challenge: () => '',
    v1Profile: false,
    report: (_raw, { details }) => {
      throw details.cause;
    },
  };
  for (const scenario of scenarios.filter(({ name }) => name.toLowerCase().includes(wanted))) {
    const asked = requestsToUs(scenario, callers);
    for (const request of asked.slice(0, 1000)) await ask(server, request);
    stdout.write(`\n${scenario.name}\n${await sample(server, asked)}`);
  }
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function ask(server: Answering, { method, path, headers = {}, body }: LoadRequest): Promise<void> {
  const [, version, rest = ''] = /^\/(beta|v1\.0)\/(.*)$/.exec(path) ?? [];
  const [address = '', query = ''] = rest.split('?');
  const served = version === 'v1.0' ? 'v1.0' : 'beta';
  const { status } = await answer(server, {
    method,
    path: address,
    query,
    headers,
    body: body === undefined ? undefined : Buffer.from(body),
    root: `http://localhost/${served}`,
    version: served,
    requestId: randomUUID(),
    clientRequestId: randomUUID(),
  });
  if (status > 299) throw new Error(`${method} ${path} was answered with ${status}`);
}

interface Node {
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly selfSize: number;
  readonly children: readonly Node[];
}

async function sample(server: Answering, asked: readonly LoadRequest[]): Promise<string> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: interval,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  for (let index = 0; index < requests; index++) await ask(server, asked[index % asked.length] as LoadRequest);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  const sizes = new Map<string, number>();
  add(sizes, profile.head);
  const all = [...sizes].sort(([, left], [, right]) => right - left);
  const each = (bytes: number) => String(Math.round(bytes / requests)).padStart(8);
  const total = all.reduce((sum, [, bytes]) => sum + bytes, 0);
  const lines = all.slice(0, shown).map(([where, bytes]) => `${each(bytes)}  ${where}`);
  return `${each(total)}  bytes a request, of which\n${lines.join('\n')}\n`;
}

function add(sizes: Map<string, number>, { callFrame, selfSize, children }: Node): void {
  const { functionName, url } = callFrame;
  const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
  const where = `${functionName || '(anonymous)'} ${file}`.trim();
  sizes.set(where, (sizes.get(where) ?? 0) + selfSize);
  for (const child of children) add(sizes, child);
}
