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

/** `beta` and `users/4711/profile/skills('1')` -> `/beta/users/{id}/profile/skills({id})`. */
export function routeOf({ version, path }: Pick<RawRequest, 'version' | 'path'>): string {
  let route = `/${version}`;
  let start = 0;
  for (let depth = 0; start < path.length; depth++) {
    if (depth === deepest) return `${route}/...`;
    let end = path.indexOf('/', start);
    if (end < 0) end = path.length;
    route += `/${shapeOf(path.slice(start, end))}`;
    start = end + 1;
  }
  return route;
}

function shapeOf(segment: string): string {
  const word = known.get(segment) ?? known.get(segment.toLowerCase());
  if (word !== undefined) return word;
  const open = segment.indexOf('(');
  const place = open < 0 ? undefined : known.get(segment.slice(0, open).toLowerCase());
  return place === undefined ? '{id}' : `${place}({id})`;
}
