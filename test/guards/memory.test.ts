/** What is remembered is bounded: the least recently used is let go first. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { remembering } from '../../src/odata/remembering.ts';

describe('a memory of three', () => {
  const cases: readonly { readonly asked: string; readonly made: string; readonly why: string }[] = [
    { asked: 'a b c a b c', made: 'a b c', why: 'what fits is made once' },
    { asked: 'a b c d a', made: 'a b c d a', why: 'the first is let go for the fourth' },
    { asked: 'a b c a d a b', made: 'a b c d b', why: 'what was used since is kept' },
    { asked: 'a a a b', made: 'a b', why: 'the same again changes nothing' },
  ];
  for (const { asked, made, why } of cases)
    test(`${asked}: ${why}`, () => {
      const log: string[] = [];
      const remember = remembering(3, (text) => {
        log.push(text);
        return text;
      });
      for (const text of asked.split(' ')) assert.equal(remember(text), text);
      assert.deepEqual(log, made.split(' '));
    });

  test('a million different texts leave three', () => {
    let made = 0;
    const remember = remembering(3, () => ++made);
    for (let index = 0; index < 1_000_000; index++) remember(String(index));
    assert.equal(made, 1_000_000);
    assert.deepEqual(
      ['999999', '999998', '999997'].map((text) => remember(text)),
      [1_000_000, 999_999, 999_998],
    );
  });
});
