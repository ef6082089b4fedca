/** How the web app is built, and how it is tried during development before a server that is already running. */
import { defineConfig } from 'vite';

/** The server that `npm run dev` hands requests on to. */
const server = 'http://localhost:8080';

export default defineConfig({
  build: {
    target: 'es2023',
    // A page that is split off is asked for when it is opened; hints would fetch all of them at once.
    modulePreload: { polyfill: false },
    // Inlined files would be data: addresses, which the Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
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
