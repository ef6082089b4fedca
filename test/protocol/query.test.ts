/** What conditions, orders and computed values mean, rule by rule: every choice that docs/query.md states. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { schema } from '../../src/model/schema.ts';
import { passingItems } from '../../src/odata/evaluate.ts';
import { readOptions, splitQuery } from '../../src/odata/options.ts';
import { readPath } from '../../src/odata/path.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { forEachDatabase } from '../support/databases.ts';
import { loadItems } from '../support/loaded.ts';

const user = { id: 'u1', displayName: 'Ada', color: 'red', size: 3 };
const skills = [
  {
    id: 'a',
    createdDateTime: '2020-02-29T12:30:59.1234567Z',
    lastModifiedDateTime: '2020-03-01T12:30:59.1234567Z',
    displayName: 'Straße',
    proficiency: 'expert',
    allowedAudiences: 'family,contacts',
    inference: { confidenceScore: 2.5, userHasVerifiedAccuracy: true },
    categories: ['x', 'y', 'x'],
    createdBy: { user },
  },
  {
    id: 'b',
    createdDateTime: '2021-01-01T00:00:00+01:00',
    displayName: '12',
    proficiency: 'elementary',
    allowedAudiences: 'me',
    categories: ['y'],
  },
  { id: 'c', createdDateTime: '2022-06-15T06:00:00Z', displayName: '100%_😀', inference: { confidenceScore: -0.5 }, webUrl: '' },
  { id: 'd', createdDateTime: '2023-12-31T23:59:59.9999999Z' },
];
const all = 'abcd';
const now = '2026-01-31T12:00:00.0000000Z';

/** A condition, and the ids of the items that pass it. */
const conditions: readonly (readonly [string, string])[] = [
  // Null
  ["displayName ne 'x'", all],
  ["not (displayName eq 'x')", all],
  ['inference/confidenceScore gt 0', 'a'],
  ['not (inference/confidenceScore gt 0)', 'bcd'],
  ["contains(displayName,'1')", 'bc'],
  ["not contains(displayName,'1')", 'a'],
  ["contains(displayName,'1') ne true", 'ad'],
  ["contains(displayName,'1') eq null", 'd'],
  ['inference/confidenceScore ge null', 'bd'],
  ['inference/confidenceScore le null', 'bd'],
  ['inference/confidenceScore gt null', ''],
  ['null', ''],
  ['null eq null', all],
  ['(null and false) eq false', all],
  ['(null or true) eq true', all],
  ['(not null) eq null', all],
  ['null in (null)', all],
  ['displayName in ()', ''],
  ['displayName in (null)', 'd'],
  ["not (displayName in ('12'))", 'acd'],
  ['1 add null eq null', all],
  ['trim(displayName) eq displayName', all],
  // Numbers
  ['5 div 2 eq 2 and -5 div 2 eq -2', all],
  ['5 divby 2 eq 2.5 and 5.0 div 2 eq 2.5', all],
  ['-5 mod 3 eq -2 and 5 mod -3 eq 2', all],
  ['round(0.5) eq 1 and round(-0.5) eq -1 and round(2.5) eq 3', all],
  ['floor(-0.5) eq -1 and ceiling(-0.5) eq 0', all],
  ['1.0 div 0 eq INF and -1.0 div 0 eq -INF and NaN ne NaN', all],
  ['2 add 3 mul 4 sub 1 eq 13 and (2 add 3) mul 4 eq 20', all],
  ['-inference/confidenceScore eq 0.5', 'c'],
  // Texts
  ["toupper(displayName) eq 'STRASSE'", 'a'],
  ["tolower('ΣΑΣ') eq 'σας'", all],
  ["length(displayName) eq 6 and endswith(displayName,'😀')", 'c'],
  ["indexof(displayName,'😀') eq 5 and substring(displayName,5) eq '😀'", 'c'],
  ["substring(displayName,-3) eq 'aße' and substring(displayName,1,2) eq 'tr'", 'a'],
  ["substring(displayName,99) eq ''", 'abc'],
  ["contains(displayName,'%25') and contains(displayName,'_')", 'c'],
  ["displayName gt 'Str' and displayName lt 'a'", 'a'],
  ["concat(displayName,webUrl) eq '100%25_😀'", 'c'],
  ["matchesPattern(displayName,'^S.{3}ße$') and not matchesPattern(displayName,'^s')", 'a'],
  ["matchesPattern(displayName,'2')", 'b'],
  ["matchesPattern('a{b}{,2}{','^a{b}{,2}{$') and matchesPattern(displayName,'(?<n>S)|(?<n>2)')", 'ab'],
  // Enumerations
  ["proficiency eq 'expert' and proficiency eq microsoft.graph.skillProficiencyLevel'4'", 'a'],
  ["proficiency gt 'elementary' and proficiency in ('expert','4')", 'a'],
  ["allowedAudiences has 'contacts,family' and allowedAudiences eq 'contacts,family'", 'a'],
  ["allowedAudiences has 'me'", all],
  ["allowedAudiences eq 'me'", 'b'],
  ["allowedAudiences has microsoft.graph.allowedAudiences'2'", 'a'],
  // Dates and times
  ['createdDateTime eq 2020-12-31T23:00:00Z and createdDateTime eq 2021-01-01T00:00:00%2B01:00', 'b'],
  ['year(createdDateTime) eq 2020 and totaloffsetminutes(createdDateTime) eq 0', 'ab'],
  ['fractionalseconds(createdDateTime) eq 0.1234567 and second(createdDateTime) eq 59', 'a'],
  ['time(createdDateTime) eq 06:00:00 and date(createdDateTime) eq 2022-06-15 and hour(createdDateTime) eq 6', 'c'],
  ["lastModifiedDateTime sub createdDateTime eq duration'P1D' and createdDateTime add 'PT24H' eq lastModifiedDateTime", 'a'],
  ['totalseconds(lastModifiedDateTime sub createdDateTime) eq 86400', 'a'],
  ["2020-02-29 add duration'PT1H' eq 2020-02-29 and 2020-02-29 sub duration'PT1H' eq 2020-02-28", all],
  ['createdDateTime gt mindatetime() and createdDateTime lt now() and maxdatetime() gt now()', all],
  ['time(createdDateTime) lt 23:59:60', all],
  ['second(23:59:60) eq 60 and 23:59:60 gt 23:59:59.9999999 and 12:00:60 lt 12:01', all],
  ["cast('23:59:60',Edm.TimeOfDay) gt time(createdDateTime)", all],
  ["duration'pt1s' eq DURATION'PT1S' and cast('p1dt1h',Edm.Duration) eq 'P1DT1h'", all],
  // Collections
  ["categories/any(c:c eq 'x') and not categories/all(c:c eq 'x')", 'a'],
  ["categories/all(c:c eq 'z')", 'cd'],
  ['categories/any()', 'ab'],
  [
    "categories/$count eq 3 and categories/$count($filter=$this eq 'x') eq 2 and categories/$filter($this ne 'x')/$count eq 1",
    'a',
  ],
  ["categories/$filter($this eq 'x')/any() and categories/$filter($this ne 'x')/all(c:c eq 'y')", 'a'],
  ["categories/$filter($this eq 'y')/any(c:categories/$filter($this eq 'x')/any(d:d ne c))", 'a'],
  ["categories/$filter($this eq 'z')/all(c:false)", all],
  ['cast(3,microsoft.graph.allowedAudiences) eq allowedAudiences', 'a'],
  ['hassubset(categories,["x","x"]) and hassubsequence(categories,["x","y"])', 'a'],
  ['categories eq ["y","x","x"]', 'a'],
  ["'y' in categories", 'ab'],
  ["categories/any(displayName:displayName eq 'y' and $it/displayName eq '12')", 'b'],
  ["categories/any(c:categories/any(d:c eq 'x' and d eq 'y'))", 'a'],
  // Paths, open types, structures
  ["createdBy/user/displayName ne 'Ada'", 'bcd'],
  ["createdBy/user/color eq 'red' and createdBy/user/size gt 2", 'a'],
  ['createdBy/user/color eq null', 'bcd'],
  ['inference eq null', 'bd'],
  ['inference eq {"userHasVerifiedAccuracy":true,"confidenceScore":2.5}', 'a'],
  // Casts
  ['cast(displayName,Edm.Int32) eq 12', 'b'],
  ["cast(inference/confidenceScore,Edm.String) eq '-0.5' or cast(inference/confidenceScore,Edm.Int32) eq 3", 'ac'],
  ["cast(proficiency,Edm.Int32) eq 4 and cast(4,microsoft.graph.skillProficiencyLevel) eq 'expert'", 'a'],
  [
    "cast('2020-02-29T13:30:59.1234567%2B01:00',Edm.DateTimeOffset) eq createdDateTime and cast('PT1M',Edm.Duration) eq 'PT60S'",
    'a',
  ],
  [
    "cast('2024-02-29T00:00:00',Edm.DateTimeOffset) eq 2024-02-29T00:00:00Z and cast('2024-02-29',Edm.DateTimeOffset) eq null",
    all,
  ],
  ["cast('1e308',Edm.Double) eq 1e308 and cast('1E999',Edm.Double) eq INF and cast('-1e-999',Edm.Double) eq 0", all],
  ["cast('INF',Edm.Double) eq INF and cast('-INF',Edm.Double) eq -INF and cast('NaN',Edm.Double) ne null", all],
  ["cast('123456789012345678901',Edm.Double) eq 123456789012345678901", all],
  ['cast(cast(1e21,Edm.String),Edm.Double) eq 1e21', all],
  ["cast('%2B5',Edm.Int32) eq 5 and cast('2147483648',Edm.Int32) eq null and cast('-2147483648',Edm.Int32) lt 0", all],
  ["cast('9223372036854775807',Edm.Int64) eq 9223372036854775807 and cast('9223372036854775808',Edm.Int64) eq null", all],
  ["cast('TRUE',Edm.Boolean) and cast('False',Edm.Boolean) eq false", all],
  ['isof(inference/confidenceScore,Edm.Double) and isof(microsoft.graph.itemFacet)', 'ac'],
  ["case(displayName eq '12':1,inference ne null:2,true:3) eq 3", 'd'],
  ["case(proficiency eq null:'elementary',true:proficiency) eq 'elementary'", 'bcd'],
  ["case(proficiency eq null:'4',id eq 'b':null,true:proficiency) eq 'expert'", 'acd'],
  ["case(false:lastModifiedDateTime sub createdDateTime,true:'PT1S') eq duration'PT1S'", all],
  ["case(id eq 'a':'P1D',true:lastModifiedDateTime sub createdDateTime) eq 'PT24H'", 'a'],
  // Spelling
  ["DISPLAYNAME eq '12'", '400'],
  ["Contains(displayName,'2') AND NOT (id EQ 'x')", 'b'],
  ["displayName+eq+'12'", 'b'],
  ["id eq @id&@id='b'", 'b'],
  ['displayName eq @nothing', 'd'],
  ["id in @ids&@ids=@more&@more=['b','d']", 'bd'],
  ["'y' in @c&@c=(categories)", 'ab'],
  ["'y' in ((categories))", 'ab'],
  ["true&@a=categories/any(c:c eq @b)&@b=['x']", '400'],
  ["true&@a=categories/any(c:c eq @b)&@b='x'", all],
  ["id eq @my.alias&@my.alias='b'", 'b'],
];

/** Texts that spell values of other types. */
const numbers = [
  '+5',
  '-0',
  '1e308',
  '1e999',
  '-1E+999',
  '1e-999',
  `0.${'0'.repeat(400)}1e10`,
  `1${'0'.repeat(400)}e-800`,
  '123456789012345678901',
  '9223372036854775807',
];
const words = ['TRUE', 'fAlse', 'INF', '-INF', 'NaN', '2024-02-29T00:00:00', '2024-02-29T24:00:00', '10000-01-01T00:00:00+00:01'];

/** Items at the edges of what can be kept. */
const interests = [
  { id: 'm', createdDateTime: '0001-01-01T00:00:00Z', categories: numbers },
  { id: 'n', createdDateTime: '9999-12-31T23:59:59.9999999Z', categories: words },
];
const both = 'mn';

const edgeConditions: readonly (readonly [string, string])[] = [
  // Literals beyond the years 1 to 9999
  ['9999-12-31 lt 10000-01-01 and 0001-01-01 gt 0000-12-31 and 0001-01-01 gt -0004-02-29', both],
  ['0000-12-31 eq 0001-01-01 or 9999-12-31 eq 10000-01-01', ''],
  ['createdDateTime gt 0000-12-31T23:59:59Z', both],
  ['createdDateTime eq 0000-12-31T23:59:59Z or createdDateTime eq 10000-01-01T00:00:00Z', ''],
  ['createdDateTime lt 10000-01-01T00:00:00Z and createdDateTime lt 123456-01-01T00:00:00Z', both],
  ['9999-12-31T23:59:59.999999999999Z lt 10000-01-01T00:00:00Z', both],
  ['createdDateTime ge 10000-01-01T00:59:59.9999999%2B01:00', 'n'],
  ['date(createdDateTime) lt 10000-01-01', both],
  ['date(createdDateTime) in (0000-12-31,10000-01-01)', ''],
  ["date(createdDateTime) sub 0000-12-31 eq duration'P1D' or date(createdDateTime) sub 10000-01-01 eq duration'PT0S'", both],
  ['createdDateTime sub 0000-12-31T23:59:59Z gt 10000-01-01T00:00:00Z sub createdDateTime', 'n'],
];

/** Texts that are cast for each item, and how many of them are what. */
const castConditions: readonly (readonly [string, string])[] = [
  ['categories/$count($filter=cast($this,Edm.Double) ne null) eq 10', 'm'],
  ['categories/$count($filter=cast($this,Edm.Double) eq 0) eq 4', 'm'],
  ['categories/$count($filter=cast($this,Edm.Double) eq INF) eq 1 and categories/any(c:cast(c,Edm.Double) eq -INF)', both],
  ['categories/$count($filter=cast($this,Edm.Double) gt 1e20) eq 3', 'm'],
  ['categories/$count($filter=cast($this,Edm.Double) ne null) eq 3', 'n'],
  ['categories/$count($filter=cast($this,Edm.Int32) in (0,5)) eq 2', 'm'],
  ['categories/$count($filter=cast($this,Edm.Int64) ne null) eq 3', 'm'],
  ["categories/any(c:cast(c,Edm.Int64) eq 9223372036854775807 and c ne '1')", 'm'],
  ['categories/$count($filter=cast($this,Edm.Boolean) ne null) eq 2 and categories/any(c:cast(c,Edm.Boolean))', 'n'],
  ['categories/$count($filter=cast($this,Edm.DateTimeOffset) ne null) eq 2', 'n'],
  ['categories/any(c:cast(c,Edm.DateTimeOffset) eq 9999-12-31T23:59:00Z)', 'n'],
];

/** Items that hold undeclared properties of every type of JSON. */
const awards = [
  { size: 5.5, loose: 'x' },
  { size: 5, loose: 7 },
  { size: 3e9, loose: true },
  { size: '5', loose: { of: 'x' } },
  { loose: null, displayName: 'y' },
].map(({ displayName, ...open }, index) => ({
  id: 'pqrst'[index],
  createdDateTime: `202${index}-01-01T00:00:00Z`,
  ...(displayName !== undefined && { displayName }),
  createdBy: { user: { id: 'u1', ...open } },
}));

const every = 'pqrst';

const openConditions: readonly (readonly [string, string])[] = [
  // Numbers as whole ones
  ['cast(createdBy/user/size,Edm.Int32) eq 6', 'p'],
  ['cast(createdBy/user/size,Edm.Int32) eq null', 'rst'],
  ['cast(createdBy/user/size,Edm.Int64) eq 3000000000', 'r'],
  ['isof(createdBy/user/size,Edm.Int32)', 'q'],
  ['isof(createdBy/user/size,Edm.Int64)', 'qr'],
  ['isof(createdBy/user/size,Edm.Double)', 'pqr'],
  ['not isof(createdBy/user/size,Edm.Int32)', 'prst'],
  // Values of another type than what stands beside them equal nothing, not even null
  ["createdBy/user/loose in ('x',null)", 'pt'],
  ["createdBy/user/loose eq 'x' or createdBy/user/loose eq null", 'pt'],
  ["not (createdBy/user/loose in ('x',null))", 'qrs'],
  ['createdBy/user/loose in (7,NaN,null)', 'qt'],
  ['createdBy/user/loose in (NaN,null)', 't'],
  ['createdBy/user/loose in (null)', 't'],
  ['createdBy/user/loose in (true,null)', 'rt'],
  ["createdBy/user/loose in [displayName,'x']", 'p'],
  ['displayName in [createdBy/user/loose]', ''],
  ["displayName in [createdBy/user/loose,'y']", 't'],
  ['displayName in [createdBy/user/loose,null]', 'pqrs'],
  ['createdBy/user/loose eq displayName', ''],
  ['createdBy/user/loose ne displayName', every],
  ['displayName eq createdBy/user/loose', ''],
  ['createdBy/user/loose ge displayName or createdBy/user/loose le displayName', ''],
  ['createdBy/user/size eq inference/confidenceScore', 't'],
  ['createdBy/user/size ge inference/confidenceScore', 't'],
  ["createdBy/user/loose ne 'x'", 'qrst'],
  ['createdBy/user/loose ge null', 't'],
  ['case(true:createdBy/user/loose) eq displayName', ''],
  ['createdBy/user/loose eq toupper(null)', 't'],
];

/** Conditions on each collection. */
const tables = { skills: conditions, interests: [...edgeConditions, ...castConditions], awards: openConditions };

/** Conditions that mean nothing, and words of the refusal. */
const refused: readonly (readonly [string, number, RegExp])[] = [
  ["proficiency eq 'Expert'", 400, /'Expert' is not a member .* at character|at character 16: 'Expert' is not a member/],
  ['proficiency eq 4', 400, /at character 13: .*skillProficiencyLevel and Edm\.Int32; write the member in single quotes/],
  ['allowedAudiences has family', 400, /'family'/],
  ["not proficiency eq 'expert'", 400, /put a comparison in parentheses/],
  ["case(true:'Expert',true:proficiency) eq 'expert'", 400, /at character 11: 'Expert' is not a member/],
  ["case(true:'x',true:lastModifiedDateTime sub createdDateTime) eq 'PT1S'", 400, /at character 11: 'x' is not a duration/],
  ["case(true:'x',false:1) eq 1", 400, /at character 21: the branches of a case are of one type/],
  ["displayName eq 'a' eq true", 400, /at character 20/],
  ['createdDateTime gt 2022-01-01', 400, /write the instant in full/],
  ["contains(categories,'x')", 400, /at character 10/],
  ['1 div 0 eq 1', 400, /divided by zero/],
  ["substring(displayName,0,-1) eq ''", 400, /negative length/],
  ['hour(2020-01-01T00:00:00%2B02:00) eq 22', 400, /in UTC/],
  ["foo eq 'x'", 400, /at character 1: Could not find a property named 'foo'/],
  ['displayName eq Zebra', 400, /'Zebra'/],
  ["displayName eq 'O'Neil'", 400, /at character/],
  ["matchesPattern(displayName,'(')", 400, /the pattern/],
  ...['{2}', 'a|{2}', '({2})', '(|{2})', '{2,}a', '^{2}', 'a{2}{3}', '*', '(%2B)', '(?<n>a)(?<n>b)', '(?<n>(?<n>a))'].map(
    (pattern): readonly [string, number, RegExp] => [
      `matchesPattern(displayName,'${pattern}')`,
      400,
      /the pattern .* cannot be read: (there is nothing for|a position cannot|two groups are called 'n')/,
    ],
  ),
  ["matchesPattern(displayName,'a{1000000}')", 400, /repeats too often/],
  ["matchesPattern(displayName,'(?=a)')", 501, /Looking ahead/],
  ["matchesPattern(displayName,'(a)\\1')", 501, /back reference/],
  ['displayName eq $root/me/displayName', 501, /\$root/],
  ["@Core.Description eq 'x'", 501, /annotation/],
  ['geo.length(displayName) eq 1', 501, /geo\.length/],
  ...[
    "binary''",
    "binary'TWFu'",
    "BINARY'TWE='",
    "binary'TWE'",
    "binary'TQ=='",
    "geography'SRID=0;Point(142.1 64.1)'",
    "geometry'srid=4326;point(-1e2 INF 3 4)'",
    "geography'SRID=0;LineString(142.1 64.1,3.14 2.78)'",
    "geography'SRID=0;Polygon((1 1,2 2,1 2,1 1),(1 1))'",
    "geography'SRID=0;MultiPoint()'",
    "geography'SRID=0;MultiPolygon(((1 1,2 2)),((1 1)))'",
    "geography'SRID=0;Collection(Point(1 1),Collection(MultiLineString((1 1,2 2))),Point(2 2))'",
  ].map((literal) => [`${literal} eq null`, 501, /literal/] as const),
  ...[
    "binary'!!'",
    "binary'T'",
    "binary'TWG='",
    "geography'garbage'",
    "geography''",
    "geography'Point(142.1 64.1)'",
    "geography'SRID=0;Point(142.1,64.1)'",
    "geography'SRID=123456;Point(1 1)'",
    "geography'SRID=0;LineString(142.1 64.1)'",
    "geography'SRID=0;Point(1 1))'",
    "geography'SRID=0;Collection()'",
    "geography'SRID=0;Collection(Point(1 1)'",
    "geography'SRID=0;Collection(Point(1 1),)'",
    "geography'SRID=0;Collection('",
  ].map((literal) => [`${literal} eq null`, 400, /is not a value of the literal .* at character 1\./] as const),
  ['true&@b=rubbish (', 400, /'@b' failed at character 1: .*'rubbish'/],
  ['true&@b=(@b', 400, /'@b' stands for itself/],
  ['true&@b=(id', 400, /'@b' cannot be read/],
  ['true&@b=', 400, /'@b' cannot be read/],
  ["displayName in @a&@a=('a','b')", 400, /'@a' cannot be read/],
  ["displayName in @a&@a=('a')", 400, /takes a list or a collection/],
  ["displayName in (('a'),'b')", 400, /holds literals/],
  ["displayName in (('a'))", 400, /holds literals/],
  ["createdBy /user/id eq 'u1'", 400, /no white space, but '\/' stands there at character 11/],
  ["createdBy/ user/id eq 'u1'", 400, /no white space, but 'user' stands there at character 12/],
  ['displayName eq', 400, /the end stands there at character 15/],
  ["(displayName eq 'x'", 400, /'\)' is expected, but the end stands there at character 20/],
  ["displayName eq 'x", 400, /unterminated string literal at character 16/],
  ['length(displayName)eq 5', 400, /white space is missing in front of 'eq' at character 20/],
  ["substringof('x',displayName)", 400, /no function 'substringof' at character 1/],
  ["concat(displayName) eq 'x'", 400, /takes 2 arguments, but 1 stand there at character 1/],
];

forEachDatabase((database) => {
  describe(`queries on ${database.name}`, () => {
    let store: Store;
    let ask: Ask;
    let failures: unknown[];
    const owner = { tenant: randomUUID(), person: randomUUID() };
    const as = person(owner.tenant, owner.person);
    const list = async (query: string) => {
      const answer = await ask('GET', `me/profile/skills?${query}`, { as });
      assert.equal(answer.status, 200, `${query}: ${answer.text}`);
      return answer.body.value;
    };

    before(async () => {
      store = await database.open();
      ({ ask, failures } = answeringOver(store));
      await loadItems(store, { ...owner, collections: { skills, interests, awards } });
    });
    after(async () => {
      await store.close();
      assert.deepEqual(failures, [], 'nothing failed inside');
    });

    test('conditions let pass what the rules say', async () => {
      for (const [collection, table] of Object.entries(tables)) {
        for (const [condition, expected] of table) {
          const { status, body, text } = await ask('GET', `me/profile/${collection}?$filter=${condition}`, { as });
          const found = status === 200 ? body.value.map(({ id }: { id: string }) => id).join('') : String(status);
          assert.equal(found, expected, `${condition}: ${text?.slice(0, 300)}`);
        }
      }
    });

    test('conditions let pass in memory what they let pass there', async () => {
      for (const [collection, table] of Object.entries(tables)) {
        const { body } = await ask('GET', `me/profile/${collection}`, { as });
        const path = readPath(schema, `me/profile/${collection}`, new Map());
        for (const [condition, expected] of table.filter(([, outcome]) => outcome !== '400')) {
          const { filter } = readOptions(schema, path, splitQuery(`$filter=${condition}`));
          const found = passingItems<{ id: string }>(body.value, { ...(filter && { filter }) }, { now });
          assert.equal(found.map(({ id }) => id).join(''), expected, condition);
        }
      }
    });

    test('conditions that mean nothing are refused, with the place and the reason', async () => {
      for (const [condition, status, words] of refused) {
        const answer = await ask('GET', `me/profile/skills?$filter=${condition}`, { as });
        assert.equal(answer.status, status, `${condition}: ${answer.text}`);
        assert.match(answer.body.error.message, words, condition);
      }
    });

    test('nulls come first in ascending order, and last in descending', async () => {
      for (const [order, expected] of [
        ['displayName', 'dcba'],
        ['displayName desc', 'abcd'],
        ['inference/confidenceScore,id desc', 'dbca'],
        ['inference/confidenceScore desc,id', 'acbd'],
        ['proficiency,id', 'cdba'],
        ["categories/any(c:c eq 'y') desc,id desc", 'badc'],
        ['length(displayName) desc,createdDateTime', 'acbd'],
        ['$it/id desc', 'dcba'],
      ] as const)
        assert.equal((await list(`$orderby=${order}`)).map(({ id }: { id: string }) => id).join(''), expected, order);
    });

    test('computed names can be filtered and ordered by, selected, and used in others', async () => {
      const compute = "$compute=length(displayName) as size,size mul 2 as twice,createdDateTime add duration'P1D' as later";
      assert.deepEqual(await list(`${compute}&$filter=twice gt 4&$orderby=size,id&$select=id,size,twice`), [
        { '@odata.etag': 'W/"1"', id: 'a', 'size@odata.type': '#Int32', size: 6, 'twice@odata.type': '#Int32', twice: 12 },
        { '@odata.etag': 'W/"1"', id: 'c', 'size@odata.type': '#Int32', size: 6, 'twice@odata.type': '#Int32', twice: 12 },
      ]);
      const [{ later }] = await list(`${compute}&$top=1&$select=later`);
      assert.equal(later, '2020-03-01T12:30:59.1234567Z');
      const taken = await ask('GET', 'me/profile/skills?$compute=1 as displayName', { as });
      assert.equal(taken.status, 400);
    });

    test('$select reaches into complex values and collections, with options of its own', async () => {
      const select =
        "$filter=id eq 'a'&$select=createdBy($select=user),inference/confidenceScore,categories($filter=$this ne 'y';$top=1;$count=true)";
      assert.deepEqual(await list(select), [
        {
          '@odata.etag': 'W/"1"',
          inference: { confidenceScore: 2.5 },
          createdBy: { user: { displayName: 'Ada', id: 'u1', color: 'red', size: 3 } },
          'categories@odata.count': 2,
          categories: ['x'],
        },
      ]);
      const computed = await list("$filter=id eq 'a'&$select=inference($compute=confidenceScore mul 2 as twice;$select=twice)");
      assert.deepEqual(computed[0].inference, { twice: 5 });
      const own = await list("$filter=id eq 'a'&$select=categories($filter=$this eq 'x' and $it/inference/confidenceScore gt 2)");
      assert.deepEqual(own[0].categories, ['x', 'x']);
      const elsewhere = await ask('GET', 'me/profile?$expand=skills($filter=id eq $it/id)', { as });
      assert.equal(elsewhere.status, 501);
    });

    test('a collection of values has the options of a list', async () => {
      const of = (query: string) => ask('GET', `me/profile/skills/a/categories${query}`, { as });
      assert.deepEqual((await of("?$filter=$this eq 'x'&$count=true&$top=1")).body.value, ['x']);
      assert.equal((await of("?$filter=$this eq 'x'&$count=true&$top=1")).body['@odata.count'], 2);
      assert.deepEqual((await of('?$orderby=$this desc&$skip=1')).body.value, ['x', 'x']);
      assert.equal((await of("/$count?$filter=$this ne 'x'")).text, '1');
    });
  });
});

test('the options of an expansion, which lead to its next page, come with the aliases that they name', () => {
  const options = splitQuery("$expand=skills($filter=displayName ne @a and id ne @b;@b='y'),positions($top=1)&@a='x'&@b='z'");
  const { expand } = readOptions(schema, readPath(schema, 'me/profile', new Map()), options);
  assert.deepEqual(
    expand.map(({ asked }) => decodeURIComponent(asked)),
    ["$filter=displayName ne @a and id ne @b&@b='y'&@a='x'", '$top=1'],
  );
});
