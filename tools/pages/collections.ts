/** The reference page of the profile's collections, their types and enumerations. */

import type { Collection } from '../../src/model/collections.ts';
import { collections } from '../../src/model/collections.ts';
import { itemFacet } from '../../src/model/facet.ts';
import type { EnumType, Property, StructuredType, ValueType } from '../../src/model/field.ts';
import { schema } from '../../src/model/schema.ts';
import { blocks, code, codes, jsonBlock, table } from './markdown.ts';

export function collectionsPage(): string {
  return blocks(
    '# Collections of a profile',
    `A profile has ${collections.length} collections. Each stands at \`/me/profile/NAME\` and \`/users/{id}/profile/NAME\`, takes GET and POST, and
its items take GET, PATCH and DELETE. What the server sets is ignored in requests; what is not sent is null, or \`[]\` for a collection.`,
    table(
      ['name', 'items are', 'what it holds'],
      collections.map(({ name, item, about }) => [`[${name}](#${name.toLowerCase()})`, code(item.name), about]),
    ),
    '## Of every item',
    'These stand first in every answer, then the properties of the item itself.',
    propertyTable([...itemFacet.properties.values()]),
    ...collections.map(collectionSection),
    '# Types',
    ...typesInside().map(typeSection),
    '# Enumerations',
    ...[...schema.types.values()].filter((type) => type.kind === 'enum').map(enumSection),
  );
}

function collectionSection({ name, aliases, item, about, example }: Collection): string {
  const own = [...item.properties.values()].filter((property) => !itemFacet.properties.has(property.name));
  const also = [
    aliases.length > 0 ? `The path segment may also be ${codes(aliases)}.` : '',
    item.aliases.length > 0 ? `In \`@odata.type\` the type may also be ${codes(item.aliases)}.` : '',
  ];
  return blocks(
    `## ${name}`,
    `${about} Items are of type \`${item.name}\`.`,
    ...also,
    propertyTable(own),
    `A body that creates one:`,
    jsonBlock(example),
  );
}

/** Complex types, as the collections come to them. */
function typesInside(): readonly StructuredType[] {
  return [...schema.types.values()].filter((type): type is StructuredType => type.kind === 'complex');
}

function typeSection(type: StructuredType): string {
  return blocks(
    `## ${type.name}`,
    type.about ?? '',
    type.open ? 'An open type in the metadata; Proficio takes no other properties than these.' : '',
    propertyTable([...type.properties.values()]),
  );
}

function enumSection(type: EnumType): string {
  return blocks(
    `## ${type.name}`,
    type.flags ? 'Members combine: several are joined by commas.' : '',
    table(
      ['member', 'value'],
      Object.entries<number>(type.members).map(([member, value]) => [code(member), String(value)]),
    ),
  );
}

function propertyTable(properties: readonly Property[]): string {
  return table(
    ['property', 'type', 'null', 'set by', ''],
    properties.map((property) => [
      code(property.name),
      typeText(property),
      property.nullable ? 'yes' : 'no',
      property.by,
      notes(property).join(' '),
    ]),
  );
}

function typeText({ type, collection }: Property): string {
  const name = linked(type);
  return collection ? `collection of ${name}` : name;
}

const linked = (type: ValueType): string =>
  type.kind === 'primitive' ? type.name.replace('Edm.', '') : `[${type.name}](#${type.name.toLowerCase()})`;

function notes({ about, suggestions, maxLength, bare }: Property): readonly string[] {
  return [
    ...(about === undefined ? [] : [about]),
    ...(suggestions ? [`Known values: ${codes(suggestions)}.`] : []),
    ...(maxLength === undefined ? [] : [`At most ${maxLength} characters.`]),
    ...(bare ? ['One bare value is taken as a collection of one.'] : []),
  ];
}
