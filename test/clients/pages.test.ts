/** The guides for clients: their code runs against a server with the demo people, and prints what it says. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { demoTenant } from '../../src/model/demo-tenant.ts';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { blocksOf, runPage } from '../support/snippets.ts';

const pages = ['graph-client', 'msgraph-sdk', 'pnp', 'azure-identity', 'msal-node'];

let proficio: Proficio;
let folder: string;
let fresh: string;
before(async () => {
  proficio = await startProficio({ tenant: demoTenant.id, demo: true });
  folder = mkdtempSync(join(tmpdir(), 'proficio-ca-'));
  writeFileSync(join(folder, 'ca.pem'), proficio.ca);
  fresh = await proficio.snapshot();
});
afterEach(() => proficio.restore(fresh));
after(async () => {
  await proficio.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const page of pages) {
  test(`the code of docs/clients/${page}.md prints what it says`, async () => {
    const TOKEN = await proficio.token({ user: 'ines@brambleforth.example' });
    const [https, http] = [proficio.https, proficio.http].map((origin) => new URL(origin).port);
    const { printed, promised } = await runPage(`docs/clients/${page}.md`, {
      environment: { TOKEN, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
      replacing: { 'localhost:8443': `localhost:${https}`, 'localhost:8080': `localhost:${http}` },
    });
    assert.ok(promised.length > 1);
    assert.deepEqual(printed, promised);
  });
}

test('the code of docs/clients/generated.md is that of the generated clients at work', () => {
  const uses = ['odata2ts', 'openapi'].map((name) => readFileSync(join(import.meta.dirname, 'uses', `${name}.ts`), 'utf8'));
  const withoutIndent = (text: string) => text.replace(/^ +/gm, '');
  const all = withoutIndent(uses.join('\n'));
  const blocks = blocksOf('docs/clients/generated.md', 'ts');
  assert.equal(blocks.length, 2);
  for (const block of blocks) assert.ok(all.includes(withoutIndent(block)), `not in test/clients/uses: ${block}`);
});
