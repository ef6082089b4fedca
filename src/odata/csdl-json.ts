/** A Schema as CSDL in JSON (OData CSDL JSON Representation 4.01). */
import type { EnumType, Navigation, Property, StructuredType } from '../model/field.ts';
import type { Container, Schema } from '../model/type.ts';
import {
  type Annotation,
  type AnnotationValue,
  containerAnnotations,
  elementAnnotations,
  navigationAnnotations,
  propertyAnnotations,
  schemaAnnotations,
  typeAnnotations,
  vocabularies,
} from './annotation.ts';
import type { Capabilities } from './capabilities.ts';
import { bindings, ownNavigations, ownProperties, precisionOf, typeName, typesInOrder } from './csdl-name.ts';

type Json = { readonly [name: string]: unknown };

/**
 * Writes the metadata document in JSON (Protocol 11.1.2).
 * @param capabilities what the annotations claim
 * @returns the document's text
 */
export function csdlJson(schema: Schema, capabilities: Capabilities): string {
  const { enums, structured } = typesInOrder(schema);
  const references = vocabularies.map(({ uri, namespace, alias }) => [
    `${uri}.json`,
    { $Include: [{ $Namespace: namespace, $Alias: alias }] },
  ]);
  const document = {
    $Version: '4.01',
    $EntityContainer: `${schema.namespace}.${schema.container}`,
    $Reference: Object.fromEntries(references),
    [schema.namespace]: {
      $Alias: schema.alias,
      ...Object.fromEntries(enums.map((type) => [type.name, enumObject(type)])),
      ...Object.fromEntries(structured.map((type) => [type.name, typeObject(schema, capabilities, type)])),
      [schema.container]: containerObject(schema, capabilities),
      ...annotationMembers(schemaAnnotations(schema)),
    },
  };
  return JSON.stringify(document);
}

function enumObject(type: EnumType): Json {
  return { $Kind: 'EnumType', ...(type.flags && { $IsFlags: true }), ...type.members };
}

function typeObject(schema: Schema, capabilities: Capabilities, type: StructuredType): Json {
  return {
    $Kind: type.kind === 'entity' ? 'EntityType' : 'ComplexType',
    ...(type.base && { $BaseType: typeName(schema, type.base) }),
    ...(type.abstract && { $Abstract: true }),
    ...(type.open && { $OpenType: true }),
    ...(type.key !== undefined && type.base?.key === undefined && { $Key: [type.key] }),
    ...Object.fromEntries(ownProperties(type).map((property) => [property.name, propertyObject(schema, property)])),
    ...Object.fromEntries(
      ownNavigations(type).map((navigation) => [navigation.name, navigationObject(schema, capabilities, type, navigation)]),
    ),
    ...annotationMembers(typeAnnotations(type)),
  };
}

/** In JSON the default is Edm.String and not nullable (CSDL JSON 4.01, 7.1 and 7.2.1). */
function propertyObject(schema: Schema, property: Property): Json {
  const precision = precisionOf(property);
  return {
    ...(property.type.name !== 'Edm.String' && { $Type: typeName(schema, property.type) }),
    ...(property.collection && { $Collection: true }),
    ...(property.nullable && { $Nullable: true }),
    ...(property.maxLength !== undefined && { $MaxLength: property.maxLength }),
    ...(precision !== undefined && { $Precision: precision }),
    ...annotationMembers(propertyAnnotations(property)),
  };
}

function navigationObject(schema: Schema, capabilities: Capabilities, owner: StructuredType, navigation: Navigation): Json {
  return {
    $Kind: 'NavigationProperty',
    $Type: typeName(schema, navigation.target()),
    ...(navigation.collection ? { $Collection: true } : { $Nullable: true }),
    ...(navigation.contained && { $ContainsTarget: true }),
    ...annotationMembers(navigationAnnotations(capabilities, owner, navigation)),
  };
}

function containerObject(schema: Schema, capabilities: Capabilities): Json {
  return {
    $Kind: 'EntityContainer',
    ...Object.fromEntries(
      [...schema.containers.values()].map((container) => [container.name, setObject(schema, capabilities, container)]),
    ),
    ...annotationMembers(containerAnnotations(capabilities)),
  };
}

function setObject(schema: Schema, capabilities: Capabilities, container: Container): Json {
  const bound = bindings(schema, container);
  return {
    ...(container.kind === 'set' && { $Collection: true }),
    $Type: typeName(schema, container.type),
    ...(bound.length > 0 && { $NavigationPropertyBinding: Object.fromEntries(bound.map(({ path, target }) => [path, target])) }),
    ...annotationMembers(elementAnnotations(capabilities, container)),
  };
}

function annotationMembers(annotations: readonly Annotation[]): Json {
  return Object.fromEntries(annotations.map(({ term, value }) => [`@${term}`, plain(value)]));
}

/** Enumeration members are written by their name alone (CSDL JSON 4.01, 14.3.8). */
function plain(value: AnnotationValue): unknown {
  if (typeof value !== 'object') return value;
  switch (value.kind) {
    case 'member':
      return value.member;
    case 'list':
      return value.items.map(plain);
    case 'record':
      return Object.fromEntries(Object.entries(value.properties).map(([name, inner]) => [name, plain(inner)]));
  }
}
