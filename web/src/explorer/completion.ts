/** Addresses to choose from while one is typed, from the OpenAPI document. */
import { type Collection, collections, findCollection } from '../model.ts';

export interface ApiPath {
  /** With its version, as `/beta/me/profile/skills/{id}`. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Query options that may follow, as `$select`. */
  readonly options: readonly string[];
}

interface Operation {
  readonly parameters?: readonly { readonly in?: string; readonly name?: string; readonly $ref?: string }[];
}

interface OpenApi {
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly parameters?: Readonly<Record<string, { readonly in?: string; readonly name?: string }>> };
}

const verbs = ['get', 'post', 'patch', 'put', 'delete'];

/** Reads the paths of an OpenAPI document of this server. */
export function pathsOf(document: OpenApi, apiBase: string): readonly ApiPath[] {
  const server = document.servers?.[0]?.url ?? apiBase;
  const base = URL.canParse(server, location.origin) ? new URL(server, location.origin).pathname.replace(/\/$/, '') : apiBase;
  return Object.entries(document.paths).map(([path, operations]) => ({
    path: /^\/(beta|v1\.0)(\/|$)/.test(path) ? path : (base || apiBase) + path,
    methods: Object.keys(operations)
      .filter((verb) => verbs.includes(verb))
      .map((verb) => verb.toUpperCase()),
    options: (operations.get?.parameters ?? [])
      .map((parameter) =>
        parameter.$ref ? document.components?.parameters?.[parameter.$ref.split('/').at(-1) ?? ''] : parameter,
      )
      .flatMap((parameter) => (parameter?.in === 'query' && parameter.name ? [parameter.name] : [])),
  }));
}

const mostSuggestions = 12;

/** Addresses that continue what has been typed: paths, then query options, then properties. */
export function suggestions(typed: string, method: string, paths: readonly ApiPath[]): readonly string[] {
  const mark = typed.indexOf('?');
  if (mark < 0) {
    const text = typed.toLowerCase();
    const fitting = paths.filter(({ path, methods }) => methods.includes(method) && matches(path, text));
    return fitting
      .map(({ path }) => filled(path, typed))
      .toSorted((one, other) => one.length - other.length)
      .slice(0, mostSuggestions);
  }
  const path = typed.slice(0, mark);
  const query = typed.slice(mark + 1);
  const start = query.lastIndexOf('&') + 1;
  const before = `${path}?${query.slice(0, start)}`;
  const option = query.slice(start);
  const equals = option.indexOf('=');
  if (equals < 0) {
    const options = paths.find((known) => matches(known.path, path.toLowerCase()) && sameLength(known.path, path))?.options ?? [];
    const used = new Set(query.split('&').map((part) => part.split('=')[0]));
    return options
      .filter((name) => name.startsWith(option) && (!used.has(name) || name === option))
      .map((name) => `${before}${name}=`)
      .slice(0, mostSuggestions);
  }
  return properties(path, option.slice(0, equals), option.slice(equals + 1)).map(
    (value) => `${before}${option.slice(0, equals)}=${value}`,
  );
}

/** Property names for the options that begin with or list them. */
function properties(path: string, option: string, value: string): readonly string[] {
  const collection = collectionOf(path);
  const names = collection
    ? [...collection.item.properties.keys()]
    : path.endsWith('/profile')
      ? collections.map(({ name }) => name)
      : [];
  const lists = ['$select', '$expand', '$orderby', '$filter'];
  if (!lists.includes(option)) return [];
  const comma = option === '$filter' ? 0 : value.lastIndexOf(',') + 1;
  const last = value.slice(comma);
  return names
    .filter((name) => name.startsWith(last) && name !== last)
    .map((name) => value.slice(0, comma) + name)
    .slice(0, mostSuggestions);
}

function collectionOf(path: string): Collection | undefined {
  return path
    .split('/')
    .map((segment) => findCollection(segment))
    .findLast((found) => found !== undefined);
}

/** True if the pattern begins with the text, `{id}` standing for anything. */
function matches(pattern: string, text: string): boolean {
  const patternParts = pattern.toLowerCase().split('/');
  const parts = text.split('/');
  return (
    parts.length <= patternParts.length &&
    parts.every((part, index) => {
      const wanted = patternParts[index] ?? '';
      if (wanted.startsWith('{')) return true;
      return index === parts.length - 1 ? wanted.startsWith(part) : wanted === part;
    })
  );
}

const sameLength = (pattern: string, path: string) => pattern.split('/').length === path.split('/').length;

/** The pattern with the ids that have been typed. */
function filled(pattern: string, typed: string): string {
  const parts = typed.split('/');
  return pattern
    .split('/')
    .map((part, index) => (part.startsWith('{') && parts[index] ? parts[index] : part))
    .join('/');
}
