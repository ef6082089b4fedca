/** What a test waits for: `startProficio()`, a reset, a snapshot put back. */
import { execFileSync } from 'node:child_process';
import { stdout } from 'node:process';
import { type Proficio, type SeedLine, startProficio } from '../../src/testing.ts';
import type { Finding } from '../finding.ts';
import { median } from '../rounds.ts';

const rounds = 40;
/** Most suites have a few people; some have a company. */
const sizes = [5, 500] as const;
const itemsEach = 10;
const limit = 150;

export async function measureTesting(): Promise<readonly Finding[]> {
  const firsts = Array.from({ length: 5 }, measureFirst);
  const imports = median(firsts.map(({ imported }) => imported));
  const first = median(firsts.map(({ started }) => started));
  const starts: number[] = [];
  const closes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const proficio = await startProficio();
    const ready = performance.now();
    await proficio.close();
    starts.push(ready - begun);
    closes.push(performance.now() - ready);
  }
  const start = median(starts);
  const perTenant: Finding[] = [];
  for (const people of sizes) perTenant.push(...(await measureTenant(people)));
  return [
    { what: 'The first `startProficio()` of a process, certificate included', ...within(first) },
    { what: 'before that, the import from source', value: milliseconds(imports), target: '' },
    { what: 'Any other `startProficio()`', ...within(start) },
    { what: '`close()`', value: milliseconds(median(closes)), target: '' },
    ...perTenant,
  ];
}

const milliseconds = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const within = (value: number) => ({ value: milliseconds(value), target: `< ${limit} ms`, met: value < limit });

/** A process of its own, since what is imported stays imported. */
function measureFirst(): { readonly imported: number; readonly started: number } {
  const module = new URL('../../src/testing.ts', import.meta.url).href;
  const program = `const begun = performance.now();
    const { startProficio } = await import('${module}');
    const imported = performance.now();
    const proficio = await startProficio();
    const ready = performance.now();
    await proficio.close();
    console.log(JSON.stringify({ imported: imported - begun, started: ready - imported }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

async function measureTenant(people: number): Promise<readonly Finding[]> {
  const proficio = await startProficio();
  try {
    const seed = seedOf(people);
    await proficio.seed(seed);
    const snapshot = await proficio.snapshot();
    const restores = await timed(proficio, ({ restore }) => restore(snapshot));
    const resets: number[] = [];
    for (let round = 0; round < rounds / 2; round++) {
      const begun = performance.now();
      await proficio.reset();
      resets.push(performance.now() - begun);
      await proficio.seed(seed);
    }
    const what = `${people} people with ${itemsEach} skills each`;
    return [
      { what: `\`reset()\` of ${what}`, value: milliseconds(median(resets)), target: '' },
      { what: `\`restore()\` of ${what}`, value: milliseconds(median(restores)), target: '' },
    ];
  } finally {
    await proficio.close();
  }
}

async function timed(proficio: Proficio, act: (proficio: Proficio) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds / 4; round++) {
    const begun = performance.now();
    await act(proficio);
    times.push(performance.now() - begun);
  }
  return times;
}

function seedOf(people: number): readonly SeedLine[] {
  const names = Array.from({ length: people }, (_, index) => `person.${index}@example.com`);
  return [
    ...names.map((name) => ({ kind: 'user', value: { userPrincipalName: name, displayName: name } }) as const),
    ...names.flatMap((user) =>
      Array.from(
        { length: itemsEach },
        (_, index) => ({ kind: 'item', user, collection: 'skills', value: { displayName: `Skill ${index}` } }) as const,
      ),
    ),
  ];
}

if (import.meta.main) {
  for (const { what, value, target, met } of await measureTesting())
    stdout.write(`${what.padEnd(64)} ${value.padStart(10)}  ${target} ${met === undefined ? '' : met ? 'met' : 'missed'}\n`);
}
