/** Tasks at the overview: every figure against the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recomputed } from './recomputed.ts';
import { skip } from './stage.ts';
import { as } from './visits.ts';

test('the figures of the overview are those one gets from the API by hand', { skip }, async () => {
  const visit = await as('Samuel Odhiambo');
  const { page, complaints } = visit;
  const expected = await recomputed(visit.api);
  await page.getByRole('link', { name: 'Overview' }).click();
  const rowsOf = async (figure: string) => {
    const region = page.getByRole('region', { name: figure });
    const table = region.getByRole('radio', { name: 'Table' });
    if ((await table.count()) > 0 && !(await table.isChecked())) {
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

  assert.deepEqual((await page.locator('dl dd').allTextContents()).map(Number), expected.summary);

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

  const ofFirmware = await recomputed(visit.api, 'Firmware');
  await page.getByLabel('Department').selectOption('Firmware');
  await page.getByText('5 people, from what you may see').waitFor();
  assert.deepEqual((await page.locator('dl dd').allTextContents()).map(Number), ofFirmware.summary);
  assert.deepEqual(
    (await rowsOf('Levels')).map(([, count]) => Number(count)),
    ofFirmware.levels,
  );
  assert.deepEqual(complaints, []);
  await visit.close();
});
