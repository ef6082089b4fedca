/** Three nodes on one PostgreSQL under load while one is killed: `node test/nightly/soak.ts [--minutes 5] [--clients 24] [--pause 20]`. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openCluster } from '../support/cluster.ts';
import { startIssuer } from '../support/issuer.ts';
import { freePort, type Node, startNode } from '../support/node.ts';
import { askOver } from '../support/over-http.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    clients: { type: 'string', default: '24' },
    /** Milliseconds that a client rests between two requests. */
    pause: { type: 'string', default: '20' },
  },
});
const duration = Number(values.minutes) * 60_000;
/** How much more memory a node may hold in the last quarter than in the second. */
const growth = 1.15;

const cluster = await openCluster();
if ('missing' in cluster) throw new Error(cluster.missing);
const issuer = await startIssuer();
const ports = [await freePort(), await freePort(), await freePort()];
const start = (port: number): Promise<Node> =>
  startNode({ issuer, port, flags: ['--database', cluster.url, '--log-level', 'error'] });
const nodes: Node[] = await Promise.all(ports.map(start));
const began = performance.now();
const elapsed = () => performance.now() - began;
const counts = { answered: 0, refused: 0, lost: 0, writes: 0 };
const memory: { readonly at: number; readonly port: number; readonly bytes: number }[] = [];

/** Asks one node after the other, as a balancer would, until one answers. */
function balanced(token: string, first: number) {
  let turn = first;
  return async (method: string, path: string, body?: unknown) => {
    for (let attempt = 0; ; attempt++) {
      const port = ports[turn++ % ports.length] as number;
      try {
        const answer = await askOver(`http://127.0.0.1:${port}`, token)(method, path, body);
        if (answer.status !== 503) {
          counts.answered++;
          return answer;
        }
        counts.refused++;
      } catch {
        counts.lost++;
      }
      assert.ok(attempt < 200, 'no node answers');
      await pause(25);
    }
  };
}

/** One person who changes, adds, lists and removes, and knows what must be there. */
async function client(number: number): Promise<void> {
  const ask = balanced(await issuer.token(randomUUID()), number);
  const { body: item } = await ask('POST', '/beta/me/profile/skills', { displayName: 'counted' });
  let least = 0;
  for (let turn = 1; elapsed() < duration; turn++) {
    const patched = await ask('PATCH', `/beta/me/profile/skills/${item.id}`, {
      displayName: 'counted',
      webUrl: `https://x.example/${turn}`,
    });
    assert.equal(patched.status, 200);
    least = turn;
    const { body: read } = await ask('GET', `/beta/me/profile/skills/${item.id}`);
    assert.equal(Number(/\d+$/.exec(read.webUrl)?.[0]), least, 'what was acknowledged by one node is read from the next');
    const made = await ask('POST', '/beta/me/profile/interests', { displayName: `turn ${turn}` });
    assert.equal(made.status, 201);
    assert.equal((await ask('GET', "/beta/me/profile/interests?$filter=startswith(displayName,'turn')&$top=20")).status, 200);
    // A removal that was cut off may have been done: then there is nothing left to remove.
    assert.ok([204, 404].includes((await ask('DELETE', `/beta/me/profile/interests/${made.body.id}`)).status));
    counts.writes += 3;
    await pause(Number(values.pause));
  }
  const { body: end } = await ask('GET', `/beta/me/profile/skills/${item.id}`);
  assert.equal(Number(/\d+$/.exec(end.webUrl)?.[0]), least);
}

async function watch(): Promise<void> {
  while (elapsed() < duration) {
    for (const [index, node] of nodes.entries()) {
      const bytes = residentOf(node.pid);
      if (bytes > 0) memory.push({ at: elapsed(), port: ports[index] as number, bytes });
    }
    await pause(2_000);
  }
}

function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

/** Kills the second node a third of the way, and starts it again a little later. */
async function disturb(): Promise<void> {
  await pause(duration / 3);
  await nodes[1]?.kill();
  process.stdout.write(`killed a node after ${Math.round(elapsed() / 1000)} s\n`);
  await pause(Math.min(10_000, duration / 10));
  nodes[1] = await start(ports[1] as number);
  process.stdout.write(`started it again after ${Math.round(elapsed() / 1000)} s\n`);
}

try {
  await Promise.all([...Array.from({ length: Number(values.clients) }, (_, number) => client(number)), watch(), disturb()]);
  const mean = (port: number, from: number, to: number): number => {
    const own = memory.filter((one) => one.port === port && one.at >= from * duration && one.at < to * duration);
    return own.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, own.length) / 2 ** 20;
  };
  const { answered, refused, lost, writes } = counts;
  process.stdout.write(
    `${values.minutes} minutes, ${answered} answers (${Math.round(answered / (duration / 1000))}/s), ${writes} writes acknowledged and none lost; ` +
      `${lost} connections lost and ${refused} answers 503 around the kill\n`,
  );
  for (const [index, port] of ports.entries()) {
    const minutes = Array.from({ length: Math.ceil(duration / 60_000) }, (_, minute) =>
      mean(port, (minute * 60_000) / duration, ((minute + 1) * 60_000) / duration).toFixed(0),
    );
    process.stdout.write(`node ${index + 1}, MiB minute by minute: ${minutes.join(' ')}\n`);
    // The node that was started again is young in the second quarter.
    const [early, late] = [mean(port, index === 1 ? 0.5 : 0.25, index === 1 ? 0.75 : 0.5), mean(port, 0.75, 1)];
    assert.ok(late < early * growth, `memory is not flat: ${early.toFixed(0)} MiB, at the end ${late.toFixed(0)} MiB`);
  }
  for (const node of nodes) assert.equal(await node.stop(), 0);
} finally {
  for (const node of nodes) await node.kill();
  issuer.close();
  await cluster.remove();
}
