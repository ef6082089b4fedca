/** Makers for enumerations, complex types, entity types and the schema that holds them. */
import type { EnumType, Field, Navigation, Property, StructuredType, Values } from './field.ts';
import { primitives, string } from './field.ts';

type Fields = Readonly<Record<string, Field>>;

/** A plain enumeration. */
export function enumType<Member extends string>(name: string, members: Readonly<Record<Member, number>>): EnumType<Member> {
  return { kind: 'enum', name, members, flags: false };
}

/** An enumeration that may grow: `unknownFutureValue` stands for what a client does not know yet (Graph guideline "evolvable enums"). */
export function evolvableEnum<Member extends string>(
  name: string,
  members: Readonly<Record<Member | 'unknownFutureValue', number>>,
): EnumType<Member | 'unknownFutureValue'> {
  return { kind: 'enum', name, members, flags: false, sentinel: 'unknownFutureValue' };
}

/** An evolvable enumeration whose members combine. */
export function flagsEnum<Member extends string>(
  name: string,
  members: Readonly<Record<Member | 'unknownFutureValue', number>>,
): EnumType<Member | 'unknownFutureValue'> {
  return { kind: 'enum', name, members, flags: true, sentinel: 'unknownFutureValue' };
}

function named(fields: Fields): [string, Property][] {
  return Object.entries(fields).map(([name, field]) => [name, { ...field, name }]);
}

export function complexType<const F extends Fields>(name: string, fields: F, about?: string): StructuredType<Values<F>> {
  return {
    kind: 'complex',
    name,
    abstract: false,
    open: false,
    aliases: [],
    ...(about !== undefined && { about }),
    properties: new Map(named(fields)),
    navigations: new Map(),
  };
}

/** A complex type that may hold properties nobody declared (CSDL 4.01, 6.3 and 9.3). */
export function openComplexType<const F extends Fields>(name: string, fields: F, about?: string): StructuredType<Values<F>> {
  return { ...complexType(name, fields, about), open: true };
}

interface EntityParts<F extends Fields> {
  readonly base?: StructuredType;
  readonly abstract?: true;
  readonly aliases?: readonly string[];
  readonly about?: string;
  readonly ignores?: readonly string[];
  readonly fields: F;
  readonly navigations?: readonly Navigation[];
}

/** An entity type; without a base it has no key and must be abstract, as CSDL asks of anything addressable. */
export function entityType<const F extends Fields>(name: string, parts: EntityParts<F>): StructuredType<Values<F>> {
  const { base, fields, navigations = [] } = parts;
  const key = base?.key ?? ('id' in fields ? 'id' : undefined);
  return {
    kind: 'entity',
    name,
    ...(base && { base }),
    abstract: parts.abstract ?? false,
    open: false,
    aliases: parts.aliases ?? [],
    ...(parts.about !== undefined && { about: parts.about }),
    ...(parts.ignores && { ignores: new Set(parts.ignores) }),
    ...(key !== undefined && { key }),
    properties: new Map([...(base?.properties ?? []), ...named(fields)]),
    navigations: new Map([
      ...(base?.navigations ?? []),
      ...navigations.map((navigation) => [navigation.name, navigation] as const),
    ]),
  };
}

export const navigation = (name: string, target: () => StructuredType): Navigation => ({
  name,
  aliases: [],
  target,
  collection: false,
  contained: false,
});
export const containedOne = (name: string, target: () => StructuredType): Navigation => ({
  ...navigation(name, target),
  contained: true,
});
export const containedMany = (name: string, target: () => StructuredType, ...aliases: readonly string[]): Navigation => ({
  ...containedOne(name, target),
  aliases,
  collection: true,
});
export const linkedMany = (name: string, target: () => StructuredType): Navigation => ({
  ...navigation(name, target),
  collection: true,
});

/** `entity` of every Graph schema: the root of all that has an id. */
export const entity = entityType('entity', {
  abstract: true,
  fields: { id: { ...string(), nullable: false, by: 'server', type: primitives['Edm.String'] } },
});

/** A top-level resource: a set of entities, or one entity. */
export interface Container {
  readonly name: string;
  readonly type: StructuredType;
  readonly kind: 'set' | 'singleton';
  /** For a singleton that is a member of a set, that set: `me` is one of `users`. */
  readonly set?: string;
  /** Heading, name of one member, and what it is, for documentation. */
  readonly title?: string;
  readonly singular?: string;
  readonly about?: string;
  /** A body that creates a member, for documentation. */
  readonly example?: { readonly [name: string]: unknown };
}

/** All that can be addressed, typed and described; a value, so that another model can be served by the same code. */
export interface Schema {
  readonly namespace: string;
  readonly alias: string;
  /** The name of the entity container. */
  readonly container: string;
  readonly types: ReadonlyMap<string, EnumType | StructuredType>;
  readonly containers: ReadonlyMap<string, Container>;
  readonly about?: string;
}

/** Collects a schema from what its containers reach: every type is found by walking, so none is listed twice. */
export function schemaOf(
  namespace: string,
  alias: string,
  containers: readonly Container[],
  described: { readonly container?: string; readonly about?: string } = {},
): Schema {
  const types = new Map<string, EnumType | StructuredType>();
  const visit = (type: Field['type']): void => {
    if (type.kind === 'primitive' || types.get(type.name) === type) return;
    if (types.has(type.name)) throw new Error(`Two types are called ${type.name}.`);
    if (type.kind === 'enum') {
      types.set(type.name, type);
      return;
    }
    if (type.base) visit(type.base);
    types.set(type.name, type);
    for (const property of type.properties.values()) visit(property.type);
    for (const { target } of type.navigations.values()) visit(target());
  };
  for (const container of containers) visit(container.type);
  const byName = new Map(containers.map((container) => [container.name, container]));
  return { namespace, alias, container: 'Container', ...described, types, containers: byName };
}

/** The type called `name`, qualified by the namespace or its alias, or by neither; also by a name that clients may use for it. */
export function findType(schema: Schema, name: string): EnumType | StructuredType | undefined {
  const dot = name.lastIndexOf('.');
  if (dot >= 0 && name.slice(0, dot) !== schema.namespace && name.slice(0, dot) !== schema.alias) return undefined;
  const short = name.slice(dot + 1);
  return (
    schema.types.get(short) ?? [...schema.types.values()].find((type) => type.kind !== 'enum' && type.aliases.includes(short))
  );
}

/** The navigation property that a path segment names, by its own name or an alias. */
export function findNavigation(type: StructuredType, name: string): Navigation | undefined {
  const direct = type.navigations.get(name);
  if (direct) return direct;
  for (const candidate of type.navigations.values()) if (candidate.aliases.includes(name)) return candidate;
  return undefined;
}

/** True if `type` is `ancestor` or derives from it. */
export function derivesFrom(type: StructuredType, ancestor: StructuredType): boolean {
  for (let at: StructuredType | undefined = type; at; at = at.base) if (at === ancestor) return true;
  return false;
}
