/** Preloaded before a tool that takes TypeScript from beside it but does not work with 7: it gets this workspace's. */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(createRequire(import.meta.url).resolve('typescript')).href;

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'typescript' ? { url, shortCircuit: true } : next(specifier, context)),
});
