/** The tool that keeps the floors apart: each rule refuses a small breach of it, and lets what is near it pass. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBreaches } from '../../tools/floors.ts';

const opening = '/** An example. */\n';

/** Code in a file -> what the tool says of it; undefined where it says nothing. */
const cases: readonly (readonly [path: string, code: string, says: RegExp | undefined])[] = [
  ['src/model/a.ts', "import { act } from '../profile/act.ts';", /model does not import from profile/],
  ['src/odata/a.ts', "import type { Store } from '../store/store.ts';", /odata does not import from store/],
  ['src/profile/a.ts', "export * from '../server/app.ts';", /profile does not import from server/],
  ['src/server/a.ts', "await import('../cli/main.ts');", /server does not import from cli/],
  ['src/server/a.ts', "import { act } from '../profile/act.ts';", undefined],
  ['src/testing.ts', "import { act } from './profile/act.ts';", undefined],
  ['src/cli/a.ts', "import { act } from '../testing.ts';", /cli does not import from testing/],
  ['src/helpers/a.ts', '', /is on no floor/],
  ['src/cli/a.ts', "import '../../test/support/library.ts';", /imports from src only/],
  ['web/src/a.tsx', "import { collections } from '../../src/model/collections.ts';", undefined],
  ['web/src/a.tsx', "import { act } from '../../src/profile/act.ts';", /web app imports from src\/model only/],
  ['src/profile/a.ts', "import Database from 'better-sqlite3';", /only the store speaks to a database/],
  ['src/store/a.ts', "import Database from 'better-sqlite3';", undefined],
  ['src/odata/a.ts', "import { randomUUID } from 'node:crypto';", /pure/],
  ['src/odata/a.ts', 'export const now = Date.now();', /pure: no Date.now/],
  ['src/model/a.ts', 'export const now = new Date();', /pure: no new Date\(\)/],
  ['src/odata/a.ts', 'export const then = new Date(0);', undefined],
  ['src/odata/a.ts', 'export const f = async (g: () => Promise<void>) => { await g(); };', /pure: no await/],
  ['src/profile/a.ts', 'export const f = async (g: () => Promise<void>) => { await g(); };', undefined],
  ['src/profile/a.ts', 'export const a = `SELECT id FROM item WHERE x`;', /SQL stands in the store only/],
  ['src/cli/a.ts', "export const a = 'delete from item';", /SQL stands in the store only/],
  ['src/store/a.ts', "export const a = 'delete from item';", undefined],
  ['src/cli/a.ts', "export const a = 'Select one from the list: delete it.';", undefined],
  ['src/profile/a.ts', "export const a = 'PATCH';", /knows no methods/],
  ['src/store/a.ts', "export const a = 'If-Match';", /knows no headers/],
  ['src/profile/a.ts', 'export const a = 404;', /knows no statuses/],
  ['src/server/a.ts', "export const a = ['PATCH', 'If-Match', 404];", undefined],
  ['src/server/a.ts', 'export const f = () => { try { g(); } catch { writeFault(); } };', /one catch answers the caller/],
  ['src/server/answer.ts', 'export const f = () => { try { g(); } catch { writeFault(); } };', undefined],
  ['src/server/a.ts', 'export const f = () => { try { g(); } catch { h(); } };', undefined],
  ['src/server/a.ts', 'export const = ;', /cannot be parsed/],
];

for (const [path, code, says] of cases) {
  test(`${path} with "${code}" ${says ? `is refused: ${says.source}` : 'passes'}`, () => {
    const told = findBreaches([{ path, text: opening + code }]).map((breach) => breach.says);
    if (says) assert.match(told.join('\n'), says);
    else assert.deepEqual(told, []);
  });
}

const openings: readonly (readonly [text: string, passes: boolean])[] = [
  ['/** One sentence. */\n', true],
  ['#!/usr/bin/env node\n/** One sentence. */\n', true],
  ['/**\n * One sentence\n * on two lines.\n */\n', true],
  ['// One sentence.\n', false],
  ['/** No full stop */\n', false],
  ['/** Two sentences. Here is the other. */\n', false],
  ["import 'node:fs';\n/** Too late. */\n", false],
];

for (const [text, passes] of openings) {
  test(`${JSON.stringify(text)} ${passes ? 'opens a file' : 'does not open a file'}`, () => {
    assert.equal(findBreaches([{ path: 'tools/a.ts', text }]).length === 0, passes);
  });
}

test('a circle of imports is told with every file on it', () => {
  const file = (path: string, from: string) => ({ path, text: `${opening}import '${from}';` });
  const breaches = findBreaches([file('src/cli/a.ts', './b.ts'), file('src/cli/b.ts', './c.ts'), file('src/cli/c.ts', './a.ts')]);
  assert.deepEqual(
    breaches.map(({ says }) => says),
    ['imports in a circle: src/cli/a.ts -> src/cli/b.ts -> src/cli/c.ts -> src/cli/a.ts'],
  );
});

test('a breach is told with its line', () => {
  const [breach] = findBreaches([{ path: 'src/odata/a.ts', text: `${opening}\n\nexport const now = Date.now();\n` }]);
  assert.deepEqual({ path: breach?.path, line: breach?.line }, { path: 'src/odata/a.ts', line: 4 });
});
