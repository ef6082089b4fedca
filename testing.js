/** `proficio` and `proficio/testing`: the compiled module where the package is installed, the source as it is in a checkout. */
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const source = new URL('./src/testing.ts', import.meta.url);
const isCheckout = existsSync(source);
// The embedded database takes 22; Node.js runs the source from 22.18 on.
const oldest = isCheckout ? { major: 22, minor: 18 } : { major: 22, minor: 12 };
const runs = major > oldest.major || (major === oldest.major && minor >= oldest.minor);

/** Loaded at once but not waited for here: a module that waits cannot be required. */
const loading = runs ? import(/* @vite-ignore */ isCheckout ? source.href : './dist/src/testing.js') : undefined;
// What fails is told to whoever starts a server.
loading?.catch(() => {});

/** See src/testing.ts. */
export async function startProficio(options) {
  if (!loading)
    throw new Error(
      `startProficio() takes Node.js ${oldest.major}.${oldest.minor} or newer, and this is ${process.versions.node}; run the server beside it instead: proficio serve --dev`,
    );
  const testing = await loading;
  return testing.startProficio(options);
}
