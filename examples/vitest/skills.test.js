/** A server for each test file, in the file's own process: nothing to start before, nothing to wait for. */
import { startProficio } from 'proficio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let proficio;
let headers;

beforeAll(async () => {
  proficio = await startProficio();
});
afterAll(() => proficio.close());

beforeEach(async () => {
  await proficio.reset();
  headers = { authorization: `Bearer ${await proficio.token({ user: 'ada@example.com' })}`, 'content-type': 'application/json' };
});

test('a new skill is listed', async () => {
  const skills = `${proficio.http}/beta/me/profile/skills`;
  await fetch(skills, { method: 'POST', headers, body: JSON.stringify({ displayName: 'Algebra' }) });
  const { value } = await (await fetch(skills, { headers })).json();
  expect(value.map(({ displayName }) => displayName)).toEqual(['Algebra']);
});

test('the code under test waits when it is throttled', async () => {
  proficio.faults.add({ status: 429, retryAfter: 1, count: 1 });
  const answer = await fetch(`${proficio.http}/beta/me`, { headers });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
});
