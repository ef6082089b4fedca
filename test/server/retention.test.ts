/** The audit trail is forgotten in time: at the start and again and again, and a failure is told without ending it. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { keepTrail } from '../../src/server/retention.ts';
import type { Store } from '../../src/store/store.ts';

test('what is older than the days asked for is forgotten at once and every six hours', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const forgotten: string[] = [];
    const troubles: unknown[] = [];
    let now = Date.parse('2026-03-01T12:00:00Z');
    const forgetAudit = async (before: string): Promise<number> => {
      forgotten.push(before);
      if (forgotten.length === 2) throw new Error('away');
      return 0;
    };
    // Nothing else of the store is asked for.
    const retention = keepTrail(
      { forgetAudit } as Partial<Store> as Store,
      30,
      () => now,
      (error) => troubles.push(error),
    );
    for (let hours = 0; hours < 12; hours += 6) {
      now += 6 * 3_600_000;
      mock.timers.tick(6 * 3_600_000);
    }
    await retention.close();
    mock.timers.tick(24 * 3_600_000);
    assert.deepEqual(forgotten, ['2026-01-30T12:00:00.0000000Z', '2026-01-30T18:00:00.0000000Z', '2026-01-31T00:00:00.0000000Z']);
    assert.deepEqual(troubles.map(String), ['Error: away']);
  } finally {
    mock.timers.reset();
  }
});
