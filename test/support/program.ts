/** The program as a user starts it: a process of its own, with what it wrote and how it ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program, for whoever starts it by other means. */
export const main = join(import.meta.dirname, '../../proficio.js');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end, without any PROFICIO_ variable of the surroundings; `input` is what it can read. */
export async function runProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...words], { env: cleaned(environment) });
  // One that does not read may have ended before.
  child.stdin.on('error', () => {}).end(input);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

export interface Served {
  readonly http: string;
  /** Ends it as a service manager does; answers the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Starts `serve` on free ports and waits until it says where it answers. */
export async function serveProgram(words: readonly string[]): Promise<Served> {
  const ports = ['--http-port', '0', '--https-port', '0'];
  const child = spawn(process.execPath, [main, 'serve', ...ports, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: cleaned({}),
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  const http = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const origin = /http:\/\/localhost:\d+/.exec(said)?.[0];
      if (origin !== undefined) resolve(origin);
    });
    void ended.then(([code]) => reject(new Error(`serve ended with ${code} before it answered: ${said}`)));
  });
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const [code] = await ended;
    return code;
  };
  // A test that fails before its end leaves nobody behind.
  process.once('exit', () => void child.kill('SIGKILL'));
  return { http, stop };
}

/** A new folder that goes with the test process. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proficio-cli-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function cleaned(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PROFICIO_'));
  return { ...Object.fromEntries(own), ...environment };
}
