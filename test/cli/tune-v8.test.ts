/** What V8 is told is something that the pinned Node.js knows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const file = join(import.meta.dirname, '../../src/cli/tune-v8.ts');

/** Prints each flag that V8 is given. */
const program = `
  import v8 from 'node:v8';
  const { setFlagsFromString } = v8;
  v8.setFlagsFromString = (flag) => {
    console.log(flag);
    setFlagsFromString(flag);
  };
  (await import(${JSON.stringify(file)})).tuneV8();
`;

test('V8 takes every flag it is given, with the Node.js that is pinned', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  assert.ok(stdout.split('\n').length > 3, stdout);
  // V8 names there what it does not know.
  assert.equal(stderr, '');
});
