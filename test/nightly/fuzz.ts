/** Sends a million odd requests, or as many as are asked for (`node test/nightly/fuzz.ts 5000`), and fails if one of them fails inside. */
import { randomUUID } from 'node:crypto';
import { argv, exit, stdout } from 'node:process';
import fc from 'fast-check';
import { openStore } from '../../src/store/open.ts';
import { answeringOver, person } from '../support/answering.ts';
import { askOddly, checkOddAnswer, type Odd, oddRequests } from '../support/fuzz.ts';

const count = Number(argv[2] ?? 1_000_000);
const seed = Number(argv[3] ?? Math.floor(Math.random() * 2 ** 31));
const stride = 10_000;
/** Findings after which there is no point in going on. */
const enough = 20;

const store = await openStore(process.env.DATABASE_URL ?? 'sqlite::memory:');
const { ask, failures } = answeringOver(store);
const as = person(randomUUID(), randomUUID(), { can: 'User.ReadWrite.All Group.ReadWrite.All Contacts.ReadWrite' });
const made = await ask('POST', 'me/profile/skills', {
  as,
  body: { displayName: "O'Neil", categories: ['a'], proficiency: 'expert' },
});

const statuses = new Map<number, number>();
let found = 0;
let slowest = { milliseconds: 0, url: '' };

async function attempt(odd: Odd): Promise<void> {
  const began = performance.now();
  try {
    const answer = await askOddly(ask, odd, made.body.id, { as });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    checkOddAnswer(answer, odd.url);
    if (failures.length > 0) throw failures[0];
  } catch (error) {
    found++;
    stdout.write(`${JSON.stringify(odd)}\n  ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  failures.length = 0;
  const milliseconds = performance.now() - began;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, url: odd.url };
}

stdout.write(`seed ${seed}\n`);
const began = performance.now();
for (let done = 0; done < count && found < enough; ) {
  for (const odd of fc.sample(oddRequests, { numRuns: Math.min(stride, count - done), seed: seed + done })) {
    await attempt(odd);
    done++;
  }
  const seconds = (performance.now() - began) / 1000;
  const answered = [...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  stdout.write(`${done} of ${count} in ${Math.round(seconds)} s; ${answered.join(', ')}; ${found} findings\n`);
}
stdout.write(`slowest: ${Math.round(slowest.milliseconds)} ms for ${slowest.url.slice(0, 500)}\n`);
await store.close();
exit(found > 0 ? 1 : 0);
