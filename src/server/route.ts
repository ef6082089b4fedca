/** The shape of an address, without whose or which record it is: what the log, figures and traces call a request. */
import { schema } from '../model/schema.ts';
import type { RawRequest } from '../odata/raw.ts';

/** Segments of an address that name a place rather than a record, in lower case. */
const known = new Map<string, string>();
for (const { name, type } of schema.containers.values()) {
  known.set(name.toLowerCase(), name);
  for (const { name: first, target } of type.navigations.values()) {
    known.set(first.toLowerCase(), first);
    for (const { name: second, aliases = [] } of target().navigations.values())
      for (const word of [second, ...aliases]) known.set(word.toLowerCase(), second);
  }
}
for (const word of ['$batch', '$metadata', '$count', '$value', '$ref', '$query', '$entity']) known.set(word, word);

/** Segments that are told; whoever asks further is told apart no more. */
const deepest = 7;

/** A shape that has come up, and those that go on from it by one more word: kept, so that one text serves all requests of a kind. */
interface Shape {
  readonly route: string;
  readonly next: Map<string, Shape>;
}

/** Shapes that are kept: more than anybody needs who does not make addresses up. */
const mostShapes = 2000;

const versions = { beta: shape('/beta'), 'v1.0': shape('/v1.0') } as const;
let shapes = 0;

function shape(route: string): Shape {
  return { route, next: new Map() };
}

/** `beta` and `users/4711/profile/skills('1')` -> `/beta/users/{id}/profile/skills({id})`. */
export function routeOf({ version, path }: Pick<RawRequest, 'version' | 'path'>): string {
  let at: Shape = versions[version];
  let start = 0;
  for (let depth = 0; start < path.length; depth++) {
    if (depth === deepest) return `${at.route}/...`;
    let end = path.indexOf('/', start);
    if (end < 0) end = path.length;
    at = follow(at, shapeOf(path.slice(start, end)));
    start = end + 1;
  }
  return at.route;
}

function follow({ route, next }: Shape, word: string): Shape {
  const known = next.get(word);
  if (known) return known;
  const made = shape(`${route}/${word}`);
  if (shapes < mostShapes) {
    shapes++;
    next.set(word, made);
  }
  return made;
}

/** Characters of the longest word: what is longer, as ids are, need not be looked up. */
const longestWord = Math.max(...[...known.keys()].map(({ length }) => length));

function shapeOf(segment: string): string {
  if (segment.length > longestWord && !segment.includes('(')) return '{id}';
  const word = known.get(segment) ?? known.get(segment.toLowerCase());
  if (word !== undefined) return word;
  const open = segment.indexOf('(');
  const place = open < 0 ? undefined : known.get(segment.slice(0, open).toLowerCase());
  return place === undefined ? '{id}' : `${place}({id})`;
}
