/** Rules R31 to R40 and R44 to R47 of OData: query options, resource paths, and how a URL is taken apart. */
import { type Exchange, members, runExchanges } from '../support/exchange.ts';

const text = { 'content-type': 'text/plain' };

const get = (rule: string, url: string, status: number, body?: Exchange['body']): Exchange => ({
  rule,
  send: ['GET', url],
  status,
  ...(body !== undefined && { body }),
});
const ids = (...expected: readonly string[]) => ({ value: expected.map((id) => ({ id })) });

const options: readonly Exchange[] = [
  get(
    'R31 filter, then order, then skip, then top',
    "me/profile/skills?$top=1&$skip=0&$orderby=id&$filter=proficiency eq 'expert'",
    200,
    ids('ID'),
  ),
  get('R32 an option twice', 'me/profile/skills?$top=1&$top=1', 400, { error: { target: '$top' } }),
  get('R32 twice in two spellings', 'me/profile/skills?filter=true&$FILTER=true', 400, { error: { target: '$filter' } }),
  get('R32 an unknown one', 'me/profile/skills?$nonsense=1', 400, { error: { target: '$nonsense' } }),
  get('R32 one that is nowhere offered', 'me/profile/skills?$apply=aggregate($count as n)', 501),
  get('R32 one that is nowhere offered', 'me/profile/skills?$deltatoken=x', 501),
  get('R32 a filter on one item', 'SKILL?$filter=true', 400, { error: { target: '$filter' } }),
  get('R32 an order of one item', 'SKILL?$orderby=id', 400),
  get('R32 a count of one item', 'SKILL?$count=true', 400),
  get('R32 a page of one item', 'SKILL?$top=1', 400),
  get('R32 a filter on the profile', 'me/profile?$filter=true', 400),
  get('R32 a shape of a raw value', 'SKILL/displayName/$value?$select=x', 400),
  get('A5.6 without a dollar', 'me/profile/skills?top=1&filter=true&select=id', 200, ids('ID')),
  get('A5.7 in any case', 'me/profile/skills?$TOP=1&$Filter=TRUE AND NOT FALSE&ORDERBY=id DESC', 200),
  get('A5.9 whatever version is asked for', "me/profile/skills?filter=displayName IN ('x')", 200, { value: [] }),
  get('R33 $count=true', 'me/profile/skills?$count=true&$top=0', 200, { '@odata.count': 1, value: [] }),
  get('R33 $count=TRUE', 'me/profile/skills?$count=TRUE', 200, { '@odata.count': 1 }),
  get('R33 $count=false', 'me/profile/skills?$count=false', 200, members('@odata.context', 'value')),
  get('R33 $count=1', 'me/profile/skills?$count=1', 400, { error: { target: '$count' } }),
  get('R33 $count=', 'me/profile/skills?$count=', 400),
  get('R33 after the filter', 'me/profile/skills?$count=true&$filter=false', 200, { '@odata.count': 0 }),
  get('R33 whatever is skipped', 'me/profile/skills?$count=true&$skip=5', 200, { '@odata.count': 1, value: [] }),
  get('R34, A3.5 $top=0', 'me/profile/skills?$top=0', 200, { value: [], '@odata.nextLink': undefined }),
  get('R34 $top negative', 'me/profile/skills?$top=-1', 400, { error: { target: '$top' } }),
  get('R34 $top no number', 'me/profile/skills?$top=1.5', 400),
  get('R34 $top beyond the most', 'me/profile/skills?$top=1000', 400),
  get('R34 $top at the most', 'me/profile/skills?$top=999', 200),
  get('R34 $skip negative', 'me/profile/skills?$skip=-1', 400, { error: { target: '$skip' } }),
  get('R34 $skip no number', 'me/profile/skills?$skip=x', 400),
  {
    rule: 'R35 a next link keeps what was asked, and is usable as it is',
    send: ['POST', 'me/profile/skills', { body: { displayName: 'a b+c' } }],
    status: 201,
    next: [
      {
        send: [
          'GET',
          "me/profile/skills?filter=displayName ne 'ü&x'&$orderBy=displayName&$top=2&$count=true",
          { headers: { Prefer: 'maxpagesize=1' } },
        ],
        status: 400,
      },
      {
        send: [
          'GET',
          "me/profile/skills?filter=displayName ne 'ü%26x'&$orderBy=displayName&$top=2&$count=true",
          { headers: { Prefer: 'maxpagesize=1' } },
        ],
        status: 200,
        body: {
          '@odata.count': 2,
          '@odata.nextLink':
            /^ROOT\/me\/profile\/skills\?filter=displayName%20ne%20'%C3%BC%26x'&\$orderBy=displayName&\$top=2&\$count=true&\$skiptoken=[A-Za-z0-9_-]+$/,
        },
      },
    ],
  },
  {
    rule: 'R35 the next link of a query in a body leads on by GET, its options included',
    send: ['POST', 'me/profile/skills', { body: { displayName: 'Second' } }],
    status: 201,
    next: [
      {
        send: [
          'POST',
          'me/profile/skills/$query?$count=true',
          { headers: { ...text, Prefer: 'maxpagesize=1' }, body: "$filter=displayName%20ne%20'x'&$select=id" },
        ],
        status: 200,
        body: {
          '@odata.nextLink':
            /^ROOT\/me\/profile\/skills\?\$count=true&\$filter=displayName%20ne%20'x'&\$select=id&\$skiptoken=[\w-]+$/,
          '@odata.count': 2,
        },
      },
    ],
  },
  {
    rule: 'R36 a count is digits alone',
    send: ['GET', 'me/profile/skills/$count'],
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: '1',
  },
  get('R36 a filter counts', 'me/profile/skills/$count?$filter=false', 200, '0'),
  get('R36 nothing else does', 'me/profile/skills/$count?$top=0&$skip=1&$orderby=id', 200, '1'),
  get('R36, A4.4 of the members of a property', 'SKILL/categories/$count', 200, '2'),
  get('R36 of a single value there is none', 'SKILL/displayName/$count', 400),
  get('R36 nor of an item', 'SKILL/$count', 400),
  {
    rule: 'R37 a query in a body',
    send: ['POST', 'me/profile/skills/$query', { headers: text, body: '$select=id&$filter=true' }],
    status: 200,
    body: ids('ID'),
  },
  {
    rule: 'R37 together with that of the URL',
    send: ['POST', 'me/profile/skills/$query?$count=true', { headers: text, body: '$select=id' }],
    status: 200,
    body: { '@odata.count': 1 },
  },
  {
    rule: 'R37 an option in both',
    send: ['POST', 'me/profile/skills/$query?$top=1', { headers: text, body: '$top=1' }],
    status: 400,
  },
  {
    rule: 'R37 percent-encoded',
    send: [
      'POST',
      'me/profile/skills/$query',
      { headers: text, body: '%24filter=displayName%20eq%20%27O%27%27Neil%20%26%20S%C3%B6hne%27' },
    ],
    status: 200,
    body: { value: [{ id: 'ID' }] },
  },
  {
    rule: 'R37 on one item',
    send: ['POST', 'SKILL/$query', { headers: text, body: '$select=id' }],
    status: 200,
    body: { id: 'ID' },
  },
  {
    rule: 'R37 on a property',
    send: ['POST', 'SKILL/inference/$query', { headers: text, body: '$select=confidenceScore' }],
    status: 200,
    body: members('@odata.context', 'confidenceScore'),
  },
  {
    rule: 'R37 on a count',
    send: ['POST', 'me/profile/skills/$count/$query', { headers: text, body: '$filter=true' }],
    status: 200,
    body: '1',
  },
  { rule: 'R37 an empty one', send: ['POST', 'me/profile/skills/$query', { headers: text, body: '' }], status: 200 },
  { rule: 'R37 by GET', send: ['GET', 'me/profile/skills/$query'], status: 405, headers: { allow: 'POST' } },
  { rule: 'R37 by PATCH', send: ['PATCH', 'me/profile/skills/$query', { body: {} }], status: 405, headers: { allow: 'POST' } },
  { rule: 'R37 as JSON', send: ['POST', 'me/profile/skills/$query', { body: {} }], status: 415 },
  {
    rule: 'R37 without a type',
    send: ['POST', 'me/profile/skills/$query', { headers: { 'content-type': '' }, body: 'x' }],
    status: 400,
  },
  { rule: 'R37 malformed', send: ['POST', 'me/profile/skills/$query', { headers: text, body: '$filter=(' }], status: 400 },
  ...(
    [
      ['me/profile/skills/$filter', 400],
      ['me/profile/skills/$filter()', 400],
      ['me/profile/skills/$filter(displayName eq )', 400],
      ['me/profile/skills/$filter(displayName)', 400],
      ["me/profile/skills/$filter(displayName eq 'x')", 501],
      ["me/profile/skills/$filter(@f)/$each?@f=displayName eq 'x'", 501],
      ['me/profile/skills/$filter(@f)?@f=nonsense', 400],
      ['SKILL/categories/$filter', 400],
      ["SKILL/categories/$filter($this eq 'x')", 501],
    ] as const
  ).map(([url, status]) => get('R43 a filter in a path is read', url, status)),
  get('R38 a search is read', 'me/profile/skills?$search=a AND NOT "b c" OR d', 501, { error: { target: '$search' } }),
  get('R38 so is one of which nothing is written yet', "me/profile/skills?$search=''", 501),
  get('R38 white space in front is nothing', 'me/profile/skills?$search=%20blue', 501),
  ...["'", "'''", 'blue%20', 'blue+', '%20', '', "'blue'%20"].map((search) =>
    get('R38 and refused where it is none', `me/profile/skills?$search=${search}`, 400),
  ),
  get('R38 and refused where it is none', "me/profile/skills?$search='unfinished", 400),
  get('R38 in an expansion too', 'me/profile?$expand=skills($search=x)', 501),
  ...(
    [
      ['me/profile?$expand=skills($search=a%3Bb)', 501],
      ['me/profile?$expand=skills($search=a%3bb;$top=1)', 501],
      ['me/profile?$expand=skills($search=a;b)', 400],
      ['me?$expand=profile($expand=skills($filter=id ne %27😀;%27;$search=a%3Bb))', 501],
      ['SKILL?$select=displayName,categories($search=a%3Bb)', 501],
      ['me/profile?$expand=skills($top=1%3B$skip=1)', 200],
      ['me?$expand=profile($expand=skills($top=1%3B$skip=1))', 200],
    ] as const
  ).map(([url, status]) => get('R38, R44 an encoded semicolon is of a word, and elsewhere as a bare one', url, status)),
  get(
    'R39 a computed property is filtered, ordered and selected by',
    'me/profile/skills?$compute=length(displayName) as size&$filter=size gt 1&$orderby=size&$select=size',
    200,
    {
      value: [{ size: 14, 'size@odata.type': '#Int32' }],
    },
  ),
  get('R39 a name that is taken', 'me/profile/skills?$compute=1 as displayName', 400),
  get('R39 no changes are tracked', 'me/profile/skills/delta', 404),
  get('A4.9.8 nothing is recursive', 'me?$expand=profile($levels=2)', 400, { error: { target: '$levels' } }),
  get('A4.9.2 a filter within', 'me/profile?$expand=skills($filter=false;$count=true)', 200, {
    skills: [],
    'skills@odata.count': 0,
  }),
  get('A4.9.4 an order and a page within', 'me/profile?$expand=skills($orderby=id desc;$top=1;$skip=0;$select=id)', 200, {
    skills: [{ id: 'ID' }],
  }),
  get('A4.9.1 references', 'me/profile?$expand=skills/$ref', 200, {
    skills: [{ '@odata.id': "ROOT/users('ME')/profile/skills('ID')", displayName: undefined }],
  }),
  get('A4.9.3 through a cast', 'me/profile?$expand=skills/microsoft.graph.skillProficiency', 200, { skills: [{ id: 'ID' }] }),
  get('A4.9 all', 'me/profile?$expand=*', 200, { skills: [{ id: 'ID' }], awards: [] }),
  get('A4.9 a count alone', 'me/profile?$expand=skills/$count', 200, { 'skills@odata.count': 1, skills: undefined }),
  get('A4.9 of the person', 'me?$expand=profile($expand=skills($select=id))', 200, {
    profile: { id: 'ME', skills: [{ id: 'ID' }] },
  }),
  get('A4.9 account by its other name', 'me/profile?$expand=accounts', 200, { account: [] }),
  get('A4.9 a property cannot be expanded', 'SKILL?$expand=inference', 400, { error: { code: 'ExpandNotSupported' } }),
  get('A4.9 nor what is unknown', 'me/profile?$expand=nonsense', 400, { error: { target: '$expand' } }),
];

const paths: readonly Exchange[] = [
  get('R40, A5.9l a key in parentheses', "me/profile/skills('ID')", 200, { id: 'ID' }),
  get('R40 with its name', "me/profile/skills(id='ID')", 200, { id: 'ID' }),
  get('R40 with another name', "me/profile/skills(key='ID')", 400),
  get('R40 encoded', 'me/profile/skills(%27ID%27)', 200, { id: 'ID' }),
  get('R40, A5.9f by an alias', "me/profile/skills(@k)?@k='ID'", 200, { id: 'ID' }),
  get('R40 by one that is not assigned', 'me/profile/skills(@k)', 400),
  get('R40 without quotes', 'me/profile/skills(ID)', 400),
  get('R40 empty', 'me/profile/skills()', 400),
  get('R40 quotes in a segment are data', "me/profile/skills/'ID'", 404),
  get('R40 an encoded slash is data', 'me/profile/skills/a%2Fb', 404),
  get('R40 an encoded slash within quotes', "me/profile/skills('a%2Fb')", 404),
  get('R40 so is a plus sign', 'me/profile/skills/a+b', 404),
  get('R40 and what looks like a function', 'me/profile/skills/any(x)', 404),
  get('R40 a type wins over a key', 'me/profile/skills/microsoft.graph.skillProficiency', 200, { value: [{ id: 'ID' }] }),
  get('R40, A3.4 a base type as well', 'me/profile/skills/microsoft.graph.itemFacet', 200, { value: [{ id: 'ID' }] }),
  get('R40 by alias', 'me/profile/skills/graph.skillProficiency/$count', 200, '1'),
  get('R40 a cast of an item', 'SKILL/microsoft.graph.skillProficiency/displayName', 200),
  get('R40 a cast with a key', "me/profile/skills/microsoft.graph.skillProficiency('ID')", 200, { id: 'ID' }),
  get('R40 a cast to what it is not', 'me/profile/skills/microsoft.graph.personAward', 400),
  get('R40 a segment of the protocol wins over a key', 'me/profile/skills/$nonsense', 400),
  get('R40 a key behind a key', 'SKILL/other', 400),
  get('R40 no key where there is one entity', "me('x')", 400),
  get('R40 no key of a property', "SKILL/displayName('x')", 400),
  get('R44 one slash at the end is passed over', 'me/profile/skills/', 200),
  get('R44 none in between', 'me//profile', 400),
  get('R44 nor two', 'me/profile/skills//', 400),
  get('R44 dots are no way', 'me/profile/../profile', 400),
  get('R44 segments in any case', 'Me/pROFILE/SKILLs', 200),
  get('R44 those of the protocol too', 'me/profile/skills/$COUNT', 200, '1'),
  get('R44 an encoded dollar', 'me/profile/skills/%24count', 200, '1'),
  get('R44 encoded names', 'me/%70rofile/sk%69lls?%24top=0', 200, { value: [] }),
  get('R44 decoded once', 'me/profile/%2570rofile', 400),
  get('R44 broken encoding', 'me/profile/%zz', 400),
  get('R44 no UTF-8', 'me/profile/%ff', 400),
  get('R44 no U+0000', 'me/profile/skills/%00', 400),
  get('R44 a doubled quote is one', "me/profile/skills?$filter=displayName eq 'O''Neil %26 S%C3%B6hne'", 200, {
    value: [{ id: 'ID' }],
  }),
  get('R44 encoded the same', 'me/profile/skills?$filter=displayName%20eq%20%27O%27%27Neil%20%26%20S%C3%B6hne%27', 200, {
    value: [{ id: 'ID' }],
  }),
  get('R44 half encoded the same', "me/profile/skills?$filter=displayName eq 'O%27'Neil %26 Söhne'", 200, {
    value: [{ id: 'ID' }],
  }),
  get('R44 an unbalanced one is refused', "me/profile/skills?$filter=displayName eq 'O%27Neil'", 400),
  get('R44 split before decoding', "me/profile/skills?$filter=displayName eq 'a%26$top=0'&$count=true", 200, {
    '@odata.count': 0,
  }),
  get('R44 at the first equals sign', "me/profile/skills?$filter=displayName eq 'a=b'", 200, { value: [] }),
  get('R45 a plus is a space', "me/profile/skills?$filter=startswith(displayName,'O''Neil+%26')+eq+true", 200, {
    value: [{ id: 'ID' }],
  }),
  get('R45 in quotes in front of a digit it is a plus', "me/profile/skills?$filter=indexof('x+1','%2B') eq 1", 200, {
    value: [{ id: 'ID' }],
  }),
  get('R45 where a form is sent it is a space there too', "me/profile/skills?$filter=indexof('x+1','%2B')+eq+-1", 200, {
    value: [{ id: 'ID' }],
  }),
  get('R45 an encoded plus is a plus', "me/profile/skills?$filter=contains(displayName,'%2B')", 200, { value: [] }),
  get('R45 a sign in front of an offset', 'me/profile/skills?$filter=createdDateTime gt 2020-01-01T00:00:00+05:00', 200, {
    value: [{ id: 'ID' }],
  }),
  get('R46 identifiers have one case', "me/profile/skills?$filter=DisplayName eq 'x'", 400),
  get('R46 keywords have any', "me/profile/skills?$filter=NOT (displayName EQ 'x') AND True", 200, { value: [{ id: 'ID' }] }),
  get('R46 null has one', 'me/profile/skills?$filter=displayName eq NULL', 400),
  get('R46 aliases have one', "me/profile/skills?$filter=displayName eq @A&@a='x'", 200, { value: [] }),
  get('R47 an alias', "me/profile/skills?$filter=proficiency eq @p&@p='expert'", 200, { value: [{ id: 'ID' }] }),
  get('R47 one that is not assigned is null', 'me/profile/skills?$filter=webUrl eq @p', 200, { value: [{ id: 'ID' }] }),
  get('R47 one assigned twice', 'me/profile/skills?$filter=webUrl eq @p&@p=1&@p=2', 400),
  get('A6.3 null behind a single navigation property', 'me/profile/skills?$filter=inference ne null', 200, {
    value: [{ id: 'ID' }],
  }),
  get('A3.2 v1.0 has no profile', 'me/profile', 200),
  {
    rule: 'A3.2 v1.0 has no profile',
    send: ['GET', 'me/profile', { version: 'v1.0' }],
    status: 400,
    body: { error: { target: 'profile' } },
  },
  ...(
    [
      ['skillProficiency?$id=SKILL', 200],
      ['itemFacet?$id=SKILL', 200],
      ['skillProficiency?$id=SKILL&$select=displayName', 200],
      ['user?$id=SKILL', 400],
      ['workPosition?$id=SKILL', 400],
      ['user?$id=me', 200],
      ['itemFacet?$id=SKILL/microsoft.graph.itemFacet', 400],
    ] as const
  ).map(([end, status]) => get('R43 an id of a type', `$entity/microsoft.graph.${end}`, status)),
  get('R43 an id without the origin', '$entity?$id=/beta/SKILL', 200, { id: 'ID' }),
  {
    rule: 'A3.2 but the person',
    send: ['GET', 'me', { version: 'v1.0' }],
    status: 200,
    body: { id: 'ME', '@odata.context': 'https://localhost/v1.0/$metadata#users/$entity' },
  },
];

runExchanges('addresses', [...options, ...paths]);
