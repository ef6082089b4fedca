/** Tasks while the server is away or slow: what was typed survives, and what was done stays, in whatever order answers come. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { skip, type Visit } from './stage.ts';
import { as, broken, called, comeBack, holdBack, until } from './visits.ts';

const skills = '**/beta/me/profile/skills**';

/** Changes the level in the form of a skill, and sends it. */
async function makeExpert(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  await page.getByRole('dialog').getByLabel('Proficiency').selectOption('Expert');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
}

async function beginSkill(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a skill' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
}

/** Listens from now on, and waits when it is called until everything that was asked has been answered. */
function listen(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return () => until(async () => open.size === 0, 'every answer');
}

/** Makes skills past the app, and shows them. */
async function have({ page, api }: Visit, ...names: readonly string[]): Promise<readonly string[]> {
  const made = [];
  for (const displayName of names) made.push((await api('POST', '/me/profile/skills', { displayName })).body.id);
  await page.reload();
  for (const name of names) await page.getByRole('group', { name }).waitFor();
  return made;
}

test('what was typed survives a server that is away for a moment', { skip }, async () => {
  const visit = await as('Helena Prudêncio');
  const { page } = visit;
  const dialog = page.getByRole('dialog');
  await beginSkill(page, 'Lace making');
  await page.route('**/beta/**', (route) => route.fulfill(broken));
  await comeBack(page);
  await page.getByText('Something went wrong on the server.').waitFor();
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Lace making', 'a page that cannot be read anew stays');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/^Something went wrong on the server/).waitFor();
  await page.unroute('**/beta/**');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('group', { name: 'Lace making' }).waitFor();

  await page.route('**/beta/**', (route) => route.fulfill(broken));
  await makeExpert(page, 'Lace making');
  await dialog.getByText(/^Something went wrong on the server/).waitFor();
  assert.equal(await dialog.getByLabel('Proficiency').inputValue(), 'expert');
  await page.unroute('**/beta/**');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await until(async () => (await called(visit, 'skills', 'Lace making')).proficiency === 'expert', 'the second try');
  await visit.close();
});

test('without a network one is told so at once, and what one then gives up is not done later', { skip }, async (t) => {
  const visit = await as('Mateusz Zieliński');
  const { page } = visit;
  t.after(() => page.context().setOffline(false));
  const settled = listen(page);
  const dialog = page.getByRole('dialog');
  await beginSkill(page, 'Ice sculpture');
  await page.context().setOffline(true);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/^The server cannot be reached/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const chooser = page.getByRole('button', { name: /^Who sees/ }).first();
  await chooser.click();
  await page.getByRole('menuitemradio', { name: /^Everyone/ }).click();
  await page
    .getByText(/could not be saved\.$/)
    .first()
    .waitFor();
  await page.context().setOffline(false);
  await settled();
  assert.equal(await called(visit, 'skills', 'Ice sculpture'), undefined);
  await visit.close();
});

test('no answer to one form closes or replaces another, and a refusal is heard wherever one has gone', { skip }, async () => {
  const visit = await as('Ingrid Halvorsen');
  const { page } = visit;
  await have(visit, 'Curling', 'Bandy');
  const dialog = page.getByRole('dialog');
  const answerAddition = await holdBack(page, 'POST', skills);
  await beginSkill(page, 'Luge');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await beginSkill(page, 'Skeleton');
  answerAddition('answer');
  await page.getByText('Luge was added.').first().waitFor();
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Skeleton');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  const answerChange = await holdBack(page, 'PATCH', skills);
  await makeExpert(page, 'Curling');
  await beginSkill(page, 'Skeleton');
  answerChange('refuse');
  await page.getByText('Curling could not be saved.').first().waitFor();
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Skeleton');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const refused = page.getByRole('dialog', { name: 'Edit skill' });
  assert.equal(await refused.getByLabel('Proficiency').inputValue(), 'expert', 'the form that was refused comes next');
  await refused.getByRole('button', { name: 'Cancel' }).click();

  const answerLater = await holdBack(page, 'PATCH', skills);
  await makeExpert(page, 'Bandy');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  answerLater('refuse');
  await page.getByText('Bandy could not be saved.').first().waitFor();
  await visit.close();
});

test('of two changes that somebody else was faster with, one is asked after the other', { skip }, async () => {
  const visit = await as('Haruka Sato');
  const { page, api } = visit;
  const ids = await have(visit, 'Kendo', 'Shogi');
  for (const id of ids) await api('PATCH', `/me/profile/skills/${id}`, { proficiency: 'elementary' });
  const answer = await holdBack(page, 'PATCH', skills);
  await makeExpert(page, 'Kendo');
  await makeExpert(page, 'Shogi');
  answer('answer');
  const merge = page.getByRole('alertdialog');
  for (const name of ['Kendo', 'Shogi']) {
    await merge.getByText(`While you were editing ${name},`).waitFor();
    await merge.getByRole('button', { name: 'Save the result' }).click();
    await until(async () => (await called(visit, 'skills', name)).proficiency === 'expert', name);
  }
  await visit.close();
});

test('what is removed or added stays so, whichever answer comes first', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page, api } = visit;
  await have(visit, 'Pottery', 'Carving', 'Weaving baskets');
  const card = (name: string) => page.getByRole('group', { name });
  const settled = listen(page);

  // Taken back as it is refused, while another removal is on its way. The double click is meant for one card only.
  let answerRemoval = await holdBack(page, 'DELETE', skills);
  await page.getByRole('button', { name: 'Remove Pottery' }).dblclick();
  await page.getByRole('button', { name: 'Undo: bring back Pottery' }).waitFor();
  assert.equal(await card('Carving').count(), 1);
  await page.getByRole('button', { name: 'Remove Carving' }).click();
  answerRemoval('refuse');
  await until(async () => (await called(visit, 'skills', 'Carving')) === undefined, 'the second removal');
  await card('Pottery').waitFor();
  await settled();
  assert.equal(await card('Carving').count(), 0);

  // Undone before it is refused: there is nothing to bring back.
  answerRemoval = await holdBack(page, 'DELETE', skills);
  await page.getByRole('button', { name: 'Remove Pottery' }).click();
  await page.getByRole('button', { name: 'Undo: bring back Pottery' }).click();
  answerRemoval('refuse');
  await card('Pottery').waitFor();
  await settled();
  const { body } = await api('GET', "/me/profile/skills?$filter=displayName eq 'Pottery'");
  assert.equal(body.value.length, 1);

  // Read while the removal is on its way.
  answerRemoval = await holdBack(page, 'DELETE', skills);
  await page.getByRole('button', { name: 'Remove Pottery' }).click();
  const read = page.waitForResponse('**/beta/me/profile');
  await comeBack(page);
  await (await read).finished();
  assert.equal(await card('Pottery').count(), 0);
  answerRemoval('answer');
  await until(async () => (await called(visit, 'skills', 'Pottery')) === undefined, 'the removal');
  await settled();
  assert.equal(await card('Pottery').count(), 0);

  // Read before the addition, and answered after it.
  await beginSkill(page, 'Basketry');
  const { promise: added, resolve: isAdded } = Promise.withResolvers<void>();
  await page.route('**/beta/me/profile', async (route) => {
    const response = await route.fetch();
    await added;
    // Asked for anew meanwhile, nobody waits for the first answer any more.
    await route.fulfill({ response }).catch(() => undefined);
  });
  const asked = page.waitForRequest('**/beta/me/profile');
  await comeBack(page);
  await asked;
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await card('Basketry').waitFor();
  isAdded();
  await settled();
  assert.equal(await card('Basketry').count(), 1);
  await visit.close();
});

test('what is said to a suggestion is what is kept, though somebody else has changed it meanwhile', { skip }, async () => {
  const visit = await as('Tomasz Wiśniewski');
  const { page, api } = visit;
  const inference = { confidenceScore: 0.5, userHasVerifiedAccuracy: null };
  const made = [];
  for (const displayName of ['Sudoku', 'Bridge']) {
    made.push((await api('POST', '/me/profile/skills', { displayName, inference })).body.id);
  }
  await page.reload();
  await page.getByRole('group', { name: 'Bridge' }).waitFor();
  const merge = page.getByRole('alertdialog');
  for (const [id, name, button, kept] of [
    [made[0], 'Sudoku', 'Yes, Sudoku is right', true],
    [made[1], 'Bridge', 'No, Bridge is not right', false],
  ] as const) {
    await api('PATCH', `/me/profile/skills/${id}`, { categories: ['Games'] });
    await page.getByRole('button', { name: button }).click();
    await merge.getByText('Is this right?').waitFor();
    await merge.getByRole('button', { name: 'Save the result' }).click();
    await until(async () => (await called(visit, 'skills', name)).inference.userHasVerifiedAccuracy === kept, button);
  }
  await visit.close();
});

test('a form is sent once, with the word that is still being typed, however often one presses', { skip }, async () => {
  const visit = await as('Beatriz Nóbrega');
  const { page } = visit;
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  const answer = await holdBack(page, 'POST', skills);
  await beginSkill(page, 'Juggling clubs');
  await page.getByRole('textbox', { name: 'Add to Categories' }).fill('Circus');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).dblclick();
  await page.getByRole('dialog').getByLabel('Name').press('Enter');
  answer('answer');
  await page.getByRole('group', { name: 'Juggling clubs' }).waitFor();
  assert.equal(sent, 1);
  assert.deepEqual((await called(visit, 'skills', 'Juggling clubs')).categories, ['Circus']);
  await visit.close();
});
