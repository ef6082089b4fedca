/** The query options of a request, held against its target: text -> Query (URL Conventions 5.1, Protocol 11.2). */
import { refuse } from '../fault.ts';
import type { Schema } from '../model/type.ts';
import { checkUnusedAliases, innerAliases, readAliases } from './aliases.ts';
import { newBudget } from './bounds.ts';
import { readExpand } from './expand.ts';
import type { Expression } from './expression.ts';
import type { Query, Target, TargetEnd, Verb } from './intent.ts';
import { refuseAt } from './lexer.ts';
import { parseBoolean } from './literal.ts';
import { type ExpressionContext, parseCompute, parseFilter, parseOrderby } from './parse-expression.ts';
import { isStructured, type QueryContext } from './query-context.ts';
import { type RawOption, type SystemOption, spell, systemOptions } from './query-text.ts';
import { parseSearch } from './search.ts';
import { readSelect } from './select.ts';

export { type RawOption, splitQuery } from './query-text.ts';

/** A query in which nothing is asked. */
export const emptyQuery: Query = { orderby: [], expand: [], expandGiven: false, compute: [], skip: 0, count: false };

const everywhere: readonly SystemOption[] = ['format', 'schemaversion'];
const ofMembers: readonly SystemOption[] = ['filter', 'search', 'count', 'orderby', 'skip', 'top', 'skiptoken'];
const ofShape: readonly SystemOption[] = ['select', 'expand', 'compute'];
/** Known to the standard, not offered: answered with 501 wherever members are listed. */
const unsupported: readonly SystemOption[] = ['apply', 'deltatoken', 'index'];

const allowedAt: Readonly<Record<TargetEnd, readonly SystemOption[]>> = {
  service: everywhere,
  metadata: everywhere,
  batch: everywhere,
  crossjoin: systemOptions,
  entityId: [...everywhere, ...ofShape, 'id'],
  entities: [...everywhere, ...ofMembers, ...ofShape, ...unsupported],
  entity: [...everywhere, ...ofShape],
  property: [...everywhere, ...ofShape],
  value: everywhere,
  // What lists, orders or pages may be asked of a count, and changes nothing (Protocol 11.2.10).
  count: [...everywhere, ...ofMembers, ...ofShape, 'apply'],
  references: [...everywhere, ...ofMembers, 'id'],
  reference: [...everywhere, 'id'],
};

const places: Readonly<Record<TargetEnd, string>> = {
  service: 'the service document',
  metadata: 'the metadata document',
  batch: 'a batch',
  crossjoin: 'a cross join',
  entityId: '$entity',
  entities: 'a collection of entities',
  entity: 'a single entity',
  property: 'this property',
  value: 'a raw value',
  count: 'a count',
  references: 'a collection of references',
  reference: 'a reference',
};

const changes: Readonly<Record<Exclude<Verb, 'read'>, string>> = {
  create: 'a request that creates something',
  update: 'a request that changes something',
  replace: 'a request that changes something',
  remove: 'a request that removes something',
};

function allowedOptions({ end, type, collection }: Target, verb: Verb): ReadonlySet<SystemOption> {
  // What a change answers is one entity, and may be shaped; what a removal answers is nothing (Protocol 11.4.1.5).
  if (verb === 'remove') return new Set(everywhere);
  if (verb !== 'read' && end !== 'property') return new Set(end === 'entities' ? allowedAt.entity : allowedAt[end]);
  if (end !== 'property') return new Set(allowedAt[end]);
  const members = collection ? [...ofMembers, 'apply' as const] : [];
  return new Set(isStructured(type) ? [...allowedAt.property, ...members] : [...everywhere, ...members]);
}

/**
 * Reads the query options of a request.
 * @param target what the options are about
 * @param options as `splitQuery` answers them; custom options, which have no `$`, are let pass
 * @param verb what is to be done: a change takes fewer options than a reading
 * @returns the query. For a count only `filter` and `search` are kept: nothing else may change it.
 * Refuses repeatedOption, misplacedOption, unknownOption, malformedQuery, unknownQueryProperty, queryTypeMismatch,
 * expandNotSupported, queryTooCostly (400), schemaVersionNotFound (404), notImplemented (501).
 */
export function readOptions(schema: Schema, target: Target, options: readonly RawOption[], verb: Verb = 'read'): Query {
  if (options.length === 0) return emptyQuery;
  const before = known.get(options);
  const { end, type, collection } = target;
  const same = before?.find(
    ({ at }) => at.end === end && at.type === type && at.collection === collection && at.verb === verb && at.schema === schema,
  );
  if (same) return same.query;
  const query = readAnew(schema, target, options, verb);
  const now: Known = { at: { schema, end, type, collection, verb }, query };
  if (before) before.push(now);
  else known.set(options, [now]);
  return query;
}

/** What options came to where they were asked. */
interface Known {
  readonly at: { readonly schema: Schema; readonly verb: Verb } & Pick<Target, 'end' | 'collection'> & {
      readonly type: Target['type'] | undefined;
    };
  readonly query: Query;
}

/** For as long as `splitQuery` remembers the options. */
const known = new WeakMap<readonly RawOption[], Known[]>();

function readAnew(schema: Schema, target: Target, options: readonly RawOption[], verb: Verb): Query {
  const aliases = readAliases(options);
  for (const { name, system } of options) {
    if (system === undefined && name.startsWith('$')) refuse('unknownOption', { option: name, target: name });
  }
  checkSearchText(options);
  const context: QueryContext = {
    schema,
    // What $entity names is not known before $id is read.
    type: target.end === 'entityId' ? undefined : target.type,
    aliases,
    budget: newBudget(),
    resource: target.type,
    depth: 0,
    allowed: allowedOptions(target, verb),
    place: verb === 'read' ? places[target.end] : changes[verb],
    computed: new Map(),
  };
  const query = readQuery(context, options);
  if (target.end !== 'count') return query;
  return { ...emptyQuery, ...(query.filter && { filter: query.filter }), ...(query.search && { search: query.search }) };
}

/** A bare semicolon separates options inside parentheses; in a search it has to be encoded (ABNF `searchWord`). */
function checkSearchText(options: readonly RawOption[]): void {
  const search = options.find(({ system }) => system === 'search');
  if (!search) return;
  const bare = search.encoded.startsWith("'") ? '' : search.encoded.replace(/("|%22).*?("|%22)/g, '');
  if (bare.includes(';')) refuseAt('$search', search.value.indexOf(';'), "the character ';' has to be written as %3B");
}

type Given = ReadonlyMap<SystemOption, RawOption>;

function gather(context: QueryContext, options: readonly RawOption[]): Given {
  const given = new Map<SystemOption, RawOption>();
  for (const each of options) {
    const { system } = each;
    if (system === undefined) continue;
    const option = spell(system);
    if (given.has(system)) refuse('repeatedOption', { option, target: option });
    if (!context.allowed.has(system)) refuse('misplacedOption', { option, target: option, place: context.place });
    given.set(system, each);
  }
  return given;
}

/** Reads the options of one place in a query: the request itself, or an item of $expand or $select. */
function readQuery(outer: QueryContext, options: readonly RawOption[]): Query {
  if (options.length === 0) return emptyQuery;
  const given = gather(outer, options);
  // Aliases may be assigned inside parentheses, for what stands there (Protocol 11.2.6.1.3).
  const context = outer.depth === 0 ? outer : { ...outer, aliases: innerAliases(outer, options) };
  const text = (option: SystemOption): string | undefined => given.get(option)?.value;
  checkSimple(given);
  const { type, schema } = context;
  const [select, expand] = [given.get('select'), given.get('expand')];
  const [filter, orderby, compute, search] = [text('filter'), text('orderby'), text('compute'), text('search')];
  const at = (option: SystemOption, computed: ReadonlyMap<string, Expression>): ExpressionContext => ({
    option: spell(option),
    aliases: context.aliases,
    computed,
    budget: context.budget,
    ...(context.depth > 0 && { resource: context.resource ?? 'elsewhere' }),
  });
  checkUnusedAliases(context, options);
  const none: ReadonlyMap<string, Expression> = new Map();
  const computed = compute !== undefined && type ? parseCompute(schema, type, compute, at('compute', none)) : none;
  const inside: QueryContext = { ...context, computed };
  const [skip, top, skiptoken, id] = [text('skip'), text('top'), text('skiptoken'), text('id')];
  return {
    ...(filter !== undefined && type && { filter: parseFilter(schema, type, filter, at('filter', computed)) }),
    orderby: orderby !== undefined && type ? parseOrderby(schema, type, orderby, at('orderby', computed)) : [],
    ...(select !== undefined && isStructured(type) && { select: readSelect(inside, type, select, readQuery) }),
    expand: expand !== undefined && isStructured(type) ? readExpand(inside, type, expand, readQuery) : [],
    expandGiven: expand !== undefined,
    compute: [...computed].map(([name, expression]) => ({ name, expression })),
    ...(search !== undefined && { search: parseSearch(search) }),
    ...(top !== undefined && { top: readCount('top', top) }),
    skip: skip === undefined ? 0 : readCount('skip', skip),
    count: readTruth('count', text('count')),
    ...(skiptoken !== undefined && { skiptoken: readText('skiptoken', skiptoken) }),
    ...(id !== undefined && { id: readText('id', id) }),
  };
}

/** Options that are answered by a refusal, whatever else the query asks. */
function checkSimple(given: Given): void {
  const index = given.get('index');
  if (index && !/^-?\d+$/.test(index.value)) refuseAt('$index', 0, 'a whole number is expected');
  for (const option of unsupported) {
    if (given.has(option)) refuse('notImplemented', { feature: `The query option ${spell(option)}`, target: spell(option) });
  }
  const version = given.get('schemaversion')?.value;
  if (version === undefined || version === '*') return;
  if (!/^[\w.~-]+$/.test(version)) refuseAt('$schemaversion', 0, 'a version is expected');
  refuse('schemaVersionNotFound', { found: version, target: '$schemaversion' });
}

function readCount(option: SystemOption, text: string): number {
  if (!/^\d+$/.test(text)) return refuseAt(spell(option), 0, 'a whole number, zero or greater, is expected');
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function readTruth(option: SystemOption, text: string | undefined): boolean {
  if (text === undefined) return false;
  return parseBoolean(text) ?? refuseAt(spell(option), 0, 'true or false is expected');
}

function readText(option: SystemOption, text: string): string {
  return text === '' ? refuseAt(spell(option), 0, 'a value is expected') : text;
}
