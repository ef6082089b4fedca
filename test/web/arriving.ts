/** Tasks of somebody who comes to the app: the first sight of it, and a first entry. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Collection, collections } from '../../src/model/collections.ts';
import { skip, tabTo } from './stage.ts';
import { as, called, until } from './visits.ts';

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
