/** A raw request -> an Intent: path, options, headers and body, in this order; whatever is wrong is refused by name. */
import { refuse } from '../fault.ts';
import type { Schema } from '../model/type.ts';
import { readAliases } from './aliases.ts';
import { isReadable, readFormat, readPreconditions, readPreferences } from './headers.ts';
import type { Intent, Target, Verb } from './intent.ts';
import { decode, readJson } from './json.ts';
import { readOptions, splitQuery } from './options.ts';
import { readPath, seenAsAsked } from './path.ts';
import type { RawRequest } from './raw.ts';

const verbs: Readonly<Record<string, Verb>> = {
  GET: 'read',
  HEAD: 'read',
  POST: 'create',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'remove',
};

/**
 * Reads a request.
 * @param schema what the path and the options are resolved against
 * @param allowed the verbs that a target takes: a wrong method is told before a body is looked at
 * @returns the intent; its body is JSON not yet held against a type
 * Refuses 400, 405, 406, 415 and 501 rows of the catalogue.
 */
export function readRequest(schema: Schema, raw: RawRequest, allowed: (target: Target) => readonly Verb[]): Intent {
  let asked = splitQuery(raw.query);
  let address = { path: raw.path, query: raw.query };
  let target = readPath(schema, raw.path, readAliases(asked));
  const { queryInBody } = target;
  if (queryInBody && raw.method !== 'POST') return refuse('wrongMethod', { allow: ['create'] });
  if (queryInBody) {
    // POST .../$query is a GET whose options stand in the body (URL Conventions 4.17).
    const text = textOfQuery(raw);
    asked = [...asked, ...splitQuery(text)];
    address = { path: raw.path.replace(/\/[^/]*\/?$/, ''), query: [raw.query, text].filter((part) => part !== '').join('&') };
  }
  if (target.end === 'entityId') {
    target = seenAsAsked(schema, targetOfId(schema, raw, readOptions(schema, target, asked).id), target);
    asked = asked.filter(({ system }) => system !== 'id');
  }
  const verb = queryInBody ? 'read' : verbs[raw.method];
  const verbsHere = allowed(target);
  if (verb === undefined || !verbsHere.includes(verb)) return refuse('wrongMethod', { allow: verbsHere });
  const query = readOptions(schema, target, asked, verb);
  const format = readFormat(raw.headers, asked, target);
  const body = verb === 'read' || verb === 'remove' ? undefined : readBody(raw, target);
  const preconditions = readPreconditions(raw.headers, body);
  const preferences = readPreferences(raw.headers.prefer, raw.headers.sdkversion);
  return { verb, target, query, body, preconditions, preferences, format, address };
}

/** The query in the body of POST .../$query. */
function textOfQuery(raw: RawRequest): string {
  requireMediaType(raw, 'text');
  return decode(raw.body ?? new Uint8Array()).trim();
}

/** `$entity?$id=...`: the target that an entity id names (URL Conventions 4.16). */
function targetOfId(schema: Schema, raw: RawRequest, id: string | undefined): Target {
  if (id === undefined) return refuse('malformedUrl', { reason: '$entity needs the query option $id', target: '$id' });
  // An id is absolute, with or without the origin, or relative to the service root.
  const root = [raw.root, new URL(raw.root).pathname].find((start) => id.startsWith(`${start}/`));
  const target = readPath(schema, root === undefined ? id : id.slice(root.length + 1), new Map());
  return target.end === 'entity' ? target : refuse('malformedUrl', { reason: '$id does not name an entity', target: '$id' });
}

function readBody(raw: RawRequest, target: Target): unknown {
  if (target.end === 'value') {
    requireMediaType(raw, 'text');
    return decode(raw.body ?? new Uint8Array());
  }
  requireMediaType(raw, 'json');
  return readJson(raw.body ?? new Uint8Array());
}

const mediaTypes = { json: 'application/json', text: 'text/plain' } as const;

/** Refuses a body without Content-Type (400), one of another type and one that is compressed (415), as Graph answers. */
export function requireMediaType(raw: RawRequest, expected: keyof typeof mediaTypes): void {
  const coding = raw.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity')
    refuse('wrongMediaType', { found: `${mediaTypes[expected]} in ${coding}`, expected: `${mediaTypes[expected]} as it is` });
  const header = raw.headers['content-type'];
  if (header === undefined || header.trim() === '') refuse('missingContentType');
  if (!isReadable(header, expected)) refuse('wrongMediaType', { found: header, expected: mediaTypes[expected] });
}
