/** A page of yours would be opened here; the web app of the server stands in for it. */
import { expect, test } from '@playwright/test';

test('somebody signs in by being picked', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Ines Almeida', { exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ines Almeida' })).toBeVisible();
});

test('the API is arranged before the page is opened', async ({ request }) => {
  const tenant = crypto.randomUUID();
  const { token } = await (await request.post(`/dev/tokens?tenant=${tenant}`, { data: { user: 'ada@example.com' } })).json();
  const headers = { authorization: `Bearer ${token}` };
  const created = await request.post('/beta/me/profile/skills', { headers, data: { displayName: 'Algebra' } });
  expect(created.status()).toBe(201);
});
