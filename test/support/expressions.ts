/** Random expressions of the query language, typed over any structured type, as the text that a caller would send. */
import fc from 'fast-check';
import type { EnumType, StructuredType, ValueType } from '../../src/model/field.ts';
import type { Schema } from '../../src/model/type.ts';
import { dates, doubles, instants, texts, wholes } from './items.ts';

/** What an expression gives. Enumerations go by their names. */
type Kind = 'boolean' | 'string' | 'whole' | 'number' | 'instant' | 'date' | 'time' | 'duration' | EnumType;

/** A path that can be asked for, and what it leads to. */
interface Path {
  readonly text: string;
  readonly type: ValueType;
  readonly collection: boolean;
}

export type Text = fc.Arbitrary<string>;

/** What names mean where an expression stands, and how deep it may still grow. */
interface Scope {
  readonly namespace: string;
  readonly paths: readonly Path[];
  readonly enums: readonly EnumType[];
  readonly depth: number;
  /** How many more lambdas may be nested. */
  readonly lambdas: number;
}

const kindNames: Readonly<Record<string, Exclude<Kind, EnumType>>> = {
  'Edm.Boolean': 'boolean',
  'Edm.String': 'string',
  'Edm.Int32': 'whole',
  'Edm.Int64': 'whole',
  'Edm.Double': 'number',
  'Edm.Decimal': 'number',
  'Edm.DateTimeOffset': 'instant',
  'Edm.Date': 'date',
  'Edm.TimeOfDay': 'time',
  'Edm.Duration': 'duration',
};

function kindOf(type: ValueType): Kind | undefined {
  if (type.kind === 'enum') return type;
  return type.kind === 'primitive' ? kindNames[type.name] : undefined;
}

/** Every path from a place through complex values; not into collections. */
function pathsFrom(prefix: string, type: ValueType): readonly Path[] {
  if (type.kind === 'primitive' || type.kind === 'enum') return [];
  return [...type.properties.values()].flatMap(({ name, type: of, collection }) => {
    const text = `${prefix}${name}`;
    const own: Path = { text, type: of, collection };
    return collection ? [own] : [own, ...pathsFrom(`${text}/`, of)];
  });
}

function enumsIn(paths: readonly Path[]): readonly EnumType[] {
  return [...new Set(paths.flatMap(({ type }) => (type.kind === 'enum' ? [type] : [])))];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const inParentheses = (text: string): string => `(${text})`;

/** Text assembled from arbitraries. */
export const write = (parts: TemplateStringsArray, ...holes: readonly Text[]): Text =>
  fc.tuple(...holes).map((found) => parts.reduce((text, part, index) => text + found[index - 1] + part));

const patterns = [
  '^a',
  'a$',
  '^[a-c]+$',
  '.',
  '^.$',
  '\\\\d+',
  '\\\\w{2,3}',
  '(a|b)*c',
  '[^\\\\x00-\\\\x7f]',
  '^\\\\s',
  '\\\\bc',
  '',
  'a{2}',
  '(?:ab)+?',
  '\\\\u{1F600}',
  'ß$',
];
const durations = [
  'PT0S',
  'PT1S',
  'pt2s',
  'PT0.0000001S',
  'PT1H',
  '-PT1H',
  'P1D',
  '-P1D',
  'P1DT2H3M4.5S',
  'PT12H',
  'P366D',
  'P40000D',
  '-P3000000D',
];

function literalOf(kind: Kind, { namespace }: Scope): Text {
  if (typeof kind === 'object') {
    const names = fc.subarray(Object.keys(kind.members), { minLength: 1, maxLength: kind.flags ? 3 : 1 });
    const spelled = fc.oneof(
      names.map((found) => found.join(',')),
      names.map((found) => found.map((name) => Reflect.get(kind.members, name)).join(',')),
    );
    return fc
      .tuple(spelled, fc.boolean())
      .map(([text, bare]) => (bare ? quoted(text) : `${namespace}.${kind.name}${quoted(text)}`));
  }
  switch (kind) {
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'string':
      return fc.constantFrom(...texts).map(quoted);
    case 'whole':
      return fc.constantFrom(...wholes).map(String);
    case 'number':
      return fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...doubles).map(String) },
        { weight: 1, arbitrary: fc.constantFrom('INF', '-INF', 'NaN') },
      );
    case 'instant':
      return fc.oneof(
        fc.constantFrom(...instants),
        fc.constantFrom('2020-02-29T00:00Z', '2021-01-01T00:30:00+02:00', 'mindatetime()', 'maxdatetime()', 'now()'),
      );
    case 'date':
      return fc.constantFrom(...dates);
    case 'time':
      return fc.constantFrom('00:00:00', '12:00', '23:59:59.9999999', '23:59:60', '06:34:12.229');
    case 'duration':
      return fc.constantFrom(...durations).map((text) => `duration'${text}'`);
  }
}

type Terms = (kind: Kind) => Text;

function pathsTo(kind: Kind, { paths }: Scope): readonly string[] {
  return paths.filter(({ type, collection }) => !collection && kindOf(type) === kind).map(({ text }) => text);
}

/** Values without parts: paths first, then literals, rarely null. */
function leafOf(kind: Kind, scope: Scope): Text {
  const paths = pathsTo(kind, scope);
  const literal = literalOf(kind, scope);
  return fc.oneof(
    ...(paths.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...paths) }] : []),
    { weight: 3, arbitrary: literal },
    { weight: 1, arbitrary: fc.constant('null') },
  );
}

const kinds: readonly Exclude<Kind, EnumType>[] = ['boolean', 'string', 'whole', 'number', 'instant', 'date', 'time', 'duration'];

/** What gives a value of each kind, made of parts. */
function madeOf(kind: Kind, term: Terms, scope: Scope): readonly Text[] {
  if (typeof kind === 'object') return [caseOf(kind, term)];
  const [whole, number, string, instant, date, time, duration] = [
    term('whole'),
    term('number'),
    term('string'),
    term('instant'),
    term('date'),
    term('time'),
    term('duration'),
  ];
  switch (kind) {
    case 'boolean':
      return conditions(term, scope);
    case 'string':
      return [
        write`concat(${string},${string})`,
        write`tolower(${string})`,
        write`toupper(${string})`,
        write`trim(${string})`,
        write`substring(${string},${fc.constantFrom('0', '1', '2', '-2', '5', '-9', '100')})`,
        write`substring(${string},${whole},${fc.constantFrom('0', '1', '3', '100')})`,
        write`cast(${fc.oneof(number, whole, term('boolean'), duration, instant, date, ...scope.enums.map((type) => pathOrNull(type, scope)))},Edm.String)`,
        caseOf(kind, term),
      ];
    case 'whole':
      return [
        write`length(${string})`,
        write`indexof(${string},${string})`,
        write`(${whole} ${fc.constantFrom('add', 'sub', 'mul')} ${whole})`,
        write`(${whole} ${fc.constantFrom('div', 'mod')} ${fc.oneof(fc.constantFrom('1', '2', '-3', '7'), write`length(${string})`)})`,
        write`-${whole.map((text) => (text.startsWith('-') ? inParentheses(text) : text))}`,
        write`${fc.constantFrom('year', 'month', 'day')}(${fc.oneof(instant, date)})`,
        write`${fc.constantFrom('hour', 'minute', 'second')}(${fc.oneof(instant, time)})`,
        write`totaloffsetminutes(${instant})`,
        write`cast(${fc.oneof(string, number)},${fc.constantFrom('Edm.Int32', 'Edm.Int64')})`,
        caseOf(kind, term),
        ...counts(scope),
      ];
    case 'number':
      return [
        write`(${fc.oneof(number, whole)} ${fc.constantFrom('add', 'sub', 'mul', 'div', 'divby')} ${number})`,
        write`(${whole} divby ${whole})`,
        write`(${number} mod ${fc.constantFrom('1', '0.1', '2.5', '-3', '1e300')})`,
        write`-${number.map((text) => (text.startsWith('-') ? inParentheses(text) : text))}`,
        write`${fc.constantFrom('round', 'floor', 'ceiling')}(${number})`,
        write`fractionalseconds(${fc.oneof(instant, time)})`,
        write`totalseconds(${duration})`,
        write`cast(${fc.oneof(string, whole)},${fc.constantFrom('Edm.Double', 'Edm.Decimal')})`,
        caseOf(kind, term),
      ];
    case 'instant':
      return [
        write`(${instant} ${fc.constantFrom('add', 'sub')} ${duration})`,
        write`cast(${string},Edm.DateTimeOffset)`,
        caseOf(kind, term),
      ];
    case 'date':
      return [
        write`date(${instant})`,
        write`(${date} ${fc.constantFrom('add', 'sub')} ${duration})`,
        write`cast(${string},Edm.Date)`,
        caseOf(kind, term),
      ];
    case 'time':
      return [write`time(${instant})`, write`cast(${string},Edm.TimeOfDay)`];
    case 'duration':
      return [
        write`(${instant} sub ${instant})`,
        write`(${date} sub ${date})`,
        write`(${duration} ${fc.constantFrom('add', 'sub')} ${duration})`,
        write`cast(${string},Edm.Duration)`,
        write`(${duration} ${fc.constantFrom('mul', 'div', 'divby')} ${fc.oneof(fc.constantFrom('2', '0.5', '-3', '1e10'), number)})`,
        write`-${duration.map((text) => (text.startsWith('-') ? inParentheses(text) : text))}`,
      ];
  }
}

const pathOrNull = (kind: Kind, scope: Scope): Text =>
  fc.constantFrom(...pathsTo(kind, scope), ...(typeof kind === 'object' ? [] : ['null']));

function caseOf(kind: Kind, term: Terms): Text {
  const value = term(kind).filter((text) => !/^'|^null$/.test(text));
  return write`case(${term('boolean')}:${value},${term('boolean')}:${value})`;
}

function conditions(term: Terms, scope: Scope): readonly Text[] {
  const condition = term('boolean');
  const string = term('string');
  const equality = fc.constantFrom('eq', 'ne');
  const order = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
  return [
    write`(${condition} ${fc.constantFrom('and', 'or')} ${condition})`,
    write`not (${condition})`,
    write`(${condition} ${equality} ${fc.oneof(condition, fc.constant('null'))})`,
    ...kinds.filter((kind) => kind !== 'boolean').map((kind) => write`(${term(kind)} ${order} ${term(kind)})`),
    write`(${term('whole')} ${order} ${term('number')})`,
    ...scope.enums.flatMap((type) => {
      const member = literalOf(type, scope);
      const paths = fc.constantFrom(...pathsTo(type, scope));
      return [
        write`(${paths} ${order} ${member})`,
        write`(${paths} in (${member},${member}))`,
        write`(${term(type)} eq ${paths})`,
        ...(type.flags ? [write`(${paths} has ${member})`, write`(${paths} has ${paths})`] : []),
      ];
    }),
    write`${fc.constantFrom('contains', 'startswith', 'endswith')}(${string},${string})`,
    write`matchesPattern(${string},${fc.constantFrom(...patterns).map((text) => quoted(text.replaceAll('\\\\', '\\')))})`,
    ...membership(term, scope),
    ...structured(scope),
    ...lambdas(scope),
    write`isof(${string},${fc.constantFrom('Edm.String', 'Edm.Int32')})`,
    write`isof(${term('whole')},${fc.constantFrom('Edm.Double', 'Edm.Int32')})`,
    caseOf('boolean', term),
  ];
}

/** `in` with lists of literals, with computed members, and with collections. */
function membership(term: Terms, scope: Scope): readonly Text[] {
  const list = (kind: Kind): Text =>
    fc
      .array(
        fc.oneof(
          { weight: 5, arbitrary: literalOf(kind, scope).filter((text) => !text.includes('(')) },
          { weight: 1, arbitrary: fc.constant('null') },
        ),
        { maxLength: 4 },
      )
      .map((members) => members.join(','));
  const collections = scope.paths
    .filter(({ type, collection }) => collection && kindOf(type) === 'string')
    .map(({ text }) => text);
  return [
    ...(['string', 'whole', 'number', 'instant', 'date'] as const).map((kind) => write`(${term(kind)} in (${list(kind)}))`),
    write`(${term('string')} in [${term('string')},${term('string')}])`,
    ...(collections.length > 0 ? [write`(${term('string')} in ${fc.constantFrom(...collections)})`] : []),
  ];
}

/** Questions to complex values and collections as a whole, and to what nobody declared. */
function structured(scope: Scope): readonly Text[] {
  const { paths } = scope;
  const complex = paths.filter(({ type, collection }) => !collection && type.kind === 'complex').map(({ text }) => text);
  const open = paths
    .filter(({ type, collection }) => !collection && type.kind === 'complex' && type.open)
    .map(({ text }) => text);
  const lists = paths.filter(({ type, collection }) => collection && kindOf(type) === 'string').map(({ text }) => text);
  const json = fc.array(fc.constantFrom(...texts), { maxLength: 2 }).map((members) => JSON.stringify(members));
  return [
    ...(complex.length > 0 ? [write`(${fc.constantFrom(...complex)} ${fc.constantFrom('eq', 'ne')} null)`] : []),
    ...(open.length > 0 ? undeclared(open, pathsTo('string', scope)) : []),
    ...(lists.length > 0
      ? [
          write`(${fc.constantFrom(...lists)} ${fc.constantFrom('eq', 'ne')} ${json})`,
          write`${fc.constantFrom('hassubset', 'hassubsequence')}(${fc.constantFrom(...lists)},${fc.oneof(json, fc.constantFrom(...lists))})`,
        ]
      : []),
  ];
}

/** Questions to properties that nobody declared, which are taken as whatever they stand beside. */
function undeclared(open: readonly string[], declared: readonly string[]): readonly Text[] {
  const path = write`${fc.constantFrom(...open)}/${fc.constantFrom('color', 'size', 'absent')}`;
  const loose = fc.constantFrom("'x'", "'a'", '1', '0.5', 'true', 'false', 'null');
  return [
    write`(${path} ${fc.constantFrom('eq', 'ne', 'gt', 'le')} ${loose})`,
    write`(${loose} ${fc.constantFrom('eq', 'ne', 'lt', 'ge')} ${path})`,
    write`(${path} in (${fc.constantFrom("'x','1'", "'x',null", 'null,true', 'NaN,null', '1,0.5', 'null', '')}))`,
    ...(declared.length > 0 ? besideDeclared(path, fc.constantFrom(...declared)) : []),
    write`(${fc.constantFrom('length', 'tolower', 'trim')}(${path}) eq ${fc.constantFrom('null', 'null', 'null')})`,
    write`contains(${path},${fc.constantFrom("'x'", "''")})`,
    write`(${fc.constantFrom('round', 'floor', 'ceiling', '-')}(${path}) ${fc.constantFrom('eq', 'gt')} ${fc.constantFrom('1', '0', 'null')})`,
    write`((${path} ${fc.constantFrom('add', 'mul', 'div', 'mod')} ${fc.constantFrom('1', '0.5', 'null')}) ge 1)`,
    write`(${path} ${fc.constantFrom('and', 'or')} ${fc.constantFrom('true', 'false', 'null')})`,
    write`not (${path})`,
    write`(case(${path}:1,true:2) eq ${fc.constantFrom('1', '2')})`,
    write`(case(true:${path}) eq ${loose})`,
    write`(cast(${path},${fc.constantFrom('Edm.String', 'Edm.Double', 'Edm.Boolean', 'Edm.Int32')}) ne null)`,
    write`isof(${path},${fc.constantFrom('Edm.String', 'Edm.Double', 'Edm.Boolean', 'Edm.Int32', 'Edm.Int64')})`,
  ];
}

/** The same beside properties that may be null themselves. */
function besideDeclared(path: Text, text: Text): readonly Text[] {
  return [
    write`(${path} ${fc.constantFrom('eq', 'ne', 'ge', 'lt')} ${text})`,
    write`(${text} ${fc.constantFrom('eq', 'ne', 'le', 'gt')} ${path})`,
    write`(${path} in [${text},'x'])`,
    write`(${text} in [${path},${text}])`,
  ];
}

/** Names of variables: one of them hides a property. */
const variables = ['x', 'y', 'displayName'];

/** What names mean behind a variable for the members of a collection. */
function inside(scope: Scope, collection: Path, variable: string): Scope {
  const hidden = scope.paths.filter(({ text }) => text !== variable && !text.startsWith(`${variable}/`));
  const own: Path = { text: variable, type: collection.type, collection: false };
  const paths = [...hidden, own, ...pathsFrom(`${variable}/`, collection.type), ...[own, own, own]];
  return {
    ...scope,
    paths,
    enums: enumsIn(paths.filter((path) => !path.collection)),
    depth: Math.max(1, scope.depth - 1),
    lambdas: scope.lambdas - 1,
  };
}

/** What names mean in `/$filter(...)` of a collection: its members are `$this`, and nothing else is asked about. */
function ofMembers(scope: Scope, collection: Path): Scope {
  const own: Path = { text: '$this', type: collection.type, collection: false };
  const paths = [own, ...pathsFrom('$this/', collection.type)];
  return { ...scope, paths, enums: enumsIn(paths.filter((path) => !path.collection)), depth: 1, lambdas: 0 };
}

function lambdas(scope: Scope): readonly Text[] {
  if (scope.lambdas === 0) return [];
  const collections = scope.paths.filter(({ collection }) => collection);
  return collections.slice(0, 4).flatMap((collection, index) => {
    const variable = variables[(index + scope.lambdas) % variables.length] ?? 'x';
    const predicate = termsIn(inside(scope, collection, variable))('boolean');
    const passing = write`${fc.constant(collection.text)}/$filter(${termsIn(ofMembers(scope, collection))('boolean')})`;
    return [
      write`${passing}/${fc.constantFrom('any', 'all')}(${fc.constant(variable)}:${predicate})`,
      write`(${passing}/$count gt ${fc.constantFrom('0', '1')})`,
      write`${fc.constant(collection.text)}/any(${fc.constant(variable)}:${predicate})`,
      write`${fc.constant(collection.text)}/all(${fc.constant(variable)}:${predicate})`,
      fc.constant(`${collection.text}/any()`),
    ];
  });
}

function counts({ paths }: Scope): readonly Text[] {
  const collections = paths.filter(({ collection }) => collection).map(({ text }) => text);
  const lists = paths.filter(({ type, collection }) => collection && kindOf(type) === 'string').map(({ text }) => text);
  return [
    ...(collections.length > 0 ? [fc.constantFrom(...collections.map((text) => `${text}/$count`))] : []),
    ...(lists.length > 0
      ? [
          write`${fc.constantFrom(...lists)}/$count($filter=${fc.constantFrom("$this eq 'a'", 'length($this) gt 1', "$this ne displayName and $this gt ''")})`.filter(
            (text) => !text.includes('displayName'),
          ),
        ]
      : []),
  ];
}

/** Arbitraries for every kind in a scope, made when first asked for. */
function termsIn(scope: Scope): Terms {
  const levels = Array.from({ length: scope.depth + 1 }, () => new Map<Kind, Text>());
  const at =
    (depth: number): Terms =>
    (kind) => {
      const known = levels[depth]?.get(kind);
      if (known) return known;
      const leaf = leafOf(kind, scope);
      const made =
        depth === 0
          ? leaf
          : fc.oneof(
              { weight: 2, arbitrary: leaf },
              ...madeOf(kind, at(depth - 1), scope).map((arbitrary) => ({ weight: 1, arbitrary })),
            );
      levels[depth]?.set(kind, made);
      return made;
    };
  return at(scope.depth);
}

function scopeOf({ namespace }: Schema, type: StructuredType, depth: number): Scope {
  const paths = pathsFrom('', type);
  return { namespace, paths, enums: enumsIn(paths.filter(({ collection }) => !collection)), depth, lambdas: 2 };
}

/** Conditions on an item of a type, nested at most so deep. */
export function conditionsOn(schema: Schema, type: StructuredType, depth = 4): Text {
  return fc.oneof(...conditions(termsIn(scopeOf(schema, type, depth - 1)), scopeOf(schema, type, depth - 1)));
}

/** Values that items of a type can be ordered by. */
export function keysOf(schema: Schema, type: StructuredType, depth = 3): Text {
  const terms = termsIn(scopeOf(schema, type, depth));
  return fc.oneof(...kinds.map((kind) => terms(kind)));
}
