/** What holds on every page: accessibility, room, language, and how failures are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFaults, skip } from './stage.ts';
import { as, until } from './visits.ts';

test('axe-core finds nothing serious on any page, light or dark', { skip }, async () => {
  // In the dark only the colours differ.
  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    const visit = await as('Haruka Sato', { colorScheme });
    const { page } = visit;
    const clean = async (where: string) => assert.deepEqual(await seriousFaults(page, rules), [], `${where}, ${colorScheme}`);
    await clean('profile');
    await page.getByRole('button', { name: 'Add a skill' }).click();
    await page.getByRole('dialog').waitFor();
    await clean('form');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Say what it is called.').waitFor();
    await clean('form with a fault');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('button', { name: /^Who sees/ })
      .first()
      .click();
    await clean('audience');
    await page.keyboard.press('Escape');
    await page.getByLabel('See my profile as').selectOption('Anyone');
    await clean('as anyone');
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Ingrid Halvorsen' }).waitFor();
    await clean('people');
    await page.getByRole('link', { name: 'Ingrid Halvorsen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ingrid Halvorsen' }).waitFor();
    await clean('person');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Mentors and learners' }).waitFor();
    await clean('overview');
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^200/).waitFor();
    await clean('explorer');
    await visit.close();
  }
});

test('no page is wider than a phone, nor than a screen at 200 %', { skip }, async () => {
  const visit = await as('Tomasz Wiśniewski', { viewport: { width: 360, height: 740 } });
  const { page } = visit;
  for (const width of [360, 640]) {
    await page.setViewportSize({ width, height: 740 });
    for (const [link, heading] of [
      ['My profile', 'Tomasz Wiśniewski'],
      ['People', 'People'],
      ['Overview', 'Overview'],
      ['Try it', 'Try it'],
    ] as const) {
      await page.getByRole('link', { name: link, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      if (heading === 'Overview') await page.getByRole('heading', { name: 'Mentors and learners' }).waitFor();
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(beyond <= 0, `${heading} is ${beyond} pixels wider than ${width}`);
    }
  }
  await visit.close();
});

test('the app speaks German to whoever reads German, and English when asked', { skip }, async () => {
  const visit = await as('Ingrid Halvorsen', { locale: 'de-DE' });
  const { page } = visit;
  await page.getByRole('heading', { name: 'Fähigkeiten' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  await page.getByRole('button', { name: /^Angemeldet als/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Skills', exact: true }).waitFor();
  await visit.close();
});

test('when the server cannot answer, the page says so and can try again', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page } = visit;
  await page.route('**/beta/users?**', (route) => route.abort());
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByText('The server cannot be reached. Check the connection and try again.').waitFor();
  await page.unroute('**/beta/users?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Ingrid Halvorsen' }).waitFor();

  // A change that cannot be saved is taken back, and said.
  await page.getByRole('link', { name: 'My profile' }).click();
  const chooser = page.getByRole('button', { name: /^Who sees/ }).first();
  const before = await chooser.textContent();
  await page.route('**/beta/me/profile/**', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await chooser.click();
  await page.getByRole('menuitemradio', { name: /^Only me/ }).click();
  await page
    .getByText(/could not be saved\.$/)
    .first()
    .waitFor();
  await until(async () => (await chooser.textContent()) === before, 'the change is taken back');
  await visit.close();
});
