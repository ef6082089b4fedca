/** Bringing two changes of one item together, property by property. */
import { type Item, type ItemValue, writableProperties } from '../items/item.ts';
import { type Collection, itemFacet, type Property } from '../model.ts';
import { isSame } from './draft.ts';

export type Side = 'yours' | 'theirs';

export interface Difference {
  readonly property: Property;
  readonly yours: unknown;
  readonly theirs: unknown;
  /** Who changed it since the person began. */
  readonly by: Side | 'both';
}

export interface Conflict {
  /** The item as it was when the person began. */
  readonly base: Item;
  /** What the person wants changed. */
  readonly patch: ItemValue;
  /** The item as it is now; undefined if it is gone. */
  readonly current: Item | undefined;
}

/** What counts besides what an item says: who sees it must not change unseen, nor what was said to a suggestion be lost. */
const common = ['allowedAudiences', 'inference'].flatMap((name) => itemFacet.properties.get(name) ?? []);

/** Every property that is not the same in all three. */
export function differencesOf(collection: Collection, { base, patch, current }: Conflict): readonly Difference[] {
  if (!current) return [];
  return [...writableProperties(collection), ...common].flatMap((property): Difference[] => {
    const { name } = property;
    const yours = name in patch ? patch[name] : base[name];
    const theirs = current[name];
    const byYou = !isSame(yours, base[name]);
    const byThem = !isSame(theirs, base[name]);
    if ((!byYou && !byThem) || isSame(yours, theirs)) return [];
    return [{ property, yours, theirs, by: byYou && byThem ? 'both' : byYou ? 'yours' : 'theirs' }];
  });
}

/** What to send on top of the current item so that each difference ends as chosen. */
export function mergedPatch(differences: readonly Difference[], choice: (name: string) => Side): ItemValue {
  return Object.fromEntries(
    differences
      .filter(({ property, by }) => by === 'yours' || (by === 'both' && choice(property.name) === 'yours'))
      .map(({ property, yours }) => [property.name, yours]),
  );
}
