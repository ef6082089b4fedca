/** What a query may cost: beyond each bound it is refused with 400 that names the bound; within them nothing fails, however intricate it is. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';

const skills = 'me/profile/skills';
const nested = (times: number, open: string, inside: string, close: string): string =>
  open.repeat(times) + inside + close.repeat(times);
const list = (times: number, each: (index: number) => string, between: string): string =>
  Array.from({ length: times }, (_, index) => each(index)).join(between);
const filter = (condition: string): string => `${skills}?$filter=${condition}`;

/** Requests beyond a bound, and words of the refusal that say which. */
const beyond: readonly (readonly [string, string, RegExp])[] = [
  ['parentheses', filter(nested(5000, '(', 'true', ')')), /nested too deep \(at most 100\)/],
  ['denials', filter(nested(5000, 'not ', 'true', '')), /nested too deep/],
  ['negations', filter(nested(5000, '- ', '1', ' eq 1')), /nested too deep/],
  ['calls', filter(nested(5000, 'trim(', 'displayName', ')')), /nested too deep/],
  ['JSON arrays', filter(`categories eq ${nested(5000, '[', '', ']')}`), /nested too deep/],
  ['steps of a path', filter(`createdBy${'/a'.repeat(20_000)} eq 1`), /nested too deep/],
  [
    'aliases that stand for others',
    `${filter('@a0')}&${list(200, (n) => `@a${n}=@a${n + 1}`, '&')}&@a200=true`,
    /nested too deep/,
  ],
  [
    'aliases that double',
    `${filter('@a0')}&${list(30, (n) => `@a${n}=@a${n + 1} and @a${n + 1}`, '&')}&@a30=true`,
    /too many parts \(at most 2000\)/,
  ],
  [
    'computed names that double',
    `${skills}?$compute=length(displayName) as a0,${list(30, (n) => `a${n} add a${n} as a${n + 1}`, ',')}`,
    /too many parts/,
  ],
  ['disjunctions', filter(list(1500, (n) => `id eq '${n}'`, ' or ')), /too many parts/],
  ['members of a list', filter(`id in (${list(1001, (n) => `'${n}'`, ',')})`), /too many members \(at most 1000\)/],
  ['members of an array', filter(`categories eq [${list(1001, (n) => `"${n}"`, ',')}]`), /too many (members|parts)/],
  ['any inside any', filter(nested(5, 'categories/any(c:', 'true', ')')), /too deep \(at most 4\)/],
  ['characters', filter(`displayName eq '${'x'.repeat(66_000)}'`), /too many characters \(at most 65536\)/],
  ['order keys', `${skills}?$orderby=${list(33, () => 'id', ',')}`, /too many keys \(at most 32\)/],
  ['selected properties', `${skills}?$select=${list(501, () => 'id', ',')}`, /too many items \(at most 500\)/],
  ['expansions', `users?$expand=${nested(6, 'profile($expand=', '*', ')')}`, /./],
  ['terms of a search', `${skills}?$search=${'a '.repeat(2500).trim()}`, /too many parts/],
  ['parentheses of a search', `${skills}?$search=${nested(500, '(', 'a', ')')}`, /nested too deep/],
  ['repetitions of a pattern', filter("matchesPattern(displayName,'(a{200}){200}')"), /pattern is too large/],
  ['groups of a pattern', filter(`matchesPattern(displayName,'${nested(60, '(', 'a', ')')}')`), /pattern is nested too deep/],
  ['the page', `${skills}?$top=1000`, /at most 999/],
];

/** As intricate as is allowed. */
const within: readonly (readonly [string, string])[] = [
  ['ninety parentheses', filter(nested(45, '(', "(displayName eq 'x')", ' eq true)'))],
  ['conditions on conditions', filter(nested(44, '(', "contains(displayName,'a')", ' gt false)'))],
  ['calls in calls', filter(`${nested(44, 'substring(', 'displayName', ',0,length(webUrl))')} eq 'a'`)],
  ['casts of casts', filter(`${nested(22, 'cast(cast(', 'displayName', ',Edm.Int32),Edm.String)')} eq 'a'`)],
  ['sums of sums', filter(`${nested(90, '(1 add ', 'length(displayName)', ')')} eq 95`)],
  ['instants moved on', filter(`${nested(90, '(', 'createdDateTime', " add duration'PT1S')")} gt createdDateTime`)],
  ['choices in choices', filter(nested(44, 'case(', 'isSearchable', ':isSearchable)'))],
  ['any, four times inside itself', filter(nested(4, 'categories/any(c:', "c eq 'a'", ')'))],
  ['four hundred disjunctions', filter(list(400, (n) => `displayName eq '${n}'`, ' or '))],
  ['three hundred flags', filter(list(300, () => "allowedAudiences has 'family'", ' or '))],
  ['a list of nine hundred', filter(`displayName in (${list(900, (n) => `'${n}'`, ',')})`)],
  ['thirty-two keys', `${skills}?$orderby=${list(32, (n) => `concat(displayName,'${n}')`, ',')}`],
  ['a long text', filter(`displayName eq '${'x'.repeat(60_000)}'`)],
  [
    'a pattern for which others take for ever',
    filter("matchesPattern(displayName,'^(a+)+$') or matchesPattern(displayName,'(x+x+)+y')"),
  ],
];

forEachDatabase((database) => {
  describe(`bounds on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const as = person(randomUUID(), randomUUID(), { can: 'User.ReadWrite.All' });

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      for (const displayName of ['a'.repeat(8000), 'b', 'c'])
        await ask('POST', skills, { as, body: { displayName, categories: ['a', 'b'], webUrl: 'x' } });
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, [], 'nothing failed inside');
    });

    for (const [what, url, which] of beyond) {
      test(`too much is refused, and said to be so: ${what}`, async () => {
        const { status, body } = await ask('GET', url, { as });
        assert.equal(status, 400);
        assert.match(body.error.message, which);
      });
    }

    for (const [what, url] of within) {
      test(`much is answered: ${what}`, async () => {
        const { status, text } = await ask('GET', url, { as });
        assert.equal(status, 200, text);
      });
    }

    test('pages of a list with many keys lead through all of it', async () => {
      const found: string[] = [];
      let url: string | undefined = `${skills}?$orderby=${list(31, () => 'webUrl', ',')},displayName desc&$select=displayName`;
      while (url) {
        const { body, status, text } = await ask('GET', url, { as, headers: { prefer: 'maxpagesize=1' } });
        assert.equal(status, 200, text);
        found.push(...body.value.map(({ displayName }: { displayName: string }) => displayName.slice(0, 1)));
        url = body['@odata.nextLink']?.replace('https://localhost/beta/', '');
      }
      assert.deepEqual(found, ['c', 'b', 'a']);
    });

    test('a link stays short behind a long text, and the page behind it is right', async () => {
      const long = '😀'.repeat(2000);
      const notes = 'me/profile/notes';
      for (const end of ['3', '1', '', '2']) await ask('POST', notes, { as, body: { displayName: `${long}${end}` } });
      for (const [direction, ends] of [
        ['', ['', '1', '2', '3']],
        [' desc', ['3', '2', '1', '']],
      ] as const) {
        const found: string[] = [];
        let url: string | undefined = `${notes}?$orderby=displayName${direction},detail/content&$select=displayName`;
        while (url) {
          assert.ok(url.length < 2000, `${url.length} characters`);
          const { body, status, text } = await ask('GET', url, { as, headers: { prefer: 'maxpagesize=1' } });
          assert.equal(status, 200, text);
          found.push(...body.value.map(({ displayName }: { displayName: string }) => displayName.slice(long.length)));
          url = body['@odata.nextLink']?.replace('https://localhost/beta/', '');
        }
        assert.deepEqual(found, ends);
      }
    });

    test('behind a long text that has changed since, nothing is left out', async () => {
      const names = ['a', 'b', 'c'].map((end) => `${'x'.repeat(500)}${end}`);
      const other = person(randomUUID(), randomUUID());
      for (const displayName of names) await ask('POST', skills, { as: other, body: { displayName } });
      for (const direction of ['', ' desc']) {
        const first = await ask('GET', `${skills}?$orderby=displayName${direction}&$top=2`, {
          as: other,
          headers: { prefer: 'maxpagesize=1' },
        });
        const [{ id, displayName }] = first.body.value;
        await ask('PATCH', `${skills}/${id}`, { as: other, body: { displayName: 'other' } });
        const second = await ask('GET', first.body['@odata.nextLink'].replace('https://localhost/beta/', ''), { as: other });
        assert.equal(second.body.value[0].displayName, names[1], second.text);
        await ask('PATCH', `${skills}/${id}`, { as: other, body: { displayName } });
      }
    });
  });
});
