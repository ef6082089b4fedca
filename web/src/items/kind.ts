/** What kind of thing a property is to a person, whatever its type in the model: one table of kinds for forms and views. */
import type { EnumType, Field, Property } from '../model.ts';

export type Kind =
  | 'text'
  | 'longText'
  | 'link'
  | 'email'
  | 'phone'
  | 'language'
  | 'country'
  | 'date'
  | 'instant'
  | 'yesNo'
  | 'number'
  | 'choice'
  | 'level'
  | 'texts'
  | 'group'
  | 'groups';

const kindOfFormat = {
  url: 'link',
  multiline: 'longText',
  email: 'email',
  phone: 'phone',
  languageTag: 'language',
  countryCode: 'country',
} as const satisfies Record<NonNullable<Field['format']>, Kind>;

const kindOfPrimitive: Readonly<Record<string, Kind>> = {
  'Edm.Boolean': 'yesNo',
  'Edm.Int32': 'number',
  'Edm.Int64': 'number',
  'Edm.Decimal': 'number',
  'Edm.Double': 'number',
  'Edm.Date': 'date',
  'Edm.DateTimeOffset': 'instant',
};

export function kindOf({ type, collection, format }: Field): Kind {
  if (type.kind === 'complex' || type.kind === 'entity') return collection ? 'groups' : 'group';
  if (collection) return 'texts';
  if (type.kind === 'enum') return isScale(type) ? 'level' : 'choice';
  return format ? kindOfFormat[format] : (kindOfPrimitive[type.name] ?? 'text');
}

/** An enumeration whose members stand for more and more of the same. */
export function isScale({ name }: EnumType): boolean {
  return name.endsWith('ProficiencyLevel');
}

/** The members of an enumeration that one may choose, in the order of their values. */
export function membersOf(type: EnumType): readonly string[] {
  return Object.entries(type.members)
    .filter(([member]) => member !== type.sentinel)
    .sort(([, one], [, other]) => one - other)
    .map(([member]) => member);
}

/** Where a level stands on its scale, counted from 1; 0 if it is not on it. */
export function rankOf(type: EnumType, member: unknown): number {
  return typeof member === 'string' ? membersOf(type).indexOf(member) + 1 : 0;
}

/** The properties of a group, but for those only the server sets. */
export function innerProperties({ type }: Field): readonly Property[] {
  return type.kind === 'complex' || type.kind === 'entity'
    ? inReadingOrder([...type.properties.values()].filter(({ by }) => by === 'client'))
    : [];
}

/** As declared, which is by the alphabet, but levels stand together in front, and beginnings before their ends. */
export function inReadingOrder(properties: readonly Property[]): readonly Property[] {
  const beginningOf = ({ name }: Property) =>
    name.startsWith('end') ? properties.find((other) => other.name === name.replace(/^end/, 'start')) : undefined;
  const moved = new Set(properties.map(beginningOf));
  const levelsFirst = properties.toSorted((one, other) => Number(kindOf(other) === 'level') - Number(kindOf(one) === 'level'));
  return levelsFirst.flatMap((property) => {
    if (moved.has(property)) return [];
    const beginning = beginningOf(property);
    return beginning ? [beginning, property] : [property];
  });
}

/** A group that stands for somebody, of whom a person reads the name and not the ids. */
export function isReference({ type }: Field): boolean {
  return type.kind === 'complex' && type.properties.has('userId') && type.properties.has('displayName');
}

/** A group that is what the rest of the item is about, so that it needs no heading of its own. */
export function isOpenGroup({ name }: Property): boolean {
  return name === 'detail';
}

/** An address that may be opened, which is one of http or https; anything else is only shown. */
export function safeLink(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
