/** The guide for tests: its code runs, and prints what it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPage } from '../support/snippets.ts';

test('the code of docs/testing.md prints what it says', async () => {
  const { printed, promised } = await runPage('docs/testing.md');
  assert.ok(promised.length > 15);
  assert.deepEqual(printed, promised);
});
