/** What is loaded before a server listens: nothing that its first caller can do without. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const root = join(import.meta.dirname, '../..');

/** Told in the same stream as the banner, so that what comes before it was loaded before it; and at last what Node.js brought in of its own. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      writeSync(1, url + '\\n');
      return next(url, context);
    },
  });
  const { write } = process.stdout;
  process.stdout.write = (...given) => {
    if (process.moduleLoadList.some((name) => name.includes('undici'))) writeSync(1, 'undici\\n');
    return write.apply(process.stdout, given);
  };
`)}`;

/** What comes with the first need, or once the server listens. */
const late = [
  'fastify/',
  '@fastify/',
  'prom-client/',
  'postgres/',
  '@opentelemetry/',
  '@peculiar/',
  'undici',
  '/src/cli/import',
  '/src/odata/openapi',
  '/src/profile/demo/demo.ts',
  '/src/server/app.ts',
  '/src/server/authority/authority.ts',
  '/src/server/docs.ts',
  '/src/server/web.ts',
  '/src/store/postgres.ts',
] as const;

/** In production there is nothing for developers either. */
const developers = ['/src/server/authority/', '/src/server/dev/controls.ts', '/src/server/tls.ts', 'node:https'] as const;

describe('before a server listens', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'proficio-start-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const loaded = async (flags: readonly string[]): Promise<readonly string[]> => {
    const words = ['--import', telling, join(root, 'proficio.js'), 'serve', '--data', folder, '--http-port', '0', ...flags];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let said = '';
    for await (const piece of child.stdout.setEncoding('utf8')) {
      said += piece;
      if (/http:\/\/localhost:\d+/.test(said)) break;
    }
    child.kill('SIGTERM');
    await ended;
    return said.slice(0, said.search(/^proficio answers|^Proficio is ready/m)).split('\n');
  };

  for (const [mode, flags, absent] of [
    [
      'in production',
      ['--https-port', 'off', '--issuer', 'http://127.0.0.1:9/none', '--audience', 'a'],
      [...late, ...developers],
    ],
    ['with --dev, on a database that is there', ['--https-port', '0', '--dev'], late],
  ] as const)
    test(`nothing is loaded ${mode} that its first caller can do without`, async () => {
      // The first start makes people and certificates.
      if (mode !== 'in production') await loaded(flags);
      const urls = await loaded(flags);
      assert.ok(
        urls.some((url) => url.endsWith('/src/server/short-way.ts')) && urls.some((url) => url.includes('better-sqlite3')),
      );
      assert.deepEqual(
        urls.filter((url) => absent.some((name) => url.includes(name))),
        [],
      );
    });
});
