/** A Schema as CSDL in XML (OData CSDL XML Representation 4.01), in version 4.0 of the format. */
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

type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * Writes the metadata document in XML (Protocol 11.1.2).
 * @param capabilities what the annotations claim
 * @returns the document, declaration and final line break included
 */
export function csdlXml(schema: Schema, capabilities: Capabilities): string {
  const { enums, structured } = typesInOrder(schema);
  const parts = [
    ...enums.map(enumElement),
    ...structured.map((type) => typeElement(schema, capabilities, type)),
    containerElement(schema, capabilities),
    ...schemaAnnotations(schema).map(annotationElement),
  ];
  const references = vocabularies.map(({ uri, namespace, alias }) =>
    element('edmx:Reference', { Uri: `${uri}.xml` }, [element('edmx:Include', { Namespace: namespace, Alias: alias })]),
  );
  const edm = { xmlns: 'http://docs.oasis-open.org/odata/ns/edm', Namespace: schema.namespace, Alias: schema.alias };
  const services = element('edmx:DataServices', {}, [element('Schema', edm, parts)]);
  const edmx = { 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx', Version: '4.0' };
  return `<?xml version="1.0" encoding="utf-8"?>\n${element('edmx:Edmx', edmx, [...references, services])}\n`;
}

function enumElement(type: EnumType): string {
  const members = Object.entries(type.members).map(([name, value]) => element('Member', { Name: name, Value: String(value) }));
  return element('EnumType', { Name: type.name, IsFlags: type.flags ? 'true' : undefined }, members);
}

function typeElement(schema: Schema, capabilities: Capabilities, type: StructuredType): string {
  const key = type.key !== undefined && type.base?.key === undefined ? [keyElement(type.key)] : [];
  return element(
    type.kind === 'entity' ? 'EntityType' : 'ComplexType',
    {
      Name: type.name,
      BaseType: type.base && typeName(schema, type.base),
      Abstract: type.abstract ? 'true' : undefined,
      OpenType: type.open ? 'true' : undefined,
    },
    [
      ...key,
      ...ownProperties(type).map((property) => propertyElement(schema, property)),
      ...ownNavigations(type).map((navigation) => navigationElement(schema, capabilities, type, navigation)),
      ...typeAnnotations(type).map(annotationElement),
    ],
  );
}

const keyElement = (name: string): string => element('Key', {}, [element('PropertyRef', { Name: name })]);

function propertyElement(schema: Schema, property: Property): string {
  const name = typeName(schema, property.type);
  return element(
    'Property',
    {
      Name: property.name,
      Type: property.collection ? `Collection(${name})` : name,
      // Of a collection it would tell about the members, and generated clients take it to mean that a body must have the property;
      // Graph leaves it out, which CSDL 4.01, 7.2.1 allows.
      Nullable: property.nullable || property.collection ? undefined : 'false',
      MaxLength: property.maxLength?.toString(),
      Precision: precisionOf(property)?.toString(),
    },
    propertyAnnotations(property).map(annotationElement),
  );
}

function navigationElement(schema: Schema, capabilities: Capabilities, owner: StructuredType, navigation: Navigation): string {
  const name = typeName(schema, navigation.target());
  return element(
    'NavigationProperty',
    {
      Name: navigation.name,
      Type: navigation.collection ? `Collection(${name})` : name,
      ContainsTarget: navigation.contained ? 'true' : undefined,
    },
    navigationAnnotations(capabilities, owner, navigation).map(annotationElement),
  );
}

function containerElement(schema: Schema, capabilities: Capabilities): string {
  return element('EntityContainer', { Name: schema.container }, [
    ...[...schema.containers.values()].map((container) => setElement(schema, capabilities, container)),
    ...containerAnnotations(capabilities).map(annotationElement),
  ]);
}

function setElement(schema: Schema, capabilities: Capabilities, container: Container): string {
  const name = typeName(schema, container.type);
  const content = [
    ...bindings(schema, container).map(({ path, target }) =>
      element('NavigationPropertyBinding', { Path: path, Target: target }),
    ),
    ...elementAnnotations(capabilities, container).map(annotationElement),
  ];
  return container.kind === 'set'
    ? element('EntitySet', { Name: container.name, EntityType: name }, content)
    : element('Singleton', { Name: container.name, Type: name }, content);
}

function annotationElement({ term, value }: Annotation): string {
  return withValue('Annotation', { Term: term }, value);
}

/** An element with a value: constants as an attribute, collections and records inside (CSDL 4.01, 14.2). */
function withValue(name: string, attributes: Attributes, value: AnnotationValue): string {
  if (typeof value === 'boolean') return element(name, { ...attributes, Bool: String(value) });
  if (typeof value === 'string') return element(name, { ...attributes, String: value });
  if (value.kind === 'member') return element(name, { ...attributes, EnumMember: `${value.type}/${value.member}` });
  return element(name, attributes, [valueElement(value)]);
}

function valueElement(value: AnnotationValue): string {
  if (typeof value === 'boolean') return `<Bool>${value}</Bool>`;
  if (typeof value === 'string') return `<String>${escaped(value)}</String>`;
  switch (value.kind) {
    case 'member':
      return `<EnumMember>${value.type}/${value.member}</EnumMember>`;
    case 'list':
      return element('Collection', {}, value.items.map(valueElement));
    case 'record':
      return element(
        'Record',
        {},
        Object.entries(value.properties).map(([name, inner]) => withValue('PropertyValue', { Property: name }, inner)),
      );
  }
}

function element(name: string, attributes: Attributes, content: readonly string[] = []): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const opening = `<${name}${pairs.join('')}`;
  if (content.length === 0) return `${opening}/>`;
  return `${opening}>\n${content.map(indent).join('\n')}\n</${name}>`;
}

const indent = (text: string): string => text.replace(/^/gm, '  ');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => entities[char] ?? char);
