/** The web app of a checkout, built in the background while the API answers already; what was published has it built. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Building } from '../server/web-waiting.ts';

/**
 * Builds the app into `web/dist` unless it is there.
 * @param root the folder of the checkout, or of what was built from it
 * @param tell gets a line if it cannot be built
 * @returns how it stands with the build
 */
export function buildWeb(root: string, tell: (line: string) => void): () => Building {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (existsSync(join(root, 'web', 'dist', 'index.html')) || !existsSync(vite)) return () => undefined;
  let state: Building = 'running';
  const fail = () => {
    state = 'failed';
    tell('the web app could not be built; npm run build:web says why');
  };
  // It goes on if the server ends meanwhile, and is there for the next one.
  spawn(process.execPath, [vite, 'build'], { cwd: join(root, 'web'), stdio: 'ignore' })
    .once('error', fail)
    .once('exit', (code) => {
      if (code !== 0) return fail();
      state = undefined;
    })
    .unref();
  return () => state;
}
