/** What holds on every page: accessibility, room, language, and how failures are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFaults, skip } from './stage.ts';
import { as, until } from './visits.ts';

test('axe-core finds nothing serious on any page, light or dark', { skip }, async () => {
  const visit = await as('Haruka Sato');
  const { page } = visit;
  const clean = async (where: string, within?: string) => {
    assert.deepEqual(await seriousFaults(page, 'all', within), [], `${where}, light`);
    // In the dark only the colours differ.
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await seriousFaults(page, 'colours', within), [], `${where}, dark`);
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await clean('profile');
  await page.getByRole('button', { name: 'Add a skill' }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Say what it is called.').waitFor();
  await clean('form with a fault', '[role=dialog]');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('button', { name: /^Who sees/ })
    .first()
    .click();
  await clean('audience', '[role=menu]');
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
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await clean('sign-in');
  await visit.close();
});

test('in high contrast, chosen by hand or forced by the device, everything stays readable', { skip }, async () => {
  const visit = await as('Haruka Sato', { forcedColors: 'active', colorScheme: 'dark' });
  const { page } = visit;
  const current = page.getByRole('link', { name: 'My profile' });
  assert.match(await current.evaluate((one) => getComputedStyle(one).textDecorationLine), /underline/);
  // Levels are told by their colour, which forced colours take away unless asked not to.
  const steps = page.getByRole('region', { name: 'Skills', exact: true }).locator('[aria-hidden=true] > span');
  const colours = await steps.evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).backgroundColor))]);
  assert.ok(colours.length > 1, `levels are all ${colours}`);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitemradio', { name: 'High contrast' }).click();
  await page.keyboard.press('Escape');
  await page.emulateMedia({ forcedColors: 'none' });
  assert.deepEqual(await seriousFaults(page, 'colours'), []);
  await visit.close();
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
  // Nor is the way back to what has a long name.
  const name = 'Certified Information Systems Security Professional';
  await visit.api('POST', '/me/profile/skills', { displayName: name });
  await page.setViewportSize({ width: 320, height: 740 });
  await page.goto(new URL('/', page.url()).href);
  await page.getByRole('button', { name: `Remove ${name}` }).click();
  await page.getByRole('button', { name: `Undo: bring back ${name}` }).waitFor();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(beyond <= 0, `${beyond} pixels wider than 320`);
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

test('while the server thinks, the page shows that it waits; when it cannot answer, the page says so and can try again', {
  skip,
}, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page } = visit;
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>();
  await page.route('**/beta/users?**', async (route) => {
    await refused;
    await route.abort();
  });
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Loading…').waitFor();
  refuse();
  await page.getByText('The server cannot be reached. Check the connection and try again.').waitFor();
  await page.unroute('**/beta/users?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Ingrid Halvorsen' }).waitFor();

  // A change that cannot be saved is taken back, and said.
  await page.getByRole('link', { name: 'My profile' }).click();
  const chooser = page.getByRole('button', { name: /^Who sees/ }).first();
  const before = await chooser.textContent();
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('notice-corner')));
  await page.route('**/*', (route) => route.abort());
  await chooser.click();
  await page.getByRole('menuitemradio', { name: /^Only me/ }).click();
  await page
    .getByText(/could not be saved\.$/)
    .first()
    .waitFor();
  await until(async () => (await chooser.textContent()) === before, 'the change is taken back');
  const clock = page.locator('[data-timer-status]').first();
  assert.equal(await clock.evaluate((one) => getComputedStyle(one).animationDuration), '12s', 'whether or not things may move');
  await visit.close();
});

test('what cannot be fetched takes nothing else with it', { skip }, async () => {
  const visit = await as('Helena Prudêncio');
  const { page } = visit;
  for (const part of ['overview-page', 'notice-corner']) await page.route(`**/assets/${part}*`, (route) => route.abort());
  await page.reload();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('main').getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ingrid Halvorsen' }).waitFor();

  await page.getByRole('link', { name: 'My profile' }).click();
  await page.route('**/beta/me/profile/**', (route) => route.abort());
  await page
    .getByRole('button', { name: /^Who sees/ })
    .first()
    .click();
  await page.getByRole('menuitemradio', { name: /^Only me/ }).click();
  const told = page.getByRole('alert').filter({ hasText: 'could not be saved.' });
  await told.getByRole('button', { name: 'Dismiss' }).click();
  assert.equal(await told.count(), 0);
  await page.getByRole('heading', { level: 1, name: 'Helena Prudêncio' }).waitFor();
  await visit.close();
});
