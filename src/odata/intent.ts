/** What a request wants, in the terms of a Schema: the plain data that `request.ts` makes and the rules carry out. */
import type { Navigation, Property, StructuredType, ValueType } from '../model/field.ts';
import type { Container } from '../model/type.ts';
import type { Expression, OrderTerm } from './expression.ts';

/** One step of a resource path (OData 4.01 URL Conventions 4). */
export type Step =
  | { readonly kind: 'container'; readonly container: Container; readonly key?: string }
  | { readonly kind: 'navigation'; readonly navigation: Navigation; readonly key?: string }
  | { readonly kind: 'property'; readonly property: Property }
  /** A property of an open type that nobody declared. */
  | { readonly kind: 'dynamic'; readonly name: string }
  | { readonly kind: 'cast'; readonly type: StructuredType };

/** What a path ends at. */
export type TargetEnd =
  | 'service' // the service root
  | 'metadata'
  | 'batch'
  | 'crossjoin'
  | 'entityId' // $entity?$id=
  | 'entities' // a set or collection of entities
  | 'entity'
  | 'property' // a structural property, collection or not
  | 'value' // property/$value
  | 'count' // collection/$count
  | 'references' // entities/$ref
  | 'reference'; // entity/$ref

export interface Target {
  readonly end: TargetEnd;
  readonly steps: readonly Step[];
  /** The type of the entity, of the members, or of the property's value; absent for service, metadata, batch. */
  readonly type?: ValueType;
  /** True where the end is a collection: entities, or a collection-valued property. */
  readonly collection: boolean;
  /** POST .../$query: the options stand in the body (URL Conventions 4.17). */
  readonly queryInBody: boolean;
}

/** Which properties are wanted of a structured value; `undefined` in place of it means all structural ones. */
export interface Selection {
  /** `*`: all structural properties. */
  readonly all: boolean;
  readonly properties: ReadonlyMap<string, SelectedProperty>;
  /** Navigation properties named in $select, as `$select=skills` on a profile. */
  readonly navigations: ReadonlySet<string>;
}

export interface SelectedProperty {
  /** What is wanted inside a complex property. */
  readonly selection?: Selection;
  /** Options on a selected collection property, as `categories($top=1)`. */
  readonly query?: Query;
}

export interface Expansion {
  readonly navigation: Navigation;
  /** `$expand=skills/$ref` and `$expand=skills/$count` want references or the count only. */
  readonly shape: 'entities' | 'references' | 'count';
  readonly query: Query;
  /** The options as they were given, encoded: what asks for the next page of the collection itself. */
  readonly asked: string;
}

export interface Computed {
  readonly name: string;
  readonly expression: Expression;
}

/** A $search expression (URL Conventions 5.1.8): parsed so that mistakes are told apart from what is not offered. */
export type SearchExpression =
  | { readonly kind: 'term'; readonly text: string }
  | { readonly kind: 'not'; readonly operand: SearchExpression }
  | { readonly kind: 'and' | 'or'; readonly left: SearchExpression; readonly right: SearchExpression };

/** The query options of a request, or of one $expand or $select item. */
export interface Query {
  readonly filter?: Expression;
  readonly orderby: readonly OrderTerm[];
  readonly select?: Selection;
  readonly expand: readonly Expansion[];
  /** True if $expand was given at all, even as `$expand=*`. */
  readonly expandGiven: boolean;
  readonly compute: readonly Computed[];
  readonly search?: SearchExpression;
  readonly top?: number;
  readonly skip: number;
  readonly count: boolean;
  readonly skiptoken?: string;
  readonly id?: string;
}

/** An entity-tag condition: `*`, or the opaque tags listed (compared weakly, OData 4.01 Protocol 8.2.4). */
export type TagCondition = '*' | readonly string[];

export interface Preconditions {
  readonly ifMatch?: TagCondition;
  readonly ifNoneMatch?: TagCondition;
}

/** Preferences this server can honour (OData 4.01 Protocol 8.2.8); others are ignored. */
export interface Preferences {
  readonly return?: 'minimal' | 'representation';
  readonly maxPageSize?: number;
  /** How the caller spelled it: 4.0 has a prefix where 4.01 has none. */
  readonly maxPageSizeName?: 'maxpagesize' | 'odata.maxpagesize';
  readonly includeUnknownEnumMembers?: true;
  readonly omitValues?: 'nulls' | 'defaults';
  readonly continueOnError?: boolean;
  /** The caller is a Graph SDK, to which `$top` by itself is the size of a page. */
  readonly topIsPageSize?: true;
}

/** How the answer is written (OData 4.01 JSON Format 3, Protocol 8.1.5). */
export interface Format {
  readonly metadata: 'none' | 'minimal' | 'full';
  readonly ieee754: boolean;
  readonly version: '4.0' | '4.01';
  /** True if the request asked for the metadata level, so that Content-Type says it. */
  readonly asked: boolean;
  /** The media type that answers: JSON for data, XML or JSON for $metadata, text for $value and $count. */
  readonly media: 'json' | 'xml' | 'text';
}

export type Verb = 'read' | 'create' | 'update' | 'replace' | 'remove';

/** A request, read: what is wanted, of what, under which conditions, and how to answer. */
export interface Intent {
  readonly verb: Verb;
  readonly target: Target;
  readonly query: Query;
  /** The parsed JSON body, not yet checked against a type; for $value the raw text. */
  readonly body?: unknown;
  readonly preconditions: Preconditions;
  readonly preferences: Preferences;
  readonly format: Format;
  /** Where the next page would be asked for: path and options, encoded; those of `/$query` included. */
  readonly address: { readonly path: string; readonly query: string };
}
