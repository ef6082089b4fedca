/** The process stays awake for a caller who comes back at once, and for nobody else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keepLookout } from '../../src/server/lookout.ts';

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
    if (what === 'arrives') lookout.arrived(at);
    else lookout.answered(at);
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
