/** The commands, as a user types them: what they print, what they change, and how they end. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { makeFolder, runProgram, serveProgram } from '../support/program.ts';

interface Case {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly out?: RegExp;
  readonly err?: RegExp;
}

const mistakes: readonly Case[] = [
  { words: [], code: 2, err: /^proficio: a command is missing; proficio --help lists them\n$/ },
  { words: ['fly'], code: 2, err: /^proficio: 'fly' is no command; proficio --help lists them\n$/ },
  { words: ['serve', '--bogus'], code: 2, err: /^proficio: unknown option '--bogus'.*\n$/ },
  { words: ['serve'], code: 2, err: /^proficio: --issuer is missing: .*\n$/ },
  { words: ['serve', '--dev', '--host', '0.0.0.0'], code: 2, err: /^proficio: --dev listens on loopback only.*\n$/ },
  { words: ['serve', '--dev', '--http-port', '70000'], code: 2, err: /^proficio: --http-port takes .*, not '70000'\n$/ },
  { words: ['serve', '--dev'], environment: { PROFICIO_HTTPS_PORT: 'x' }, code: 2, err: /^proficio: PROFICIO_HTTPS_PORT takes / },
  { words: ['token'], code: 2, err: /^proficio: token takes either --user .* or --app\n$/ },
  { words: ['token', '--user', 'a@b.example', '--app'], code: 2, err: /^proficio: token takes either/ },
  { words: ['token', '--app', '--personal'], code: 2, err: /^proficio: --personal is for people, not for --app\n$/ },
  { words: ['token', '--app', '--admin'], code: 2, err: /^proficio: --admin is for people, not for --app\n$/ },
  { words: ['token', '--app', '--scope', 'User.Read'], code: 2, err: /^proficio: --scope is for people, not for --app\n$/ },
  { words: ['token', '--app', '--name', 'A'], code: 2, err: /^proficio: --name is for people, not for --app\n$/ },
  { words: ['token', '--user', 'a@b.example', '--roles', 'X'], code: 2, err: /^proficio: --roles is for --app; .*--scope\n$/ },
  {
    words: ['token', '--user', 'a@b.example', '--personal', '--tenant', demoTenant.id],
    code: 2,
    err: /^proficio: --personal is of the tenant 9188040d-\S+, not of --tenant \S+\n$/,
  },
  { words: ['import'], code: 2, err: /^proficio: missing required argument 'FILE'\n$/ },
  { words: ['import', 'nowhere.jsonl'], code: 2, err: /^proficio: there is no file nowhere.jsonl\n$/ },
  { words: ['import', 'people.xls'], code: 2, err: /^proficio: people.xls is neither a dump \(.jsonl\) nor a table \(.csv\)\n$/ },
  { words: ['erase'], code: 2, err: /^proficio: --user is missing/ },
  { words: ['--help'], code: 0, out: /serve .*\n.*token .*\n.*import .*\n.*export .*\n.*erase .*\n.*backup .*\n.*migrate / },
  { words: ['serve', '--help'], code: 0, out: /--https-port <PORT>[\s\S]*PROFICIO_HTTPS_PORT/ },
  { words: ['--version'], code: 0, out: /^\d+\.\d+\.\d+\n$/ },
];

describe('a mistake is one line and exit code 2', { concurrency: 2 }, () => {
  for (const { words, environment, code, out = /^$/, err = /^$/ } of mistakes) {
    test(`proficio ${words.join(' ')}`, async () => {
      const ended = await runProgram(words, environment);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.out, out);
      assert.match(ended.err, err);
    });
  }
});

const ines = 'ines@brambleforth.example';
const ask = (origin: string, path: string, token: string, init: RequestInit = {}) =>
  fetch(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });

test('what was changed with a printed token is still there after a stop, an export, an erasure and an import', async () => {
  const data = await makeFolder();
  const other = await makeFolder();
  const dump = join(await makeFolder(), 'all.jsonl');
  const token = (await runProgram(['token', '--user', ines, '--data', data])).out.trim();

  const first = await serveProgram(['--dev', '--data', data]);
  const list = (await (await ask(first.http, '/beta/me/profile/skills', token)).json()) as { value: { id: string }[] };
  const [skill] = list.value;
  assert.ok(skill);
  const changed = await ask(first.http, `/beta/me/profile/skills/${skill.id}`, token, {
    method: 'PATCH',
    body: JSON.stringify({ proficiency: 'elementary', displayName: 'Line\u2028separated' }),
  });
  assert.equal(changed.status, 200);
  const profile = await (await ask(first.http, '/beta/me/profile', token)).text();
  assert.match(profile, /Line\u2028separated/);
  assert.equal(await first.stop(), 0);

  assert.equal((await runProgram(['export', dump, '--data', data])).code, 0);
  const imported = await runProgram(['import', dump, '--data', other]);
  assert.match(imported.out, /^created \d+, updated 0, unchanged 0\n$/);
  const again = await runProgram(['import', dump, '--data', other]);
  assert.match(again.out, /^created 0, updated 0, unchanged \d+\n$/);

  // The same keys, so that the token is still believed.
  const second = await serveProgram(['--dev', '--data', data, '--database', `sqlite:${join(other, 'proficio.db')}`]);
  const answer = await (await ask(second.http, '/beta/me/profile', token)).text();
  assert.equal(answer.replaceAll(second.http, ''), profile.replaceAll(first.http, ''));
  assert.equal(await second.stop(), 0);

  const erased = await runProgram(['erase', '--user', ines, '--data', other]);
  assert.match(erased.out, /^removed person [0-9a-f-]{36} with \d+ items, \d+ contacts and \d+ audit entries\n$/);
  const gone = await runProgram(['erase', '--user', ines, '--data', other]);
  assert.deepEqual([gone.code, gone.out], [1, '']);
  assert.match(gone.err, /^proficio: there is no person 'ines@brambleforth.example' in any tenant\n$/);
});

test('a person is found in whatever tenant they are; whoever may be one of several is asked which', async () => {
  const data = await makeFolder();
  const folder = await makeFolder();
  const [first, second] = ['10000000-0000-4000-8000-00000000000a', '10000000-0000-4000-8000-00000000000b'];
  const known = (tenant: string, id: string, name: string) =>
    JSON.stringify({ kind: 'user', tenant, value: { id, displayName: name, userPrincipalName: `${name}@example.com` } });
  const lines = [
    known(first, '20000000-0000-4000-8000-000000000001', 'ada'),
    known(first, '20000000-0000-4000-8000-000000000002', 'twin'),
    known(second, '20000000-0000-4000-8000-000000000003', 'twin'),
  ];
  await writeFile(join(folder, 'people.jsonl'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'skills.csv'), 'userPrincipalName,displayName\nADA@example.com,Weaving\n');
  assert.equal((await runProgram(['import', join(folder, 'people.jsonl'), '--data', data])).code, 0);
  const table = await runProgram(['import', join(folder, 'skills.csv'), '--data', data]);
  assert.match(table.out, /^created 1, updated 0, unchanged 0\n$/, table.err);

  await writeFile(
    join(folder, 'notes.csv'),
    'userPrincipalName,displayName\nzoe@example.com,A\nada@example.com,B\nzoe@example.com,C\n',
  );
  const rest = await runProgram(['import', join(folder, 'notes.csv'), '--skip-bad', '--dry-run', '--data', data]);
  assert.match(rest.out, /would be created 1, .*bad lines left out 2\n$/, 'the first who is known says where');
  assert.match(rest.err, /csv:2: There is no person 'zoe@example\.com' in any tenant\.\n.*csv:4: .* in tenant \S+00a\.\n$/);

  const dump = await runProgram(['export', '--user', 'ada@example.com', '--data', data]);
  assert.deepEqual(
    dump.out.match(/"(?:tenant|collection|displayName)":"[^"]*"/g)?.filter((text) => /ada|Weaving|000a|skills/.test(text)),
    [`"tenant":"${first}"`, '"displayName":"ada"', `"tenant":"${first}"`, '"collection":"skills"', '"displayName":"Weaving"'],
  );
  const unclear = await runProgram(['erase', '--user', 'twin@example.com', '--data', data]);
  assert.deepEqual([unclear.code, unclear.out], [1, '']);
  assert.match(unclear.err, /^proficio: 'twin@example\.com' is in several tenants, and --tenant says which: \S+, \S+\n$/);
  const erased = await runProgram(['erase', '--user', 'twin@example.com', '--tenant', second, '--data', data]);
  assert.match(erased.out, /^removed person 20000000-0000-4000-8000-000000000003 with 0 items/);
  assert.equal((await runProgram(['erase', '--user', 'twin@example.com', '--data', data])).code, 0, 'there is one of them now');
});

describe('tables and dumps are checked before anything is kept', () => {
  const person = { id: '10000000-0000-4000-8000-000000000001', displayName: 'Ada', userPrincipalName: 'ada@example.com' };
  const good = [
    JSON.stringify({ kind: 'user', tenant: demoTenant.id, value: person }),
    JSON.stringify({
      kind: 'item',
      tenant: demoTenant.id,
      user: person.id,
      collection: 'skills',
      value: { id: '20000000-0000-4000-8000-000000000001', displayName: 'Weaving', createdDateTime: '2026-01-31T12:00:00Z' },
    }),
  ];

  test('a bad line is told with its number and nothing is kept, unless bad lines may be left out', async () => {
    const data = await makeFolder();
    const file = join(await makeFolder(), 'people.jsonl');
    await writeFile(file, `${[...good, '{"kind":"item"', '{"kind":"planet"}'].join('\n')}\n`);
    const refused = await runProgram(['import', file, '--data', data]);
    assert.equal(refused.code, 1);
    assert.match(
      refused.err,
      /people\.jsonl:3: .*\n.*people\.jsonl:4: .*\n.*people\.jsonl has 2 bad lines; nothing of it was kept/,
    );
    const exported = await runProgram(['export', '--data', data]);
    assert.equal(exported.out, '');
    const kept = await runProgram(['import', file, '--data', data, '--skip-bad']);
    assert.match(kept.out, /^created 2, updated 0, unchanged 0, bad lines left out 2\n$/);
  });

  test('a table changes what it names and nothing else, and a dry run changes nothing', async () => {
    const data = await makeFolder();
    const folder = await makeFolder();
    const people = join(folder, 'people.jsonl');
    const skills = join(folder, 'skills.csv');
    await writeFile(people, good.join('\n'));
    await writeFile(
      skills,
      'userPrincipalName,displayName,proficiency,categories\nada@example.com,Weaving,expert,textile;craft\n',
    );
    await runProgram(['import', people, '--data', data]);
    const dry = await runProgram(['import', skills, '--data', data, '--dry-run']);
    assert.match(dry.out, /would be updated 1/);
    const before = await runProgram(['export', '--data', data]);
    assert.doesNotMatch(before.out, /expert/);
    const done = await runProgram(['import', skills, '--data', data]);
    assert.match(done.out, /^created 0, updated 1, unchanged 0\n$/);
    const twice = await runProgram(['import', skills, '--data', data]);
    assert.match(twice.out, /^created 0, updated 0, unchanged 1\n$/);
    const after = await runProgram(['export', '--data', data, '--user', 'ada@example.com']);
    const item = JSON.parse(after.out.trim().split('\n')[1] ?? '').value;
    assert.deepEqual([item.proficiency, item.categories, item.displayName], ['expert', ['textile', 'craft'], 'Weaving']);
  });

  test('a backup is a database of its own, and never written over', async () => {
    const data = await makeFolder();
    const folder = await makeFolder();
    const people = join(folder, 'people.jsonl');
    const copy = join(folder, 'copy.db');
    await writeFile(people, good.join('\n'));
    await runProgram(['import', people, '--data', data]);
    assert.equal((await runProgram(['backup', copy, '--data', data])).code, 0);
    const bytes = await readFile(copy);
    const refused = await runProgram(['backup', copy, '--data', data]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /copy\.db is there already/);
    assert.deepEqual(await readFile(copy), bytes);
    const exported = await runProgram(['export', '--database', `sqlite:${copy}`]);
    assert.equal(exported.out, (await runProgram(['export', '--data', data])).out);
  });

  test('migrate says what it would do, does it, and then has nothing left to do', async () => {
    const data = await makeFolder();
    const dry = await runProgram(['migrate', '--data', data, '--dry-run']);
    assert.match(dry.out, /^would do: .+\n/);
    const done = await runProgram(['migrate', '--data', data]);
    assert.equal(done.out, dry.out.replaceAll('would do', 'doing'));
    const rest = await runProgram(['migrate', '--data', data]);
    assert.equal(rest.out, 'the schema is up to date\n');
  });
});
