/** A Schema as an OpenAPI 3.1 document: every address, what can be done there, and what is answered. */
import type { Schema } from '../model/type.ts';
import { batchPath, error, headers, metadataPath, page, parameters, responses, securitySchemes } from './openapi-fixed.ts';
import { pathItems } from './openapi-operation.ts';
import { type Place, type PlaceOptions, placesOf } from './openapi-place.ts';
import { type Json, typeSchemas } from './openapi-schema.ts';

export interface OpenApiOptions extends PlaceOptions {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Service roots, absolute or relative to where the document is served. */
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
}

/**
 * Describes the service of a schema.
 * @returns the document, ready for JSON.stringify
 */
export function openApi(schema: Schema, options: OpenApiOptions): Json {
  const { title, version, description, servers, capabilities } = options;
  const places = placesOf(schema, options);
  // Where nothing can be done there is nothing to describe.
  const described = places
    .flatMap((place) => pathItems(place, capabilities))
    .filter(([, item]) => Object.keys(item).some((key) => key !== 'parameters'));
  const fixed = places.filter(({ keys }) => keys.length === 0);
  const listed = new Set(places.filter(({ kind }) => kind !== 'one').map(({ type }) => type));
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    servers,
    security: [{ bearer: [] }],
    tags: tagsOf(
      schema,
      places.filter(({ path }) => described.some(([start]) => start === path)),
    ),
    paths: {
      ...Object.fromEntries(described),
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
