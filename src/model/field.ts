/** The kinds of value a property can hold: CSDL name, nullability, who may set it, and the TypeScript type that follows. */

/** The primitive types that expressions and properties may have (CSDL 4.01, 3.3). */
export type PrimitiveName =
  | 'Edm.String'
  | 'Edm.Boolean'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.Decimal'
  | 'Edm.Double'
  | 'Edm.Date'
  | 'Edm.DateTimeOffset'
  | 'Edm.TimeOfDay'
  | 'Edm.Duration'
  | 'Edm.Guid';

export interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: PrimitiveName;
}

/** An enumeration (CSDL 4.01, 10). `sentinel` is the member that stands for members a client does not know yet. */
export interface EnumType<Member extends string = string> {
  readonly kind: 'enum';
  readonly name: string;
  readonly members: Readonly<Record<Member, number>>;
  readonly flags: boolean;
  readonly sentinel?: Member;
}

/** A type with properties. An entity type has a key and may be reached by navigation; a complex type lives inside its owner. */
export interface StructuredType<Value = unknown> {
  readonly kind: 'complex' | 'entity';
  readonly name: string;
  readonly base?: StructuredType;
  readonly abstract: boolean;
  readonly open: boolean;
  /** Names that clients may use for this type besides its own, as `personAnniversary` for `personAnnualEvent`. */
  readonly aliases: readonly string[];
  /** The key property of an entity type. */
  readonly key?: string;
  /** Every structural property in the order of answers, inherited ones first. */
  readonly properties: ReadonlyMap<string, Property>;
  /** Every navigation property, inherited ones first. */
  readonly navigations: ReadonlyMap<string, Navigation>;
  /** Properties that Graph has and this service does not hold: a body may have them, and they are never kept. */
  readonly ignores?: ReadonlySet<string>;
  /** What values of the type are, for documentation. */
  readonly about?: string;
  /** Only a carrier for `ValueOf`; never present. */
  readonly __value?: Value;
}

export type ValueType = PrimitiveType | EnumType | StructuredType;

/** What a form, a checker or a reader should know of a string beyond its type. */
export type Format = 'url' | 'multiline' | 'email' | 'phone' | 'languageTag' | 'countryCode';

/** The declaration of one structural property, not yet named. */
export interface Field<Value = unknown> {
  readonly type: ValueType;
  /** True for `Collection(...)`; its answer is then never null, but `[]`. */
  readonly collection: boolean;
  readonly nullable: boolean;
  /** Who sets it: what the server sets is ignored in requests (OData 4.01 Protocol 11.4.2). */
  readonly by: 'client' | 'server';
  /** Characters a string may hold, when other than the general limit. */
  readonly maxLength?: number;
  readonly format?: Format;
  /** True for a collection that clients also send as one bare value, as an older shape of Graph had it. */
  readonly bare?: true;
  /** The property of the person that the server copies here when the item is made. */
  readonly copies?: string;
  /** Values that clients are known to send or offer; not a restriction. */
  readonly suggestions?: readonly string[];
  /** What the property says, for documentation. */
  readonly about?: string;
  readonly __value?: Value;
}

export interface Property extends Field {
  readonly name: string;
}

export interface Navigation {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Late, since types may refer to each other. */
  readonly target: () => StructuredType;
  readonly collection: boolean;
  readonly contained: boolean;
  /** Heading, name of one member, and what is behind it, for documentation. */
  readonly title?: string;
  readonly singular?: string;
  readonly about?: string;
  /** A body that creates a member, for documentation. */
  readonly example?: { readonly [name: string]: unknown };
}

const primitive = (name: PrimitiveName): PrimitiveType => ({ kind: 'primitive', name });

/** The primitive types, one value each, so that they can be compared by identity. */
export const primitives: Readonly<Record<PrimitiveName, PrimitiveType>> = {
  'Edm.String': primitive('Edm.String'),
  'Edm.Boolean': primitive('Edm.Boolean'),
  'Edm.Int32': primitive('Edm.Int32'),
  'Edm.Int64': primitive('Edm.Int64'),
  'Edm.Decimal': primitive('Edm.Decimal'),
  'Edm.Double': primitive('Edm.Double'),
  'Edm.Date': primitive('Edm.Date'),
  'Edm.DateTimeOffset': primitive('Edm.DateTimeOffset'),
  'Edm.TimeOfDay': primitive('Edm.TimeOfDay'),
  'Edm.Duration': primitive('Edm.Duration'),
  'Edm.Guid': primitive('Edm.Guid'),
};

function single<Value>(type: ValueType): Field<Value | null> {
  return { type, collection: false, nullable: true, by: 'client' };
}

// Makers: nullable, single, set by clients; the modifiers below change one of these each.
export const string = (format?: Format): Field<string | null> =>
  format === undefined ? single<string>(primitives['Edm.String']) : { ...single<string>(primitives['Edm.String']), format };
export const boolean = (): Field<boolean | null> => single(primitives['Edm.Boolean']);
export const int32 = (): Field<number | null> => single(primitives['Edm.Int32']);
export const double = (): Field<number | null> => single(primitives['Edm.Double']);
/** A calendar date, `yyyy-mm-dd`. */
export const date = (): Field<string | null> => single(primitives['Edm.Date']);
/** An instant; answered in UTC with seven fractional digits. */
export const dateTime = (): Field<string | null> => single(primitives['Edm.DateTimeOffset']);
/** A member name, or for flags several joined by commas. */
export const oneOf = <Member extends string>(type: EnumType<Member>): Field<Member | null> => single(type as EnumType);
export const nested = <Value>(type: StructuredType<Value>): Field<Value | null> => single(type as StructuredType);

/** Makes the property a collection: answered as `[]` when empty, never as null. */
export const many = <Value>(field: Field<Value>): Field<readonly NonNullable<Value>[]> =>
  ({
    ...(field as Field),
    collection: true,
    nullable: false,
  }) as Field<readonly NonNullable<Value>[]>;

/** Accepts one bare value for a collection of one. */
export const orBare = <Value>(field: Field<Value>): Field<Value> => ({ ...field, bare: true });

/** Forbids an explicit null in requests. */
export const nonNull = <Value>(field: Field<Value>): Field<NonNullable<Value>> =>
  ({ ...(field as Field), nullable: false }) as Field<NonNullable<Value>>;

/** What only the server sets. */
export const byServer = <Value>(field: Field<Value>): Field<Value> => ({ ...field, by: 'server' });

/** What the server copies from the person whose item it is. */
export const copiedFromPerson = <Value>(field: Field<Value>, copies: string): Field<Value> => ({
  ...field,
  by: 'server',
  copies,
});

export const longerThanUsual = <Value>(field: Field<Value>, maxLength: number): Field<Value> => ({ ...field, maxLength });

export const suggesting = <Value>(field: Field<Value>, ...suggestions: readonly string[]): Field<Value> => ({
  ...field,
  suggestions,
});

/** Says what the property means, for $metadata and the API reference. */
export const meaning = <Value>(field: Field<Value>, about: string): Field<Value> => ({ ...field, about });

/** The TypeScript type of a record of fields. */
export type Values<Fields extends Readonly<Record<string, Field>>> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Field<infer Value> ? Value : never;
};

/** The TypeScript type of a structured type's values. */
export type ValueOf<Type> = Type extends StructuredType<infer Value> ? Value : never;
