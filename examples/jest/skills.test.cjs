/** Test files run side by side on the one server: each takes a tenant of its own, and sees nobody else's. */
const { randomUUID } = require('node:crypto');

const tenant = randomUUID();
const origin = process.env.PROFICIO;
let headers;

beforeAll(async () => {
  const asked = await fetch(`${origin}/dev/tokens?tenant=${tenant}`, {
    method: 'POST',
    body: JSON.stringify({ user: 'ada@example.com' }),
  });
  const { token } = await asked.json();
  headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
});
beforeEach(() => fetch(`${origin}/dev/reset?tenant=${tenant}`, { method: 'POST' }));

test('a new skill is listed', async () => {
  const skills = `${origin}/beta/me/profile/skills`;
  await fetch(skills, { method: 'POST', headers, body: JSON.stringify({ displayName: 'Algebra' }) });
  const { value } = await (await fetch(skills, { headers })).json();
  expect(value.map(({ displayName }) => displayName)).toEqual(['Algebra']);
});
