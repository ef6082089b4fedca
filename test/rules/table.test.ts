/** Tables: headers held against a collection, rows read into patches, what people confirmed left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../src/fault.ts';
import { findCollection } from '../../src/model/collections.ts';
import {
  decide,
  externalItemId,
  labelKey,
  planTable,
  readRecords,
  readRow,
  type TablePlan,
  withSource,
} from '../../src/profile/table.ts';

function plan(header: string, collection = 'skills'): TablePlan {
  const found = findCollection(collection);
  assert.ok(found);
  return planTable(header.split(','), found);
}

const patchOf = (header: string, cells: readonly string[], collection = 'skills') =>
  readRow(plan(header, collection), ['ines@example.com', ...cells]).patch;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error.message;
  }
  assert.fail('nothing was refused');
}

test('a file is split into records with the lines they begin on', () => {
  const text = '\ufeffa,b\r\n1,"two\r\nlines"\r\n\r\n"say ""so""",4\r\n';
  assert.deepEqual(readRecords(Buffer.from(text)), [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', 'two\r\nlines'] },
    { line: 5, cells: ['say "so"', '4'] },
  ]);
});

test('text in any language is taken, other encodings are refused', () => {
  const [, record] = readRecords(Buffer.from('name\n風見鶏 żółć مهارة'));
  assert.deepEqual(record?.cells, ['風見鶏 żółć مهارة']);
  assert.match(
    refusal(() => readRecords(Buffer.from('n\nżółć', 'utf16le').fill(0xff, 0, 2))),
    /not UTF-8/,
  );
  assert.match(
    refusal(() => readRecords(Buffer.from('n\nS\xf8rheim', 'latin1'))),
    /CSV UTF-8/,
  );
});

test('a quote that never ends is refused', () => {
  assert.match(
    refusal(() => readRecords(Buffer.from('a,b\n1,"two'))),
    /The table cannot be read: Quote Not Closed/,
  );
});

/** A header -> what is refused of it. */
const headers: readonly (readonly [header: string, says: RegExp])[] = [
  ['displayName', /needs a column 'userPrincipalName'/],
  ['userPrincipalName,displayName,colour', /column 'colour' names no property of skills/],
  ['userPrincipalName,displayName,id', /column 'id' names what only the server sets/],
  ['userPrincipalName,displayName,displayName', /column 'displayName' stands more than once/],
  ['userPrincipalName,displayName,inference', /column 'inference' holds a whole object/],
  ['userPrincipalName,displayName,displayName/x', /goes into 'displayName'/],
  ['userPrincipalName,displayName,', /names no property/],
  ['userPrincipalName,proficiency', /needs a column 'externalId' or 'displayName'/],
  ['userPrincipalName;displayName', /separated by semicolons/],
];

for (const [header, says] of headers) {
  test(`the header "${header}" is refused: ${says.source}`, () => {
    assert.match(
      refusal(() => plan(header)),
      says,
    );
  });
}

test('nested properties stand behind a slash, collections between semicolons', () => {
  const header =
    'userPrincipalName,detail/jobTitle,detail/company/displayName,detail/layer,isCurrent,categories,detail/startMonthYear';
  assert.deepEqual(patchOf(header, ['Weaver', 'Loom & Sons', '3', 'TRUE', ' wool;; silk ', '2026-01-01'], 'positions'), {
    detail: { jobTitle: 'Weaver', company: { displayName: 'Loom & Sons' }, layer: 3, startMonthYear: '2026-01-01' },
    isCurrent: true,
    categories: ['wool', 'silk'],
  });
});

test('an empty cell says nothing', () => {
  assert.deepEqual(patchOf('userPrincipalName,displayName,proficiency,webUrl', ['Weaving', '', ' ']), { displayName: 'Weaving' });
});

test('audiences may be separated by semicolons', () => {
  const patch = patchOf('userPrincipalName,displayName,allowedAudiences', ['Weaving', 'groupMembers;contacts']);
  assert.equal(patch.allowedAudiences, 'contacts,groupMembers');
});

/** Cells -> what is refused of them. */
const rows: readonly (readonly [header: string, cells: readonly string[], collection: string, says: RegExp])[] = [
  [
    'userPrincipalName,displayName,proficiency',
    ['Weaving', 'guru'],
    'skills',
    /'guru' is not a member of 'skillProficiencyLevel'.*'proficiency'/,
  ],
  [
    'userPrincipalName,displayName,inference/confidenceScore',
    ['Weaving', '0,8'],
    'skills',
    /'inference\/confidenceScore' takes a number/,
  ],
  ['userPrincipalName,detail/jobTitle,isCurrent', ['Weaver', 'ja'], 'positions', /'isCurrent' takes true or false/],
  ['userPrincipalName,displayName,date', ['Birthday', '31.01.1980'], 'anniversaries', /'date' takes a date such as/],
  ['userPrincipalName,displayName', [], 'skills', /has 1 cells, the header 2/],
  ['userPrincipalName,displayName', [''], 'skills', /'displayName' is empty/],
  ['userPrincipalName,externalId,displayName', ['7', ''], 'skills', /says nothing of the item/],
];

for (const [header, cells, collection, says] of rows) {
  test(`the row ${JSON.stringify(cells)} below "${header}" is refused: ${says.source}`, () => {
    assert.match(
      refusal(() => patchOf(header, cells, collection)),
      says,
    );
  });
}

test('rows are matched by external id where that column is there, else by what items are called', () => {
  assert.deepEqual(plan('userPrincipalName,externalId,displayName').match, { by: 'externalId', at: 1, path: [] });
  assert.deepEqual(plan('userPrincipalName,proficiency,displayName').match, { by: 'label', at: 2, path: ['displayName'] });
  assert.deepEqual(plan('userPrincipalName,address', 'emails').match, { by: 'label', at: 1, path: ['address'] });
  assert.deepEqual(plan('userPrincipalName,detail/jobTitle', 'positions').match, {
    by: 'label',
    at: 1,
    path: ['detail', 'jobTitle'],
  });
});

test('labels are compared ignoring case and the forms of Unicode', () => {
  const skills = plan('userPrincipalName,displayName');
  assert.equal(labelKey(skills, { displayName: ' Cafe\u0301 ' }), labelKey(skills, { displayName: 'CAFÉ' }));
  assert.equal(labelKey(skills, { displayName: null }), undefined);
});

test('an external id always stands for the same item of a person', () => {
  const skills = plan('userPrincipalName,externalId,displayName');
  const id = externalItemId(skills, '10000000-0000-4000-8000-000000000001', 'S-7');
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(externalItemId(skills, '10000000-0000-4000-8000-000000000001', 'S-7'), id);
  assert.notEqual(externalItemId(skills, '10000000-0000-4000-8000-000000000002', 'S-7'), id);
  assert.notEqual(
    externalItemId(plan('userPrincipalName,externalId,displayName', 'interests'), '10000000-0000-4000-8000-000000000001', 'S-7'),
    id,
  );
});

const skills = plan('userPrincipalName,displayName,proficiency');
const row = readRow(skills, ['ines@example.com', 'Weaving', 'expert']);
const said = (userHasVerifiedAccuracy: boolean | null) => ({ confidenceScore: 0.5, userHasVerifiedAccuracy });

/** What an item is -> what a row makes of it. */
const decisions: readonly (readonly [what: string, current: Record<string, unknown>, kind: string])[] = [
  ['another level', { displayName: 'Weaving', proficiency: 'elementary' }, 'changed'],
  [
    'another level, inferred and not yet confirmed',
    { displayName: 'Weaving', proficiency: 'elementary', inference: said(null) },
    'changed',
  ],
  [
    'another level that the person confirmed',
    { displayName: 'Weaving', proficiency: 'elementary', inference: said(true) },
    'kept',
  ],
  ['what the person declined', { displayName: 'Weaving', inference: said(false) }, 'kept'],
  ['what the same row has made', withSource(row.patch, row.patch), 'unchanged'],
];

for (const [what, current, kind] of decisions) {
  test(`${what} is ${kind} by a row`, () => {
    assert.equal(decide(skills, row, current).kind, kind);
  });
}

test('a changed item keeps what the row does not speak of and tells where the rest comes from', () => {
  const own = { sourceId: '46a57efc-33f8-4eec-a512-b90039ad6187', isDefaultSource: true, properties: ['displayName'] };
  const decision = decide(skills, row, {
    displayName: 'Weaving',
    proficiency: 'elementary',
    categories: ['Craft'],
    sources: [own],
  });
  assert.ok(decision.kind === 'changed');
  assert.deepEqual(decision.value, {
    displayName: 'Weaving',
    proficiency: 'expert',
    categories: ['Craft'],
    sources: [
      own,
      { sourceId: '7986c642-b494-4140-8df4-f5ed125e2c67', isDefaultSource: false, properties: ['displayName', 'proficiency'] },
    ],
  });
});
