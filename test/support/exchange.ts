/** Tables of request -> status, headers, body: each row on a person of its own, with the same few items, on both databases. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, type Asking, answeringOver, person } from './answering.ts';
import { forEachDatabase } from './databases.ts';

/** What must be found: a value, a text that matches, something absent, parts of an object, or whatever the function asserts. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | ((actual: never) => void)
  | readonly Expected[]
  | { readonly [name: string]: Expected };

/**
 * One request. In its texts ME is the id of the person, SKILL and POSITION the addresses of two items, ID the id of the skill,
 * and ROOT the service root.
 */
export interface Exchange {
  /** The rule, by its number, and what it says of this request. */
  readonly rule: string;
  readonly send: readonly [method: string, url: string, asking?: Asking];
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  readonly body?: Expected;
  /** Requests that follow on the same person. */
  readonly next?: readonly Omit<Exchange, 'rule'>[];
}

/** The skill and the position that every row finds. */
export const skill = {
  displayName: "O'Neil & Söhne",
  categories: ['trade', 'craft'],
  proficiency: 'expert',
  inference: { confidenceScore: 0.5 },
} as const;
export const position = {
  isCurrent: true,
  detail: {
    jobTitle: 'Joiner',
    layer: 3,
    startMonthYear: '2020-02-29',
    company: { displayName: 'Söhne', address: { type: 'home' } },
  },
  colleagues: [{ displayName: 'Ada', relationship: 'friend' }],
} as const;

/** Runs the rows of a topic on both databases. */
export function runExchanges(topic: string, rows: readonly Exchange[]): void {
  forEachDatabase((database) => {
    describe(`${topic} on ${database.name}`, () => {
      let store: Store;
      let ask: Ask;
      let failures: unknown[];
      let fill: (text: string) => string;
      before(async () => {
        store = await database.open();
        ({ ask, failures } = answeringOver(store));
      });
      beforeEach(async () => {
        const me = person(randomUUID(), randomUUID(), { displayName: 'Adele Vance' });
        const made = await ask('POST', 'me/profile/skills', { as: me, body: skill });
        const second = await ask('POST', 'me/profile/positions', { body: position });
        const places: Readonly<Record<string, string>> = {
          ME: me.id,
          SKILL: `me/profile/skills/${made.body.id}`,
          POSITION: `me/profile/positions/${second.body.id}`,
          ID: made.body.id,
          ROOT: 'https://localhost/beta',
        };
        fill = (text) => text.replace(/(?<![A-Za-z])(?:ME|SKILL|POSITION|ID|ROOT)(?![A-Za-z])/g, (name) => places[name] ?? name);
      });
      after(async () => {
        await store.close();
        assert.deepEqual(failures, [], 'nothing failed inside');
      });

      for (const row of rows) {
        const [method, url] = row.send;
        test(`${row.rule}: ${method} ${url} is ${row.status}`, async () => {
          for (const each of [row, ...(row.next ?? [])]) await exchange(ask, each, fill);
        });
      }
    });
  });
}

async function exchange(ask: Ask, row: Omit<Exchange, 'rule'>, fill: (text: string) => string): Promise<void> {
  const [method, url, asking = {}] = row.send;
  const answer = await ask(method, fill(url), filled(asking, fill));
  const place = `${method} ${url}`;
  assert.equal(answer.status, row.status, `${place}: ${answer.text}`);
  checkAlways(answer, place);
  for (const [name, expected] of Object.entries(row.headers ?? {}))
    check(answer.headers[name], expected, fill, `${place}, ${name}`);
  if ('body' in row) check(answer.body, row.body, fill, `${place}, body of ${answer.text}`);
}

/** What holds for every answer (A1.4, R28, R29): the version, and the form of an error. */
function checkAlways({ status, headers, body, text }: Answer, place: string): void {
  assert.match(headers['odata-version'] ?? '', /^4\.01?$/, `${place}: OData-Version`);
  if (status === 204 || status === 304) assert.equal(text, undefined, `${place}: no body`);
  if (status === 405) assert.ok(headers.allow !== undefined, `${place}: Allow`);
  if (status < 400) return;
  assert.ok(body.error.code !== '' && body.error.message !== '', place);
  assert.equal(headers['content-language'], 'en', place);
  assert.equal(headers['content-type'], 'application/json', place);
}

function filled(asking: Asking, fill: (text: string) => string): Asking {
  const { headers = {}, body } = asking;
  return {
    ...asking,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    ...(body !== undefined && {
      body: Buffer.isBuffer(body) ? body : typeof body === 'string' ? fill(body) : fillAll(body, fill),
    }),
  };
}

function fillAll(json: unknown, fill: (text: string) => string): unknown {
  return JSON.parse(fill(JSON.stringify(json)));
}

function check(actual: unknown, expected: Expected, fill: (text: string) => string, place: string): void {
  if (typeof expected === 'function') (expected as (actual: unknown) => void)(actual);
  else if (expected instanceof RegExp) assert.match(String(actual), new RegExp(fill(expected.source), expected.flags), place);
  else if (typeof expected === 'string') assert.equal(actual, fill(expected), place);
  else if (expected === null || typeof expected !== 'object') assert.equal(actual, expected, place);
  else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), place);
    assert.equal(actual.length, expected.length, place);
    for (const [index, member] of expected.entries()) check(actual[index], member as Expected, fill, `${place} [${index}]`);
  } else {
    assert.ok(actual !== null && typeof actual === 'object', `${place} is an object`);
    for (const [name, member] of Object.entries(expected))
      check((actual as Record<string, unknown>)[fill(name)], member as Expected, fill, `${place} .${name}`);
  }
}

/** Asserts that an object has exactly these members, in this order. */
export const members =
  (...names: readonly string[]): ((actual: never) => void) =>
  (actual) =>
    assert.deepEqual(Object.keys(actual), names);
