/** What an item is called. */
import type { Language } from '../language/language.tsx';
import type { Collection, Property } from '../model.ts';
import { type ItemValue, ownProperties, valueAt } from './item.ts';

/** The property that a collection's label leads to, and the one of the item it begins at. */
export function labelProperty(collection: Collection): Property | undefined {
  let property: Property | undefined;
  let type = collection.item;
  for (const name of collection.label) {
    property = type.properties.get(name);
    if (property && (property.type.kind === 'complex' || property.type.kind === 'entity')) type = property.type;
  }
  return property;
}

/** The label of an item; for one without, its first text, and failing that what it is. */
export function labelOf(collection: Collection, item: ItemValue, { names, words }: Language): string {
  const labelled = valueAt(item, collection.label);
  const property = labelProperty(collection);
  if (typeof labelled === 'string' && labelled !== '') {
    return property?.type.kind === 'enum' ? names.member(property.type, labelled) : labelled;
  }
  const own = ownProperties(collection).map(({ name }) => item[name]);
  const text = [item.displayName, ...own].find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text : words.profile.unnamed(names.collection(collection).singular);
}
