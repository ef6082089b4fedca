/** The web app as people use it, in a real browser on a fresh database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Collection, collections } from '../../src/model/collections.ts';
import { recomputed } from './recomputed.ts';
import { type Answer, openStage, type Stage, seriousFaults, skip, tabTo, type Visit } from './stage.ts';

let stage: Stage | undefined;

before(async () => {
  if (!skip) stage = await openStage();
});
after(() => stage?.close());

/** Demo people, each with what one test needs, so that tests do not meet. */
async function as(name: string, options = {}): Promise<Visit> {
  assert.ok(stage);
  return stage.signIn(name, options);
}

async function called({ api }: Visit, collection: string, name: string) {
  const { body }: Answer = await api('GET', `/me/profile/${collection}`);
  return body.value.find((item: { displayName: string }) => item.displayName === name);
}

/** Waits until the app has brought something about at the server. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`It never came about: ${what}.`);
}

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

test('forms are drawn from the declared fields, check what is entered, and send only what was changed', { skip }, async () => {
  const visit = await as('Haruka Sato');
  const { page } = visit;
  await page.getByRole('button', { name: /Add a certification$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a certification' });
  await dialog.getByLabel('Web address').fill('javascript:alert(1)');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Say what it is called.').waitFor();
  await dialog.getByText('Enter a web address that starts with https:// or http://.').waitFor();
  assert.equal(await dialog.getByLabel('Name').evaluate((one) => one === document.activeElement), true);
  await dialog.getByLabel('Name').fill('Crane driving');
  await dialog.getByLabel('Web address').fill('https://certificates.example/crane');
  await dialog.getByLabel('Valid until').fill('2031-05-04');
  await dialog.getByLabel('Description').fill('Up to forty tonnes');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('group', { name: 'Crane driving' });
  await card.getByText('4 May 2031').waitFor();
  assert.equal(await card.getByRole('link').getAttribute('href'), 'https://certificates.example/crane');
  assert.match((await card.getByRole('link').getAttribute('rel')) ?? '', /noopener/);

  const requests: unknown[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') requests.push([request.postDataJSON(), request.headers()['if-match'] !== undefined]);
  });
  await card.getByRole('button', { name: 'Edit Crane driving' }).click();
  const editing = page.getByRole('dialog', { name: 'Edit certification' });
  assert.equal(await editing.getByLabel('Valid until').inputValue(), '2031-05-04');
  await editing.getByLabel('Valid until').fill('2032-01-31');
  await editing.getByRole('button', { name: 'Save' }).click();
  await card.getByText('31 Jan 2032').waitFor();
  await until(async () => (await called(visit, 'certifications', 'Crane driving')).endDate === '2032-01-31', 'a new date');
  assert.deepEqual(requests, [[{ endDate: '2032-01-31' }, true]]);
  await visit.close();
});

test('groups within an item are asked for, lists are tags, and a link that is no web address stays text', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page, api } = visit;
  await page.getByRole('button', { name: /Add a position$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a position' });
  await dialog.getByRole('textbox', { name: 'Job title', exact: true }).fill('Beekeeper');
  await dialog.getByText('Company', { exact: true }).first().click();
  const company = dialog.getByRole('group', { name: 'Company' });
  await company.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Hive and Sons');
  await dialog.getByLabel('Add to Categories').first().fill('Bees');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Current').selectOption('Yes');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('group', { name: 'Beekeeper' });
  await card.getByText('Hive and Sons').waitFor();
  const { body } = await api('GET', '/me/profile/positions');
  const made = body.value.find(({ detail }: { detail: { jobTitle: string } }) => detail?.jobTitle === 'Beekeeper');
  assert.equal(made.detail.company.displayName, 'Hive and Sons');
  assert.deepEqual(made.categories, ['Bees']);
  assert.equal(made.isCurrent, true);

  await api('POST', '/me/profile/websites', { displayName: 'Trap', webUrl: 'javascript:alert(document.cookie)' });
  await page.reload();
  const trap = page.getByRole('group', { name: 'Trap' });
  await trap.getByText('javascript:alert(document.cookie)').waitFor();
  assert.equal(await trap.getByRole('link').count(), 0);
  await visit.close();
});

test('an item is removed and brought back, with the keyboard alone', { skip }, async () => {
  const visit = await as('Ingrid Halvorsen');
  const { page, api } = visit;
  await api('POST', '/me/profile/skills', { displayName: 'Ski jumping', proficiency: 'expert', allowedAudiences: 'contacts' });
  await page.reload();
  await tabTo(page, page.getByRole('button', { name: 'Remove Ski jumping' }));
  await page.keyboard.press('Enter');
  const undo = page.getByRole('button', { name: 'Undo: bring back Ski jumping' });
  await undo.waitFor();
  await until(async () => (await called(visit, 'skills', 'Ski jumping')) === undefined, 'the removal');
  assert.equal(await undo.evaluate((one) => one === document.activeElement), true, 'the keyboard is at the way back');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Ski jumping' }).waitFor();
  const { proficiency, allowedAudiences } = await called(visit, 'skills', 'Ski jumping');
  assert.deepEqual({ proficiency, allowedAudiences }, { proficiency: 'expert', allowedAudiences: 'contacts' });
  await visit.close();
});

test('when somebody else has changed an item, both versions are shown and the person chooses', { skip }, async () => {
  const visit = await as('Haruka Sato');
  const { page, api } = visit;
  const { body: skill } = await api('POST', '/me/profile/skills', { displayName: 'Origami', proficiency: 'elementary' });
  await page.reload();
  await page.getByRole('button', { name: 'Edit Origami' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit skill' });
  await dialog.getByLabel('Proficiency').selectOption('Expert');
  await dialog.getByLabel('Web address').fill('https://fold.example/');
  await api('PATCH', `/me/profile/skills/${skill.id}`, { proficiency: 'limitedWorking', categories: ['Paper'] });
  await dialog.getByRole('button', { name: 'Save' }).click();

  const merge = page.getByRole('alertdialog', { name: 'Somebody else changed this' });
  await merge.getByRole('radio', { name: 'Yours: Expert' }).waitFor();
  await merge.getByText('Only they changed this; theirs is kept.').waitFor();
  await merge.getByText('Only you changed this; yours is kept.').waitFor();
  await merge.getByRole('radio', { name: 'Theirs: Limited working' }).check();
  await merge.getByRole('button', { name: 'Save the result' }).click();
  await until(async () => (await called(visit, 'skills', 'Origami')).webUrl === 'https://fold.example/', 'the merge');
  const { proficiency, categories } = await called(visit, 'skills', 'Origami');
  assert.deepEqual({ proficiency, categories }, { proficiency: 'limitedWorking', categories: ['Paper'] });
  await page.getByRole('group', { name: 'Origami' }).getByText('Limited working').waitFor();
  await visit.close();
});

test('two quick changes of one item are no conflict with oneself', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page, api } = visit;
  await api('POST', '/me/profile/skills', { displayName: 'Juggling', allowedAudiences: 'me' });
  await page.reload();
  const card = page.getByRole('group', { name: 'Juggling' });
  await card.getByRole('button', { name: /^Who sees/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^My team/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^My contacts/ }).click();
  await page.keyboard.press('Escape');
  await until(async () => (await called(visit, 'skills', 'Juggling')).allowedAudiences === 'contacts,groupMembers', 'both');
  assert.equal(await page.getByRole('alertdialog').count(), 0);
  await visit.close();
});

test('a suggestion is taken or declined in one click; a declined one stays away and is nobody else’s', { skip }, async () => {
  const visit = await as('Tomasz Wiśniewski');
  const { page, api } = visit;
  const inferred = (displayName: string, confidenceScore: number) =>
    api('POST', '/me/profile/skills', { displayName, inference: { confidenceScore, userHasVerifiedAccuracy: null } });
  await inferred('Chess problems', 0.83);
  await inferred('Falconry', 0.4);
  await page.reload();
  const suggestions = page.getByRole('region', { name: 'Is this right?' });
  await suggestions.getByText('83% sure').waitFor();
  assert.equal(await page.getByRole('region', { name: 'Skills' }).getByRole('group', { name: 'Chess problems' }).count(), 0);

  await suggestions.getByRole('button', { name: 'Yes, Chess problems is right' }).click();
  await page.getByRole('region', { name: 'Skills' }).getByRole('group', { name: 'Chess problems' }).waitFor();
  await suggestions.getByRole('button', { name: 'No, Falconry is not right' }).click();
  await page.getByRole('button', { name: 'Undo: bring back Falconry' }).waitFor();
  await until(async () => (await called(visit, 'skills', 'Falconry')).inference.userHasVerifiedAccuracy === false, 'the refusal');
  assert.equal((await called(visit, 'skills', 'Chess problems')).inference.userHasVerifiedAccuracy, true);
  assert.equal((await called(visit, 'skills', 'Chess problems')).inference.confidenceScore, 0.83);
  assert.equal((await called(visit, 'skills', 'Falconry')).allowedAudiences, 'me');
  await page.reload();
  await page.getByRole('group', { name: 'Chess problems' }).waitFor();
  assert.equal(await page.getByRole('group', { name: 'Falconry' }).count(), 0);
  await visit.close();
});

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
  await page.goBack();
  await page.getByRole('link', { name: 'Tomasz Wiśniewski' }).waitFor();
  assert.equal(await page.getByLabel('Search by name').inputValue(), 'tomasz', 'what was looked for is still there');
  await page.getByLabel('Search by name').fill("no'body & co");
  await page.getByRole('status').getByText("Nobody is called “no'body & co”.").waitFor();
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('the figures of the overview are those one gets from the API by hand', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page, complaints } = visit;
  const expected = await recomputed(visit.api);
  await page.getByRole('link', { name: 'Overview' }).click();
  const rowsOf = async (figure: string) => {
    const region = page.getByRole('region', { name: figure });
    const table = region.getByRole('radio', { name: 'Table' });
    if (await table.count()) {
      await region.locator('svg').first().waitFor();
      await table.check();
    }
    return region
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')));
  };
  await page.getByRole('heading', { name: 'Skill coverage' }).waitFor();
  assert.ok(expected.coverage.length > 10);
  const coverage = await rowsOf('Skill coverage');
  assert.deepEqual(
    coverage.map(([skill, people]) => `${skill?.toLowerCase()} ${people}`).toSorted(),
    expected.coverage.map(([skill, people]) => `${skill} ${people}`).toSorted(),
  );
  assert.deepEqual(
    (await rowsOf('Levels')).map(([, count]) => Number(count)),
    expected.levels,
  );
  assert.deepEqual(
    (await rowsOf('Certificates about to expire')).map(([name, person]) => `${name} of ${person}`).toSorted(),
    expected.expiring.toSorted(),
  );
  const people = page.getByRole('region', { name: 'Mentors and learners' });
  const mentoring = await people
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('th')?.textContent?.toLowerCase() ?? '',
        ...[...row.querySelectorAll('td')].map((cell) => [...cell.querySelectorAll('a')].map((link) => link.textContent).sort()),
      ]),
    );
  assert.deepEqual(
    mentoring.toSorted((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1)),
    expected.mentoring,
  );

  const matrix = page.getByRole('region', { name: 'Skills and people' });
  for (const more of [/^Show all \d+ skills$/, /^Show all \d+ people$/]) {
    const button = matrix.getByRole('button', { name: more });
    if (await button.count()) await button.click();
  }
  const names = await matrix.locator('thead th').allTextContents();
  const cells = (await rowsOf('Skills and people')).flatMap(([skill, ...levels]) =>
    levels.flatMap((level, index) => (level === '' ? [] : [`${skill?.toLowerCase()} / ${names[index + 1]} / ${level}`])),
  );
  assert.deepEqual(cells.toSorted(), expected.matrix.toSorted());
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('the explorer completes addresses, sends requests and writes the code for them, with the keyboard alone', {
  skip,
}, async () => {
  const visit = await as('Ingrid Halvorsen');
  const { page, complaints } = visit;
  await tabTo(page, page.getByRole('link', { name: 'Try it' }));
  await page.keyboard.press('Enter');
  const address = page.getByRole('combobox', { name: 'Address' });
  await tabTo(page, address);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/beta/me/profile/ski');
  await page.getByRole('option', { name: '/beta/me/profile/skills', exact: true }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await address.inputValue(), /^\/beta\/me\/profile\/skills/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/beta/me/profile/skills?$top=1&$select=displayName');
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Send' }));
  await page.keyboard.press('Enter');
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.getByText(/^200/).waitFor();
  assert.match((await answer.locator('pre').textContent()) ?? '', /"displayName"/);
  const code = page.getByRole('region', { name: 'Code' });
  assert.match(
    (await code.locator('pre').textContent()) ?? '',
    /^curl [\s\S]*\$TOKEN[\s\S]*skills\?\$top=1&\$select=displayName'$/,
  );
  await tabTo(page, code.getByRole('tab', { name: 'curl' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  assert.match((await code.locator('pre').textContent()) ?? '', /\.api\("\/me\/profile\/skills\?\$top=1/);

  await page.getByLabel('Method').selectOption('POST');
  await address.fill('/beta/me/profile/skills');
  await page.getByRole('textbox', { name: 'Body' }).fill('{"displayName":1}');
  await page.getByRole('button', { name: 'Send' }).click();
  await answer.getByText(/^400/).waitFor();
  assert.match((await answer.locator('pre').textContent()) ?? '', /displayName/);
  assert.deepEqual(complaints, []);
  await visit.close();
});

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
