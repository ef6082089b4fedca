/** The driver for PostgreSQL is mended where it says what is wrong: a new version of it is looked at before it is taken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { openPostgres } from '../../src/store/postgres.ts';
import { mend, mended } from '../../src/store/postgres-driver.ts';
import { makeDatabase } from '../support/postgres.ts';

const root = dirname(fileURLToPath(import.meta.resolve('postgres')));

function sourceOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const provided = await makeDatabase();

test('every passage to be mended stands in the installed driver', () => {
  for (const [file, passages] of Object.entries(mended))
    for (const [wrong] of passages) assert.ok(sourceOf(file).includes(wrong), wrong);
});

/** Remembers how long it has ever been, and hands its kind on to what is cut from it. */
class Measured<Member> extends Array<Member> {
  static longest = 0;

  override push(...members: Member[]): number {
    const length = super.push(...members);
    Measured.longest = Math.max(Measured.longest, length);
    return length;
  }
}

interface Queue {
  readonly length: number;
  readonly push: (member: number) => number;
  readonly shift: () => number | undefined;
  readonly remove: (member: number) => number | null;
}

async function makeQueue(): Promise<Queue> {
  const source = mend('queue.js', sourceOf('queue.js'));
  const { default: make } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return make({ slice: () => new Measured<number>() });
}

test('the queue does what an array does', async () => {
  const step = fc.oneof(
    fc.nat(20).map((member) => ['push', member] as const),
    fc.constant(['shift', 0] as const),
    fc.nat(20).map((member) => ['remove', member] as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 400, size: 'max' }), async (steps) => {
      const queue = await makeQueue();
      const model: number[] = [];
      for (const [what, member] of steps) {
        if (what === 'push') model.push(queue.push(member));
        else if (what === 'remove') {
          const at = model.indexOf(member);
          assert.equal(queue.remove(member), at < 0 ? null : model.splice(at, 1)[0]);
        } else if (model.length > 0) assert.equal(queue.shift(), model.shift());
        assert.equal(queue.length, model.length);
      }
    }),
    { numRuns: 200 },
  );
});

test('a queue that never empties does not grow by what went through it', async () => {
  const queue = await makeQueue();
  for (let member = 0; member < 10; member++) queue.push(member);
  for (let turn = 0; turn < 10_000; turn++) queue.push(queue.shift() ?? Number.NaN);
  assert.equal(queue.length, 10);
  assert.ok(Measured.longest < 100, `it was ${Measured.longest} long`);
});

test('an answer is whole although the one before it broke off', { skip: 'missing' in provided && provided.missing }, async () => {
  if ('missing' in provided) return;
  const database = openPostgres(provided.url, { connections: 1 });
  const read = (text: string) => database.read({ text, values: [] }, 'light', 'fresh');
  try {
    for (const [broken, whole] of [
      ['SELECT 1 / (3 - g) AS n FROM generate_series(1, 5) g', 'SELECT g AS n FROM generate_series(1, 2) g'],
      ['SELECT sqrt(2 - g) AS n FROM generate_series(1, 5) g', 'SELECT g AS n FROM generate_series(1, 2) g WHERE g > 0'],
    ] as const) {
      await assert.rejects(read(broken));
      assert.deepEqual(
        [...(await read(whole))].map((row) => row?.n),
        [1, 2],
      );
    }
  } finally {
    await database.close();
  }
});
