/** The operations of an OpenAPI document: what may be done at a place, with parameters, bodies and answers. */
import type { Capabilities } from './capabilities.ts';
import { type ParameterName, refusal } from './openapi-fixed.ts';
import { article, behindKey, type Place, pascal } from './openapi-place.ts';
import { type Json, pageName, ref } from './openapi-schema.ts';

/** The path items of a place, with everything that may be done there. */
export function pathItems(place: Place, capabilities: Capabilities): readonly (readonly [string, Json])[] {
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

type ChangeVerb = 'create' | 'update' | 'delete' | 'add' | 'remove';

/** Name, summary and description of an operation; every verb but `list` and `get` changes something. */
function named(place: Place, verb: 'list' | 'get' | ChangeVerb, what: string, object: string, ...notes: readonly string[]): Json {
  const needs = verb === 'list' || verb === 'get' ? place.needs.read : place.needs.write;
  const description = [...notes, ...(needs === undefined ? [] : [needs])].join(' ');
  return {
    operationId: `${verb}${place.owner}${pascal(what)}`,
    summary: `${pascal(verb)} ${object}${place.ofOwner}`,
    ...(description !== '' && { description }),
    tags: [place.tag],
  };
}

const take = (...names: readonly ParameterName[]): readonly Json[] => names.map((name) => ref('parameters', name));

const expandable = ({ type }: Place): readonly ParameterName[] => (type.navigations.size > 0 ? ['expand'] : []);

const one = (place: Place): string => (place.kind === 'one' ? `the ${place.singular}` : article(place.singular));

/** A single entity is called by its name: `getMe`, not `getSignedInUser`. */
const entityId = (place: Place): string => (place.kind === 'one' ? place.name : place.singular);

function list(place: Place, { query }: Capabilities): Json {
  const options: readonly ParameterName[] = [
    'select',
    ...expandable(place),
    ...(['filter', 'orderby', 'top', 'skip', 'count'] as const).filter((option) => place.access.query?.[option] ?? query[option]),
  ];
  return {
    ...named(place, 'list', place.plural, `the ${place.plural.toLowerCase()}`),
    parameters: take(...options),
    responses: { 200: { description: 'A page of the list.', content: json(pageName(place.type)) }, default: refusal },
  };
}

function create(place: Place): Json {
  return {
    ...named(place, 'create', place.singular, article(place.singular)),
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
    ...(access.get && {
      get: {
        ...named(place, 'get', entityId(place), one(place)),
        parameters: take('select', ...expandable(place), 'ifNoneMatch'),
        responses: { 200: entity, default: refusal },
      },
    }),
    ...(access.update && {
      patch: {
        ...named(place, 'update', entityId(place), one(place), 'Properties that are not sent stay as they are.'),
        parameters: take('ifMatch', 'prefer'),
        requestBody: { required: true, content: json(type.name, firstOf(place.example)) },
        responses: { 200: { ...entity, description: 'The entity as it is now.' }, default: refusal },
      },
    }),
    ...(access.remove && {
      delete: {
        ...named(place, 'delete', entityId(place), one(place)),
        parameters: take('ifMatch'),
        responses: { 204: ref('responses', 'done'), default: refusal },
      },
    }),
  };
}

function link(place: Place): Json {
  const reference = { type: 'object', required: ['@odata.id'], properties: { '@odata.id': { type: 'string', format: 'uri' } } };
  return {
    ...named(place, 'add', place.singular, article(place.singular)),
    requestBody: { required: true, content: { 'application/json': { schema: reference } } },
    responses: { 204: ref('responses', 'done'), default: refusal },
  };
}

function unlink(place: Place): Json {
  return {
    ...named(place, 'remove', place.singular, article(place.singular)),
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
