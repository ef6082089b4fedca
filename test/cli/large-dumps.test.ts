/** Dumps of several pieces: what is wrong anywhere is told by its line, and what is read twice is kept as what is read once. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Company } from '../../src/cli/database.ts';
import { openGiven } from '../../src/cli/given-file.ts';
import { type Bounds, importDump } from '../../src/cli/import-dump.ts';
import { longestLine } from '../../src/cli/lines.ts';
import { writeDumpLine } from '../../src/profile/dump.ts';
import { derivedId } from '../../src/profile/person-id.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { makeFolder } from '../support/program.ts';

const tenant = 'c0ffee00-0000-4000-8000-00000000000c';
const created = '2026-01-31T12:00:00Z';
const personId = (index: number): string => derivedId(tenant, `person ${index}`);

function person(index: number, name = `p${index}@x.example`): string {
  return JSON.stringify({
    kind: 'user',
    tenant,
    value: { id: personId(index), displayName: `P ${index}`, userPrincipalName: name },
  });
}

function skill(index: number, place: number): string {
  const id = derivedId(personId(index), `skill ${place}`);
  const value = { id, displayName: `żółć ${place}`, webUrl: `https://x.example/${'x'.repeat(700)}`, createdDateTime: created };
  return JSON.stringify({ kind: 'item', tenant, user: personId(index), collection: 'skills', value });
}

/** Lines of so many people with nine skills each: some 9 kB a person. */
function lines(people: number): string[] {
  return Array.from({ length: people }, (_, index) => [
    person(index),
    ...Array.from({ length: 9 }, (_, place) => skill(index, place)),
  ]).flat();
}

/** Nothing is kept before all is checked, and all of it is read again. */
const twice = { atOnce: 0, held: 0 };

const values = { dryRun: false, skipBad: false } as Parameters<typeof importDump>[2];

/** Imports a file as the command does. */
async function load(
  store: Store,
  path: string,
  how: typeof values,
  company: Company,
  bounds?: Bounds,
): ReturnType<typeof importDump> {
  const file = await openGiven(path);
  try {
    return await importDump(store, file, how, company, bounds);
  } finally {
    await file.handle.close();
  }
}

async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(`sqlite:${join(await makeFolder(), 'proficio.db')}`);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function dumpOf(store: Store): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const entry of store.dump(undefined, undefined)) all.push(writeDumpLine(entry));
  return all;
}

async function fileOf(text: string | Buffer): Promise<string> {
  const file = join(await makeFolder(), 'people.jsonl');
  await writeFile(file, text);
  return file;
}

describe('a dump of several pieces', () => {
  const people = 700;
  const good = lines(people);

  test('is kept the same at once or after the check, held or read once more, alone or in company', async () => {
    const file = await fileOf(`\ufeff${good.join('\r\n')}`);
    const ways = [
      ['nobody', { atOnce: 10_000_000, held: 0 }],
      ['nobody', { atOnce: 0, held: 10_000_000 }],
      ['nobody', { atOnce: 0, held: 4_500_000 }],
      ['nobody', { atOnce: 0, held: 0 }],
      ['others', { atOnce: 10_000_000, held: 0 }],
    ] as const;
    const dumps: (readonly string[])[] = [];
    for (const [company, bounds] of ways) {
      await withStore(async (store) => {
        const { created: made, updated, unchanged, rejected } = await load(store, file, values, company, bounds);
        assert.deepEqual([made, updated, unchanged, rejected], [10 * people, 0, 0, []]);
        dumps.push(await dumpOf(store));
      });
    }
    assert.equal(dumps[0]?.length, 10 * people);
    for (const dump of dumps) assert.deepEqual(dump, dumps[0]);
  });

  test('has its bad lines told by their numbers, and nothing of it is kept unless they may be left out', async () => {
    const last = 10 * people;
    const bad: readonly (readonly [line: number, text: string | Buffer, says: RegExp])[] = [
      [2, skill(people + 1, 0), /is not known: people stand before what is theirs/],
      [4001, person(400, 'p0@x.example'), /'p0@x.example' is that of the person/],
      [4002, skill(400, 0), new RegExp(`The person ${personId(400)} is not known`)],
      [5000, '{"kind":"item"', /The line is not valid JSON/],
      [6000, Buffer.from('{"kind":"\xff"}', 'latin1'), /UTF-8/],
      [last, skill(1, 3).replace('"webUrl"', '"colour"'), /'colour' does not exist/],
    ];
    const told: (string | Buffer)[] = [...good];
    // Nobody brings person 400: what is theirs is left out with them, and what is empty counts as a line.
    for (let place = 0; place < 9; place++) told[4001 + place] = '';
    for (const [line, text] of bad) told[line - 1] = text;
    const file = await fileOf(Buffer.concat(told.flatMap((each) => [Buffer.from(each), Buffer.from('\n')])));
    for (const bounds of [undefined, twice]) {
      await withStore(async (store) => {
        const refused = await load(store, file, values, 'nobody', bounds);
        assert.equal(refused.refused, true);
        assert.deepEqual(
          refused.rejected.map(({ line }) => line),
          bad.map(([line]) => line),
        );
        for (const [index, [line, , says]] of bad.entries())
          assert.match(refused.rejected[index]?.reason ?? '', says, String(line));
        assert.ok(await store.isEmpty(undefined));
        const kept = await load(store, file, { ...values, skipBad: true }, 'nobody', bounds);
        assert.deepEqual([kept.created, kept.rejected.length], [10 * people - 10 - 4, bad.length]);
        assert.equal((await dumpOf(store)).length, kept.created);
        const dry = await load(store, file, { ...values, skipBad: true, dryRun: true }, 'nobody', bounds);
        assert.deepEqual([dry.created, dry.updated, dry.unchanged], [0, 0, kept.created]);
        const again = await load(store, file, { ...values, skipBad: true }, 'nobody', bounds);
        assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, kept.created]);
      });
    }
  });
});

test('a line that is longer than a piece is read, and one that is too long is refused by its number', async () => {
  const long = `${' '.repeat(5 * 1024 * 1024)}${skill(0, 0)}`;
  await withStore(async (store) => {
    const fits = await fileOf([person(0), long, skill(0, 1)].join('\n'));
    assert.equal((await load(store, fits, values, 'nobody', twice)).created, 3);
    assert.equal((await load(store, fits, values, 'nobody')).unchanged, 3);
    const wide = await fileOf([person(0), skill(0, 0), 'x'.repeat(longestLine + 1), skill(0, 1)].join('\n'));
    await assert.rejects(load(store, wide, values, 'nobody'), /people\.jsonl:3: the line is longer than 8388608 bytes/);
  });
});
