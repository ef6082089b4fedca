/** A node: the server as it runs in production, a process of its own that can be stopped, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Issuer } from './issuer.ts';

const main = join(import.meta.dirname, '../../proficio.js');

export interface Node {
  readonly origin: string;
  readonly pid: number;
  /** What it wrote so far: banner and log, and errors. */
  readonly said: () => string;
  /** Ends it as a service manager does; answers the exit code. */
  readonly stop: () => Promise<number | null>;
  /** Ends it as a power cut does. */
  readonly kill: () => Promise<void>;
  readonly ended: Promise<number | null>;
}

export interface NodeOptions {
  readonly issuer: Issuer;
  /** The data folder or the database, and whatever else `serve` takes. */
  readonly flags: readonly string[];
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** A command in whose place the node runs, as `sh -c "ulimit ...; exec \"$@\"" sh`. */
  readonly under?: readonly string[];
  /** The user it runs as, for tests that run as one whom no permission stops. */
  readonly uid?: number;
}

/** Starts a node and waits until it says where it answers. Rejects with what it said if it ends before. */
export async function startNode({ issuer, flags, port = 0, environment = {}, under = [], uid }: NodeOptions): Promise<Node> {
  const [command = '', ...words] = [...under, process.execPath, main, 'serve'];
  const child = spawn(command, [...words, '--http-port', String(port), '--https-port', 'off', ...issuer.flags, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid }),
    env: { ...withoutSettings(), NODE_ENV: 'production', ...environment },
  });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => {
    process.off('exit', end);
    return code ?? null;
  });
  let said = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text;
      const found = /http:\/\/localhost:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(`http://127.0.0.1:${found}`);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    void ended.then((code) => reject(new Error(`serve ended with ${code} before it answered: ${said}`)));
  });
  return { origin, pid: child.pid ?? 0, said: () => said, ended, ...endings(child, ended) };
}

function endings(child: ChildProcess, ended: Promise<number | null>): Pick<Node, 'stop' | 'kill'> {
  const endBy = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    stop: () => endBy('SIGTERM'),
    kill: async () => {
      await endBy('SIGKILL');
    },
  };
}

function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PROFICIO|OTEL)_/.test(name)));
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
