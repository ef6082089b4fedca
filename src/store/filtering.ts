/** What filters and order keys are compiled for: the columns of each set of records, and what its navigation properties lead to. */
import type { Expression } from '../odata/expression.ts';
import { audienceCondition } from './audience.ts';
import type { Freshness, Weight, Words } from './database.ts';
import { compileFilter, compileOrderKey, type SqlTarget } from './filter.ts';
import type { Related } from './filter-term.ts';
import { nameAsked } from './name-index.ts';
import { freshnessKey } from './source.ts';
import { raw, type Sql, sql } from './sql.ts';
import type { ListQuery, Source, Viewer } from './store.ts';

/** The condition for the rows `r` that pass the filter. */
export function filterCondition(words: Words, source: Source, viewer: Viewer, filter: Expression, now?: string): Sql {
  return compileFilter(filter, targetOf(words, source, viewer, now));
}

/** What the rows `r` are ordered by. */
export function orderKey(words: Words, source: Source, viewer: Viewer, expression: Expression, now?: string): Sql {
  return compileOrderKey(expression, targetOf(words, source, viewer, now));
}

function targetOf(words: Words, source: Source, viewer: Viewer, now = instant()): SqlTarget {
  return {
    dialect: words.name,
    body: 'r.body',
    columns: source.kind === 'items' ? itemColumns('r') : idColumn('r'),
    navigation: (names, alias) => related(source, viewer, names, alias),
    now,
  };
}

const instant = (): string => new Date().toISOString().replace('Z', '0000Z');

const idColumn = (row: string): ReadonlyMap<string, string> => new Map([['id', `${row}.id`]]);

const itemColumns = (row: string): ReadonlyMap<string, string> =>
  new Map([
    ['id', `${row}.id`],
    ['createdDateTime', `${row}.created`],
    ['allowedAudiences', `${row}.audience`],
  ]);

/**
 * What is behind navigation properties of the row `r`: of a person the items, as far as the viewer sees each of them; of a group
 * its members. Contacts are nobody's but the owner's, and cannot be asked about.
 */
function related(source: Source, viewer: Viewer, names: readonly string[], alias: string): Related | undefined {
  const [first, collection, ...others] = names;
  if (
    (source.kind === 'people' || source.kind === 'members') &&
    first === 'profile' &&
    collection !== undefined &&
    others.length === 0
  ) {
    const seen = audienceCondition(viewer, alias);
    return {
      kind: 'many',
      from: raw(`item ${alias}`),
      where: sql`${alias}.tenant = r.tenant AND ${alias}.person = r.id AND ${alias}.collection = ${{ text: '?', values: [collection] }} AND (${seen})`,
      columns: itemColumns(alias),
      body: `${alias}.body`,
    };
  }
  if (source.kind === 'groups' && first === 'members' && collection === undefined) {
    return {
      kind: 'many',
      from: raw(
        `person ${alias} JOIN member of_${alias} ON of_${alias}.tenant = ${alias}.tenant AND of_${alias}.person = ${alias}.id`,
      ),
      where: raw(`of_${alias}.tenant = r.tenant AND of_${alias}.circle = r.id`),
      columns: idColumn(alias),
      body: `${alias}.body`,
    };
  }
  return undefined;
}

/** One person's items are few, and so are those of a name on a page; another search among people may look at all of them. */
export function weightOf(source: Source, asked: 'count' | Pick<ListQuery, 'filter' | 'orderby' | 'skip'>): Weight {
  if (source.kind === 'items' || source.kind === 'contacts') return 'light';
  if (asked === 'count') return 'heavy';
  const { filter, orderby, skip } = asked;
  const searched = filter !== undefined && nameAsked(source, filter) === undefined;
  return searched || orderby.length > 0 || skip > 0 ? 'heavy' : 'light';
}

/** Whoever sees all may have written it a moment ago, anywhere; others are given what was not written just now from here. */
export function freshnessOf(source: Source, viewer: Viewer): Freshness {
  return viewer.kind === 'all' ? 'fresh' : { of: freshnessKey(source) };
}
