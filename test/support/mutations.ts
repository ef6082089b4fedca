/** Faulty bodies made from the model: for every property at every depth, each way in which its value can be wrong. */
import type { Property, StructuredType } from '../../src/model/field.ts';

/** A body with one fault. */
export interface Mutation {
  readonly what: string;
  /** The path of the property at fault, as `detail/company/displayName`. */
  readonly target: string;
  /** JSON text, since not every fault survives a value. */
  readonly body: string;
}

/** What is wrong with a value, and the value as JSON text; `inside` where the fault lies deeper than the property itself. */
type Wrong = readonly [what: string, json: string, inside?: string];

const notStrings: readonly Wrong[] = [
  ['a number', '5'],
  ['true', 'true'],
  ['an object', '{}'],
  ['an array', '["x"]'],
  ['U+0000', '"a\\u0000b"'],
  ['half a surrogate pair', '"\\ud800"'],
  ['the other half', '"a\\udc00"'],
];

const byType: Readonly<Record<string, readonly Wrong[]>> = {
  'Edm.String': notStrings,
  'Edm.Boolean': [
    ['a string', '"true"'],
    ['a number', '1'],
    ['an array', '[true]'],
    ['an object', '{}'],
  ],
  'Edm.Int32': [
    ['a string', '"1"'],
    ['a fraction', '1.5'],
    ['too great a number', '2147483648'],
    ['too small a number', '-2147483649'],
    ['a boolean', 'true'],
    ['infinity', '1e999'],
    ['an array', '[1]'],
  ],
  'Edm.Double': [
    ['a string', '"0.5"'],
    ['a word', '"Double"'],
    ['NaN', '"NaN"'],
    ['infinity', '1e999'],
    ['negative infinity', '-1e999'],
    ['a boolean', 'false'],
    ['an object', '{}'],
    ['an array', '[0.5]'],
  ],
  'Edm.Date': [
    ['a day that is none', '"2023-02-30"'],
    ['a leap day that is none', '"2023-02-29"'],
    ['a month that is none', '"2023-13-01"'],
    ['year 0', '"0000-01-01"'],
    ['a year too late', '"10000-01-01"'],
    ['a year too early', '"-0001-01-01"'],
    ['an instant', '"2023-01-01T00:00:00Z"'],
    ['single digits', '"2023-1-1"'],
    ['an empty string', '""'],
    ['a number', '20230101'],
    ['an array', '["2023-01-01"]'],
    ['white space', '" 2023-01-01"'],
  ],
};

const long = (characters: number) => JSON.stringify('x'.repeat(characters));

function wrongValues(property: Property): readonly Wrong[] {
  const { type } = property;
  if (type.kind === 'enum') {
    return [
      ['an unknown member', '"nonsense"'],
      ['a member in the wrong case', JSON.stringify((Object.keys(type.members)[1] ?? '').toUpperCase())],
      ['a number', '1'],
      ['a number no member has', '"97531"'],
      ['a boolean', 'true'],
      ['an object', '{"a":1}'],
      ...(type.flags
        ? ([['one unknown among known', `"${Object.keys(type.members)[1]},nonsense"`]] as const)
        : ([
            ['an empty string', '""'],
            ['an array', '["x"]'],
          ] as const)),
      ['a member of Object', '"constructor"'],
      ['a member of Object', '"__proto__"'],
    ];
  }
  if (type.kind !== 'primitive') {
    return [
      ['a string', '"x"'],
      ['a number', '5'],
      ['a boolean', 'true'],
      ['an array', '[{}]'],
      ['an unknown member', '{"nonsense":1}', 'nonsense'],
      ['__proto__ within', '{"__proto__":{"a":1}}', '__proto__'],
      ['constructor within', '{"constructor":{}}', 'constructor'],
      ['toString within', '{"toString":null}', 'toString'],
    ];
  }
  const tooLong: readonly Wrong[] =
    type.name === 'Edm.String' ? [['too long a string', long((property.maxLength ?? 8192) + 1)]] : [];
  return [...(byType[type.name] ?? []), ...tooLong];
}

function wrongCollections(property: Property): readonly Wrong[] {
  const members = wrongValues(property).map(
    ([what, json, inside]): Wrong => [`${what} as member`, `[${json}]`, inside === undefined ? '0' : `0/${inside}`],
  );
  const fitting = property.type.kind === 'primitive' ? '"x"' : '{}';
  return [
    ...(property.bare ? [] : ([['a string', '"x"']] as const)),
    ['a number', '5'],
    ['an object', '{}'],
    ['a boolean', 'true'],
    ['null as member', `[${fitting},null]`, '1'],
    ['too many members', `[${Array.from({ length: 501 }, () => fitting).join(',')}]`],
    ...members,
  ];
}

/** Every way to get a body of this type wrong, one fault in each. */
export function mutationsOf(type: StructuredType): readonly Mutation[] {
  const found: Mutation[] = [];
  const visit = (owner: StructuredType, path: readonly string[], wrap: (json: string) => string): void => {
    const at = (name: string) => [...path, name].join('/');
    for (const property of owner.properties.values()) {
      if (property.by !== 'client') continue;
      const put = (json: string) => wrap(`{${JSON.stringify(property.name)}:${json}}`);
      for (const [what, json, inside] of property.collection ? wrongCollections(property) : wrongValues(property)) {
        const target = inside === undefined ? at(property.name) : `${at(property.name)}/${inside}`;
        found.push({ what: `${what} for ${at(property.name)}`, target, body: put(json) });
      }
      if (!property.nullable && !property.collection)
        found.push({ what: `null for ${at(property.name)}`, target: at(property.name), body: put('null') });
      const { type: inner } = property;
      if (inner.kind !== 'complex') continue;
      const step = property.collection ? [property.name, '0'] : [property.name];
      visit(inner, [...path, ...step], (json) => put(property.collection ? `[${json}]` : json));
    }
    for (const name of ['nonsense', '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'Id', 'displayname'])
      if (!owner.properties.has(name))
        found.push({ what: `the unknown property ${at(name)}`, target: at(name), body: wrap(`{${JSON.stringify(name)}:1}`) });
    found.push({
      what: `a member twice in ${path.join('/')}`,
      target: at('nonsense'),
      body: wrap('{"nonsense":1,"nonsense":1}'),
    });
  };
  visit(type, [], (json) => json);
  return found;
}

/** Bodies that are wrong whatever the type. */
export const wrongBodies: readonly (readonly [what: string, body: Buffer | string])[] = [
  ['nothing', ''],
  ['white space', ' \n'],
  ['a truncated object', '{"displayName":'],
  ['a trailing comma', '{"displayName":"x",}'],
  ['single quotes', "{'displayName':'x'}"],
  ['two objects', '{}{}'],
  ['a bare word', 'nonsense'],
  ['NaN', '{"displayName":NaN}'],
  ['Infinity', '{"displayName":Infinity}'],
  ['a comment', '{/**/}'],
  ['a control character in a string', '{"displayName":"a\nb"}'],
  ['null', 'null'],
  ['a number', '1'],
  ['a string', '"x"'],
  ['an array', '[]'],
  ['an array of one', '[{"displayName":"x"}]'],
  ['true', 'true'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d])],
  ['UTF-16', Buffer.from('{"displayName":"x"}', 'utf16le')],
  ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ['a surrogate in UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d])],
  ['too many levels of objects', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
  ['too many levels of arrays', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ['levels without an end', '['.repeat(100_000)],
  ['form data', 'displayName=x'],
  ['XML', '<displayName>x</displayName>'],
];
