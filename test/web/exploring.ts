/** Tasks at the explorer of the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skip, tabTo } from './stage.ts';
import { as } from './visits.ts';

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
