/** The order of a profile's sections: what people know, what they would work on together, what they have done, and the rest. */
import { writableProperties } from '../items/item.ts';
import { innerProperties, kindOf } from '../items/kind.ts';
import { type Collection, collections, type Property } from '../model.ts';

/** True for a property of such a name, at any depth. */
const isNamed =
  (name: RegExp) =>
  (property: Property): boolean =>
    name.test(property.name) || innerProperties(property).some(isNamed(name));

const lasted = isNamed(/^(start|end)/);
const wasGiven = isNamed(/^(issued|published)/);

function rankOf(collection: Collection): number {
  const properties = writableProperties(collection);
  const hasLevel = properties.some((property) => kindOf(property) === 'level');
  const hasTags = properties.some(({ suggestions }) => suggestions !== undefined);
  const isHistory = properties.some(lasted);
  return hasLevel && hasTags ? 0 : hasLevel ? 1 : hasTags ? 2 : isHistory ? 3 : properties.some(wasGiven) ? 4 : 5;
}

const declared: readonly Collection[] = collections;

export const sectionOrder: readonly Collection[] = declared.toSorted((one, other) => rankOf(one) - rankOf(other));
