/** The OpenAPI document: valid by the standard's own schema, small, complete, and its examples true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { collections } from '../../src/model/collections.ts';
import { schema, schemaWithoutProfile } from '../../src/model/schema.ts';
import { capabilities } from '../../src/odata/capabilities.ts';
import { openApi } from '../../src/odata/openapi.ts';
import { library } from '../support/library.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What the tests look at of a document. */
interface Document {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const models = { 'the profile model': schema, 'the model without profile': schemaWithoutProfile, 'another model': library };

function documentOf(model: typeof schema): Document {
  const document = openApi(model, { title: 'Proficio', version: '1.2.3', servers: [{ url: '/beta' }], capabilities });
  return JSON.parse(JSON.stringify(document));
}

function operations(document: Document): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
}

for (const [name, model] of Object.entries(models)) {
  test(`${name} makes a document that is valid by the schema of OpenAPI 3.1`, async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(JSON.stringify(documentOf(model))));
    assert.deepEqual(result.errors ?? [], []);
    assert.equal(validator.version, '3.1');
  });

  test(`${name}: operation ids are unique names, tags are declared, parameters of a path are its own`, () => {
    const document = documentOf(model);
    const found = operations(document);
    const ids = found.map(([, { operationId }]) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z][A-Za-z0-9]+$/);
    const tags = new Set(document.tags.map((tag) => tag.name));
    for (const [where, { tags: used }] of found) for (const tag of used) assert.ok(tags.has(tag), `${where}: ${tag}`);
    for (const [path, item] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter);
      const declared = ((item.parameters ?? []) as unknown as { name: string }[]).map((parameter) => parameter.name);
      assert.deepEqual(declared, named, path);
    }
  });

  test(`${name}: every reference leads somewhere`, () => {
    const document = documentOf(model);
    for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const end = (pointer ?? '').split('/').reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document);
      assert.ok(end, pointer);
    }
  });
}

test('the document is small: under 300 kB', () => {
  assert.ok(JSON.stringify(documentOf(schema)).length < 300_000);
});

test('each collection can be listed, created in, read, changed and removed from, for me and for users', () => {
  const { paths } = documentOf(schema);
  for (const { name, item } of collections) {
    for (const owner of ['/me', '/users/{user-id}']) {
      const path = `${owner}/profile/${name}`;
      assert.deepEqual(
        Object.keys(paths[path] ?? {}).filter((key) => key !== 'parameters'),
        ['get', 'post'],
        path,
      );
      const one = `${path}/{${item.name}-id}`;
      assert.deepEqual(
        Object.keys(paths[one] ?? {}).filter((key) => key !== 'parameters'),
        ['get', 'patch', 'delete'],
        one,
      );
    }
  }
  for (const path of ['/me', '/me/profile', '/users', '/users/{user-id}', '/groups', '/me/contacts', '/$batch']) {
    assert.ok(paths[path], path);
  }
});

test('operations are called as a person would call them', () => {
  const ids = new Map(operations(documentOf(schema)).map(([where, { operationId }]) => [where, operationId]));
  assert.equal(ids.get('get /me'), 'getMe');
  assert.equal(ids.get('get /me/profile'), 'getMyProfile');
  assert.equal(ids.get('get /me/profile/skills'), 'listMySkills');
  assert.equal(ids.get('patch /me/profile/skills/{skillProficiency-id}'), 'updateMySkill');
  assert.equal(ids.get('post /users/{user-id}/profile/emails'), 'createUserEmailAddress');
  assert.equal(ids.get('delete /groups/{group-id}/members/{user-id}/$ref'), 'removeGroupMember');
});

test('every example is valid by the schema that it stands beside', () => {
  const document = documentOf(schema);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'document');
  // Read by name, so that a body may not bring what its type does not have.
  let checked = 0;
  for (const [where, { requestBody }] of operations(document)) {
    for (const { schema: shape, example } of Object.values(requestBody?.content ?? {})) {
      if (example === undefined) continue;
      const reference = '$ref' in shape ? { $ref: `document${String(shape.$ref)}` } : shape;
      const validate = ajv.compile({ ...reference, unevaluatedProperties: false });
      assert.ok(validate(example), `${where}: ${ajv.errorsText(validate.errors)}`);
      checked += 1;
    }
  }
  assert.ok(checked > 80, `${checked} examples`);
});
