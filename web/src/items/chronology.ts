/** Items in the order of their dates: what began or was given last comes first; items without dates stay where they are. */
import type { Collection, Property } from '../model.ts';
import { type Item, ownProperties, valueAt } from './item.ts';
import { innerProperties, isReference, kindOf } from './kind.ts';

/** The dates by which a history is told, the first that an item has. */
const telling = [/^start/, /^(issued|published)/, /^(end|completion)/];

type Path = readonly string[];

function datePaths(properties: readonly Property[], wanted: RegExp, before: Path = []): readonly Path[] {
  return properties.flatMap((property): readonly Path[] => {
    const path = [...before, property.name];
    if (kindOf(property) === 'date') return wanted.test(property.name) ? [path] : [];
    return property.collection || isReference(property) ? [] : datePaths(innerProperties(property), wanted, path);
  });
}

export function newestFirst(collection: Collection, items: readonly Item[]): readonly Item[] {
  const paths = telling.flatMap((wanted) => datePaths(ownProperties(collection), wanted));
  if (paths.length === 0) return items;
  const dateOf = (item: Item) => {
    const date = paths.map((path) => valueAt(item, path)).find((value) => typeof value === 'string' && value !== '');
    return typeof date === 'string' ? date : '';
  };
  return items.toSorted((one, other) => dateOf(other).localeCompare(dateOf(one)));
}
