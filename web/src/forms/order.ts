/** The order in which a form asks: what the item is called, how well, with whom, and then the rest. */
import { writableProperties } from '../items/item.ts';
import { isOpenGroup, type Kind, kindOf } from '../items/kind.ts';
import type { Collection, Property } from '../model.ts';

const ranks: Partial<Readonly<Record<Kind, number>>> = { level: 2, date: 3, longText: 5, link: 6, group: 7, groups: 8 };
const usualRank = 4;
const lastRank = 9;

/** The same inside a group: what the item is called by first, groups last. */
export function groupOrder(properties: readonly Property[], label: readonly string[]): readonly Property[] {
  const rank = (property: Property): number => {
    if (property.name === label.at(-1)) return 0;
    if (property.name === 'displayName') return 1;
    if (property.suggestions) return 3;
    if (isOpenGroup(property)) return usualRank;
    if (property.name === 'thumbnailUrl') return lastRank;
    return ranks[kindOf(property)] ?? usualRank;
  };
  return properties.toSorted((one, other) => rank(one) - rank(other));
}

export function formOrder(collection: Collection): readonly Property[] {
  const [first] = collection.label;
  return groupOrder(writableProperties(collection), []).toSorted(
    (one, other) => Number(other.name === first) - Number(one.name === first),
  );
}

/** True for what a form shows folded until it is asked for. */
export function isFolded(collection: Collection, property: Property): boolean {
  const kind = kindOf(property);
  return (kind === 'group' || kind === 'groups') && property.name !== collection.label[0] && !isOpenGroup(property);
}
