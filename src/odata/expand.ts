/** $expand: which related entities come along, with all options inside (URL Conventions 5.1.3). */
import { refuse } from '../fault.ts';
import type { Navigation, StructuredType } from '../model/field.ts';
import { derivesFrom, findNavigation, findType } from '../model/type.ts';
import { checkBound } from './bounds.ts';
import type { Expansion } from './intent.ts';
import { refuseAt } from './lexer.ts';
import { type Item, splitItems } from './nested-text.ts';
import { type QueryContext, type ReadQuery, unknownProperty } from './query-context.ts';
import type { RawOption, SystemOption } from './query-text.ts';

const option = '$expand';

type Shape = Expansion['shape'];

const forCount: readonly SystemOption[] = ['filter', 'search'];
const forReferences: readonly SystemOption[] = [...forCount, 'orderby', 'skip', 'top', 'count'];
const forOne: readonly SystemOption[] = ['select', 'expand', 'compute'];

const allowedIn: Readonly<Record<Shape, ReadonlySet<SystemOption>>> = {
  count: new Set(forCount),
  references: new Set(forReferences),
  entities: new Set([...forReferences, ...forOne]),
};

/** What may stand in the parentheses behind a navigation property that leads to one entity. */
const allowedInOne: Readonly<Record<Shape, ReadonlySet<SystemOption>>> = {
  count: new Set(),
  references: new Set(),
  entities: new Set(forOne),
};

/**
 * Reads the value of $expand.
 * @param type what the navigation properties belong to
 * @returns one expansion for each navigation property; what `*` brings comes first, unless it is also named
 * Refuses malformedQuery, unknownQueryProperty, expandNotSupported, misplacedOption and queryTooCostly (400), notImplemented (501).
 */
export function readExpand(context: QueryContext, type: StructuredType, given: RawOption, readQuery: ReadQuery): Expansion[] {
  checkBound('expandDepth', context.depth + 1, option);
  const starred = new Map<string, Expansion>();
  const named = new Map<string, Expansion>();
  for (const item of splitItems(given, option)) {
    if (item.path === '*' || item.path.startsWith('*/')) {
      for (const expansion of readStar(context, type, item, readQuery)) starred.set(expansion.navigation.name, expansion);
      continue;
    }
    const expansion = readItem(context, type, item, readQuery);
    const { name } = expansion.navigation;
    if (named.has(name)) refuseAt(option, item.at, `'${name}' stands more than once`);
    named.set(name, expansion);
  }
  return [...[...starred.values()].filter(({ navigation }) => !named.has(navigation.name)), ...named.values()];
}

function readStar(context: QueryContext, type: StructuredType, item: Item, readQuery: ReadQuery): Expansion[] {
  if (item.path !== '*' && item.path !== '*/$ref') refuseAt(option, item.at, "only $ref may follow '*/'");
  if (item.options) refuse('misplacedOption', { option: '$levels', target: '$levels', place: "'*' in $expand" });
  const shape: Shape = item.path === '*' ? 'entities' : 'references';
  return [...type.navigations.values()].map((navigation) => expansionOf(context, navigation, shape, [], readQuery));
}

function readItem(context: QueryContext, type: StructuredType, item: Item, readQuery: ReadQuery): Expansion {
  const names = item.path.split('/');
  let at = item.at;
  let index = 0;
  const next = (): string | undefined => {
    const name = names[index++];
    if (name !== undefined && index > 1) at += (names[index - 2] ?? '').length + 1;
    return name;
  };
  let name = next() ?? '';
  if (names.length > 1 && isCast(context, type, name, at)) name = next() ?? '';
  const navigation = findNavigation(type, name) ?? noNavigation(type, name, at);
  let end = next();
  if (end !== undefined && !end.startsWith('$') && isCast(context, navigation.target(), end, at)) end = next();
  const shape: Shape | undefined =
    end === undefined ? 'entities' : end === '$ref' ? 'references' : end === '$count' ? 'count' : undefined;
  const rest = shape === undefined ? end : next();
  if (rest !== undefined || shape === undefined) return refuseAt(option, at, `'${rest}' is not expected`);
  if (shape === 'count' && !navigation.collection)
    return refuseAt(option, at, `'${navigation.name}' is no collection that has a count`);
  return expansionOf(context, navigation, shape, item.options ?? [], readQuery);
}

/** True for the name of a type in a path. A cast to the type itself or an ancestor says nothing new, and is offered. */
function isCast({ schema }: QueryContext, type: StructuredType, name: string, at: number): boolean {
  if (findNavigation(type, name)) return false;
  const to = findType(schema, name);
  if (!to || to.kind === 'enum' || type.properties.has(name)) return false;
  if (derivesFrom(type, to)) return true;
  if (derivesFrom(to, type)) return refuse('notImplemented', { feature: 'A cast to a derived type in $expand', target: option });
  return refuse('queryTypeMismatch', {
    option,
    target: option,
    position: at + 1,
    reason: `a value of type ${type.name} is no ${to.name}`,
  });
}

function noNavigation(type: StructuredType, name: string, at: number): never {
  if (name.includes('@')) refuse('notImplemented', { feature: 'An annotation in $expand', target: option });
  if (type.properties.has(name)) refuse('expandNotSupported', { property: name, target: option });
  return unknownProperty(option, at, name, type);
}

function expansionOf(
  context: QueryContext,
  navigation: Navigation,
  shape: Shape,
  options: readonly RawOption[],
  readQuery: ReadQuery,
): Expansion {
  const allowed = (navigation.collection ? allowedIn : allowedInOne)[shape];
  const inner: QueryContext = {
    ...context,
    type: navigation.target(),
    resource: undefined,
    depth: context.depth + 1,
    allowed,
    place: `'${navigation.name}${shape === 'count' ? '/$count' : shape === 'references' ? '/$ref' : ''}' in $expand`,
    computed: new Map(),
  };
  const asked = [...options.map(({ name, value }) => [name, value] as const), ...outerAliases(context, options)]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return { navigation, shape, query: readQuery(inner, options), asked };
}

/** Aliases that options may name without assigning them: who asks for the next page has to assign them anew. */
function outerAliases({ aliases }: QueryContext, options: readonly RawOption[]): readonly (readonly [string, string])[] {
  if (!options.some(({ value }) => value.includes('@'))) return [];
  return [...aliases].filter(([name]) => !options.some((option) => option.name === name));
}
