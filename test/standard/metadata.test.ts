/** The metadata document against the schemas and vocabularies that OASIS publishes, and against its golden copies. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { schema, schemaWithoutProfile } from '../../src/model/schema.ts';
import { capabilities } from '../../src/odata/capabilities.ts';
import { csdlJson, csdlXml, serviceDocument } from '../../src/odata/csdl.ts';
import { library } from '../support/library.ts';

const require = createRequire(import.meta.url);
const oasis = (name: string): string => require.resolve(`odata-csdl/schemas/${name}`);
const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));

const models = { 'the profile model': schema, 'the model without profile': schemaWithoutProfile, 'another model': library };

xmlRegisterFsInputProviders();

/** Throws what is wrong with a document by the OASIS XML schemas. */
function validateXml(text: string): void {
  const file = oasis('edmx.xsd');
  using definition = XmlDocument.fromBuffer(readFileSync(file), { url: file });
  using validator = XsdValidator.fromDoc(definition);
  using document = XmlDocument.fromString(text);
  validator.validate(document);
}

for (const [name, model] of Object.entries(models)) {
  test(`${name} in XML is valid by edmx.xsd and edm.xsd`, () => {
    validateXml(csdlXml(model, capabilities));
  });

  test(`${name} in JSON is valid by csdl.schema.json`, () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(oasis('csdl.schema.json'), 'utf8')));
    validate(JSON.parse(csdlJson(model, capabilities)));
    assert.deepEqual(validate.errors ?? [], []);
  });

  test(`${name} in XML, turned into JSON by the converter of OASIS, is ${name} in JSON`, () => {
    const { xml2json } = require('odata-csdl');
    assert.deepEqual({ ...JSON.parse(csdlJson(model, capabilities)), $Version: '4.0' }, xml2json(csdlXml(model, capabilities)));
  });
}

test('the XML schemas are really looked at: a misspelt attribute is found', () => {
  const broken = csdlXml(schema, capabilities).replace('<Property Name="displayName"', '<Property Nam="displayName"');
  assert.throws(() => validateXml(broken), /The attribute 'Nam' is not allowed/);
});

test('characters that XML keeps for itself are escaped', () => {
  const text = csdlXml({ ...schema, about: 'a < b & "c"' }, capabilities);
  validateXml(text);
  assert.ok(text.includes('String="a &lt; b &amp; &quot;c&quot;"'));
});

interface Element {
  readonly $Kind?: string;
  readonly $Type?: string;
  readonly $BaseType?: string;
  readonly $AppliesTo?: readonly string[];
  readonly $Collection?: boolean;
  readonly [member: string]: unknown;
}

/** A term or type of a vocabulary, by its qualified name. */
function vocabularyElement(name: string): Element {
  const [namespace, short] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
  const { default: document } = require(`@sap-ux/odata-vocabularies/dist/resources/${namespace}.js`);
  const element = document[namespace][short];
  assert.ok(element, `there is no ${name}`);
  return element;
}

/** Checks a value against a type of the vocabularies: members of records and enumerations exist, and their types fit. */
function checkValue(path: string, value: unknown, type: string): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValue(`${path}/${index}`, item, type);
  } else if (typeof value === 'boolean') {
    assert.ok(type === 'Edm.Boolean' || type === 'Org.OData.Core.V1.Tag', `${path} is a ${type}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      let holder: Element | undefined = vocabularyElement(type);
      while (holder && !(name in holder))
        holder = holder.$BaseType === undefined ? undefined : vocabularyElement(holder.$BaseType);
      const property = holder?.[name] as Element | undefined; // Members of a complex type are properties.
      assert.ok(property, `${path}: ${type} has no ${name}`);
      assert.equal(Array.isArray(inner), property.$Collection === true, `${path}/${name}`);
      checkValue(`${path}/${name}`, inner, property.$Type ?? 'Edm.String');
    }
  } else if (!type.startsWith('Edm.')) {
    const { $Kind, ...members } = vocabularyElement(type);
    if ($Kind === 'EnumType') assert.ok(String(value) in members, `${path}: ${type} has no member ${value}`);
    else assert.equal($Kind, 'TypeDefinition', path);
  }
}

/** Every annotation of a CSDL JSON document: what it stands on, its term and value. */
function* annotations(
  path: string,
  element: object,
): Generator<[path: string, on: readonly string[], term: string, value: unknown]> {
  const { $Kind, $Collection } = element as Element; // Any element of CSDL JSON has these, or not.
  const kind = $Kind ?? (path.includes('GraphService/') ? ($Collection ? 'EntitySet' : 'Singleton') : 'Property');
  for (const [name, inner] of Object.entries(element)) {
    if (name.startsWith('@')) yield [path, $Collection ? [kind, 'Collection'] : [kind], name.slice(1), inner];
    else if (!name.startsWith('$') && typeof inner === 'object') yield* annotations(`${path}/${name}`, inner);
  }
}

test('every annotation uses a term of the vocabularies where it applies, with a value of its type', () => {
  const document = JSON.parse(csdlJson(schema, capabilities));
  let checked = 0;
  for (const [path, on, term, value] of annotations('', document['microsoft.graph'])) {
    const name = `Org.OData.${term.replace('.', '.V1.')}`;
    const { $AppliesTo, $Type, $Collection } = vocabularyElement(name);
    // Restrictions on a single-valued navigation property say what the same ones say on a singleton.
    const places = on.includes('NavigationProperty') && !on.includes('Collection') ? [...on, 'Singleton'] : on;
    assert.ok(!$AppliesTo || $AppliesTo.some((place) => places.includes(place)), `${term} on ${path}, a ${on.join(' and ')}`);
    assert.equal(Array.isArray(value), $Collection === true, `${path} ${term}`);
    checkValue(`${path} ${term}`, value, $Type ?? 'Edm.String');
    checked += 1;
  }
  assert.ok(checked > 100, `${checked} annotations`);
});

const accept = 'If the change is meant: npm run renew';

test(`$metadata is as test/golden has it. ${accept}`, (t) => {
  const serializers = [String];
  t.assert.fileSnapshot(csdlXml(schema, capabilities), golden('metadata.xml'), { serializers });
  const json = JSON.stringify(JSON.parse(csdlJson(schema, capabilities)), null, 2);
  t.assert.fileSnapshot(`${json}\n`, golden('metadata.json'), { serializers });
});

test('the service document lists what stands at the service root', () => {
  const root = 'https://localhost:8443/beta';
  assert.deepEqual(JSON.parse(serviceDocument(schema, root, { metadata: 'minimal', version: '4.0' })), {
    '@odata.context': 'https://localhost:8443/beta/$metadata',
    value: [
      { name: 'me', kind: 'Singleton', title: 'Me', url: 'me' },
      { name: 'users', title: 'Users', url: 'users' },
      { name: 'groups', title: 'Groups', url: 'groups' },
      { name: 'auditLogs', kind: 'Singleton', title: 'Audit logs', url: 'auditLogs' },
    ],
  });
  const bare = JSON.parse(serviceDocument(schema, root, { metadata: 'none', version: '4.01' }));
  assert.deepEqual(Object.keys(bare), ['value']);
  assert.equal(bare.value[0].url, 'https://localhost:8443/beta/me');
});
