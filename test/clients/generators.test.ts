/** Clients that generators make of $metadata and /openapi.json, without a change to either, at work. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { schema } from '../../src/model/schema.ts';
import { capabilities } from '../../src/odata/capabilities.ts';
import { csdlXml } from '../../src/odata/csdl.ts';
import { openApi } from '../../src/odata/openapi.ts';
import { type Proficio, startProficio } from '../../src/testing.ts';
import { type GeneratorName, generate } from './generated.ts';

const documents: Readonly<Record<GeneratorName, () => string>> = {
  odata2ts: () => csdlXml(schema, capabilities),
  'openapi-typescript': () =>
    JSON.stringify(openApi(schema, { title: 'Proficio', version: '1.2.3', servers: [{ url: '/beta' }], capabilities })),
};

let proficio: Proficio;
before(async () => {
  proficio = await startProficio();
});
after(() => proficio.close());

for (const name of ['odata2ts', 'openapi-typescript'] as const) {
  test(`${name} makes a client that creates, finds, changes and removes a skill`, async () => {
    const { use, remove } = await generate(name, documents[name]());
    try {
      const token = await proficio.inTenant().token({ user: 'ada@example.com' });
      const steps = await use(`${proficio.http}/beta`, token);
      const back = [200, 'Another method', 'organization', 'expert'];
      assert.deepEqual(steps, [201, ["O'Hara's method"], 200, ['Methods'], back, 204, [404, true]]);
    } finally {
      remove();
    }
  });
}
