/** Context URLs: what an answer holds, said in an address (OData 4.01 Protocol 10). */
import type { Expansion, Format, Query, Selection } from './intent.ts';
import type { Entity } from './outcome.ts';

/** A key as it stands in a canonical path: quotes doubled, encoded. */
export function keySegment(key: string): string {
  if (plainKey.test(key)) return `('${key}')`;
  return `('${encodeURIComponent(key.replaceAll("'", "''")).replaceAll('%27', "'")}')`;
}

/** Keys in which nothing has to be encoded, as all are that the server makes: encoding one takes longer than finding it. */
const plainKey = /^[\w.~-]*$/;

/** The address of an entity below the service root, as `users('...')/profile/skills('...')`. */
export function addressOf({ path, key }: Pick<Entity, 'path' | 'key'>): string {
  return key === undefined ? path : `${path}${keySegment(key)}`;
}

/**
 * The context URL of entities, of one entity, or of a property.
 * @param root the service root
 * @param path what is answered, as `users('...')/profile/skills`
 * @param end what tells one entity from the set it is of
 */
export function contextUrl(root: string, path: string, query: Query, format: Format, end: '' | '/$entity'): string {
  const list = selectList(query, format);
  return `${root}/$metadata#${path}${list === '' ? '' : `(${list})`}${end}`;
}

/** The select list: selected properties, then expanded ones with what is selected inside (Protocol 10.7 to 10.9). */
function selectList(query: Query, format: Format): string {
  if (!query.select && query.compute.length === 0 && query.expand.length === 0) return '';
  const selected = query.select ? selectedPaths(query.select) : [];
  // Computed properties come besides all others, unless some are selected.
  const computed = query.select || query.compute.length === 0 ? [] : ['*', ...query.compute.map(({ name }) => name)];
  const expanded = query.expand
    .filter(({ shape }) => shape === 'entities')
    .flatMap((expansion) => expandedPath(expansion, format));
  return [...new Set([...selected, ...computed, ...expanded])].join(',');
}

function selectedPaths(selection: Selection, prefix = ''): string[] {
  const paths = selection.all ? [`${prefix}*`] : [];
  for (const [name, { selection: inner }] of selection.properties) {
    if (inner) paths.push(...selectedPaths(inner, `${prefix}${name}/`));
    else paths.push(prefix + name);
  }
  return [...paths, ...[...selection.navigations].map((name) => prefix + name)];
}

/** 4.0 leaves out an expanded property without $select inside; 4.01 writes it with empty parentheses (Protocol 10.9). */
function expandedPath({ navigation, query }: Expansion, format: Format): string[] {
  const inner = selectList(query, format);
  if (inner === '' && format.version === '4.0') return [];
  return [`${navigation.name}(${inner})`];
}
