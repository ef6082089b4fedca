/** Annotations of model elements with terms of the OASIS vocabularies Core and Capabilities, from schema and capabilities. */
import type { Navigation, Property, StructuredType } from '../model/field.ts';
import type { Container, Schema } from '../model/type.ts';
import { type Access, accessOf, type Capabilities, type QueryOptions } from './capabilities.ts';

/** A constant or path expression (CSDL 4.01, 14.3 and 14.4), as far as this service annotates with it. */
export type AnnotationValue =
  | boolean
  | string
  | { readonly kind: 'member'; readonly type: string; readonly member: string }
  | { readonly kind: 'list'; readonly items: readonly AnnotationValue[] }
  | { readonly kind: 'record'; readonly properties: Readonly<Record<string, AnnotationValue>> };

export interface Annotation {
  /** The term, by the vocabulary's alias: `Core.Description`. */
  readonly term: string;
  readonly value: AnnotationValue;
}

/** A vocabulary that the annotations use. */
export interface Vocabulary {
  readonly alias: string;
  readonly namespace: string;
  /** Without `.xml` or `.json`. */
  readonly uri: string;
}

const published = 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies';

export const vocabularies: readonly Vocabulary[] = ['Core', 'Capabilities'].map((alias) => ({
  alias,
  namespace: `Org.OData.${alias}.V1`,
  uri: `${published}/Org.OData.${alias}.V1`,
}));

const record = (properties: Readonly<Record<string, AnnotationValue>>): AnnotationValue => ({ kind: 'record', properties });
const list = (items: readonly AnnotationValue[]): AnnotationValue => ({ kind: 'list', items });
const member = (type: string, name: string): AnnotationValue => ({
  kind: 'member',
  type: `Org.OData.Capabilities.V1.${type}`,
  member: name,
});
const annotation = (term: string, value: AnnotationValue): Annotation => ({ term, value });
const described = (about: string | undefined): Annotation[] =>
  about === undefined ? [] : [annotation('Core.Description', about)];

/** What the service as a whole claims, on its entity container. */
export function containerAnnotations(claims: Capabilities): readonly Annotation[] {
  const { batch } = claims;
  return [
    annotation('Core.ODataVersions', claims.versions.join(',')),
    annotation('Capabilities.ConformanceLevel', member('ConformanceLevelType', claims.conformance)),
    annotation('Capabilities.SupportedFormats', list(claims.formats)),
    annotation('Capabilities.SupportedMetadataFormats', list(claims.metadataFormats)),
    annotation('Capabilities.KeyAsSegmentSupported', claims.keyAsSegment),
    annotation('Capabilities.QuerySegmentSupported', claims.querySegment),
    annotation('Capabilities.AsynchronousRequestsSupported', claims.asynchronous),
    annotation('Capabilities.CrossJoinSupported', claims.crossJoin),
    annotation('Capabilities.AnnotationValuesInQuerySupported', claims.annotationsInQuery),
    annotation('Capabilities.BatchSupported', batch.formats.length > 0),
    annotation(
      'Capabilities.BatchSupport',
      record({
        Supported: batch.formats.length > 0,
        ContinueOnErrorSupported: batch.continueOnError,
        ReferencesInRequestBodiesSupported: batch.referencesInBodies,
        ReferencesAcrossChangeSetsSupported: batch.referencesAcrossChangeSets,
        EtagReferencesSupported: batch.etagReferences,
        RequestDependencyConditionsSupported: batch.dependencyConditions,
        SupportedFormats: list(batch.formats),
      }),
    ),
    annotation('Capabilities.FilterFunctions', list(claims.functions)),
    annotation('Capabilities.SelectSupport', selectSupport(claims)),
    annotation('Capabilities.DeepInsertSupport', record({ Supported: claims.deepInsert, ContentIDSupported: false })),
    annotation('Capabilities.DeepUpdateSupport', record({ Supported: claims.deepUpdate, ContentIDSupported: false })),
    annotation('Capabilities.ModificationQueryOptions', modificationOptions(claims)),
    annotation('Capabilities.DefaultCapabilities', defaults(claims)),
  ];
}

function selectSupport({ select }: Capabilities): AnnotationValue {
  return record({
    Supported: true,
    InstanceAnnotationsSupported: false,
    Expandable: select.expand,
    Filterable: select.filter,
    Searchable: select.search,
    TopSupported: select.top,
    SkipSupported: select.skip,
    ComputeSupported: select.compute,
    Countable: select.count,
    Sortable: select.orderby,
  });
}

function modificationOptions({ modification }: Capabilities): AnnotationValue {
  return record({
    ExpandSupported: modification.expand,
    SelectSupported: modification.select,
    ComputeSupported: false,
    FilterSupported: false,
    SearchSupported: false,
    SortSupported: false,
  });
}

/** What holds for every collection that does not say otherwise. */
function defaults({ query, changeTracking }: Capabilities): AnnotationValue {
  return record({
    ChangeTracking: record({ Supported: changeTracking }),
    CountRestrictions: record({ Countable: query.count }),
    IndexableByKey: true,
    TopSupported: query.top,
    SkipSupported: query.skip,
    ComputeSupported: query.compute,
    FilterRestrictions: record({ Filterable: query.filter, RequiresFilter: false }),
    SortRestrictions: record({ Sortable: query.orderby }),
    SearchRestrictions: record({ Searchable: query.search }),
  });
}

/** What may be done at an entity set or singleton. */
export function elementAnnotations(claims: Capabilities, container: Container): readonly Annotation[] {
  const access = accessOf(claims, container.name);
  return [...described(container.about), ...accessAnnotations(claims, access, container.kind === 'set', container.type)];
}

/** What may be done behind a navigation property. */
export function navigationAnnotations(
  claims: Capabilities,
  owner: StructuredType,
  navigation: Navigation,
): readonly Annotation[] {
  const access = accessOf(claims, `${owner.name}/${navigation.name}`);
  return [...described(navigation.about), ...accessAnnotations(claims, access, navigation.collection, navigation.target())];
}

function accessAnnotations(
  claims: Capabilities,
  access: Access,
  collection: boolean,
  type: StructuredType,
): readonly Annotation[] {
  const update: Readonly<Record<string, AnnotationValue>> = access.update
    ? {
        Updatable: true,
        Upsertable: claims.upsert,
        DeltaUpdateSupported: claims.deltaUpdate,
        UpdateMethod: member('HttpMethod', 'PATCH'),
        FilterSegmentSupported: claims.filterSegment,
      }
    : { Updatable: false };
  const remove: Readonly<Record<string, AnnotationValue>> = access.remove
    ? { Deletable: true, FilterSegmentSupported: claims.filterSegment }
    : { Deletable: false };
  return [
    ...(access.get ? [] : [annotation('Capabilities.ReadRestrictions', unreadable(collection))]),
    ...(collection
      ? [
          annotation('Capabilities.SearchRestrictions', record({ Searchable: claims.query.search })),
          ...queryAnnotations(access.query),
          annotation('Capabilities.InsertRestrictions', record({ Insertable: access.create })),
        ]
      : []),
    annotation('Capabilities.UpdateRestrictions', record(update)),
    annotation('Capabilities.DeleteRestrictions', record(remove)),
    ...(type.navigations.size === 0 ? [annotation('Capabilities.ExpandRestrictions', record({ Expandable: false }))] : []),
  ];
}

/** A collection can be listed even where its entities cannot be read one by one. */
function unreadable(collection: boolean): AnnotationValue {
  const no = record({ Readable: false });
  return collection ? record({ Readable: true, ReadByKeyRestrictions: no }) : no;
}

/** Query options in which a collection differs from the defaults of the service. */
function queryAnnotations({ top, skip, count, filter, orderby, compute }: Partial<QueryOptions> = {}): readonly Annotation[] {
  const claim = (term: string, value: boolean | undefined, wrap: (value: boolean) => AnnotationValue): readonly Annotation[] =>
    value === undefined ? [] : [annotation(`Capabilities.${term}`, wrap(value))];
  const tag = (value: boolean): AnnotationValue => value;
  return [
    ...claim('TopSupported', top, tag),
    ...claim('SkipSupported', skip, tag),
    ...claim('ComputeSupported', compute, tag),
    ...claim('CountRestrictions', count, (Countable) => record({ Countable })),
    ...claim('FilterRestrictions', filter, (Filterable) => record({ Filterable })),
    ...claim('SortRestrictions', orderby, (Sortable) => record({ Sortable })),
  ];
}

/** What only the server sets (Core.Computed: ignored in requests, Protocol 11.4.2), and what a reader should know. */
export function propertyAnnotations(property: Property): readonly Annotation[] {
  return [...described(property.about), ...(property.by === 'server' ? [annotation('Core.Computed', true)] : [])];
}

export function typeAnnotations(type: StructuredType): readonly Annotation[] {
  return described(type.about);
}

export function schemaAnnotations(schema: Schema): readonly Annotation[] {
  return described(schema.about);
}
