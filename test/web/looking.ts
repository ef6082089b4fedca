/** Tasks with other people: what they see of one, and finding them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skip, tabTo, type Visit } from './stage.ts';
import { as, holdBack } from './visits.ts';

test('what a colleague and anyone would see is what they do see', { skip }, async () => {
  const owner = await as('Beatriz Nóbrega');
  for (const [displayName, allowedAudiences] of [
    ['Secret knitting', 'me'],
    ['Office yoga', 'organization'],
    ['Street theatre', 'everyone'],
  ]) {
    await owner.api('POST', '/me/profile/interests', { displayName, allowedAudiences });
  }
  await owner.page.reload();
  const names = ['Secret knitting', 'Office yoga', 'Street theatre'];
  const seenBy = async ({ page }: Visit) => {
    const seen = [];
    for (const name of names) if ((await page.getByRole('group', { name }).count()) > 0) seen.push(name);
    return seen;
  };
  await owner.page.getByRole('group', { name: 'Secret knitting' }).waitFor();
  assert.deepEqual(await seenBy(owner), names);
  await owner.page.getByLabel('See my profile as').selectOption('Anyone');
  assert.deepEqual(await seenBy(owner), ['Street theatre']);
  assert.equal(await owner.page.getByRole('button', { name: /^(Edit|Remove|Add)/ }).count(), 0);
  await owner.page.getByLabel('See my profile as').selectOption('A colleague');
  const asColleague = await owner.page.getByRole('main').getByRole('heading', { level: 3 }).allTextContents();

  const colleague = await as('Haruka Sato');
  await colleague.page.getByRole('link', { name: 'People' }).click();
  await colleague.page.getByLabel('Search by name').fill('nóbrega bea');
  await colleague.page.getByRole('link', { name: 'Beatriz Nóbrega' }).click();
  await colleague.page.getByRole('heading', { level: 1, name: 'Beatriz Nóbrega' }).waitFor();
  await colleague.page.getByRole('group', { name: 'Office yoga' }).waitFor();
  assert.deepEqual(await seenBy(colleague), ['Office yoga', 'Street theatre']);
  const shared = await colleague.page.getByRole('main').getByRole('heading', { level: 3 }).allTextContents();
  assert.deepEqual(
    asColleague.filter((name) => !shared.includes(name)),
    [],
    'nothing promised is missing',
  );
  await owner.close();
  await colleague.close();
});

test('people are found as one types, with the keyboard alone', { skip }, async () => {
  const visit = await as('Ingrid Halvorsen');
  const { page, complaints } = visit;
  await tabTo(page, page.getByRole('link', { name: 'People' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Search by name'));
  await page.keyboard.type('tomasz');
  await page.getByText('1 person', { exact: true }).first().waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Tomasz Wiśniewski' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Tomasz Wiśniewski' }).waitFor();
  assert.equal(await page.title(), 'Tomasz Wiśniewski – Proficio');
  await page.goBack();
  await page.getByRole('link', { name: 'Tomasz Wiśniewski' }).waitFor();
  assert.equal(await page.getByLabel('Search by name').inputValue(), 'tomasz', 'what was looked for is still there');
  assert.equal(await page.title(), 'People – Proficio');
  for (const [typed, found] of [
    ['nobrega', 'Beatriz Nóbrega'],
    ['GRABOWSKI luk', 'Łukasz Grabowski'],
    ['hálvör ingr', 'Ingrid Halvorsen'],
  ] as const) {
    await page.getByLabel('Search by name').fill(typed);
    await page.getByRole('status').getByText('1 person', { exact: true }).waitFor();
    await page.getByRole('link', { name: found }).waitFor();
  }
  await page.getByLabel('Search by name').fill("no'body & co (*+?.\\");
  await page.getByRole('status').getByText("Nobody is called “no'body & co (*+?.\\”.").waitFor();

  // That nobody was found before says nothing of whom one looks for now.
  const answer = await holdBack(page, 'GET', '**/beta/users?**');
  await page.getByLabel('Search by name').fill('Ingrid');
  await page.getByLabel('Loading…').waitFor();
  assert.equal(await page.getByText(/^Nobody is called/).count(), 0);
  answer('answer');
  // What is to open in another tab is left to the browser, and leaves this one alone. No tab is opened: nobody would look at it.
  const isTaken = page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const last = (event: MouseEvent) => {
          resolve(event.defaultPrevented);
          event.preventDefault();
        };
        document.addEventListener('click', last, { once: true });
      }),
  );
  await page.getByRole('link', { name: 'Ingrid Halvorsen' }).click({ modifiers: ['ControlOrMeta'] });
  assert.equal(await isTaken, false);
  assert.equal(new URL(page.url()).pathname, '/people');
  await page.getByLabel('Search by name').fill('ou'.repeat(2000));
  await page
    .getByRole('status')
    .getByText(/^Nobody is called “ouou/)
    .waitFor();
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('every item says where it came from, and people whom it names are a click away', { skip }, async () => {
  const visit = await as('Ines Almeida');
  const { page } = visit;
  const emails = page.getByRole('region', { name: 'Email addresses' });
  await emails
    .getByRole('group', { name: 'ines@brambleforth.example' })
    .getByText(/Added by People directory · From the organization’s directory · changed/)
    .waitFor();
  const skills = page.getByRole('region', { name: 'Skills', exact: true }).getByRole('group');
  assert.ok((await skills.count()) > 0);
  assert.equal(await skills.getByText(/Added by you · changed/).count(), await skills.count());
  const position = page.getByRole('region', { name: 'Positions' }).getByRole('group', { name: 'Senior software engineer' });
  const positions = page.getByRole('region', { name: 'Positions' }).getByRole('heading', { level: 3 });
  assert.deepEqual(await positions.allTextContents(), ['Senior software engineer', 'Junior software engineer'], 'newest first');
  await position.getByRole('link', { name: 'Kaja Lindqvist' }).click();
  await page.getByRole('heading', { level: 1, name: 'Kaja Lindqvist' }).waitFor();
  await visit.close();
});
