/** The types of a Schema as JSON Schema, for the components of an OpenAPI 3.1 document. */
import type { EnumType, Property, StructuredType, ValueType } from '../model/field.ts';
import type { Schema } from '../model/type.ts';
import { ownNavigations, ownProperties } from './csdl-name.ts';

export type Json = { readonly [name: string]: unknown };

/** A reference to a component. */
export const ref = (kind: 'schemas' | 'parameters' | 'responses' | 'headers', name: string): Json => ({
  $ref: `#/components/${kind}/${name}`,
});

/** The component that holds a page of entities of this type. */
export const pageName = (type: StructuredType): string => `${type.name}Page`;

const primitive: Readonly<Record<string, Json>> = {
  'Edm.String': { type: 'string' },
  'Edm.Boolean': { type: 'boolean' },
  'Edm.Int32': { type: 'integer', format: 'int32' },
  'Edm.Int64': { type: 'integer', format: 'int64' },
  'Edm.Decimal': { type: 'number' },
  'Edm.Double': { type: 'number', format: 'double' },
  'Edm.Date': { type: 'string', format: 'date' },
  'Edm.DateTimeOffset': { type: 'string', format: 'date-time' },
  'Edm.TimeOfDay': { type: 'string', format: 'time' },
  'Edm.Duration': { type: 'string', format: 'duration' },
  'Edm.Guid': { type: 'string', format: 'uuid' },
};

/** The schemas of all types, and a page for each entity type that is listed. */
export function typeSchemas(schema: Schema, listed: ReadonlySet<StructuredType>): Json {
  const own = [...schema.types.values()].map((type) => [
    type.name,
    type.kind === 'enum' ? enumSchema(type) : structuredSchema(type),
  ]);
  const pages = [...listed].map((type) => [pageName(type), pageSchema(type)]);
  return Object.fromEntries([...own, ...pages]);
}

function enumSchema(type: EnumType): Json {
  const members = Object.keys(type.members);
  if (!type.flags) return { type: 'string', enum: members };
  const any = members.join('|');
  return {
    type: 'string',
    pattern: `^(${any})(, *(${any}))*$`,
    description: `One of ${members.join(', ')}; or several, joined by commas.`,
  };
}

function structuredSchema(type: StructuredType): Json {
  const structural = ownProperties(type).map((property) => [property.name, propertySchema(property)]);
  const expanded = ownNavigations(type).map(({ name, collection, target }) => {
    const entity = ref('schemas', target().name);
    return [name, { readOnly: true, ...(collection ? { type: 'array', items: entity } : { anyOf: [entity, { type: 'null' }] }) }];
  });
  const described = { ...(type.about !== undefined && { description: type.about }) };
  const properties = Object.fromEntries([...structural, ...expanded]);
  const own = { type: 'object', ...(structural.length + expanded.length > 0 && { properties }) };
  if (type.base) return { ...described, allOf: [ref('schemas', type.base.name), own] };
  return { ...described, ...own };
}

function propertySchema(property: Property): Json {
  const single = valueSchema(property.type);
  const value = property.collection ? { type: 'array', items: single } : property.nullable ? orNull(single) : single;
  return {
    ...value,
    ...(property.by === 'server' && { readOnly: true }),
    ...(property.maxLength !== undefined && { maxLength: property.maxLength }),
    ...(property.about !== undefined && { description: property.about }),
    ...(property.suggestions && { examples: [property.collection ? property.suggestions.slice(0, 2) : property.suggestions[0]] }),
  };
}

function valueSchema(type: ValueType): Json {
  return type.kind === 'primitive' ? (primitive[type.name] ?? {}) : ref('schemas', type.name);
}

function orNull(value: Json): Json {
  return '$ref' in value ? { anyOf: [value, { type: 'null' }] } : { ...value, type: [value.type, 'null'] };
}

function pageSchema(type: StructuredType): Json {
  const value = { type: 'array', items: ref('schemas', type.name) };
  return { allOf: [ref('schemas', 'page'), { type: 'object', required: ['value'], properties: { value } }] };
}
