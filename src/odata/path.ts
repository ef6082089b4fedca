/** Resource paths: segments -> Target, a grammar over the model rather than routes (URL Conventions 4). */
import { refuse } from '../fault.ts';
import type { StructuredType } from '../model/field.ts';
import { derivesFrom, findType, type Schema } from '../model/type.ts';
import type { Step, Target, TargetEnd } from './intent.ts';
import { readKey } from './key.ts';
import { findContainer, findNavigationIn, findPropertyIn } from './name.ts';
import { parseFilter } from './parse-expression.ts';
import type { Aliases } from './parser.ts';
import { decodePart } from './query-text.ts';

/** Bounds the work that a path can make. */
const longestPath = 8192;

/** Where a path has got to. */
type Place = Pick<Target, 'end' | 'steps' | 'type' | 'collection'>;

/** One segment, decoded: `skills('k')` has the name `skills` and the text `'k'` in parentheses. */
interface Segment {
  readonly text: string;
  readonly name: string;
  readonly inParentheses: string | undefined;
}

interface Reader {
  readonly schema: Schema;
  readonly aliases: Aliases;
}

/** A place, and whether `/$query` came behind it, behind which nothing comes. */
interface Reached {
  readonly place: Place;
  readonly queryInBody: boolean;
}

const root: Reached = { place: { end: 'service', steps: [], collection: false }, queryInBody: false };

/**
 * Reads a resource path.
 * @param path what follows the service root, still encoded; a slash at its end is let pass
 * @param aliases for keys such as `users(@k)`
 * @returns what the path leads to. Names are matched exactly, then ignoring case.
 * Refuses unknownSegment, malformedKey, malformedUrl (400), notImplemented (501).
 */
export function readPath(schema: Schema, path: string, aliases: Aliases): Target {
  if (path.length > longestPath) refuse('malformedUrl', { reason: `its path is longer than ${longestPath} characters` });
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  const reader: Reader = { schema, aliases };
  const slash = trimmed.lastIndexOf('/');
  const before = slash < 0 ? root : beginning(reader, trimmed.slice(0, slash));
  const { place, queryInBody } = trimmed === '' ? root : follow(reader, before, trimmed.slice(slash + 1));
  return { ...place, queryInBody };
}

function follow(reader: Reader, { place, queryInBody }: Reached, text: string): Reached {
  const segment = readSegment(text);
  if (queryInBody) unknownSegment(segment);
  // POST .../$query (URL Conventions 4.17)
  if (segment.text === '$query' && isQueryable(place)) return { place, queryInBody: true };
  return { place: next(reader, place, segment), queryInBody: false };
}

/** Beginnings without a key, such as `me/profile/skills`, which are the same for everybody: all there are, in some spellings. */
const beginnings = new WeakMap<Schema, Map<string, Reached>>();
const mostBeginnings = 200;

/** All segments but the last. */
function beginning(reader: Reader, path: string): Reached {
  let known = beginnings.get(reader.schema);
  if (!known) {
    known = new Map();
    beginnings.set(reader.schema, known);
  }
  const found = known.get(path);
  if (found) return found;
  const reached = path.split('/').reduce((from, segment) => follow(reader, from, segment), root);
  if (known.size < mostBeginnings && reached.place.steps.every((step) => !('key' in step))) known.set(path, reached);
  return reached;
}

/** Decodes a segment, once, after the path was split (URL Conventions 2). */
function readSegment(encoded: string): Segment {
  const decoded = decodePart(encoded);
  // Segments of the protocol are matched ignoring case, as all names in paths are.
  const text = /^\$[A-Za-z]+$/.test(decoded) ? decoded.toLowerCase() : decoded;
  const open = text.indexOf('(');
  if (open < 0 || !text.endsWith(')')) return { text, name: text, inParentheses: undefined };
  return { text, name: text.slice(0, open), inParentheses: text.slice(open + 1, -1) };
}

function unknownSegment({ text }: Segment): never {
  return refuse('unknownSegment', { segment: text, target: text });
}

function isQueryable({ end }: Place): boolean {
  return end !== 'metadata' && end !== 'batch' && end !== 'entityId';
}

function next(reader: Reader, place: Place, segment: Segment): Place {
  switch (place.end) {
    case 'service':
      return readFirst(reader, segment);
    case 'entityId':
      return castTo(reader, place, segment) ?? unknownSegment(segment);
    case 'entities':
      return readBehindEntities(reader, place, segment);
    case 'entity':
      return readBehindEntity(reader, place, segment);
    case 'property':
      return readBehindProperty(reader, place, segment);
    default:
      return unknownSegment(segment);
  }
}

/** Segments that stand at the service root only (ABNF `odataRelativeUri`). */
const rootEnds: Readonly<Record<string, TargetEnd>> = { $metadata: 'metadata', $batch: 'batch', $entity: 'entityId' };

function readFirst(reader: Reader, segment: Segment): Place {
  const end = Object.hasOwn(rootEnds, segment.text) ? rootEnds[segment.text] : undefined;
  if (end) return { end, steps: [], collection: false };
  if (segment.text === '$all') refuse('notImplemented', { feature: 'The resource $all', target: '$all' });
  if (segment.name === '$crossjoin' && segment.inParentheses !== undefined) return readCrossjoin(reader, segment);
  const container = findContainer(reader.schema, segment.name);
  if (!container) return unknownSegment(segment);
  const { type } = container;
  const at: Place = {
    end: container.kind === 'set' ? 'entities' : 'entity',
    steps: [{ kind: 'container', container }],
    type,
    collection: container.kind === 'set',
  };
  return withParentheses(reader, at, segment);
}

function readCrossjoin({ schema }: Reader, segment: Segment): Place {
  for (const name of (segment.inParentheses ?? '').split(',')) {
    if (findContainer(schema, name.trim())?.kind !== 'set') unknownSegment(segment);
  }
  return { end: 'crossjoin', steps: [], collection: true };
}

/** `skills('k')`: the key of a collection in parentheses; anything but a collection has none. */
function withParentheses({ aliases }: Reader, place: Place, segment: Segment): Place {
  if (segment.inParentheses === undefined) return place;
  if (place.end !== 'entities' || place.type === undefined) return unknownSegment(segment);
  return withKey(place, readKey(entityType(place), segment.inParentheses, aliases));
}

/** Entity ends have an entity type by construction. */
function entityType({ type }: Place): StructuredType {
  return type as StructuredType;
}

/** The entity that a key picks: the key goes to the step that named the collection. */
function withKey(place: Place, key: string): Place {
  const steps: Step[] = [...place.steps];
  const index = steps.findLastIndex(({ kind }) => kind === 'container' || kind === 'navigation');
  const step = steps[index];
  if (step?.kind === 'container' || step?.kind === 'navigation') steps[index] = { ...step, key };
  return { ...place, end: 'entity', steps, collection: false };
}

/** Segments in `$` and names of types win over keys; every other segment is a key, quotes included (URL Conventions 4.3.6). */
function readBehindEntities(reader: Reader, place: Place, segment: Segment): Place {
  const { text } = segment;
  if (text === '$count') return { ...place, end: 'count' };
  if (text === '$ref') return { ...place, end: 'references' };
  refuseNotOffered(reader, place, segment);
  const cast = castTo(reader, place, segment);
  if (cast) return cast;
  if (text.startsWith('$') || text === '') return unknownSegment(segment);
  return withKey(place, text);
}

/**
 * Refuses what may stand behind many but is not offered (URL Conventions 4.12, Protocol 11.4.13). The condition of `/$filter(...)` is read
 * all the same, so that mistakes are told apart from that.
 */
function refuseNotOffered({ schema, aliases }: Reader, { type }: Place, segment: Segment): void {
  const { text, name, inParentheses } = segment;
  if (name !== '$filter' && text !== '$each') return;
  if (name === '$filter') {
    if (inParentheses === undefined || !type) unknownSegment(segment);
    else parseFilter(schema, type, inParentheses, { option: name, aliases });
  }
  refuse('notImplemented', { feature: `The path segment /${name}`, target: name });
}

function readBehindEntity(reader: Reader, place: Place, segment: Segment): Place {
  if (segment.text === '$ref') return { ...place, end: 'reference' };
  return readMember(reader, place, segment);
}

function readBehindProperty(reader: Reader, place: Place, segment: Segment): Place {
  const { type, collection } = place;
  const { text } = segment;
  if (collection) {
    if (text === '$count') return { ...place, end: 'count' };
    refuseNotOffered(reader, place, segment);
    if (/^-?\d+$/.test(text)) refuse('notImplemented', { feature: 'A member of a collection by its position', target: text });
    return castTo(reader, place, segment) ?? unknownSegment(segment);
  }
  if (type?.kind === 'complex') return readMember(reader, place, segment);
  // A property that nobody declared may hold anything.
  return text === '$value' ? { ...place, end: 'value' } : unknownSegment(segment);
}

/** A property, a navigation property or a type behind a single structured value. */
function readMember(reader: Reader, place: Place, segment: Segment): Place {
  const type = entityType(place);
  const property = segment.inParentheses === undefined ? findPropertyIn(type, segment.name) : undefined;
  if (property) {
    const steps: Step[] = [...place.steps, { kind: 'property', property }];
    return { end: 'property', steps, type: property.type, collection: property.collection };
  }
  const navigation = findNavigationIn(type, segment.name);
  if (navigation) {
    const { collection } = navigation;
    const at: Place = {
      end: collection ? 'entities' : 'entity',
      steps: [...place.steps, { kind: 'navigation', navigation }],
      type: navigation.target(),
      collection,
    };
    return withParentheses(reader, at, segment);
  }
  const cast = castTo(reader, place, segment);
  if (cast) return cast;
  if (!type.open || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment.text)) return unknownSegment(segment);
  return { end: 'property', steps: [...place.steps, { kind: 'dynamic', name: segment.text }], collection: false };
}

/** The place seen as a base or derived type; undefined if the segment names no type. */
function castTo({ schema, aliases }: Reader, place: Place, segment: Segment): Place | undefined {
  if (!segment.name.includes('.')) return undefined;
  const type = findType(schema, segment.name);
  if (!type || type.kind === 'enum') return undefined;
  if (place.end === 'entityId') return { ...place, steps: [{ kind: 'cast', type }], type };
  return withParentheses({ schema, aliases }, seenAs(place, type) ?? unknownSegment(segment), segment);
}

/** The place seen as a base or derived type; undefined where nothing there can be of it, and behind another cast. */
function seenAs<At extends Place>(place: At, type: StructuredType): At | undefined {
  const from = entityType(place);
  if (!derivesFrom(from, type) && !derivesFrom(type, from)) return undefined;
  if (place.steps.at(-1)?.kind === 'cast') return undefined;
  return { ...place, steps: [...place.steps, { kind: 'cast', type }], type };
}

/**
 * The entity that an id names, seen as the type that stood behind `$entity`, if one did (URL Conventions 4.16).
 * @param asked the target `$entity`, or `$entity/{type}`
 * Refuses unknownSegment.
 */
export function seenAsAsked({ namespace }: Schema, entity: Target, asked: Target): Target {
  const cast = asked.steps.at(-1);
  if (cast?.kind !== 'cast') return entity;
  const segment = `${namespace}.${cast.type.name}`;
  return seenAs(entity, cast.type) ?? refuse('unknownSegment', { segment, target: segment });
}
