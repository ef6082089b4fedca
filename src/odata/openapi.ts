/** A Schema as an OpenAPI 3.1 document: every address, what can be done there, and what is answered. */
import type { Schema } from '../model/type.ts';
import type { Capabilities } from './capabilities.ts';
import {
  batchPath,
  error,
  headers,
  metadataPath,
  type ParameterName,
  page,
  parameters,
  refusal,
  responses,
  securitySchemes,
} from './openapi-fixed.ts';
import { article, behindKey, type Place, pascal, placesOf } from './openapi-place.ts';
import { type Json, pageName, ref, typeSchemas } from './openapi-schema.ts';

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Service roots, absolute or relative to where the document is served. */
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly capabilities: Capabilities;
}

/**
 * Describes the service of a schema.
 * @returns the document, ready for JSON.stringify
 */
export function openApi(schema: Schema, options: OpenApiOptions): Json {
  const { title, version, description, servers, capabilities } = options;
  const places = placesOf(schema, capabilities);
  const fixed = places.filter(({ keys }) => keys.length === 0);
  const listed = new Set(places.filter(({ kind }) => kind !== 'one').map(({ type }) => type));
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    servers,
    security: [{ bearer: [] }],
    tags: tagsOf(schema, places),
    paths: {
      ...Object.fromEntries(places.flatMap((place) => pathItems(place, capabilities))),
      '/$batch': batchPath(fixed.slice(0, 2).map(({ path }) => path)),
      '/$metadata': metadataPath,
    },
    components: {
      securitySchemes,
      parameters,
      headers,
      responses,
      schemas: { error, page, ...typeSchemas(schema, listed) },
    },
  };
}

function tagsOf(schema: Schema, places: readonly Place[]): readonly Json[] {
  const about = new Map(
    [...schema.containers.values(), ...[...schema.types.values()].flatMap((type) => navigationsOf(type))].map(
      (named) => [named.title ?? named.name, named.about] as const,
    ),
  );
  const tags = [...new Set(places.map(({ tag }) => tag))].map((name) => ({ name, description: about.get(name) }));
  return [...tags, { name: 'Service', description: 'The service as a whole.' }];
}

const navigationsOf = (type: Schema['types'] extends ReadonlyMap<string, infer Type> ? Type : never) =>
  type.kind === 'enum' ? [] : [...type.navigations.values()];

function pathItems(place: Place, capabilities: Capabilities): readonly (readonly [string, Json])[] {
  const { path, keys, type } = place;
  const parametersOf = (found: readonly Json[]): Json => (found.length > 0 ? { parameters: found } : {});
  const entity = behindKey(path, keys, type);
  switch (place.kind) {
    case 'one':
      return [[path, { ...parametersOf(keys), ...entityOperations(place) }]];
    case 'set':
      return [
        [path, { ...parametersOf(keys), get: list(place, capabilities), ...(place.access.create && { post: create(place) }) }],
        [entity.path, { ...parametersOf(entity.keys), ...entityOperations(place) }],
      ];
    case 'links':
      return [
        [path, { ...parametersOf(keys), get: list(place, capabilities) }],
        [`${path}/$ref`, { ...parametersOf(keys), post: link(place) }],
        [`${entity.path}/$ref`, { ...parametersOf(entity.keys), delete: unlink(place) }],
      ];
  }
}

const named = (place: Place, verb: string, what: string, summary: string): Json => ({
  operationId: `${verb}${place.owner}${pascal(what)}`,
  summary: `${summary}${place.ofOwner}`,
  tags: [place.tag],
});

const take = (...names: readonly ParameterName[]): readonly Json[] => names.map((name) => ref('parameters', name));

const expandable = ({ type }: Place): readonly ParameterName[] => (type.navigations.size > 0 ? ['expand'] : []);

const one = (place: Place): string => (place.kind === 'one' ? `the ${place.singular}` : article(place.singular));

/** A single entity is called by its name: `getMe`, not `getSignedInUser`. */
const entityId = (place: Place): string => (place.kind === 'one' ? place.name : place.singular);

function list(place: Place, { query }: Capabilities): Json {
  const options: readonly ParameterName[] = [
    'select',
    ...expandable(place),
    ...(['filter', 'orderby', 'top', 'skip', 'count'] as const).filter((option) => query[option]),
  ];
  return {
    ...named(place, 'list', place.plural, `List the ${place.plural.toLowerCase()}`),
    parameters: take(...options),
    responses: { 200: { description: 'A page of the list.', content: json(pageName(place.type)) }, default: refusal },
  };
}

function create(place: Place): Json {
  return {
    ...named(place, 'create', place.singular, `Create ${article(place.singular)}`),
    parameters: take('prefer'),
    requestBody: { required: true, content: json(place.type.name, place.example) },
    responses: {
      201: {
        description: 'Created.',
        headers: { Location: ref('headers', 'Location'), ETag: ref('headers', 'ETag') },
        content: json(place.type.name),
      },
      default: refusal,
    },
  };
}

function entityOperations(place: Place): Json {
  const { access, type } = place;
  const entity = { description: 'The entity.', headers: { ETag: ref('headers', 'ETag') }, content: json(type.name) };
  return {
    get: {
      ...named(place, 'get', entityId(place), `Get ${one(place)}`),
      parameters: take('select', ...expandable(place), 'ifNoneMatch'),
      responses: { 200: entity, default: refusal },
    },
    ...(access.update && {
      patch: {
        ...named(place, 'update', entityId(place), `Update ${one(place)}`),
        description: 'Properties that are not sent stay as they are.',
        parameters: take('ifMatch', 'prefer'),
        requestBody: { required: true, content: json(type.name, firstOf(place.example)) },
        responses: { 200: { ...entity, description: 'The entity as it is now.' }, default: refusal },
      },
    }),
    ...(access.remove && {
      delete: {
        ...named(place, 'delete', entityId(place), `Delete ${one(place)}`),
        parameters: take('ifMatch'),
        responses: { 204: ref('responses', 'done'), default: refusal },
      },
    }),
  };
}

function link(place: Place): Json {
  const reference = { type: 'object', required: ['@odata.id'], properties: { '@odata.id': { type: 'string', format: 'uri' } } };
  return {
    ...named(place, 'add', place.singular, `Add ${article(place.singular)}`),
    requestBody: { required: true, content: { 'application/json': { schema: reference } } },
    responses: { 204: ref('responses', 'done'), default: refusal },
  };
}

function unlink(place: Place): Json {
  return {
    ...named(place, 'remove', place.singular, `Remove ${article(place.singular)}`),
    responses: { 204: ref('responses', 'done'), default: refusal },
  };
}

function json(schema: string, example?: Json): Json {
  return { 'application/json': { schema: ref('schemas', schema), ...(example && { example }) } };
}

/** A change of one property: enough to show that the others may stay away. */
function firstOf(example: Json | undefined): Json | undefined {
  const [first] = Object.entries(example ?? {});
  return first && Object.fromEntries([first]);
}
