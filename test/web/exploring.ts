/** Tasks at the explorer of the API. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { skip, tabTo } from './stage.ts';
import { as, onStage } from './visits.ts';

const run = promisify(execFile);

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

  // Whatever has been typed so far, the code is for this server and nobody else's.
  for (const text of ['', 'users', '@example.org', ':99999', '\\\\example.org', '/beta/%']) {
    await address.fill(text);
    await page.keyboard.press('Escape');
    await code.getByRole('tab', { name: 'curl' }).click();
    const target = / '([^']*)'$/.exec((await code.locator('pre').textContent()) ?? '')?.[1];
    assert.equal(target && new URL(target).origin, onStage().origin, text);
  }

  await page.getByLabel('Method').selectOption('POST');
  await address.fill('/beta/me/profile/skills');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Body' }).fill('{"displayName":1}');
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await answer.getByText(/^400/).waitFor();
  assert.equal(sent, 1, 'a double click sends once');
  assert.match((await answer.locator('pre').textContent()) ?? '', /displayName/);
  assert.deepEqual(complaints, []);
  await visit.close();
});

test('the code that the explorer writes does what the explorer did', { skip }, async () => {
  const visit = await as('Mateusz Zieliński');
  const { page } = visit;
  await page.getByRole('link', { name: 'Try it' }).click();
  const code = page.getByRole('region', { name: 'Code' });
  const copied = async (language: string) => {
    await code.getByRole('tab', { name: language }).click();
    await code.getByRole('button', { name: 'Copy' }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const environment = {
    ...process.env,
    TOKEN: await page.evaluate(() => {
      const stored = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'))?.[1];
      return JSON.parse(stored ?? '{}').access_token;
    }),
    NODE_EXTRA_CA_CERTS: onStage().certificates,
  };
  const runs = {
    curl: (text: string) => run('sh', ['-c', `${text.replace('curl', 'curl -s')}`], { env: environment }),
    // From this folder, so that the client is found.
    JavaScript: (text: string) =>
      run(process.execPath, ['--input-type=module', '-e', text.replace(/log\(answer\)/, 'log(JSON.stringify(answer))')], {
        env: environment,
        cwd: import.meta.dirname,
      }),
  };
  for (const [method, address, body] of [
    ['GET', "/beta/me/profile/skills?$orderby=createdDateTime desc&$filter=contains(displayName,'a')&$select=displayName", ''],
    ['POST', '/beta/me/profile/interests', '{"displayName":"Kites & O\'Hara’s strings"}'],
  ] as const) {
    await page.getByLabel('Method').selectOption(method);
    await page.getByRole('combobox', { name: 'Address' }).fill(address);
    await page.keyboard.press('Escape');
    if (body !== '') await page.getByRole('textbox', { name: 'Body' }).fill(body);
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText(method === 'GET' ? /^200/ : /^201/).waitFor();
    const answered = namesIn(JSON.parse((await answer.locator('pre').textContent()) ?? ''));
    for (const [language, execute] of Object.entries(runs)) {
      const { stdout } = await execute(await copied(language));
      assert.deepEqual(namesIn(JSON.parse(stdout)), answered, `${language} ${method}`);
    }
  }
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.getByRole('tab', { name: 'Headers' }).click();
  await answer.getByRole('row', { name: /^request-id / }).waitFor();
  await visit.close();
});

type Named = { readonly displayName: string };

const namesIn = (answer: Named | { readonly value: readonly Named[] }): readonly string[] =>
  ('value' in answer ? answer.value : [answer]).map(({ displayName }) => displayName);
