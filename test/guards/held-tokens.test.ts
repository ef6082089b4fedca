/** Tokens that are compared as they are: each its own, never too many, and none taken for another. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { holdTokens } from '../../src/server/held-tokens.ts';

const tokens = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 50 });

describe('held tokens', () => {
  test('what is found is what was held of this very token', () =>
    fc.assert(
      fc.property(tokens, fc.integer({ min: 1, max: 60 }), (all, limit) => {
        const held = holdTokens<string>(limit);
        for (const token of all) held.hold(token, `of ${token}`);
        const found = all.map((token) => held.find(token)).filter((known) => known !== undefined);
        assert.ok(found.length <= limit);
        for (const token of all) assert.ok([undefined, `of ${token}`].includes(held.find(token)));
        assert.equal(held.find(all.at(-1) ?? ''), `of ${all.at(-1)}`, 'the last is held');
      }),
    ));

  test('thousands of signatures do not displace each other', () => {
    const held = holdTokens<number>(8192);
    const signed = Array.from({ length: 4096 }, (_, index) =>
      Buffer.from(new Uint8Array(256).map((_byte, at) => (index * 2654435761 * (at + 7)) >>> 13)).toString('base64url'),
    );
    signed.forEach((token, index) => {
      held.hold(token, index);
    });
    const lost = signed.filter((token, index) => held.find(token) !== index);
    assert.ok(lost.length <= 2, `${lost.length} of ${signed.length} are lost`);
  });

  test('the one held longest is let go first, and what is held anew takes no second place', () => {
    const held = holdTokens<number>(2);
    held.hold('one', 1);
    held.hold('two', 2);
    held.hold('two', 3);
    held.hold('three', 4);
    assert.deepEqual(
      ['one', 'two', 'three'].map((token) => held.find(token)),
      [undefined, 3, 4],
    );
  });

  test('what is dropped or cleared is not found', () => {
    const held = holdTokens<number>(3);
    held.hold('one', 1);
    held.hold('two', 2);
    held.drop('one');
    assert.equal(held.find('one'), undefined);
    assert.equal(held.find('two'), 2);
    held.clear();
    assert.equal(held.find('two'), undefined);
  });
});
