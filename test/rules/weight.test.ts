/** Which reads are known to end at once, and which are carried out where they keep nobody waiting. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schema } from '../../src/model/schema.ts';
import { readOptions, splitQuery } from '../../src/odata/options.ts';
import { readPath } from '../../src/odata/path.ts';
import { weightOf } from '../../src/store/filtering.ts';
import type { Source } from '../../src/store/store.ts';

const sources: Readonly<Record<string, Source>> = {
  'me/profile/skills': { kind: 'items', tenant: 't', person: 'p', collection: 'skills' },
  'me/contacts': { kind: 'contacts', tenant: 't', person: 'p' },
  users: { kind: 'people', tenant: 't' },
};

const light: readonly string[] = [
  'me/profile/skills',
  "me/profile/skills?$filter=proficiency eq 'expert' and contains(tolower(displayName),'go')&$orderby=displayName desc",
  'me/contacts?$orderby=displayName',
  'users',
  "users?$filter=displayName eq 'Ada'",
];

const heavy: readonly string[] = [
  "me/profile/skills?$filter=categories/any(c:c eq 'a')",
  "me/profile/skills?$filter=matchesPattern(displayName,'(a|b)*c')",
  `me/profile/skills?$filter=displayName in (${Array.from({ length: 100 }, (_, index) => `'${index}'`).join(',')})`,
  `me/profile/skills?$filter=contains(displayName,'${'ab'.repeat(10_000)}')`,
  `me/profile/skills?$orderby=${Array.from({ length: 30 }, () => 'length(displayName)').join(',')}`,
  "users?$filter=profile/skills/any(s:s/displayName eq 'Go')",
  "users?$filter=startswith(displayName,'A')",
  'users?$orderby=displayName',
];

function weigh(url: string) {
  const [path = '', query = ''] = url.split('?');
  const target = readPath(schema, path, new Map());
  const source = sources[path] ?? assert.fail(path);
  return weightOf(source, 'list', readOptions(schema, target, splitQuery(query)));
}

test('a page, or a plain condition on what one person has, is answered at once', () => {
  for (const url of light) assert.equal(weigh(url), 'light', url);
});

test('what looks at many people, or at all of a person for long, keeps nobody else waiting', () => {
  for (const url of heavy) assert.equal(weigh(url), 'heavy', url);
});
