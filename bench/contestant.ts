/** A server under measurement: started as a process of its own, awaited until it answers, its processor time and memory read. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { LoadRequest } from './wire-client.ts';

/** How to start a server. `port` is the one it shall listen on. */
export interface Start {
  readonly name: string;
  readonly command: (port: number) => readonly string[];
  /** A request that it answers with 200 once it can. */
  readonly probe: LoadRequest;
  readonly scheme?: 'http' | 'https';
  /** Where its standard output goes, the access log among it. */
  readonly log: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export interface Contestant {
  readonly name: string;
  readonly origin: string;
  /** Milliseconds from the start of the process to its first 200. */
  readonly startUp: number;
  /** Milliseconds of processor time so far, of the process and those it started. */
  readonly processorTime: () => number;
  /** Bytes of memory in use (resident set), likewise. */
  readonly memory: () => number;
  readonly stop: () => Promise<void>;
}

const startLimit = 60_000;

/** Starts a server and waits for its first 200. Throws if it ends before, or takes longer than a minute. */
export async function startContestant({
  name,
  command,
  probe,
  scheme = 'http',
  log,
  environment = {},
  folder = process.cwd(),
}: Start): Promise<Contestant> {
  const port = await freePort();
  const output = openSync(log, 'a');
  const started = performance.now();
  const child = spawn(process.execPath, command(port), {
    stdio: ['ignore', output, output],
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  const origin = `${scheme}://127.0.0.1:${port}`;
  await answersFirst(child, name, origin + probe.path, probe, log, started);
  const startUp = performance.now() - started;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  return {
    name,
    origin,
    startUp,
    processorTime: () => family(pid).reduce((sum, one) => sum + processorTimeOf(one), 0),
    memory: () => family(pid).reduce((sum, one) => sum + memoryOf(one), 0),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answersFirst(
  child: ChildProcess,
  name: string,
  url: string,
  { headers = {} }: LoadRequest,
  log: string,
  started: number,
): Promise<void> {
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`${name} ended with ${child.exitCode}:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    if (performance.now() - started > startLimit) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not answer ${url} with 200 within a minute:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    }
    if ((await statusOf(url, headers)) === 200) return;
    await wait(3);
  }
}

/** The status of an answer; undefined where there is none. The certificate is the benchmark's own. */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const ask = url.startsWith('https:') ? requestEncrypted : requestPlain;
  return new Promise((resolve) => {
    const asked = ask(url, { headers, agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** A process and all below it. */
function family(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [pid];
  const children = readdirSync(tasks).flatMap((task) => {
    const file = `${tasks}/${task}/children`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  });
  return [pid, ...children.flatMap(family)];
}

/**
 * The kernel counts in hundredths of a second (proc_pid_stat(5), fields 14 to 17: its own, and that of children that have
 * ended, which would otherwise be lost). NaN where there is no /proc.
 */
function processorTimeOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) * 10;
}

function memoryOf(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return Number.NaN;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]) * 1024;
}
