/** Entities and values to JSON text, at the metadata level asked for (OData 4.01 JSON Format 3.1, 4.5, 7). */
import { type Property, primitives, type StructuredType, type ValueType } from '../model/field.ts';
import { addressOf } from './context.ts';
import type { Counted } from './counted.ts';
import { writeCursor } from './cursor.ts';
import { entityTag, tagMember } from './etag.ts';
import { applyOptions, type Context, evaluateJson, passingItems } from './evaluate.ts';
import type { ExpressionType } from './expression.ts';
import type { Format, Preferences, Query, Selection } from './intent.ts';
import type { Entity, Inline, JsonObject } from './outcome.ts';

/** What decides the form of the text, the same for all of an answer. */
export interface Style {
  readonly namespace: string;
  /** The service root, without a slash at the end. */
  readonly root: string;
  readonly format: Format;
  readonly omit: Preferences['omitValues'];
  /** The instant that `now()` means, canonical: the same for all of an answer. */
  readonly now: () => string;
  /** The entity being written: what `$it` means inside its $select. */
  readonly resource?: unknown;
}

const contextOf = ({ now, resource }: Style): Context => ({ now: now(), resource });

/** The prefix of control information: `@odata.` in 4.0, `@` in 4.01 (JSON Format 4.5). */
export function control(style: Style, name: string): string {
  return style.format.version === '4.01' ? `@${name}` : `@odata.${name}`;
}

/** The context as a member; "none" has none (JSON Format 3.1.3). */
export function contextMember(style: Style, context: string): readonly string[] {
  return style.format.metadata === 'none' ? [] : [`"${control(style, 'context')}":${JSON.stringify(context)}`];
}

/**
 * Writes an entity.
 * @param out what it is added to
 * @param context the `@odata.context` to open with, if any
 */
export function writeEntity(out: Counted, style: Style, entity: Entity, query: Query, context?: string): void {
  const opening = context === undefined ? [] : contextMember(style, context);
  const { content } = entity;
  if ('body' in content && isPlain(style, query, entity)) {
    const { body, bytes } = content;
    const { revision } = entity;
    if (style.format.metadata === 'none' && revision !== undefined)
      out.addAscii('{').addBehind(body, 1 + tagMember(revision).length, bytes);
    else if (opening.length === 0) out.add(body, bytes);
    else out.add(`{${opening.join(',')},`).addBehind(body, 1, bytes);
    return;
  }
  const value = 'body' in content ? (JSON.parse(content.body) as JsonObject) : content.value;
  const inside: Style = { ...style, resource: value };
  const members = [
    ...opening,
    ...annotations(style, entity),
    ...properties(inside, entity.type, value, query),
    ...computed(inside, value, query),
  ];
  out.add(`{${members.join(',')}`);
  for (const [index, inline] of (entity.inline ?? []).entries()) {
    if (index > 0 || members.length > 0) out.addAscii(',');
    writeInline(out, style, entity, inline);
  }
  if (style.format.metadata === 'full') for (const link of links(style, entity)) out.addAscii(',').add(link);
  out.addAscii('}');
}

/** Writes entities as the members of an array. */
export function writeEntities(out: Counted, style: Style, entities: readonly Entity[], query: Query): void {
  out.addAscii('[');
  for (const [index, entity] of entities.entries()) {
    if (index > 0) out.addAscii(',');
    writeEntity(out, style, entity, query);
  }
  out.addAscii(']');
}

function isPlain(style: Style, query: Query, entity: Entity): boolean {
  const { format } = style;
  return (
    format.metadata !== 'full' &&
    format.version === '4.0' &&
    style.omit === undefined &&
    query.select === undefined &&
    query.compute.length === 0 &&
    entity.inline === undefined
  );
}

function annotations(style: Style, entity: Entity): string[] {
  const { metadata } = style.format;
  const written: string[] = [];
  const add = (name: string, value: string) => written.push(`"${control(style, name)}":${JSON.stringify(value)}`);
  if (metadata === 'full') {
    add('type', typeName(style, entity.type, false));
    add('id', `${style.root}/${addressOf(entity)}`);
  }
  if (metadata !== 'none' && entity.revision !== undefined) add('etag', entityTag(entity.revision));
  if (metadata === 'full') add('editLink', `${style.root}/${addressOf(entity)}`);
  return written;
}

function typeName(style: Style, type: ValueType, collection: boolean): string {
  // Primitive types lose their namespace, and in 4.01 the hash as well (JSON Format 4.5.3).
  const name = type.kind === 'primitive' ? type.name.slice('Edm.'.length) : `${style.namespace}.${type.name}`;
  const hash = type.kind === 'primitive' && style.format.version === '4.01' ? '' : '#';
  return `${hash}${collection ? `Collection(${name})` : name}`;
}

/** The structural properties that are wanted, in the order of the type; those of open types behind. */
function properties(style: Style, type: StructuredType, value: JsonObject, query: Pick<Query, 'select'>): string[] {
  const { select } = query;
  const written: string[] = [];
  for (const property of type.properties.values()) {
    const wanted = wants(select, property.name);
    if (!wanted) continue;
    const held = value[property.name];
    if (omitted(style, held)) continue;
    if (style.format.metadata === 'full') written.push(...typeAnnotation(style, property, held));
    written.push(...countAnnotation(style, property, held, select));
    written.push(`${JSON.stringify(property.name)}:${writeProperty(style, property, held, select)}`);
  }
  if (type.open) {
    for (const [name, held] of Object.entries(value)) {
      if (!type.properties.has(name) && !name.startsWith('@') && wants(select, name))
        written.push(`${JSON.stringify(name)}:${JSON.stringify(held)}`);
    }
  }
  return written;
}

function wants(select: Selection | undefined, name: string): boolean {
  return select === undefined || select.all || select.properties.has(name);
}

function omitted(style: Style, value: unknown): boolean {
  if (style.omit === undefined) return false;
  return value === null || value === undefined || (style.omit === 'defaults' && Array.isArray(value) && value.length === 0);
}

/** In full metadata whatever JSON does not say by itself is typed (JSON Format 4.5.3). A complex value says its type inside. */
function typeAnnotation(style: Style, property: Property, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const type = typeOfValue(style, property);
  return type === undefined ? [] : [`${JSON.stringify(property.name + control(style, 'type'))}:${JSON.stringify(type)}`];
}

/** The type of a value as control information, unless JSON says it: strings, booleans and numbers of type Edm.Double. */
export function typeOfValue(style: Style, { type, collection }: Pick<Property, 'type' | 'collection'>): string | undefined {
  if (!collection && (type.kind === 'complex' || (type.kind === 'primitive' && /^Edm\.(String|Boolean|Double)$/.test(type.name))))
    return undefined;
  return typeName(style, type, collection);
}

/** The number of members that pass the options on a selected collection (URL Conventions 5.1.4, JSON Format 4.5.4). */
function countAnnotation(style: Style, { name }: Property, value: unknown, select: Selection | undefined): string[] {
  const query = select?.properties.get(name)?.query;
  if (!query?.count || !Array.isArray(value)) return [];
  const count = passingItems(value, query, contextOf(style)).length;
  return [`${JSON.stringify(name + control(style, 'count'))}:${writeCount(style, count)}`];
}

function writeProperty(style: Style, property: Property, value: unknown, select: Selection | undefined): string {
  const { query, selection } = select?.properties.get(property.name) ?? {};
  const members = Array.isArray(value) && query ? applyOptions(value, query, contextOf(style)) : value;
  return writeValue(style, property.type, members, query ?? { ...(selection && { select: selection }), compute: [] });
}

const asItIs: Pick<Query, 'select' | 'compute'> = { compute: [] };

/** Writes a value of a type: a complex value by its properties and what is computed of it, all else as JSON has it. */
export function writeValue(
  style: Style,
  type: ValueType,
  value: unknown,
  query: Pick<Query, 'select' | 'compute'> = asItIs,
): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map((member) => writeValue(style, type, member, query)).join(',')}]`;
  if (type.kind !== 'complex') return JSON.stringify(value);
  // Values of complex types are JSON objects: whatever is kept has been held against its type.
  return `{${complexMembers(style, type, value as JsonObject, query).join(',')}}`;
}

/** The members of a complex value, none of which there need be. */
export function complexMembers(
  style: Style,
  type: StructuredType,
  value: JsonObject,
  query: Pick<Query, 'select' | 'compute'>,
): readonly string[] {
  const typed =
    style.format.metadata === 'full' ? [`"${control(style, 'type')}":${JSON.stringify(typeName(style, type, false))}`] : [];
  return [...typed, ...properties(style, type, value, query), ...computed(style, value, query)];
}

/** Values of `$compute` that are selected; without $select, or with `*`, all of them (Protocol 11.2.5.3). */
function computed(style: Style, value: JsonObject, query: Pick<Query, 'select' | 'compute'>): string[] {
  return query.compute
    .filter(({ name }) => wants(query.select, name))
    .flatMap(({ name, expression }) => {
      const { of } = expression;
      const result = evaluateJson(expression, value, contextOf(style));
      const written = `${JSON.stringify(name)}:${JSON.stringify(style.format.ieee754 && isLong(of) && result !== null ? String(result) : result)}`;
      // A type that $metadata does not declare is told wherever JSON does not tell it (JSON Format 4.5.3).
      const type = of === 'null' || result === null || style.format.metadata === 'none' ? undefined : typeOfValue(style, of);
      return type === undefined
        ? [written]
        : [`${JSON.stringify(name + control(style, 'type'))}:${JSON.stringify(type)}`, written];
    });
}

/** True for numbers that JSON readers with doubles may lose digits of (JSON Format 3.2). */
function isLong(of: ExpressionType): boolean {
  return of !== 'null' && !of.collection && (of.type === primitives['Edm.Int64'] || of.type === primitives['Edm.Decimal']);
}

/** Writes a navigation property that stands inside, and what is told about it. */
function writeInline(out: Counted, style: Style, owner: Entity, { navigation, content, query }: Inline): void {
  const written: string[] = [];
  const name = navigation.name;
  if (style.format.metadata === 'full') {
    const link = `${style.root}/${addressOf(owner)}/${name}`;
    written.push(
      `"${name}${control(style, 'associationLink')}":${JSON.stringify(`${link}/$ref`)}`,
      `"${name}${control(style, 'navigationLink')}":${JSON.stringify(link)}`,
    );
  }
  if (content.kind !== 'entity' && content.count !== undefined)
    written.push(`"${name}${control(style, 'count')}":${writeCount(style, content.count)}`);
  if ((content.kind === 'entities' || content.kind === 'references') && content.next) {
    const { cursor, asked } = content.next;
    const end = content.kind === 'references' ? '/$ref' : '';
    const link = `${style.root}/${addressOf(owner)}/${name}${end}?${asked === '' ? '' : `${asked}&`}$skiptoken=${writeCursor(cursor)}`;
    written.push(`"${name}${control(style, 'nextLink')}":${JSON.stringify(link)}`);
  }
  if (content.kind === 'references')
    written.push(`"${name}":[${content.entities.map((entity) => writeReference(style, entity)).join(',')}]`);
  out.add(written.join(','));
  if (content.kind === 'entity' || content.kind === 'entities') {
    out.addAscii(`${written.length > 0 ? ',' : ''}"${name}":`);
    if (content.kind !== 'entity') writeEntities(out, style, content.entities, query);
    else if (content.entity === null) out.addAscii('null');
    else writeEntity(out, style, content.entity, query);
  }
}

/** Links of navigation properties that do not stand inside. */
function links(style: Style, entity: Entity): string[] {
  const inside = new Set((entity.inline ?? []).map(({ navigation }) => navigation.name));
  return [...entity.type.navigations.keys()]
    .filter((name) => !inside.has(name))
    .flatMap((name) => {
      const link = `${style.root}/${addressOf(entity)}/${name}`;
      return [
        `"${name}${control(style, 'associationLink')}":${JSON.stringify(`${link}/$ref`)}`,
        `"${name}${control(style, 'navigationLink')}":${JSON.stringify(link)}`,
      ];
    });
}

/** An entity reference (JSON Format 14). */
export function writeReference(style: Style, entity: Entity): string {
  return `{${referenceMember(style, entity)}}`;
}

/** The only member of an entity reference. */
export function referenceMember(style: Style, entity: Entity): string {
  return `"${control(style, 'id')}":${JSON.stringify(`${style.root}/${addressOf(entity)}`)}`;
}

/** A count: a string where the caller asked for numbers beyond 53 bits to be strings (JSON Format 3.2). */
export function writeCount(style: Style, count: number): string {
  return style.format.ieee754 ? `"${count}"` : String(count);
}
