/** The order of a profile's sections: what people know, then what they would work on together, then the rest as declared. */
import { writableProperties } from '../items/item.ts';
import { kindOf } from '../items/kind.ts';
import { type Collection, collections } from '../model.ts';

function rankOf(collection: Collection): number {
  const properties = writableProperties(collection);
  const hasLevel = properties.some((property) => kindOf(property) === 'level');
  const hasTags = properties.some(({ suggestions }) => suggestions !== undefined);
  return hasLevel && hasTags ? 0 : hasLevel ? 1 : hasTags ? 2 : 3;
}

const declared: readonly Collection[] = collections;

export const sectionOrder: readonly Collection[] = declared.toSorted((one, other) => rankOf(one) - rankOf(other));
