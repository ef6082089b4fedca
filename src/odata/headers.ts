/** Headers of a request: the version and format of its answer, its preferences and its conditions (Protocol 8). */
import { refuse } from '../fault.ts';
import type { Format, Preconditions, Preferences, TagCondition, Target } from './intent.ts';
import { parseBoolean } from './literal.ts';
import { type MediaRange, readAccept, readMediaRange, splitOutsideQuotes, unquote } from './media-type.ts';
import type { RawOption } from './query-text.ts';
import type { Headers } from './raw.ts';
import { remembering } from './remembering.ts';

/**
 * Finds how a request is to be answered: version (Protocol 8.1.5, 8.2.7), media type and its parameters (8.2.1, JSON Format 3).
 * @param options the query options: `$format` wins over Accept
 * @param target what the request is about: counts and raw values are text, $metadata is XML or JSON, all else JSON
 * Refuses malformedHeader and versionTooLow (400), notAcceptable (406).
 */
export function readFormat(headers: Headers, options: readonly RawOption[], target: Pick<Target, 'end'>): Format {
  const version = readVersion(headers);
  const offer = offerFor(target);
  const wanted = options.find(({ system }) => system === 'format');
  if (wanted) return { ...chooseFormat(wanted.value, offer), version };
  const accept = headers.accept;
  if (accept === undefined || accept.trim() === '') return { ...plain(offer.media[0]), version };
  return { ...(accept.length > longestAccept ? chooseAccept(accept, offer) : offer.accepted(accept)), version };
}

/** Characters of an Accept header that is remembered. */
const longestAccept = 300;

function readVersion(headers: Headers): Format['version'] {
  const sent = readVersionHeader(headers, 'OData-Version');
  if (sent !== undefined && (sent < 4 || sent > 4.01))
    refuse('versionTooLow', { found: headers['odata-version'], target: 'OData-Version' });
  const greatest = readVersionHeader(headers, 'OData-MaxVersion');
  if (greatest !== undefined && greatest < 4)
    refuse('versionTooLow', { found: headers['odata-maxversion'], target: 'OData-MaxVersion' });
  return answeredVersion(headers);
}

/**
 * The version that an answer is in, refusals included (Protocol 8.2.7).
 * @returns without a greatest version, or with one that cannot be read, what it always was: 4.0, as Graph's
 */
export function answeredVersion(headers: Headers): Format['version'] {
  const greatest = Number(headers['odata-maxversion']?.trim() ?? Number.NaN);
  return greatest >= 4.01 ? '4.01' : '4.0';
}

/** Names as the answer shows them -> as they stand among the headers of a request. */
const inLowerCase = {
  'OData-Version': 'odata-version',
  'OData-MaxVersion': 'odata-maxversion',
  'OData-Isolation': 'odata-isolation',
  Isolation: 'isolation',
} as const;

function readVersionHeader(headers: Headers, header: 'OData-Version' | 'OData-MaxVersion'): number | undefined {
  const text = headers[inLowerCase[header]]?.trim();
  if (text === undefined) return undefined;
  // Later drafts may append a list of extensions, which is none of a version's number.
  if (!/^\d{1,9}\.\d{1,15}$/.test(text))
    refuse('malformedHeader', { header, target: header, reason: `'${text}' is not a version such as 4.01` });
  return Number(text);
}

type Media = Format['media'];
type Shape = Omit<Format, 'version'>;

interface Offer {
  /** What can answer, the preferred one first. */
  readonly media: readonly [Media, ...Media[]];
  /** The form that an Accept header asks for; those that came last are remembered, being the same few. */
  readonly accepted: (accept: string) => Shape;
}

function offerOf(...media: Offer['media']): Offer {
  const offer: Offer = { media, accepted: remembering(100, (accept) => chooseAccept(accept, offer)) };
  return offer;
}

const offers = { json: offerOf('json'), text: offerOf('text'), metadata: offerOf('xml', 'json') } as const;

function offerFor({ end }: Pick<Target, 'end'>): Offer {
  if (end === 'metadata') return offers.metadata;
  return end === 'count' || end === 'value' ? offers.text : offers.json;
}

const types: Readonly<Record<Media, string>> = { json: 'application/json', xml: 'application/xml', text: 'text/plain' };

function plain(media: Media): Shape {
  return { metadata: 'minimal', ieee754: false, asked: false, media };
}

function notAcceptable(found: string, offer: Offer, header: string): never {
  return refuse('notAcceptable', { found, offered: offer.media.map((media) => types[media]).join(' or '), target: header });
}

/** `$format`: json and xml stand alone, all else is a media type in full (Protocol 11.2.11). */
function chooseFormat(text: string, offer: Offer): Shape {
  const word = text.toLowerCase();
  if (word === 'json' || word === 'xml') return offer.media.includes(word) ? plain(word) : notAcceptable(text, offer, '$format');
  // A decoded plus sign of a media type such as application/atom+xml reads as a space.
  const range = readMediaRange(text);
  return (range && match(range, offer)) ?? notAcceptable(text, offer, '$format');
}

function chooseAccept(accept: string, offer: Offer): Shape {
  const ranges = readAccept(accept);
  for (const range of ranges) {
    if (range.quality === 0) break;
    const shape = match(range, offer, (media) => !isExcluded(ranges, media));
    if (shape) return shape;
  }
  return notAcceptable(accept, offer, 'Accept');
}

/** True if a range names the media type itself with quality zero. */
function isExcluded(ranges: readonly MediaRange[], media: Media): boolean {
  return ranges.some(({ type, quality, parameters }) => quality === 0 && parameters.length === 0 && type === types[media]);
}

function match(range: MediaRange, offer: Offer, allowed: (media: Media) => boolean = () => true): Shape | undefined {
  const media = offer.media.find((candidate) => covers(range.type, types[candidate]) && allowed(candidate));
  return media && readParameters(range, media);
}

function covers(range: string, type: string): boolean {
  return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}

/** The parameters of a media type. A service that does not know one must not answer in that format (Protocol 8.2.1). */
function readParameters({ parameters }: MediaRange, media: Media): Shape | undefined {
  let shape = plain(media);
  for (const [name, value] of parameters) {
    const word = value.toLowerCase();
    if (name === 'charset') {
      if (word !== 'utf-8' && word !== 'utf8') return undefined;
      continue;
    }
    const next = media === 'json' ? readJsonParameter(shape, name, word) : undefined;
    if (!next) return undefined;
    shape = next;
  }
  return shape;
}

/** True for the Content-Type of a body that can be read: of that media type, and in no format unknown here (Protocol 7). */
export function isReadable(contentType: string, media: 'json' | 'text'): boolean {
  return readable[media](contentType);
}

const readable = { json: remembering(100, readableAs('json')), text: remembering(100, readableAs('text')) } as const;

function readableAs(media: 'json' | 'text'): (contentType: string) => boolean {
  return (contentType) => {
    const range = readMediaRange(contentType.replace(/charset="?us-ascii"?/i, 'charset=utf-8'));
    return range !== undefined && range.type === types[media] && readParameters(range, media) !== undefined;
  };
}

/** Names with and without `odata.`, names and values in any case (JSON Format 3). */
function readJsonParameter(shape: Shape, name: string, value: string): Shape | undefined {
  switch (name) {
    case 'odata.metadata':
    case 'metadata':
      return value === 'none' || value === 'minimal' || value === 'full' ? { ...shape, metadata: value, asked: true } : undefined;
    case 'ieee754compatible':
      return value === 'true' || value === 'false' ? { ...shape, ieee754: value === 'true' } : undefined;
    // Neither changes what this server writes: answers come whole, and no property is a decimal.
    case 'odata.streaming':
    case 'streaming':
    case 'exponentialdecimals':
      return value === 'true' || value === 'false' ? shape : undefined;
    default:
      return undefined;
  }
}

/**
 * Reads the Prefer header (RFC 7240; Protocol 8.2.8), with and without `odata.`, the bare name winning.
 * @param sdkVersion the header by which every Graph SDK names itself, and so what it takes `$top` for
 * @returns the preferences that can be honoured. Nothing is refused: a preference that is unknown or malformed is ignored.
 */
export function readPreferences(prefer: string | undefined, sdkVersion?: string): Preferences {
  const ofCaller: Preferences = sdkVersion === undefined ? {} : { topIsPageSize: true };
  if (prefer === undefined || prefer.length > longestPrefer) return ofCaller;
  const given = new Map<string, string>();
  for (const part of splitOutsideQuotes(prefer, ',')) {
    const [head = ''] = splitOutsideQuotes(part, ';');
    const [, name, value = ''] = preferencePattern.exec(head.trim()) ?? [];
    // Of a preference that stands more than once the first counts (RFC 7240, 2).
    if (name !== undefined && !given.has(name.toLowerCase())) given.set(name.toLowerCase(), unquote(value));
  }
  const find = (name: string): string | undefined => given.get(name) ?? given.get(`odata.${name}`);
  const answer = given.get('return')?.toLowerCase();
  const size = find('maxpagesize');
  const omit = find('omit-values')?.toLowerCase();
  const onError = find('continue-on-error');
  const goOn = onError === '' ? true : onError === undefined ? undefined : parseBoolean(onError);
  return {
    ...ofCaller,
    ...((answer === 'minimal' || answer === 'representation') && { return: answer }),
    ...(size !== undefined &&
      /^[1-9]\d*$/.test(size) && {
        maxPageSize: Math.min(Number(size), Number.MAX_SAFE_INTEGER),
        maxPageSizeName: given.has('maxpagesize') ? 'maxpagesize' : 'odata.maxpagesize',
      }),
    ...(find('include-unknown-enum-members') !== undefined && { includeUnknownEnumMembers: true }),
    ...((omit === 'nulls' || omit === 'defaults') && { omitValues: omit }),
    ...(goOn !== undefined && { continueOnError: goOn }),
  };
}

const longestPrefer = 8192;

const preferencePattern = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s",;]*))?$/;

/**
 * Reads If-Match and If-None-Match (Protocol 8.2.4, 8.2.5). Snapshot isolation is refused here too, being a condition that this
 * server cannot meet (Protocol 8.2.6).
 * @param body of a request in 4.01 an entity tag in the body is a condition as well (Protocol 11.4.1.1); in 4.0 it says nothing
 * Refuses malformedEntityTag and malformedHeader (400), isolationNotSupported (412).
 */
export function readPreconditions(headers: Headers, body?: unknown): Preconditions {
  for (const header of isolationHeaders) {
    const isolation = headers[inLowerCase[header]];
    if (isolation === undefined) continue;
    if (isolation.trim().toLowerCase() === 'snapshot')
      refuse('isolationNotSupported', { found: isolation.trim(), target: header });
    refuse('malformedHeader', { header, target: header, reason: "'snapshot' is expected" });
  }
  const ifMatch = readTags('If-Match', headers['if-match'] ?? tagOfBody(headers, body));
  const ifNoneMatch = readTags('If-None-Match', headers['if-none-match']);
  if (ifMatch === undefined && ifNoneMatch === undefined) return unconditional;
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
}

const isolationHeaders = ['OData-Isolation', 'Isolation'] as const;
const unconditional: Preconditions = {};

function tagOfBody(headers: Headers, body: unknown): string | undefined {
  if (body === null || typeof body !== 'object' || (readVersionHeader(headers, 'OData-Version') ?? 4) < 4.01) return undefined;
  const tag = '@etag' in body ? body['@etag'] : '@odata.etag' in body ? body['@odata.etag'] : undefined;
  return typeof tag === 'string' ? tag : undefined;
}

const tagPattern = /[ \t]*(?:(?:W\/)?"([\x21\x23-\x7e\x80-\uffff]*)"[ \t]*)?(?:,|$)/y;

/** The opaque parts of a list of entity tags (RFC 9110, 8.8.3). Weak and strong ones are the same here. */
function readTags(header: string, text: string | undefined): TagCondition | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === '*') return '*';
  const tags: string[] = [];
  let at = 0;
  while (at < text.length) {
    tagPattern.lastIndex = at;
    const match = tagPattern.exec(text);
    if (!match) return refuse('malformedEntityTag', { header, target: header, found: text });
    if (match[1] !== undefined) tags.push(match[1]);
    at += match[0].length;
  }
  return tags.length > 0 ? tags : refuse('malformedEntityTag', { header, target: header, found: text });
}
