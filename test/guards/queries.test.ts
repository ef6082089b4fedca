/** Queries that come again are read and compiled once; what depends on who asks, of what or when is compiled for each. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schema, schemaWithoutProfile } from '../../src/model/schema.ts';
import type { Query, Target } from '../../src/odata/intent.ts';
import { readOptions, splitQuery } from '../../src/odata/options.ts';
import { readPath } from '../../src/odata/path.ts';
import type { Words } from '../../src/store/database.ts';
import { type Asked, compileOnce } from '../../src/store/filtering.ts';
import { postgresWords } from '../../src/store/postgres.ts';
import { sqliteWords } from '../../src/store/sqlite-connection.ts';
import type { Source, Viewer } from '../../src/store/store.ts';

const at = (path: string, served = schema): Target => readPath(served, path, new Map());
const asking = (path: string, query: string, served = schema): Query => readOptions(served, at(path, served), splitQuery(query));

const skills = 'me/profile/skills';
const usual = "$filter=proficiency eq 'expert'&$orderby=displayName";

describe('A query text', () => {
  test('is read once for a place, whoever asks', () => {
    assert.equal(asking(skills, usual), asking(skills, usual));
    assert.equal(asking(skills, usual), asking('users/4711/profile/skills', usual));
  });

  const others: readonly { readonly what: string; readonly one: () => Query; readonly other: () => Query }[] = [
    {
      what: 'at a place of another type',
      one: () => asking('users', '$filter=id eq null'),
      other: () => asking('groups', '$filter=id eq null'),
    },
    {
      what: 'at a count, which keeps the filter alone',
      one: () => asking(skills, '$filter=id eq null&$top=1'),
      other: () => asking(`${skills}/$count`, '$filter=id eq null&$top=1'),
    },
    {
      what: 'of another schema',
      one: () => asking('users', '$top=2'),
      other: () => asking('users', '$top=2', schemaWithoutProfile),
    },
    {
      what: 'of another text',
      one: () => asking(skills, '$top=2'),
      other: () => asking(skills, '$top=3'),
    },
  ];
  for (const { what, one, other } of others)
    test(`is read anew ${what}`, () => {
      assert.notEqual(one(), other());
      assert.equal(one(), one());
    });

  test('is refused as often as it is wrong', () => {
    for (let time = 0; time < 3; time++) assert.throws(() => asking(skills, '$filter=nothing eq 1'), /nothing/);
  });
});

describe('A query', () => {
  const items = (person: string): Source => ({ kind: 'items', tenant: 't', person, collection: 'skills' });
  const people: Source = { kind: 'people', tenant: 't' };
  const all: Viewer = { kind: 'all' };
  const compiled = (words: Words, source: Source, viewer: Viewer, { filter, orderby }: Query, now: string): Asked =>
    compileOnce(words, source, viewer, { ...(filter && { filter }), orderby, now });
  const [early, late] = ['2026-01-01T00:00:00.0000000Z', '2026-01-02T00:00:00.0000000Z'] as const;

  for (const words of [sqliteWords, postgresWords]) {
    test(`is compiled once for everybody's items, on ${words.name}`, () => {
      const query = asking(skills, usual);
      assert.equal(compiled(words, items('a'), all, query, early), compiled(words, items('b'), { kind: 'partner' }, query, late));
    });

    const each: readonly { readonly what: string; readonly made: () => readonly [Asked, Asked] }[] = [
      {
        what: 'for each instant that it looks at',
        made: () => {
          const query = asking(skills, '$filter=createdDateTime lt now()');
          return [compiled(words, items('a'), all, query, early), compiled(words, items('a'), all, query, late)];
        },
      },
      {
        what: 'for each viewer of what it follows',
        made: () => {
          const query = asking('users', "$filter=profile/skills/any(s:s/displayName eq 'X')");
          const by = (person: string): Viewer => ({ kind: 'colleague', tenant: 't', person });
          return [compiled(words, people, by('a'), query, early), compiled(words, people, by('b'), query, early)];
        },
      },
      {
        what: 'each time where it may take long, since it is watched',
        made: () => {
          const query = asking(skills, "$filter=matchesPattern(displayName,'a+b')");
          return [compiled(words, items('a'), all, query, early), compiled(words, items('a'), all, query, early)];
        },
      },
      {
        what: 'each time for contacts, of which there may be any number',
        made: () => {
          const query = asking('me/contacts', "$filter=displayName eq 'X'");
          const contacts: Source = { kind: 'contacts', tenant: 't', person: 'a' };
          return [compiled(words, contacts, all, query, early), compiled(words, contacts, all, query, early)];
        },
      },
    ];
    for (const { what, made } of each)
      test(`is compiled ${what}, on ${words.name}`, () => {
        const [one, other] = made();
        assert.notEqual(one, other);
      });
  }
});
