/** The driver for PostgreSQL is mended where it says what is wrong: a new version of it is looked at before it is taken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { mended } from '../../src/store/postgres-driver.ts';

test('every passage to be mended stands in the installed driver', () => {
  const root = dirname(dirname(createRequire(import.meta.url).resolve('postgres')));
  const source = readFileSync(join(root, 'src', 'connection.js'), 'utf8');
  for (const [wrong] of mended) assert.ok(source.includes(wrong), wrong);
});
