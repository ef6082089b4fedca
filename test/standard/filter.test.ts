/** The cases for $filter and $orderby over HTTP: each asked in every way that a query can be sent and in every spelling that says the same. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Answer, type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { loadItems } from '../support/loaded.ts';

interface Case {
  readonly id: string;
  readonly collection: string;
  readonly query: string;
  readonly expect: readonly string[];
  readonly ordered?: true;
  readonly count?: number;
}

interface Decision {
  readonly id: string;
  readonly query: string;
  readonly recommended: readonly string[] | 'HTTP 400';
}

interface Cases {
  readonly data: Readonly<Record<string, readonly object[]>>;
  readonly cases: readonly Case[];
  readonly decisions: readonly Decision[];
}

const file = new URL('../../../shared/data/filter-cases.json', import.meta.url);

/** What a query came to: ids in their order, and the count if one was asked for. */
interface Found {
  readonly ids: readonly string[];
  readonly count?: number;
}

const foundIn = ({ status, body, text }: Answer, query: string): Found => {
  assert.equal(status, 200, `${query}: ${text}`);
  const count = body['@odata.count'];
  return { ids: body.value.map(({ id }: { id: string }) => id), ...(count !== undefined && { count }) };
};

/** Ways to send a query to a collection. */
const ways: Readonly<Record<string, (ask: Ask, path: string, query: string) => Promise<Found>>> = {
  GET: async (ask, path, query) => foundIn(await ask('GET', `${path}?${query}`), query),
  'POST $query': async (ask, path, query) =>
    foundIn(await ask('POST', `${path}/$query`, { body: query, headers: { 'content-type': 'text/plain' } }), query),
  'a batch': async (ask, path, query) => {
    const requests = [{ id: '1', method: 'GET', url: `/${path}?${query}` }];
    const { body } = await ask('POST', '$batch', { body: { requests } });
    const [{ status, body: inner }] = body.responses;
    return foundIn({ status, body: inner, headers: {}, text: JSON.stringify(inner) }, query);
  },
  'pages of three': async (ask, path, query) => {
    const headers = { prefer: 'odata.maxpagesize=3' };
    const pages: Found[] = [];
    let url: string | undefined = `${path}?${query}`;
    while (url !== undefined) {
      const answer = await ask('GET', url, { headers });
      pages.push(foundIn(answer, query));
      assert.ok((pages.at(-1)?.ids.length ?? 0) <= 3);
      url = answer.body['@odata.nextLink']?.replace(/^https:\/\/localhost\/beta\//, '');
    }
    return { ...pages[0], ids: pages.flatMap(({ ids }) => ids) };
  },
};

/** Rewrites what stands outside of quotes. */
const outsideQuotes = (text: string, rewrite: (part: string) => string): string =>
  text.replace(
    /('(?:[^']|'')*'|%22.*?%22|@[a-z]+)|((?:[^'%@]|%(?!22))+)/g,
    (_, quoted?: string, bare = '') => quoted ?? rewrite(bare),
  );

/** Rewrites the condition of a query. */
const onFilter = (query: string, rewrite: (filter: string) => string): string =>
  query.replace(/(\$filter=)([^&]*)/, (_, name, filter) => name + rewrite(filter));

const keywords =
  /(?<![A-Za-z/.$])(eq|ne|gt|ge|lt|le|and|or|not|has|in|add|sub|mul|div|divby|mod|any|all|asc|desc|(?:[a-z]+(?=\()))(?![A-Za-z'])/gi;

/** Spellings that say the same. */
const spellings: Readonly<Record<string, (query: string) => string>> = {
  'keywords in capitals': (query) =>
    onFilter(query, (filter) =>
      outsideQuotes(filter.replaceAll('%20', ' '), (part) =>
        part.replace(/\/(any|all)(?=\()/g, (word) => word.toUpperCase()).replace(keywords, (word) => word.toUpperCase()),
      ).replaceAll(' ', '%20'),
    ),
  'options without $': (query) => query.replace(/\$(?=(filter|orderby|top|count)=)/g, ''),
  'options in capitals': (query) => query.replace(/\$(filter|orderby|top|count)=/g, (name) => name.toUpperCase()),
  'quotes as %27': (query) => query.replaceAll("'", '%27'),
  'parentheses, commas, colons and slashes encoded': (query) =>
    query.replace(/[(),:/]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  'spaces as +': (query) => query.replaceAll('%20', '+'),
  'spaces around commas': (query) => outsideQuotes(query, (part) => part.replaceAll(',', '%20,%20')),
  'spaces inside parentheses': (query) =>
    onFilter(query, (filter) => outsideQuotes(filter, (part) => part.replace(/\((?!\))/g, '(%20').replace(/(?<!\()\)/g, '%20)'))),
  'a condition in parentheses': (query) => onFilter(query, (filter) => `(${filter})`),
  'a condition denied twice': (query) => onFilter(query, (filter) => `not%20(not%20(${filter}))`),
};

if (!existsSync(file)) {
  test('The cases of $filter and $orderby hold (skipped: ../shared is not here)', { skip: true });
} else {
  // The file is ours, in a known form.
  const { data, cases, decisions } = JSON.parse(readFileSync(file, 'utf8')) as Cases;
  forEachDatabase((database) => {
    describe(`$filter and $orderby on ${database.name}`, () => {
      let store: Store;
      let asked: Ask;
      let failures: unknown[];
      const owner = { tenant: randomUUID(), person: randomUUID() };
      const ask: Ask = (method, url, asking) => asked(method, url, { as: person(owner.tenant, owner.person), ...asking });

      before(async () => {
        store = await database.open();
        ({ ask: asked, failures } = answeringOver(store));
        await loadItems(store, { ...owner, collections: data });
      });
      after(async () => {
        await store.close();
        assert.deepEqual(failures, [], 'nothing failed inside');
      });

      const check = async (each: Case, way: string, query: string): Promise<void> => {
        const { ids, count } = (await ways[way]?.(ask, `me/profile/${each.collection}`, `${query}&$select=id`)) ?? {};
        const said = `${each.id} ${query}`;
        if (each.ordered) assert.deepEqual(ids, each.expect, said);
        else assert.deepEqual(ids?.toSorted(), each.expect, said);
        if (each.count !== undefined) assert.equal(count, each.count, said);
      };

      for (const way of Object.keys(ways)) {
        test(`every case is answered as the standard says through ${way}`, async () => {
          for (const each of cases) await check(each, way, each.query);
        });
      }
      for (const [spelling, respell] of Object.entries(spellings)) {
        test(`every case means the same with ${spelling}`, async () => {
          for (const each of cases) await check(each, 'GET', respell(each.query));
        });
      }
      test('every condition counts what it lists', async () => {
        for (const { id, collection, query, expect, count = expect.length } of cases) {
          const { status, text } = await ask('GET', `me/profile/${collection}/$count?${query}`);
          assert.deepEqual([status, text], [200, String(count)], `${id} ${query}`);
        }
      });
      test('what the standard leaves open is decided as documented', async () => {
        for (const { id, query, recommended } of decisions) {
          const { status, body, text } = await ask('GET', `me/profile/skills?${query}&$select=id`);
          if (recommended === 'HTTP 400') {
            assert.equal(status, 400, `${id} ${query}: ${text}`);
            continue;
          }
          assert.equal(status, 200, `${id} ${query}: ${text}`);
          assert.deepEqual(body.value.map((item: { id: string }) => item.id).toSorted(), recommended, `${id} ${query}`);
        }
      });
    });
  });
}
