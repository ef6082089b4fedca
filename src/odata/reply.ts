/** Outcome or fault -> status, headers and body (OData 4.01 Protocol 8.3, 9; JSON Format 21; Graph's error resource type). */
import { type Fault, quoted } from '../fault.ts';
import type { Schema } from '../model/type.ts';
import { addressOf, contextUrl } from './context.ts';
import { Counted } from './counted.ts';
import { type Cursor, writeCursor } from './cursor.ts';
import { entityTag } from './etag.ts';
import { applyOptions, passingItems } from './evaluate.ts';
import { answeredVersion } from './headers.ts';
import type { Format, Intent, Verb } from './intent.ts';
import type { Entity, JsonObject, Outcome } from './outcome.ts';
import type { RawReply, RawRequest } from './raw.ts';
import {
  complexMembers,
  contextMember,
  control,
  referenceMember,
  type Style,
  typeOfValue,
  writeCount,
  writeEntities,
  writeEntity,
  writeReference,
  writeValue,
} from './write-json.ts';

/**
 * Writes the answer to a request that succeeded.
 * @param now answers the instant of the request, canonical; asked at most once
 */
export function writeReply(schema: Schema, raw: RawRequest, intent: Intent, outcome: Outcome, now: () => string): RawReply {
  const { format, preferences } = intent;
  const style: Style = { namespace: schema.namespace, root: raw.root, format, omit: preferences.omitValues, now: once(now) };
  const headers: Record<string, string> = { 'odata-version': format.version };
  const applied = appliedPreferences(intent, outcome);
  if (applied !== '') {
    headers['preference-applied'] = applied;
    headers.vary = 'Prefer, OData-MaxVersion, Accept';
  } else {
    headers.vary = 'OData-MaxVersion, Accept';
  }
  switch (outcome.kind) {
    case 'unchanged':
      headers.etag = entityTag(outcome.revision);
      return { status: 304, headers, body: undefined };
    case 'done':
      if (outcome.entity) nameEntity(headers, style, outcome.entity, outcome.created === true);
      if (outcome.revision !== undefined) headers.etag = entityTag(outcome.revision);
      return { status: 204, headers, body: undefined };
    case 'document':
      headers['content-type'] = outcome.media === 'xml' ? 'application/xml' : 'application/json';
      return { status: 200, headers, body: outcome.text };
    case 'count':
      headers['content-type'] = 'text/plain';
      return { status: 200, headers, body: String(outcome.count) };
    case 'value':
      headers['content-type'] = 'text/plain; charset=utf-8';
      if (outcome.revision !== undefined) headers.etag = entityTag(outcome.revision);
      return { status: 200, headers, body: outcome.text };
    default:
      headers['content-type'] = contentType(format);
      return writeData(headers, style, raw, intent, outcome);
  }
}

/** Few answers tell what depends on the time: the others do without the clock. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

type DataOutcome = Extract<Outcome, { kind: 'entity' | 'entities' | 'references' | 'property' }>;

function writeData(
  headers: Record<string, string>,
  style: Style,
  raw: RawRequest,
  intent: Intent,
  outcome: DataOutcome,
): RawReply {
  const { query, format } = intent;
  if (outcome.kind === 'entity') {
    const { entity, created } = outcome;
    if (created) nameEntity(headers, style, entity, true);
    // A tag of the answer would speak of what comes with the entity, too.
    else if (entity.revision !== undefined && query.expand.length === 0) headers.etag = entityTag(entity.revision);
    const context = contextUrl(raw.root, outcome.context, query, format, '/$entity');
    const out = new Counted();
    writeEntity(out, style, entity, query, context);
    return { status: created ? 201 : 200, headers, body: out.text, bytes: out.bytes };
  }
  if (outcome.kind === 'property') {
    if (outcome.revision !== undefined) headers.etag = entityTag(outcome.revision);
    return { status: 200, headers, body: writePropertyAnswer(style, raw.root, outcome, intent) };
  }
  if (outcome.kind === 'references' && !outcome.many) {
    const members = [
      ...contextMember(style, `${raw.root}/$metadata#$ref`),
      ...outcome.entities.map((entity) => referenceMember(style, entity)),
    ];
    return { status: 200, headers, body: `{${members.join(',')}}` };
  }
  const { text: body, bytes } = writeCollection(style, raw, intent, outcome);
  return { status: 200, headers, body, bytes };
}

function writeCollection(
  style: Style,
  raw: RawRequest,
  { query, format, address }: Intent,
  outcome: Extract<DataOutcome, { kind: 'entities' | 'references' }>,
): Counted {
  const context =
    outcome.kind === 'references'
      ? `${raw.root}/$metadata#Collection($ref)`
      : contextUrl(raw.root, outcome.context, query, format, '');
  const members = [...contextMember(style, context)];
  const add = (name: string, json: string) => members.push(`"${control(style, name)}":${json}`);
  // "none" keeps the next link and the count (JSON Format 3.1.3).
  if (outcome.count !== undefined) add('count', writeCount(style, outcome.count));
  if (outcome.next) add('nextLink', JSON.stringify(nextLink(raw.root, address, outcome.next)));
  const out = new Counted().add(`{${[...members, '"value":'].join(',')}`);
  if (outcome.kind === 'references') out.add(`[${outcome.entities.map((entity) => writeReference(style, entity)).join(',')}]`);
  else writeEntities(out, style, outcome.entities, query);
  return out.addAscii('}');
}

function writePropertyAnswer(
  style: Style,
  root: string,
  outcome: Extract<DataOutcome, { kind: 'property' }>,
  { query }: Intent,
): string {
  const { property } = outcome;
  const list = property.collection && Array.isArray(outcome.value) ? (outcome.value as readonly unknown[]) : undefined;
  const value = list ? applyOptions(list, query, { now: style.now() }) : outcome.value;
  // What is selected inside a complex value is a part of its context (Protocol 10.13).
  const members = [...contextMember(style, contextUrl(root, outcome.context, query, style.format, ''))];
  const inside: Style = { ...style, resource: value };
  // A complex value stands for itself; all else is wrapped (JSON Format 11).
  if (property.type.kind === 'complex' && !property.collection) {
    // What is kept has been held against its type; null is answered without content.
    members.push(...complexMembers(inside, property.type, value as JsonObject, query));
    return `{${members.join(',')}}`;
  }
  const add = (name: string, json: string) => members.push(`"${control(style, name)}":${json}`);
  const type = style.format.metadata === 'full' ? typeOfValue(style, property) : undefined;
  if (type !== undefined) add('type', JSON.stringify(type));
  if (list && query.count) add('count', writeCount(style, passingItems(list, query, { now: style.now() }).length));
  members.push(`"value":${writeValue(inside, property.type, value, query)}`);
  return `{${members.join(',')}}`;
}

/** Location, and for an answer without body OData-EntityId (Protocol 8.3.3, 8.3.4). */
function nameEntity(headers: Record<string, string>, style: Style, entity: Entity, created: boolean): void {
  const url = `${style.root}/${addressOf(entity)}`;
  if (entity.revision !== undefined) headers.etag = entityTag(entity.revision);
  if (created) {
    headers.location = url;
    headers['odata-entityid'] = url;
  }
}

function contentType({ version, metadata, ieee754 }: Format): string {
  return contentTypes[version][ieee754 ? 'exact' : 'usual'][metadata];
}

const types = (write: (metadata: Format['metadata'], ieee754: boolean) => string) => {
  const each = (ieee754: boolean) => ({
    none: write('none', ieee754),
    minimal: write('minimal', ieee754),
    full: write('full', ieee754),
  });
  return { usual: each(false), exact: each(true) } as const;
};

const contentTypes = {
  '4.01': types((metadata, ieee754) => `application/json;metadata=${metadata}${ieee754 ? ';IEEE754Compatible=true' : ''}`),
  // As Graph sends it, parameters unasked included: its clients know no other form.
  '4.0': types(
    (metadata, ieee754) =>
      `application/json;odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=${ieee754};charset=utf-8`,
  ),
} as const;

/** The request's own address with a token in place of where it started; every other option stays (Protocol 11.2.6.7). */
function nextLink(root: string, { path, query: asked }: Intent['address'], next: Cursor): string {
  const kept = asked.split('&').filter((piece) => piece !== '' && !/^(\$|%24)?(skip|skiptoken)=/i.test(piece));
  const query = [...kept.map(encodeRest), `$skiptoken=${writeCursor(next)}`].join('&');
  // The bare path would be taken for a URI template by Kiota clients if it held braces.
  return `${root}/${encodeRest(path)}?${query}`;
}

/** Encodes what a caller sent unencoded and a URL must not hold, leaving what is encoded as it is. */
function encodeRest(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+/g, encodeURIComponent);
}

/** What was honoured of the Prefer header (Protocol 8.2.8). */
function appliedPreferences({ preferences, verb }: Intent, outcome: Outcome): string {
  const applied: string[] = [];
  // On GET and DELETE it has no effect (Protocol 8.2.8.7).
  if (preferences.return && verb !== 'read' && verb !== 'remove') applied.push(`return=${preferences.return}`);
  if (preferences.maxPageSize !== undefined && (outcome.kind === 'entities' || outcome.kind === 'references'))
    applied.push(`${preferences.maxPageSizeName}=${preferences.maxPageSize}`);
  if (preferences.omitValues && (outcome.kind === 'entity' || outcome.kind === 'entities' || outcome.kind === 'property')) {
    applied.push(`omit-values=${preferences.omitValues}`);
  }
  if (preferences.includeUnknownEnumMembers) applied.push('include-unknown-enum-members');
  return applied.join(', ');
}

/** The methods that verbs stand for, for `Allow`. */
export const methodOf = {
  read: 'GET',
  create: 'POST',
  update: 'PATCH',
  replace: 'PUT',
  remove: 'DELETE',
} as const satisfies { readonly [V in Verb]: string };

/** What a refusal has to know of its request; of one that could not be read at all there are no headers. */
type Failed = Pick<RawRequest, 'requestId' | 'clientRequestId'> & Partial<Pick<RawRequest, 'headers'>>;

/**
 * Writes a refusal in Graph's form.
 * @param date the instant of the request, canonical
 */
export function writeFault(raw: Failed, fault: Fault, date: string): RawReply {
  const { allow, retryAfter } = fault.details;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'odata-version': answeredVersion(raw.headers ?? {}),
    'content-language': 'en',
    vary: 'OData-MaxVersion, Accept',
  };
  if (allow) headers.allow = allow.map((verb) => methodOf[verb as Verb]).join(', ');
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  return { status: fault.status, headers, body: JSON.stringify({ error: errorObject(raw, fault, date) }) };
}

function detailOf({ code, message, details: { target } }: Fault): object {
  return { code, message, ...(target !== undefined && { target: quoted(target) }) };
}

function errorObject(raw: Failed, fault: Fault, date: string): object {
  const { target, faults } = fault.details;
  return {
    code: fault.code,
    message: fault.message,
    ...(target !== undefined && { target: quoted(target) }),
    ...(faults && { details: faults.map(detailOf) }),
    innerError: {
      ...(fault.refusal === 'tagMismatch' && { code: 'entityTagDoesNotMatch' }),
      date: date.slice(0, 19),
      'request-id': raw.requestId,
      'client-request-id': raw.clientRequestId,
    },
  };
}
