/** The process stays awake for a caller who comes back at once, and for nobody else; and it knows who is alone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keepLookout, type Lookout } from '../../src/server/lookout.ts';

/** By which all come. */
const connection = {};

/** What happens, and at which millisecond. */
type Event = readonly [what: 'arrives' | 'is answered', at: number];

/** @returns for how many milliseconds the process stays awake behind the last event, looking every twentieth of one */
function awake(events: readonly Event[], processors: number): number {
  let time = 0;
  let looked = 0;
  let look: (() => void) | undefined;
  const lookout = keepLookout({
    now: () => time,
    next: (again) => {
      look = again;
    },
    processors,
  });
  const passUntil = (end: number): void => {
    for (; look && time < end; time += 0.05) {
      const now = look;
      look = undefined;
      looked = time;
      now();
    }
    time = end;
  };
  for (const [what, at] of events) {
    passUntil(at);
    if (what === 'arrives') lookout.arrived(at, connection, true);
    else lookout.answered(at, connection);
  }
  const last = time;
  passUntil(last + 1000);
  return Math.max(0, looked - last);
}

describe('behind an answer', () => {
  const first: readonly Event[] = [
    ['arrives', 1],
    ['is answered', 1.1],
  ];
  const prompt: readonly Event[] = [...first, ['arrives', 1.2], ['is answered', 1.3]];
  for (const [who, events, stays, processors = 2] of [
    ['the first one', first, false],
    ['one who comes back at once', prompt, true],
    ['one who came back at once, and is the only one to need the processor', prompt, false, 1],
    ['one who comes back later', [...first, ['arrives', 5], ['is answered', 5.1]], false],
    ['one who came back at once before, and then later', [...prompt, ['arrives', 9], ['is answered', 9.1]], false],
    [
      'one who comes back at once again',
      [...prompt, ['arrives', 9], ['is answered', 9.1], ['arrives', 9.2], ['is answered', 9.3]],
      true,
    ],
  ] as const satisfies readonly (readonly [string, readonly Event[], boolean, number?])[]) {
    test(`to ${who} the process ${stays ? 'stays awake for a moment' : 'falls asleep'}`, () => {
      const length = awake(events, processors);
      assert.equal(length > 0, stays);
      assert.ok(length < 1, `${length} ms`);
    });
  }
});

describe('a request', () => {
  const [one, other] = [{ connection: 'one' }, { connection: 'other' }];
  type Step = (lookout: Lookout) => void;
  const arrives =
    (by: object, isOnly = true): Step =>
    (lookout) =>
      lookout.arrived(1, by, isOnly);
  const answers =
    (to?: object): Step =>
    (lookout) =>
      lookout.answered(1, to);
  for (const [what, steps, isAlone] of [
    ['that is the first one', [arrives(one)], false],
    ['by the connection that the last answer went to', [arrives(one), answers(one), arrives(one)], true],
    ['by another connection', [arrives(one), answers(one), arrives(other)], false],
    ['behind answers to several', [arrives(one), answers(one), arrives(one), answers(), arrives(one)], false],
    ['beside which another one is being answered', [arrives(one), answers(one), arrives(one, false)], false],
    ['after which another one came', [arrives(one), answers(one), arrives(one), arrives(other, false)], false],
    ['that has been answered', [arrives(one), answers(one), arrives(one), answers(one)], false],
  ] as const satisfies readonly (readonly [string, readonly Step[], boolean])[]) {
    test(`${what} is ${isAlone ? '' : 'not '}alone, as far as can be told`, () => {
      const lookout = keepLookout({ now: () => 1, next: () => {}, processors: 2 });
      for (const step of steps) step(lookout);
      assert.equal(lookout.isAlone(), isAlone);
    });
  }
});
