/** Generators of clients work from $metadata and /openapi.json without a change to either. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schema } from '../../src/model/schema.ts';
import { capabilities } from '../../src/odata/capabilities.ts';
import { csdlXml } from '../../src/odata/csdl.ts';
import { openApi } from '../../src/odata/openapi.ts';
import { type GeneratorName, generate } from './generated.ts';

const documents: Readonly<Record<GeneratorName, () => string>> = {
  odata2ts: () => csdlXml(schema, capabilities),
  'openapi-typescript': () =>
    JSON.stringify(openApi(schema, { title: 'Proficio', version: '1.2.3', servers: [{ url: '/beta' }], capabilities })),
};

for (const name of ['odata2ts', 'openapi-typescript'] as const) {
  test(`${name} makes a client whose use type-checks`, async () => {
    const { use, remove } = await generate(name, documents[name]());
    remove();
    assert.equal(typeof use, 'function');
  });
}
