/** The recipes for continuous integration: the page shows the files as they are, and what needs no other test runner is run. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { blocksOf, inProject } from '../support/snippets.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, 'examples', file), 'utf8');

const shown: readonly (readonly [file: string, language: string])[] = [
  ['vitest/skills.test.js', 'js'],
  ['jest/jest.config.mjs', 'js'],
  ['jest/start.mjs', 'js'],
  ['jest/stop.mjs', 'js'],
  ['jest/skills.test.cjs', 'js'],
  ['playwright/playwright.config.mjs', 'js'],
  ['playwright/skills.spec.mjs', 'js'],
  ['github-actions/tests.yml', 'yaml'],
];

for (const [file, language] of shown) {
  test(`docs/ci.md shows examples/${file} as it is`, () => {
    assert.ok(blocksOf('docs/ci.md', language).includes(read(file)));
  });
}

/** Stands in for the functions of Jest and Vitest, as far as the examples use them. */
const runner = `
const todo = { beforeAll: [], beforeEach: [], afterAll: [], test: [] };
for (const name of Object.keys(todo)) globalThis[name] = (...given) => todo[name].push(given.at(-1));
globalThis.expect = (found) => ({ toEqual: (wanted) => assert.deepEqual(found, wanted) });
const perform = async () => {
  for (const act of todo.beforeAll) await act();
  for (const act of todo.test) { for (const each of todo.beforeEach) await each(); await act(); }
  for (const act of todo.afterAll) await act();
  return todo.test.length;
};
`;

const programs = {
  jest: `import assert from 'node:assert/strict'; import { createRequire } from 'node:module';
    import start from './start.mjs'; import stop from './stop.mjs'; ${runner}
    await start(); createRequire(import.meta.url)('./skills.test.cjs'); console.log(await perform()); await stop();`,
  vitest: `import assert from 'node:assert/strict'; ${runner}
    await import('./skills.test.js'); console.log(await perform());`,
} as const;

for (const [name, tests] of [
  ['jest', 1],
  ['vitest', 2],
] as const) {
  test(`the recipe for ${name} starts the server, passes its tests, and stops it`, async () => {
    const stdout = await inProject(async (folder) => {
      for (const [file] of shown) if (file.startsWith(name)) writeFileSync(join(folder, file.replace(/^.*\//, '')), read(file));
      const stub = join(folder, 'node_modules', 'vitest');
      mkdirSync(stub, { recursive: true });
      writeFileSync(join(stub, 'package.json'), '{"type":"module","exports":"./index.js"}');
      writeFileSync(join(stub, 'index.js'), 'export const { afterAll, beforeAll, beforeEach, expect, test } = globalThis;');
      writeFileSync(join(folder, 'program.mjs'), programs[name]);
      return (await run(process.execPath, ['program.mjs'], { cwd: folder })).stdout;
    });
    assert.equal(stdout, `${tests}\n`);
  });
}

/** A port that is free for now. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' ? address?.port : undefined);
}

test('the shell steps of the workflow start the server, wait for it, have a test reach it over https, and stop it', async () => {
  const workflow = read('github-actions/tests.yml');
  const steps = [...workflow.matchAll(/^ {8}run: \|\n((?: {10}.*\n)+)/gm)].map(([, lines = '']) => lines.replace(/^ {10}/gm, ''));
  assert.equal(steps.length, 2);
  const [start = '', stop = ''] = steps;
  const [http, https] = [await freePort(), await freePort()];
  const ask = `fetch(process.env.GRAPH + '/v1.0/$metadata').then(({ status }) => console.log('answered', status))`;
  const tests = `GRAPH=https://localhost:${https} NODE_EXTRA_CA_CERTS=.proficio/tls/ca.pem '${process.execPath}' -e "${ask.replace('$', '\\$')}"`;
  const script = ['set -e', start.replaceAll('8080', http), tests, stop, 'wait'].join('\n');
  const { stdout } = await inProject((folder) => {
    const environment = { ...process.env, PROFICIO_HTTP_PORT: http, PROFICIO_HTTPS_PORT: https };
    return run('bash', ['-c', script], { cwd: folder, env: environment, timeout: 60_000, killSignal: 'SIGKILL' });
  });
  assert.match(stdout, /answered 200/);
  assert.match(stdout, new RegExp(`http://localhost:${http}`), 'the log of the server');
});
