/** The web app of a checkout, built in the background while the API answers already; what was published has it built. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Building } from '../server/web-waiting.ts';

/** Milliseconds that the API has the processor to itself before the build begins. */
const headStart = 500;

/**
 * Builds the app into `web/dist` unless it is there.
 * @param root the folder of the checkout, or of what was built from it
 * @param tell gets a line if it cannot be built, or was built from other sources than there are
 * @returns how it stands with the build
 */
export function buildWeb(root: string, tell: (line: string) => void): () => Building {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const page = join(root, 'web', 'dist', 'index.html');
  if (!existsSync(vite)) return () => undefined;
  if (existsSync(page)) {
    if (statSync(page).mtimeMs < newestSource(root))
      tell('the web app is older than its sources; npm run build:web builds it anew');
    return () => undefined;
  }
  let state: Building = 'running';
  const fail = () => {
    state = 'failed';
    tell('the web app could not be built; npm run build:web says why');
  };
  const build = () => {
    // It goes on if the server ends meanwhile, and is there for the next one.
    spawn(process.execPath, [vite, 'build'], { cwd: join(root, 'web'), stdio: 'ignore' })
      .once('error', fail)
      .once('exit', (code) => {
        if (code !== 0) return fail();
        state = undefined;
      })
      .unref();
  };
  setTimeout(build, headStart).unref();
  return () => state;
}

/** When a file that the app is built from was last changed, in milliseconds. */
function newestSource(root: string): number {
  const files = ['web/src', 'web/public', 'src/model'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, String(file))),
  );
  return Math.max(
    ...[...files, join(root, 'web/index.html'), join(root, 'web/vite.config.ts')].map((file) => statSync(file).mtimeMs),
  );
}
