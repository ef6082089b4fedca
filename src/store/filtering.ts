/** What filters and order keys are compiled for: the columns of each set of records, and what its navigation properties lead to. */
import type { Expression } from '../odata/expression.ts';
import { expressionsOf, holdsWithin, isNow, workOf } from '../odata/expression-parts.ts';
import { audienceCondition } from './audience.ts';
import type { Freshness, Weight, Words } from './database.ts';
import { compileFilter, compileOrderKey, type SqlTarget } from './filter.ts';
import type { Related } from './filter-term.ts';
import { nameAsked } from './name-index.ts';
import { raw, type Sql, sql } from './sql.ts';
import type { ListQuery, Source, Viewer } from './store.ts';

/** What is asked of the rows `r`, compiled. */
export interface Asked {
  /** What stands in FROM behind the table. */
  readonly join: string;
  /** The condition for the rows that pass the filter. */
  readonly condition?: Sql;
  /** What the rows are ordered by. */
  readonly keys: readonly Sql[];
}

type Question = Pick<ListQuery, 'filter' | 'orderby' | 'now'>;

/** How the JSON of a row is looked into: as the text that it is, or read once for all parts of an expression. */
export type Reading = 'text' | 'binary';

/**
 * Parts beyond which PostgreSQL reads the JSON of a row once, which takes about as long as looking into its text thrice. SQLite
 * remembers by itself what it has read.
 */
const binaryWork = 12;

/** Compiles the filter and the order keys of a list. Refuses as `checkFeasible` does. */
export function compileAsked(
  words: Words,
  source: Source,
  viewer: Viewer,
  asked: Question,
  reading: Reading = words.name === 'postgres' && workOfAll(asked) > binaryWork ? 'binary' : 'text',
): Asked {
  const { filter, orderby, now = instant() } = asked;
  const target: SqlTarget = {
    dialect: reading === 'binary' ? 'postgresBinary' : words.name,
    body: bodyOf('r', reading),
    columns: source.kind === 'items' ? itemColumns('r') : idColumn('r'),
    navigation: (names, alias) => related(source, viewer, reading, names, alias),
    now,
    weight: weightOfConditions(source, asked),
  };
  return {
    join: joinOf('r', reading),
    ...(filter && { condition: compileFilter(filter, target) }),
    keys: orderby.map(({ expression }) => compileOrderKey(expression, target)),
  };
}

/**
 * The same, compiled once for all who ask the same: nothing of whose records they are, or who looks at them, stands in it, unless it
 * follows navigation properties. A query is the same value for as long as its text is remembered.
 */
export function compileOnce(words: Words, source: Source, viewer: Viewer, asked: Question): Asked {
  const { filter, orderby } = asked;
  const { kind } = source;
  const known = compiled[words.name].get(orderby);
  if (known && known.kind === kind && known.filter === filter) return known.asked;
  const made = compileAsked(words, source, viewer, asked);
  const lasts =
    weightOfConditions(source, asked) === 'light' && !expressionsOf(asked).some((expression) => holdsWithin(expression, isBound));
  if (lasts) compiled[words.name].set(orderby, { kind, filter, asked: made });
  return made;
}

interface Compiled {
  readonly kind: Source['kind'];
  readonly filter: Expression | undefined;
  readonly asked: Asked;
}

type AllCompiled = { readonly [Name in Words['name']]: WeakMap<Question['orderby'], Compiled> };

const compiled: AllCompiled = { sqlite: new WeakMap(), postgres: new WeakMap() };

/** True for what is compiled for its instant, or for the viewer and the set that it is asked of. */
function isBound(expression: Expression): boolean {
  return isNow(expression) || (expression.kind === 'path' && expression.steps.some(({ kind }) => kind === 'navigation'));
}

function workOfAll(asked: Pick<ListQuery, 'filter' | 'orderby'>): number {
  return expressionsOf(asked).reduce((sum, expression) => sum + workOf(expression), 0);
}

const bodyOf = (row: string, reading: Reading): string => (reading === 'binary' ? `${row}_read.body` : `${row}.body`);

/** OFFSET keeps the planner from reading anew wherever the body is named. */
const joinOf = (row: string, reading: Reading): string =>
  reading === 'binary' ? ` CROSS JOIN LATERAL (SELECT ${row}.body::jsonb AS body OFFSET 0) ${row}_read` : '';

const instant = (): string => new Date().toISOString().replace('Z', '0000Z');

const idColumn = (row: string): ReadonlyMap<string, string> => new Map([['id', `${row}.id`]]);

const itemColumns = (row: string): ReadonlyMap<string, string> =>
  new Map([
    ['id', `${row}.id`],
    ['createdDateTime', `${row}.created`],
    ['allowedAudiences', `${row}.audience`],
  ]);

/** What is behind navigation properties of the row `r`: of people their profiles, of groups their members. Contacts are nobody's but the owner's. */
function related(source: Source, viewer: Viewer, reading: Reading, names: readonly string[], alias: string): Related | undefined {
  if (source.kind === 'people' || source.kind === 'members') return relatedToPerson('r', viewer, reading, names, alias);
  const [first, ...others] = names;
  if (source.kind !== 'groups' || first !== 'members' || others.length > 0) return undefined;
  return {
    kind: 'many',
    from: raw(
      `person ${alias} JOIN member of_${alias} ON of_${alias}.tenant = ${alias}.tenant AND of_${alias}.person = ${alias}.id${joinOf(alias, reading)}`,
    ),
    where: raw(`of_${alias}.tenant = r.tenant AND of_${alias}.circle = r.id`),
    columns: idColumn(alias),
    body: bodyOf(alias, reading),
    navigation: (inner, next) => relatedToPerson(alias, viewer, reading, inner, next),
  };
}

/** Of a person the profile, which is there as they are and has their id, and its items, as far as the viewer sees each of them. */
function relatedToPerson(
  row: string,
  viewer: Viewer,
  reading: Reading,
  names: readonly string[],
  alias: string,
): Related | undefined {
  const [first, collection, ...others] = names;
  if (first !== 'profile' || others.length > 0) return undefined;
  if (collection === undefined) return { kind: 'one', exists: raw('TRUE'), columns: idColumn(row), body: bodyOf(row, reading) };
  const seen = audienceCondition(viewer, alias);
  const name = { text: '?', values: [collection] };
  return {
    kind: 'many',
    from: raw(`item ${alias}${joinOf(alias, reading)}`),
    where: sql`${alias}.tenant = ${row}.tenant AND ${alias}.person = ${row}.id AND ${alias}.collection = ${name} AND (${seen})`,
    columns: itemColumns(alias),
    body: bodyOf(alias, reading),
  };
}

/** Parts of an expression that are computed for each of a thousand items within some milliseconds, however long their texts are. */
const lightWork = 40;

/**
 * One person's items are few, and so are those of a name on a page. Another search among people may look at all of them, and an
 * intricate one at all of a person's items for long.
 */
export function weightOf(
  source: Source,
  verb: 'list' | 'count',
  { filter, orderby, skip }: Pick<ListQuery, 'filter' | 'orderby' | 'skip'>,
): Weight {
  if (source.kind === 'items' || source.kind === 'contacts')
    return workOfAll({ ...(filter && { filter }), orderby }) > lightWork ? 'heavy' : 'light';
  if (verb === 'count') return 'heavy';
  const searched = filter !== undefined && nameAsked(source, filter) === undefined;
  return searched || orderby.length > 0 || skip > 0 ? 'heavy' : 'light';
}

/** Whether conditions have to be watched while they are computed: of a person's items there are a thousand at most, of contacts any number. */
function weightOfConditions(source: Source, asked: Question): Weight {
  return source.kind === 'contacts' ? 'heavy' : weightOf(source, 'list', { ...asked, skip: 0 });
}

/** Whoever sees all may have written it a moment ago, anywhere; others are given what was not written just now from here. */
export function freshnessOf(source: Source, viewer: Viewer): Freshness {
  return viewer.kind === 'all' ? 'fresh' : { of: source };
}
