/** Random values of the types of a model, as JSON that could be kept: rich in what executors are known to differ on. */
import fc from 'fast-check';
import type { EnumType, Property, StructuredType, ValueType } from '../../src/model/field.ts';

/** Texts that databases fold, trim, order, escape or measure each in their own way, and texts that look like something else. */
export const texts: readonly string[] = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'Abc',
  'abcabc',
  "O'Neil",
  "''",
  '100%',
  'a_c',
  '%',
  '_',
  '\\',
  'a\\b',
  '"',
  '*',
  '[a-z]',
  'straße',
  'STRASSE',
  'ﬁn',
  'İ',
  'ı',
  'I',
  'Σίσυφος',
  'ΣΑΣ',
  'ǆ',
  'é',
  'e\u0301',
  'Żółw',
  'äpfel',
  'Zebra',
  '日本語',
  '😀',
  '😀 a😀',
  '\uffee',
  '\ufb01',
  '\ue000',
  '👩‍👩‍👧',
  '  padded  ',
  '\u00a0\ufefftrim\u2003',
  'line\nbreak\r\n',
  'tab\there',
  '\u2028',
  '\u200b',
  'null',
  'true',
  'false',
  '0',
  '12',
  '-7',
  '007',
  '+1',
  'TRUE',
  'INF',
  '-1e999',
  '1e-999',
  '9223372036854775807',
  '123456789012345678901',
  '2024-02-29T00:00:00',
  '1.5',
  '-0',
  '1e3',
  '99999999999',
  '12345678901234567890',
  'NaN',
  'INF',
  '2020-02-29',
  '2021-02-29',
  '0000-01-01',
  '2020-02-29T12:00:00Z',
  '2020-02-29T12:00+05:30',
  '0000-12-31T23:30:00-01:00',
  '9999-12-31T23:59:60Z',
  '2016-12-31T23:59:60.123456789z',
  '2021-02-29T00:00:00Z',
  '2020-02-29T12:00:00',
  '10000-01-01T00:00:00Z',
  '12:34',
  '23:59:59.999999999000',
  '24:00:00',
  '12:59:60.5',
  'PT1H',
  'p1dt2h3m4.5s',
  'P1DT2H3M4.123456789S',
  '-P3D',
  'P',
  'PT',
  'P999999999D',
  'P1Y',
  '0FB4C1E3-c1e3-0fb4-e3c1-b40fe3c1b40f',
  'one',
  'two',
  'expert',
  '{"a":1}',
  '?',
  '$1',
  ':a',
];

/** Numbers at the edges of what doubles hold, and decimals that they do not. */
export const doubles: readonly number[] = [
  0, 1, -1, 2, 3, 0.1, 0.2, 0.3, 0.30000000000000004, 0.5, -0.5, 1.5, 2.5, -2.5, 3.5, 0.25, 0.8, 0.799999, 0.49999999999999994,
  4.35, 1e-7, 123456789.12345679, 4503599627370495.5, 4503599627370498, 9007199254740991, 9007199254740992, 1e15, 1e16, 1e17,
  1e20, 1e100, -1e100, 1e-100, 1e200, 1e-200, 1e308, -1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, -5e-324,
  2147483647, -2147483648, 9.223372036854776e18,
];

export const wholes: readonly number[] = [0, 1, -1, 2, 3, 7, -7, 10, 29, 100, 2147483647, -2147483648];

export const dates: readonly string[] = [
  '0001-01-01',
  '0099-12-31',
  '1582-10-10',
  '1899-12-31',
  '1900-02-28',
  '1969-12-31',
  '1970-01-01',
  '1999-12-31',
  '2000-01-01',
  '2000-02-29',
  '2015-06-01',
  '2020-02-28',
  '2020-02-29',
  '2020-03-01',
  '2024-12-31',
  '2025-01-01',
  '9999-12-31',
];

const clocks = [
  '00:00:00.0000000',
  '12:00:00.0000000',
  '23:59:59.9999999',
  '06:34:12.2294868',
  '06:34:12.2290000',
  '00:00:00.0000001',
];

export const instants: readonly string[] = dates.flatMap((date, index) =>
  [clocks[index % clocks.length], clocks[(index * 5 + 2) % clocks.length]].map((clock) => `${date}T${clock}Z`),
);

const guids = ['00000000-0000-0000-0000-000000000000', '0fb4c1e3-c1e3-0fb4-e3c1-b40fe3c1b40f'];

/** Values of properties that nobody declared. */
const undeclared = fc.constantFrom<unknown>(null, 'x', 'a', '1', 1, 0.5, true, false, {}, { a: 1 }, [], ['a']);

const primitiveValues: Partial<Record<string, fc.Arbitrary<unknown>>> = {
  'Edm.String': fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  ),
  'Edm.Boolean': fc.boolean(),
  'Edm.Int32': fc.oneof(fc.constantFrom(...wholes), fc.integer({ min: -50, max: 50 })),
  'Edm.Double': fc.oneof(
    fc.constantFrom(...doubles),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.integer({ min: -400, max: 400 }).map((value) => value / 100),
  ),
  'Edm.Date': fc.constantFrom(...dates),
  'Edm.DateTimeOffset': fc.constantFrom(...instants),
  'Edm.Guid': fc.constantFrom(...guids),
};

/** Names of flags in the order of their values, or the one of value zero. */
function flagsOf(type: EnumType): fc.Arbitrary<string> {
  const named = Object.entries<number>(type.members).sort(([, a], [, b]) => a - b);
  const single = named.filter(([, value]) => value !== 0).map(([name]) => name);
  const zero = named.find(([, value]) => value === 0)?.[0];
  return fc
    .subarray(single, { minLength: zero === undefined ? 1 : 0 })
    .map((names) => (names.length === 0 ? (zero ?? '') : names.join(',')));
}

function held(type: ValueType): fc.Arbitrary<unknown> {
  if (type.kind === 'enum') return type.flags ? flagsOf(type) : fc.constantFrom(...Object.keys(type.members));
  if (type.kind === 'primitive') return primitiveValues[type.name] ?? fc.constant(null);
  return valuesOf(type);
}

/** Values of a structured type, complete as they are kept: null where unset, `[]` for collections, more than declared where it is open. */
export function valuesOf(type: StructuredType): fc.Arbitrary<Record<string, unknown>> {
  const declared = fc.record(
    Object.fromEntries([...type.properties.values()].map((property) => [property.name, ofProperty(property)])),
  );
  if (!type.open) return declared;
  const more = fc.record({ color: undeclared, size: undeclared }, { requiredKeys: [] });
  return fc.tuple(declared, more).map(([value, others]) => ({ ...value, ...others }));
}

function ofProperty({ type, collection, nullable }: Property): fc.Arbitrary<unknown> {
  const value = held(type);
  if (collection) return fc.array(value, { maxLength: 3 });
  return nullable ? fc.option(value, { freq: 4 }) : value;
}
