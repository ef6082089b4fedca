/** The dump: lines are read into what the store keeps, written from it byte for byte, and refused by name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../src/fault.ts';
import { collections } from '../../src/model/collections.ts';
import { demoLines } from '../../src/profile/demo/demo.ts';
import { readDumpLine, writeDumpLine } from '../../src/profile/dump.ts';
import type { DumpEntry, LoadEntry } from '../../src/store/store.ts';

const tenant = 'c0ffee00-0000-4000-8000-00000000000a';
const person = '10000000-0000-4000-8000-000000000001';
const id = '20000000-0000-4000-8000-000000000001';

const skill = { id, displayName: 'Weaving', createdDateTime: '2026-01-31T12:00:00Z' };

function line(over: object = {}): Record<string, unknown> {
  return { kind: 'item', tenant, user: person, collection: 'skills', value: skill, ...over };
}

const read = (json: unknown) => readDumpLine(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)));

function draftOf(json: unknown): LoadEntry['draft'] {
  const [entry] = read(json).entries;
  assert.ok(entry);
  return entry.draft;
}

const bodyOf = (json: unknown) => JSON.parse(draftOf(json).body);

test('an item keeps its id, and its times become UTC with seven digits', () => {
  const value = {
    ...skill,
    createdDateTime: '2026-01-31T14:00:00+02:00',
    lastModifiedDateTime: '2026-02-01T00:30:00.123456789-01:00',
  };
  const draft = draftOf(line({ value }));
  const body = JSON.parse(draft.body);
  assert.equal(body.id, id);
  assert.equal(body.createdDateTime, '2026-01-31T12:00:00.0000000Z');
  assert.equal(body.lastModifiedDateTime, '2026-02-01T01:30:00.1234567Z');
  assert.deepEqual([draft.created, draft.modified], [body.createdDateTime, body.lastModifiedDateTime]);
});

test('what an item leaves out is what a creation would have set', () => {
  const body = bodyOf(line());
  const nobody = { application: null, device: null, user: null };
  assert.deepEqual(body.createdBy, nobody);
  assert.deepEqual(body.lastModifiedBy, nobody);
  assert.equal(body.lastModifiedDateTime, body.createdDateTime);
  assert.equal(body.allowedAudiences, 'organization');
  assert.equal(draftOf(line()).audience, 8);
  assert.deepEqual([body.categories, body.proficiency], [[], null]);
});

test('the revision is that of the entity tag, and a context is tolerated', () => {
  const value = { '@odata.context': 'https://x/beta/$metadata#x', '@odata.etag': 'W/"7"', ...skill };
  const draft = draftOf(line({ value }));
  assert.equal(draft.revision, 7);
  assert.ok(draft.body.startsWith('{"@odata.etag":"W/\\"7\\"","id":'));
  assert.ok(!draft.body.includes('odata.context'));
});

test('aliases of collections and GUIDs in capitals are taken', () => {
  const { entries, people } = read(
    line({
      collection: 'accounts',
      tenant: tenant.toUpperCase(),
      user: person.toUpperCase(),
      value: { id, createdDateTime: '2026-01-31T12:00:00Z', countryCode: 'NO' },
    }),
  );
  assert.deepEqual(entries[0]?.source, { kind: 'items', tenant, person, collection: 'account' });
  assert.deepEqual(people, [person]);
});

test('a group comes with its members, a contact with what it is found by', () => {
  const group = read({
    kind: 'group',
    tenant,
    members: [person],
    value: { id, displayName: 'Weavers', createdDateTime: '2026-01-31T12:00:00Z' },
  });
  assert.deepEqual(
    group.entries.map(({ source, id: key }) => [source, key]),
    [
      [{ kind: 'groups', tenant }, id],
      [{ kind: 'members', tenant, group: id }, person],
    ],
  );
  const value = {
    id,
    createdDateTime: '2026-01-31T12:00:00Z',
    categories: ['family'],
    emailAddresses: [{ address: 'Mira@Example.com' }],
  };
  const contact = draftOf({ kind: 'contact', tenant, user: person, value });
  assert.deepEqual([contact.lookups, contact.family], [['mira@example.com'], true]);
});

test('text with line separators, quotes and other planes stays as it is', () => {
  const displayName = 'a\u2028b\u2029"\\ \u{1f9f6} żółć';
  assert.equal(bodyOf(line({ value: { ...skill, displayName } })).displayName, displayName);
});

/** A line -> the refusal and what it says. */
const refused: readonly (readonly [what: string, json: unknown, says: RegExp])[] = [
  ['text that is not JSON', '{"kind":', /JSON/],
  ['an array', '[]', /the line is not a JSON object/],
  ['an unknown kind', line({ kind: 'person' }), /"kind" is one of user, group, contact, item, not "person"/],
  ['an unknown member', line({ colection: 'skills' }), /has no member "colection"/],
  ['a tenant that is no GUID', line({ tenant: 'contoso' }), /"tenant" is not a GUID: "contoso"/],
  ['an item of nobody', line({ user: undefined }), /"user" is not a GUID: null/],
  ['an unknown collection', line({ collection: 'unheardOf' }), /names no collection of a profile: "unheardOf"/],
  ['no value', line({ value: undefined }), /"value" is not a JSON object/],
  ['a value without an id', line({ value: { displayName: 'x' } }), /"value\/id" is not a text of 1 to 128 characters/],
  [
    'an unknown property',
    line({ value: { ...skill, colour: 'red' } }),
    /'colour' does not exist on type 'microsoft.graph.skillProficiency'/,
  ],
  ['a wrong type', line({ value: { ...skill, categories: 'x' } }), /'categories' takes a JSON array/],
  ['an unknown member of an enumeration', line({ value: { ...skill, proficiency: 'guru' } }), /'guru' is not a member/],
  ['no date of creation', line({ value: { id, displayName: 'x' } }), /'createdDateTime' is required/],
  [
    'a date of creation that is none',
    line({ value: { ...skill, createdDateTime: 'yesterday' } }),
    /'createdDateTime' takes a date and time/,
  ],
  ['a member that stands twice', '{"kind":"item","kind":"user"}', /'kind' stands more than once/],
  ['a tag of another server', line({ value: { ...skill, '@odata.etag': '"x"' } }), /is no entity tag of this server/],
  ['a person without a name', { kind: 'user', tenant, value: { id } }, /'userPrincipalName' is required/],
  ['members that are no people', { kind: 'group', tenant, members: ['x'], value: { id } }, /"members\/0" is not a GUID/],
];

for (const [what, json, says] of refused) {
  test(`${what} is refused: ${says.source}`, () => {
    assert.throws(
      () => read(json),
      (error) => error instanceof Fault && says.test(error.message),
    );
  });
}

test('several faults of one value are told together', () => {
  assert.throws(
    () => read(line({ value: { ...skill, colour: 'red', proficiency: 'guru' } })),
    (error) => error instanceof Fault && error.details.faults?.length === 2,
  );
});

/** What the store would dump of a line it has loaded. */
function dumped(json: Record<string, unknown>): DumpEntry {
  const { kind, entries, collection = '' } = read(json);
  const [entry, ...members] = entries;
  assert.ok(entry);
  const base = { tenant, id: entry.id, body: entry.draft.body };
  if (kind === 'user') return { kind, ...base };
  if (kind === 'group') return { kind, ...base, members: members.map((member) => member.id) };
  if (kind === 'contact') return { kind, ...base, user: String(json.user) };
  return { kind, ...base, user: String(json.user), collection };
}

test('what was written is read into the very bytes that were kept', () => {
  for (const json of demoLines(tenant)) {
    const entry = dumped(json);
    const text = writeDumpLine(entry);
    assert.ok(!text.includes('\n'));
    assert.equal(draftOf(text).body, entry.body);
    assert.equal(writeDumpLine(dumped(JSON.parse(text))), text);
  }
});

test('any text and any choice of properties survive a round trip', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0') && text.isWellFormed());
  const value = fc.record(
    { displayName: texts, categories: fc.array(texts, { maxLength: 3 }), isSearchable: fc.boolean(), webUrl: texts },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 1e9 }), (said, revision) => {
      const first = dumped(line({ value: { '@odata.etag': `W/"${revision}"`, ...skill, ...said } }));
      assert.equal(dumped(JSON.parse(writeDumpLine(first))).body, first.body);
    }),
    { numRuns: 200 },
  );
});

test('the example of every collection can be imported', () => {
  for (const { name, example } of collections) {
    const value = { ...example, id, createdDateTime: '2026-01-31T12:00:00Z' };
    assert.equal(read(line({ collection: name, value })).collection, name);
  }
});
