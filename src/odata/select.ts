/** $select: which properties are wanted, with paths into complex values and options in parentheses (URL Conventions 5.1.4). */
import { refuse } from '../fault.ts';
import type { Property, StructuredType } from '../model/field.ts';
import { derivesFrom, findNavigation, findType } from '../model/type.ts';
import { checkBound } from './bounds.ts';
import type { Query, SelectedProperty, Selection } from './intent.ts';
import { refuseAt } from './lexer.ts';
import { isIdentifier } from './literal.ts';
import { type Item, splitItems } from './nested-text.ts';
import { isStructured, type QueryContext, type ReadQuery, unknownProperty } from './query-context.ts';
import type { RawOption, SystemOption } from './query-text.ts';

const option = '$select';

/** A selection while it is put together. */
interface Draft {
  all: boolean;
  readonly properties: Map<string, Chosen>;
  readonly navigations: Set<string>;
}

/** A property while its selection is put together; `whole` once it was named without a path behind it. */
interface Chosen {
  whole: boolean;
  inside: Draft | undefined;
  query: Query | undefined;
}

const onCollection: readonly SystemOption[] = ['filter', 'search', 'count', 'orderby', 'skip', 'top'];
const onComplex: readonly SystemOption[] = ['compute', 'select'];

/**
 * Reads the value of $select.
 * @param type what the properties are selected of
 * Refuses malformedQuery, unknownQueryProperty, misplacedOption and queryTooCostly (400), notImplemented (501).
 */
export function readSelect(context: QueryContext, type: StructuredType, given: RawOption, readQuery: ReadQuery): Selection {
  checkBound('expandDepth', context.depth, option);
  const draft = newDraft();
  for (const item of splitItems(given, option)) choose(context, draft, type, item, readQuery);
  return finish(draft);
}

const newDraft = (): Draft => ({ all: false, properties: new Map(), navigations: new Set() });

function choose(context: QueryContext, draft: Draft, type: StructuredType, item: Item, readQuery: ReadQuery): void {
  if (item.path === '*') {
    if (item.options) refuseAt(option, item.at, "'*' takes no options");
    draft.all = true;
    return;
  }
  if (isOperations(context, item)) return;
  let [at, into, owner] = [item.at, draft, type];
  const names = item.path.split('/');
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    const cast = last && !name.includes('.') ? undefined : castOf(context, owner, name);
    const property = owner.properties.get(name);
    if (cast) {
      if (last) refuseAt(option, at, `the name of a property is expected behind '${name}'`);
      owner = cast;
    } else if (property && endsInCast(context, property, names.slice(index + 1))) {
      chooseProperty(context, into, property, item, readQuery);
      return;
    } else if (last) chooseLast(context, into, owner, name, at, item, readQuery);
    else {
      const inside = property?.type;
      if (!isStructured(inside)) throw property || owner.open ? notComplex(at, name) : unknownProperty(option, at, name, owner);
      into = insideOf(into, name);
      owner = inside;
    }
    at += name.length + 1;
  }
}

/** `createdBy/microsoft.graph.identitySet`: a structured property, seen as a type, and nothing behind it (ABNF `selectPath`). */
function endsInCast(context: QueryContext, { type }: Property, [name, ...rest]: readonly string[]): boolean {
  return (
    name !== undefined &&
    rest.length === 0 &&
    name.includes('.') &&
    isStructured(type) &&
    castOf(context, type, name) !== undefined
  );
}

/** `microsoft.graph.*`: the operations of a schema, of which there are none (ABNF `allOperationsInSchema`). */
function isOperations({ schema }: QueryContext, { path, options }: Item): boolean {
  return !options && (path === `${schema.namespace}.*` || path === `${schema.alias}.*`);
}

function notComplex(at: number, name: string): never {
  return refuse('queryTypeMismatch', {
    option,
    target: option,
    position: at + 1,
    reason: `'${name}' has no declared properties inside`,
  });
}

/** The type that a segment casts to. Only casts to the type itself or an ancestor say nothing new, and are offered. */
function castOf(context: QueryContext, type: StructuredType, name: string): StructuredType | undefined {
  if (type.properties.has(name) || findNavigation(type, name)) return undefined;
  const to = findType(context.schema, name);
  if (!to || to.kind === 'enum') return undefined;
  if (derivesFrom(type, to)) return type;
  if (derivesFrom(to, type)) return refuse('notImplemented', { feature: 'A cast to a derived type in $select', target: option });
  return undefined;
}

function chooseLast(
  context: QueryContext,
  into: Draft,
  owner: StructuredType,
  name: string,
  at: number,
  item: Item,
  readQuery: ReadQuery,
): void {
  if (name.includes('@')) refuse('notImplemented', { feature: 'An annotation in $select', target: option });
  const property = owner.properties.get(name);
  if (property) {
    chooseProperty(context, into, property, item, readQuery);
    return;
  }
  if (item.options) refuseAt(option, at, `'${name}' takes no options here`);
  const navigation = findNavigation(owner, name);
  if (navigation) into.navigations.add(navigation.name);
  else if (context.computed.has(name) || (owner.open && isIdentifier(name))) chosen(into, name).whole = true;
  else unknownProperty(option, at, name, owner);
}

function chosen(into: Draft, name: string): Chosen {
  let found = into.properties.get(name);
  if (!found) {
    found = { whole: false, inside: undefined, query: undefined };
    into.properties.set(name, found);
  }
  return found;
}

function insideOf(into: Draft, name: string): Draft {
  const found = chosen(into, name);
  found.inside ??= newDraft();
  return found.inside;
}

function chooseProperty(context: QueryContext, into: Draft, property: Property, item: Item, readQuery: ReadQuery): void {
  const before = into.properties.has(property.name);
  const found = chosen(into, property.name);
  if (!item.options) {
    if (found.query) repeated(item, property);
    found.whole = true;
    return;
  }
  if (before) repeated(item, property);
  const structured = isStructured(property.type);
  const allowed = new Set([...(property.collection ? onCollection : []), ...(structured ? onComplex : [])]);
  const inner: QueryContext = {
    ...context,
    type: property.type,
    depth: context.depth + 1,
    allowed,
    place: `the property '${property.name}' in $select`,
    computed: new Map(),
  };
  found.query = readQuery(inner, item.options);
  if (found.query.search) refuse('notImplemented', { feature: 'The query option $search', target: '$search' });
}

function repeated(item: Item, property: Property): never {
  return refuseAt(option, item.at, `'${property.name}' stands more than once, with options`);
}

function finish(draft: Draft): Selection {
  const properties = new Map<string, SelectedProperty>();
  for (const [name, { whole, inside, query }] of draft.properties) properties.set(name, finishProperty(whole, inside, query));
  return { all: draft.all, properties, navigations: draft.navigations };
}

function finishProperty(whole: boolean, inside: Draft | undefined, query: Query | undefined): SelectedProperty {
  if (query) return { ...(query.select && { selection: query.select }), query };
  return inside && !whole ? { selection: finish(inside) } : {};
}
