/** Names in paths: matched exactly first, then ignoring case where that is unambiguous to the reader. */
import type { Navigation, Property, StructuredType } from '../model/field.ts';
import { type Container, findNavigation, type Schema } from '../model/type.ts';

/** Names in lower case, made once for each type and schema. */
const folded = new WeakMap<object, ReadonlyMap<string, unknown>>();

function fold<Value>(owner: object, entries: () => Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  let names = folded.get(owner);
  if (!names) {
    const made = new Map<string, Value>();
    // The first of two names that differ by case only keeps its place.
    for (const [name, value] of entries()) if (!made.has(name.toLowerCase())) made.set(name.toLowerCase(), value);
    names = made;
    folded.set(owner, names);
  }
  // Each owner is folded with one kind of entries only.
  return names as ReadonlyMap<string, Value>;
}

export function findContainer({ containers }: Schema, name: string): Container | undefined {
  return containers.get(name) ?? fold(containers, () => containers).get(name.toLowerCase());
}

export function findPropertyIn({ properties }: StructuredType, name: string): Property | undefined {
  return properties.get(name) ?? fold(properties, () => properties).get(name.toLowerCase());
}

export function findNavigationIn(type: StructuredType, name: string): Navigation | undefined {
  const { navigations } = type;
  if (navigations.size === 0) return undefined;
  return findNavigation(type, name) ?? fold(navigations, () => spellings(navigations)).get(name.toLowerCase());
}

function* spellings(navigations: ReadonlyMap<string, Navigation>): Iterable<readonly [string, Navigation]> {
  for (const navigation of navigations.values())
    for (const name of [navigation.name, ...navigation.aliases]) yield [name, navigation];
}
