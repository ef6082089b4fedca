/** How the web app is built, and how it is tried during development before a server that is already running. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** The server that `npm run dev` hands requests on to. */
const server = 'http://localhost:8080';

/** Puts a compressed twin beside each file worth it, for the server to hand out as it is. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      for (const file of await readdir(dir, { recursive: true })) {
        if (!/\.(js|css|html|svg)$/.test(file)) continue;
        const path = join(dir, file);
        const bytes = await readFile(path);
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        await Promise.all([
          writeFile(`${path}.br`, brotliCompressSync(bytes, quality)),
          writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 })),
        ]);
      }
    },
  };
}

/** Each build has a folder of its own until it is whole: a server never hands out half of one, nor two builds mixed. */
const draft = `dist-${process.pid}`;

function putInPlace(): Plugin {
  let root = '';
  const at = (folder: string) => join(root, folder);
  return {
    name: 'put-in-place',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    closeBundle: {
      order: 'post',
      handler() {
        // After a failure there is nothing whole to put anywhere.
        if (!existsSync(at(`${draft}/index.html`))) return rmSync(at(draft), { recursive: true, force: true });
        try {
          if (existsSync(at('dist'))) renameSync(at('dist'), at(`${draft}-before`));
          renameSync(at(draft), at('dist'));
        } catch (error) {
          // Another build was faster by a moment; one is as good as the other.
          if (!existsSync(at('dist/index.html'))) throw error;
        }
        for (const folder of [draft, `${draft}-before`]) rmSync(at(folder), { recursive: true, force: true });
      },
    },
  };
}

export default defineConfig({
  plugins: [compressed(), putInPlace()],
  build: {
    outDir: draft,
    target: 'es2023',
    // A page that is split off is asked for when it is opened; hints would fetch all of them at once.
    modulePreload: { polyfill: false },
    // Inlined files would be data: addresses, which the Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // The Graph client does nothing when it is loaded, but does not say so: what is not called can go.
      treeshake: { moduleSideEffects: (id) => !id.includes('microsoft-graph-client') },
      // Fluent UI marks its files for server components, which there are none of here.
      checks: { pluginTimings: false },
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/beta', '/v1.0', '/web-config.json', '/openapi.json', '/docs', '^/[^/]+/(v2\\.0|oauth2|discovery)/'].map((path) => [
        path,
        { target: server, changeOrigin: false },
      ]),
    ),
  },
});
