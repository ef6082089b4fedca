/** The catalogue of refusals: every row is used, has words of its own, and says what it says in one sentence. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Fault, gather, quoted, type RefusalName, refusals } from '../../src/fault.ts';

const source = join(import.meta.dirname, '../../src');
const code = globSync('**/*.ts', { cwd: source })
  .filter((file) => file !== 'fault.ts')
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

for (const [name, { status, code: graph, sentence }] of Object.entries(refusals)) {
  test(`${name} is used, and tells a caller what is wrong`, () => {
    assert.ok(code.includes(`'${name}'`), 'no file refuses by this name');
    assert.ok(status >= 400 && status < 600);
    assert.match(graph, /^[A-Za-z_]+$/);
    assert.match(sentence, /^["'A-Z/{].*[.}]$/s);
    const said = new Fault(name as RefusalName, { reason: 'because', property: 'displayName' }).message;
    assert.doesNotMatch(said, /\{|undefined|\[object/);
  });
}

test('one fault stands for itself, several are counted and listed', () => {
  const one = new Fault('wrongType', { property: 'a', target: 'a', expected: 'a string', found: 'null' });
  assert.equal(gather([one]), one);
  const several = gather([one, one]);
  assert.equal(several.refusal, 'severalFaults');
  assert.deepEqual(several.details.faults, [one, one]);
});

test('what was sent is quoted shortened, and a cause is never told', () => {
  assert.equal(quoted('x'.repeat(300)).length, 300);
  assert.equal(quoted('x'.repeat(301)), `${'x'.repeat(300)}...`);
  const fault = new Fault('internal', { cause: new Error('secret') });
  assert.ok(!fault.message.includes('secret'));
});
