/** Names and parts of a schema as both forms of CSDL write them. */
import type { EnumType, Navigation, Property, StructuredType, ValueType } from '../model/field.ts';
import type { Container, Schema } from '../model/type.ts';

/** The name of a type as references write it: `Edm.String`, or with the schema's alias `graph.skillProficiency`. */
export function typeName(schema: Schema, type: ValueType): string {
  return type.kind === 'primitive' ? type.name : `${schema.alias}.${type.name}`;
}

/** The properties that a type declares itself. */
export function ownProperties(type: StructuredType): readonly Property[] {
  return [...type.properties.values()].filter(({ name }) => !type.base?.properties.has(name));
}

/** The navigation properties that a type declares itself. */
export function ownNavigations(type: StructuredType): readonly Navigation[] {
  return [...type.navigations.values()].filter(({ name }) => !type.base?.navigations.has(name));
}

/** Fractional digits of an instant: CSDL takes none said for none there (CSDL 4.01, 7.2.3). */
export function precisionOf({ type }: Property): number | undefined {
  return type.name === 'Edm.DateTimeOffset' || type.name === 'Edm.TimeOfDay' || type.name === 'Edm.Duration' ? 7 : undefined;
}

/** The sets that linked entities belong to (CSDL 4.01, 13.4): those of the same type; contained ones have none. */
export function bindings(schema: Schema, container: Container): readonly { readonly path: string; readonly target: string }[] {
  const sets = [...schema.containers.values()].filter(({ kind }) => kind === 'set');
  return [...container.type.navigations.values()].flatMap((navigation) => {
    const set = navigation.contained ? undefined : sets.find(({ type }) => type === navigation.target());
    return set ? [{ path: navigation.name, target: set.name }] : [];
  });
}

/** Types in reading order: enumerations, complex types, entity types, each as the schema found them. */
export function typesInOrder(schema: Schema): {
  readonly enums: readonly EnumType[];
  readonly structured: readonly StructuredType[];
} {
  const types = [...schema.types.values()];
  const structured = types.filter((type) => type.kind !== 'enum');
  return {
    enums: types.filter((type) => type.kind === 'enum'),
    structured: [...structured.filter(({ kind }) => kind === 'complex'), ...structured.filter(({ kind }) => kind === 'entity')],
  };
}
