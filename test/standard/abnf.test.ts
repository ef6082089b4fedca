/** The OASIS test cases of the OData ABNF, rule by rule, at the parser: what the grammar derives is read, all else is refused. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Fault, type RefusalName } from '../../src/fault.ts';
import type { ValueType } from '../../src/model/field.ts';
import { schema } from '../../src/model/schema.ts';
import { readAliases } from '../../src/odata/aliases.ts';
import { isEnumValue } from '../../src/odata/enum-literal.ts';
import { readFormat, readPreconditions, readPreferences } from '../../src/odata/headers.ts';
import {
  isDate,
  isDateTimeOffset,
  isIdentifier,
  parseBoolean,
  parseDouble,
  parseDuration,
  parseGuid,
  parseTimeOfDay,
} from '../../src/odata/literal.ts';
import { readOptions, splitQuery } from '../../src/odata/options.ts';
import { parseValue } from '../../src/odata/parse-expression.ts';
import { readPath } from '../../src/odata/path.ts';
import { parseSearch } from '../../src/odata/search.ts';

interface Case {
  readonly rule: string;
  readonly input: string;
  readonly failAt?: number;
}

const file = new URL('../../../shared/data/abnf-cases.json', import.meta.url);

/** Where an expression or option may be about any type of the model, each of these is tried. */
const places = [
  'me/profile/skills',
  'me/profile/projects',
  'me/profile/positions',
  'me/profile/certifications',
  'users',
  'me/profile',
  'me/profile/skills/1/categories',
];

/** Grammatical, but meaning nothing here: refused for their meaning, in the words of the row named. */
const meaningless: Readonly<Record<string, RefusalName>> = {
  // No collection here is ordered by position, and nothing is done to a filtered set.
  "me/profile/projects('0fb4c1e3-c1e3-0fb4-e3c1-b40fe3c1b40f')/colleagues/0": 'notImplemented',
  "me/profile/skills/$filter(displayName eq 'A')": 'notImplemented',
  "me/profile/skills/$filter(displayName gt 'A')/$filter(displayName lt 'M')": 'notImplemented',
  'me/profile/skills/$filter(@foo)/$each': 'notImplemented',
  "users?$filter=displayName eq $root/users('A1245')/displayName": 'notImplemented',
  'startswith(["Fred","George","Ron"],["Fred","George"])': 'notImplemented',
  '[displayName,webUrl]': 'notImplemented',
  'index=42': 'notImplemented',
  // A date is no instant.
  '$filter=createdDateTime gt 2013-05-24': 'queryTypeMismatch',
  // The first is of a profile, the second of a person; and no navigation here comes back to its own type.
  '$expand=interests,profile($expand=skills)': 'unknownQueryProperty',
  '$expand=skills($levels=4)': 'misplacedOption',
  '$orderby=Name&!deltatoken=0412312321': 'unknownQueryProperty',
  '$format=text/html': 'notAcceptable',
  'odata-isolation:sNapShoT': 'isolationNotSupported',
  'schemaversion=second': 'schemaVersionNotFound',
};

/** Not derivable under the constraints of the cases, but here: `more` is a custom option, and those are let pass. */
const derivableHere: readonly string[] = ['$search=more&more'];

/** Where reading stops: characters from 0, at rules whose cases are expressions. */
const placesOfFailure: Readonly<Record<string, number>> = {
  'displayName in (displayName,webUrl)': 27,
  "categories eq ('Miller','Smith')": 23,
};

function typeAt(path: string): ValueType {
  const { type } = readPath(schema, path, new Map());
  assert.ok(type);
  return type;
}

function decode(text: string): string {
  return splitQuery(`x=${text}`)[0]?.value ?? '';
}

/** Reads with each of several, until one succeeds. Throws the refusal that got furthest. */
function anyOf<Place>(among: readonly Place[], read: (place: Place) => void): void {
  const faults: Fault[] = [];
  for (const place of among) {
    try {
      read(place);
      return;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      faults.push(fault);
    }
  }
  const last = faults.toSorted((left, right) => rank(left) - rank(right)).at(-1);
  throw last;
}

/** A name that one type lacks says less than what is wrong at a type that has it. */
function rank({ refusal, details }: Fault): number {
  const position = typeof details.position === 'number' ? details.position : 0;
  return (
    (refusal === 'misplacedOption'
      ? String(details.place).includes('$expand')
        ? 500
        : -1
      : refusal === 'unknownQueryProperty'
        ? 0
        : 1000) + position
  );
}

function expression(text: string): void {
  anyOf(places, (path) => parseValue(schema, typeAt(path), decode(text), { option: '$filter' }));
}

function literal(text: string): void {
  const read = parseValue(schema, typeAt('users'), decode(text), { option: '$filter' });
  assert.equal(read.kind, 'literal');
}

function value(read: (text: string) => unknown): (text: string) => void {
  return (text) => {
    const found = read(text);
    if (found === undefined || found === false) throw new Fault('malformedQuery', { reason: 'it is no such value' });
  };
}

function query(text: string): void {
  const options = splitQuery(text);
  const system = options.filter((option) => option.system !== undefined);
  if (system.length > 0 && system.every((option) => option.system === 'format')) {
    readFormat({}, options, { end: 'entities' });
  }
  anyOf(places, (path) => readOptions(schema, readPath(schema, path, new Map()), options));
}

function relative(text: string): void {
  const [address = ''] = text.split('#');
  const mark = address.indexOf('?');
  const options = splitQuery(mark < 0 ? '' : address.slice(mark + 1));
  const target = readPath(schema, mark < 0 ? address : address.slice(0, mark), readAliases(options));
  readOptions(schema, target, options);
}

function header(text: string): void {
  const colon = text.indexOf(':');
  const headers = { [text.slice(0, colon).toLowerCase()]: text.slice(colon + 1) };
  readFormat(headers, [], { end: 'entities' });
  readPreconditions(headers);
  readPreferences(headers.prefer);
}

const ignoredPreference = value((text) => Object.keys(readPreferences(text)).length > 0);

/** How each rule is read. A rule that a server only writes, or never sees, is named with undefined. */
const rules: Readonly<Record<string, ((text: string) => void) | undefined>> = {
  anyExpr: (text) => expression(`categories/${text}`),
  boolCommonExpr: expression,
  boolean: value(parseBoolean),
  booleanValue: value(parseBoolean),
  commonExpr: expression,
  compute: query,
  context: undefined,
  customQueryOption: query,
  date: value(isDate),
  dateTimeOffsetLiteral: literal,
  dateTimeOffsetValue: value(isDateTimeOffset),
  dateValue: value(isDate),
  decimalLiteral: literal,
  decimalValue: value(parseDouble),
  doubleLiteral: literal,
  doubleValue: value(parseDouble),
  durationLiteral: (text) => expression(`lastModifiedDateTime sub createdDateTime gt ${text}`),
  durationValue: value(parseDuration),
  entitySetName: relative,
  enumLiteral: (text) => expression(`allowedAudiences has ${text}`),
  enumValue: value(isEnumValue),
  expand: query,
  filter: query,
  firstMemberExpr: (text) => {
    if (text.startsWith('lambda')) expression(`colleagues/any(lambda:${text} eq 'x')`);
    else expression(text);
  },
  guid: value(parseGuid),
  header,
  includeAnnotationsPreference: ignoredPreference,
  int32Literal: literal,
  maxpagesizePreference: ignoredPreference,
  null: literal,
  odataIdentifier: value(isIdentifier),
  odataRelativeUri: relative,
  odataUri: (text) => relative(text.replace('https://graph.example/beta/', '')),
  orderby: query,
  prefer: header,
  preference: (text) => {
    readPreferences(text);
  },
  primitiveLiteral: literal,
  primitiveValue: value(
    (text) => parseDouble(text) ?? parseGuid(text) ?? (isDate(text) || isDateTimeOffset(text) || isEnumValue(text)),
  ),
  queryOptions: query,
  'request-id': undefined,
  resourcePath: relative,
  search: query,
  searchExpr: (text) => {
    parseSearch(decode(text));
  },
  select: query,
  skiptoken: query,
  stringLiteral: literal,
  systemQueryOption: query,
  timeOfDayValue: value(parseTimeOfDay),
};

if (!existsSync(file)) {
  test('The cases of the OData ABNF are read (skipped: ../shared is not here)', { skip: true });
} else {
  // The file is ours, in a known form.
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };
  const byRule = Map.groupBy(cases, ({ rule }) => rule);
  for (const [rule, inputs] of byRule) {
    test(`The ABNF rule ${rule} is read as the standard's cases say`, () => {
      assert.ok(Object.hasOwn(rules, rule), `no reader for the rule ${rule}`);
      const read = rules[rule];
      if (!read) return;
      for (const { input, failAt } of inputs) check(read, input, failAt);
    });
  }
}

function check(read: (text: string) => void, input: string, failAt: number | undefined): void {
  let fault: unknown;
  try {
    read(input);
  } catch (thrown) {
    fault = thrown;
  }
  if (fault !== undefined && !(fault instanceof Fault)) throw fault;
  if (failAt !== undefined && !derivableHere.includes(input)) assert.ok(fault, `${input} is not derivable, but was read`);
  else if (failAt !== undefined) assert.equal(fault, undefined);
  else assert.equal(fault?.refusal, meaningless[input], `${input}: ${fault?.message ?? 'was read'}`);
  const place = placesOfFailure[input];
  if (place !== undefined) assert.equal(fault?.details.position, place + 1, input);
}
