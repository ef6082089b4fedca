/** What every OpenAPI document of this server has, whatever the schema: parameters, refusals, batch and metadata. */
import { type Json, ref } from './openapi-schema.ts';

const text = { type: 'string' };
const option = (name: string, description: string, schema: Json, example?: unknown): Json => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example !== undefined && { example }),
});
const header = (name: string, description: string, example?: string): Json => ({
  name,
  in: 'header',
  description,
  schema: text,
  ...(example !== undefined && { example }),
});

/** Query options and headers (URL Conventions 5.1, Protocol 8.2). */
export const parameters = {
  select: option('$select', 'Properties to answer, separated by commas.', text),
  expand: option('$expand', 'Navigation properties to answer inside, with options in parentheses.', text),
  filter: option('$filter', 'Which entities to answer.', text),
  orderby: option('$orderby', 'What to sort by; each followed by asc or desc.', text),
  top: option('$top', 'At most so many entities.', { type: 'integer', minimum: 0 }),
  skip: option('$skip', 'So many entities are left out first.', { type: 'integer', minimum: 0 }),
  count: option('$count', 'True to have @odata.count in the answer.', { type: 'boolean' }),
  ifMatch: header('If-Match', 'Change it only if it still has this entity tag; otherwise 412.', 'W/"1"'),
  ifNoneMatch: header('If-None-Match', 'Answer 304 if it still has this entity tag.'),
  prefer: header('Prefer', 'return=minimal for 204 without a body, return=representation for the entity.'),
} as const satisfies Readonly<Record<string, Json>>;

export type ParameterName = keyof typeof parameters;

export const headers = {
  ETag: { description: 'The entity tag, for If-Match and If-None-Match.', schema: text },
  Location: { description: 'The address of what was created.', schema: { type: 'string', format: 'uri' } },
} as const satisfies Readonly<Record<string, Json>>;

export const responses = {
  error: {
    description: 'Refused: the code says why, the message says what to do.',
    content: { 'application/json': { schema: ref('schemas', 'error') } },
  },
  done: { description: 'Done; there is nothing to answer.' },
} as const satisfies Readonly<Record<string, Json>>;

export const refusal: Json = ref('responses', 'error');

export const securitySchemes: Json = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token from a trusted issuer.' },
};

/** What every page of a list has besides its entities (JSON Format 4.5). */
export const page: Json = {
  type: 'object',
  properties: {
    '@odata.context': { type: 'string' },
    '@odata.count': { type: 'integer', description: 'How many there are in all; with $count=true.' },
    '@odata.nextLink': { type: 'string', format: 'uri', description: 'Where the list goes on; absent on the last page.' },
  },
};

/** The body of every refusal (Graph's error resource type). */
export const error: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        target: { type: 'string', description: 'The property, query option or header at fault.' },
        details: {
          type: 'array',
          description: 'Each fault, when there are several.',
          items: {
            type: 'object',
            required: ['code', 'message'],
            properties: { code: { type: 'string' }, message: { type: 'string' }, target: { type: 'string' } },
          },
        },
        innerError: {
          type: 'object',
          properties: {
            date: { type: 'string' },
            'request-id': { type: 'string' },
            'client-request-id': { type: 'string' },
          },
        },
      },
    },
  },
  example: {
    error: {
      code: 'itemNotFound',
      message: 'Resource could not be discovered.',
      innerError: {
        date: '2026-01-31T12:00:00',
        'request-id': '6f5b2a0e-7c2e-4a53-9a3f-0c1d7e5b8a41',
        'client-request-id': '6f5b2a0e-7c2e-4a53-9a3f-0c1d7e5b8a41',
      },
    },
  },
};

/** A batch in JSON (JSON Format 19; Graph's json-batching), with addresses of the service as its example. */
export const batchPath = (urls: readonly string[]): Json => ({
  post: {
    operationId: 'batch',
    summary: 'Send up to 20 requests in one',
    tags: ['Service'],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['requests'],
            properties: {
              requests: {
                type: 'array',
                maxItems: 20,
                items: {
                  type: 'object',
                  required: ['id', 'method', 'url'],
                  properties: {
                    id: text,
                    method: { type: 'string', enum: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] },
                    url: { type: 'string', description: 'Relative to the service root, with or without a slash in front.' },
                    headers: { type: 'object', additionalProperties: text },
                    body: {},
                    dependsOn: { type: 'array', items: text },
                  },
                },
              },
            },
          },
          example: { requests: urls.map((url, index) => ({ id: String(index + 1), method: 'GET', url })) },
        },
      },
    },
    responses: {
      200: {
        description: 'One response for each request, in any order.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['responses'],
              properties: {
                responses: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['id', 'status'],
                    properties: {
                      id: text,
                      status: { type: 'integer' },
                      headers: { type: 'object', additionalProperties: text },
                      body: {},
                    },
                  },
                },
              },
            },
          },
        },
      },
      default: refusal,
    },
  },
});

export const metadataPath: Json = {
  get: {
    operationId: 'getMetadata',
    summary: 'Get the metadata document',
    description: 'XML, or JSON if $format or Accept asks for it. Needs no token.',
    tags: ['Service'],
    security: [],
    parameters: [option('$format', 'xml or json.', { type: 'string', enum: ['xml', 'json'] })],
    responses: {
      200: { description: 'The metadata document.', content: { 'application/xml': { schema: text }, 'application/json': {} } },
      default: refusal,
    },
  },
};
