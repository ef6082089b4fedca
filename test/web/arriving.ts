/** Tasks of somebody who comes to the app: the first sight of it, and a first entry. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Collection, collections } from '../../src/model/collections.ts';
import { signInByHand, skip, tabTo } from './stage.ts';
import { as, called, onStage, until } from './visits.ts';

test('the first load is light, asks no other host and offers a section for every collection', { skip }, async () => {
  const visit = await as('Tomasz Wiśniewski');
  const { page, complaints, scriptBytes } = visit;
  assert.ok((await scriptBytes()) < 250_000, `${await scriptBytes()} bytes of script`);
  for (const { title, singular } of collections as readonly Collection[]) {
    const button = page.getByRole('button', { name: new RegExp(`Add an? ${singular}$`) });
    assert.equal(await button.count(), 1, title);
  }
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('a new employee adds a skill and lets only the team see it, with the keyboard alone', { skip }, async () => {
  const visit = await as('Beatriz Nóbrega');
  const { page, complaints } = visit;
  await tabTo(page, page.getByRole('button', { name: 'Add a skill' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a skill' });
  await tabTo(page, dialog.getByLabel('Name'));
  await page.keyboard.type('Glass blowing');
  await tabTo(page, dialog.getByLabel('Proficiency'));
  await page.keyboard.press('a');
  await tabTo(page, dialog.getByLabel('Can mentor'));
  await page.keyboard.press('Space');
  await tabTo(page, dialog.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  const card = page.getByRole('group', { name: 'Glass blowing' });
  await card.waitFor();
  await card.getByText('Advanced', { exact: true }).waitFor();
  await card.getByText('Can mentor').waitFor();

  await tabTo(page, card.getByRole('button', { name: /^Who sees Glass blowing: My organization/ }));
  await page.keyboard.press('Enter');
  const team = page.getByRole('menuitemcheckbox', { name: /^My team/ });
  await team.waitFor();
  for (let presses = 0; presses < 10 && !(await team.evaluate((one) => one === document.activeElement)); presses++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await card.getByRole('button', { name: /^Who sees Glass blowing: My team/ }).waitFor();
  await until(async () => (await called(visit, 'skills', 'Glass blowing')).allowedAudiences === 'groupMembers', 'my team only');
  const { proficiency, collaborationTags } = await called(visit, 'skills', 'Glass blowing');
  assert.deepEqual(
    { proficiency, collaborationTags },
    { proficiency: 'advancedProfessional', collaborationTags: ['ableToMentor'] },
  );
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('one gets to the page one asked for, stays signed in as long as the session can be renewed, and gets out', {
  skip,
}, async (t) => {
  const { page, complaints, close } = await onStage().open(onStage().origin, '/overview');
  t.after(close);
  await signInByHand(page, 'Helena Prudêncio');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/overview');

  const before = await endToken(page);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.notEqual(await accessToken(page), before, 'there is a new token');

  await page.getByRole('button', { name: /^Signed in as Helena/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await accessToken(page), undefined);
  assert.deepEqual(complaints, []);
});

test('when the session has ended the page says so and leads back to the sign-in', { skip }, async () => {
  const visit = await as('Ingrid Halvorsen');
  const { page } = visit;
  await page.route('**/beta/users?**', (route) =>
    route.fulfill({
      status: 401,
      json: { error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.' } },
    }),
  );
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByText('Your session has ended. Sign in again.').waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/authorize\?/);
  await visit.close();
});

/** Lets the token in the tab be over, as after an hour; answers it. */
async function endToken(page: Page): Promise<string | undefined> {
  const token = await accessToken(page);
  await page.evaluate(() => {
    for (const [key, value] of Object.entries(sessionStorage)) {
      if (key.startsWith('oidc.user:')) sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(value), expires_at: 1 }));
    }
  });
  return token;
}

async function accessToken(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const stored = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'))?.[1];
    return stored && JSON.parse(stored).access_token;
  });
}
