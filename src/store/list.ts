/** Lists: the statement for one page of a set of records, in total order, and where the next page goes on. */
import { refuse } from '../fault.ts';
import { type CursorValue, isBeginning } from '../odata/cursor.ts';
import type { Expression } from '../odata/expression.ts';
import { audienceCondition } from './audience.ts';
import type { Database, Row, Statement, Value } from './database.ts';
import { type Asked, compileAsked, compileOnce, freshnessOf, weightOf } from './filtering.ts';
import { nameAsked, nameCondition, tellsAll } from './name-index.ts';
import { membership, placeOf } from './source.ts';
import type { Sql } from './sql.ts';
import type { ListQuery, Page, Record, Source, Viewer } from './store.ts';

/** One key of the order, as a column of the page: its expression, and whether it can be null. */
interface Key {
  readonly column: string;
  readonly expression: Sql;
  readonly descending: boolean;
  readonly nullable: boolean;
}

type Position = readonly (string | number | null)[];

const created: Key = { column: 'created', expression: { text: 'r.created', values: [] }, descending: false, nullable: false };
const id: Key = { column: 'id', expression: { text: 'r.id', values: [] }, descending: false, nullable: false };

/** The keys of the order asked for; the record's own behind them make it total. */
function keysOf(source: Source, { orderby }: ListQuery, { keys }: Asked): readonly Key[] {
  const asked = keys.map((expression, index): Key => {
    return { column: `k${index}`, expression, descending: orderby[index]?.descending === true, nullable: true };
  });
  return source.kind === 'items' ? [...asked, created, id] : [...asked, id];
}

/** The page of records that the viewer may see. */
export async function listRecords(database: Database, source: Source, viewer: Viewer, query: ListQuery): Promise<Page> {
  const asked = compileOnce(database.words, source, viewer, query);
  const keys = keysOf(source, query, asked);
  if (query.after && query.after.length !== keys.length) refuse('malformedSkipToken', { target: '$skiptoken' });
  const after = query.after && (await wholePosition(database, source, viewer, asked, keys, query.after));
  const counted = query.count ? countRecords(database, source, viewer, query.filter, query.now) : undefined;
  // Kept from being an unhandled rejection should the page fail first.
  counted?.catch(() => {});
  const statement = pageStatement(database, source, viewer, query, asked, keys, after);
  const weight = weightOf(source, 'list', query);
  const rows = query.limit > 0 ? await database.read(statement, weight, freshnessOf(source, viewer)) : [];
  const shown = rows.length > query.limit ? rows.slice(0, query.limit) : rows;
  const end = shown.at(-1);
  return {
    records: shown.map(recordOf),
    ...(counted && { count: await counted }),
    ...(end && rows.length > query.limit && { last: keys.map(({ column }) => positionOf(end[column])) }),
  };
}

/** How many records there are that the viewer may see and that pass the filter. */
export async function countRecords(
  database: Database,
  source: Source,
  viewer: Viewer,
  filter: Expression | undefined,
  now?: string,
): Promise<number> {
  const query = { ...(filter && { filter }), ...(now !== undefined && { now }), orderby: [], skip: 0 };
  const asked = compileAsked(database.words, source, viewer, query);
  const condition = allOf(conditionsOf(database, source, viewer, filter, asked));
  const text = `SELECT count(*) AS n FROM ${placeOf(source).table} r${asked.join} WHERE ${condition.text}`;
  const weight = weightOf(source, 'count', query);
  const rows = await database.read({ text, values: condition.values }, weight, freshnessOf(source, viewer));
  return Number(rows[0]?.n ?? 0);
}

export function recordOf(row: Row): Record {
  // Columns of these names hold values of these types in every table of records; the bytes are of what is remembered.
  const record = { id: row.id as string, revision: row.revision as number, body: row.body as string };
  return row.bytes === undefined ? record : { ...record, bytes: row.bytes as number };
}

function pageStatement(
  database: Database,
  source: Source,
  viewer: Viewer,
  query: ListQuery,
  asked: Asked,
  keys: readonly Key[],
  after: Position | undefined,
): Statement {
  const conditions = conditionsOf(database, source, viewer, query.filter, asked);
  const behind = after && behindPosition(keys, after);
  const values = [
    ...keys.flatMap(({ expression }) => expression.values),
    ...conditions.flatMap((condition) => condition.values),
    ...(behind?.values ?? []),
    query.limit + 1,
    query.skip,
  ];
  const known = behind ? undefined : firstPages.get(asked)?.get(viewer.kind);
  const text = known ?? pageText(source, asked, keys, allOf(conditions).text, behind?.text);
  if (known === undefined && !behind) firstPages.set(asked, new Map([...(firstPages.get(asked) ?? []), [viewer.kind, text]]));
  return { text, values };
}

/** The text that reads the first page, by what is asked and how the viewer looks at it: what is compiled once is written once. */
const firstPages = new WeakMap<Asked, ReadonlyMap<Viewer['kind'], string>>();

function pageText(source: Source, { join }: Asked, keys: readonly Key[], condition: string, behind: string | undefined): string {
  const columns = ['r.id AS id', 'r.revision AS revision', 'r.body AS body', ...columnsOf(keys).columns];
  const page = `SELECT ${columns.join(', ')}
    FROM ${placeOf(source).table} r${join} WHERE ${condition}`;
  const order = keys.map(
    ({ column, descending, nullable }) => `${column} ${descending ? 'DESC' : 'ASC'}${nullsWord(descending, nullable)}`,
  );
  const rest = behind === undefined ? '' : ` WHERE ${behind}`;
  return `SELECT * FROM (${page}) page${rest} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`;
}

function columnsOf(keys: readonly Key[]) {
  return {
    columns: keys.filter((key) => key !== id).map(({ column, expression }) => `${expression.text} AS ${column}`),
    values: keys.flatMap(({ expression }) => expression.values),
  };
}

/**
 * The position with its texts in full. The record it was made of has them, as far as the viewer may see it: whoever makes up a
 * position learns nothing. Where it has others by now, the page begins with whatever begins alike, rather than leave some of it out.
 */
async function wholePosition(
  database: Database,
  source: Source,
  viewer: Viewer,
  { join }: Asked,
  keys: readonly Key[],
  position: readonly CursorValue[],
): Promise<Position> {
  if (!position.some(isBeginning)) return position as Position;
  const condition = allOf(conditionsOf(database, source, viewer, undefined, { join, keys: [] }));
  const { columns, values } = columnsOf(keys);
  const statement = {
    text: `SELECT ${columns.join(', ')} FROM ${placeOf(source).table} r${join} WHERE ${condition.text} AND r.id = ?`,
    values: [...values, ...condition.values, String(position.at(-1))],
  };
  const [row] = await database.read(statement, 'light', freshnessOf(source, viewer));
  return keys.map(({ column, descending }, index) => {
    const value = position[index] ?? null;
    if (!isBeginning(value)) return value;
    const present = row?.[column];
    if (typeof present === 'string' && present.startsWith(value.begins)) return present;
    return descending ? `${value.begins}\u{10FFFF}` : value.begins;
  });
}

/** Nulls come first ascending and last descending; said only where there can be some, so that an index may give the order. */
function nullsWord(descending: boolean, nullable: boolean): string {
  if (!nullable) return '';
  return descending ? ' NULLS LAST' : ' NULLS FIRST';
}

/**
 * The condition for what comes behind a position: equal in the first keys, and behind it in the next. Null is less than all.
 * Values are compared with the column they came from, so that the database takes them as of its type.
 */
function behindPosition(keys: readonly Key[], position: Position): Sql {
  const alternatives: string[] = [];
  const values: Value[] = [];
  for (const [index, key] of keys.entries()) {
    const behind = behindInKey(key, position[index] ?? null);
    if (!behind) continue;
    const equal = keys.slice(0, index).map(({ column }, before) => equalInKey(column, position[before] ?? null));
    const all = [...equal, behind];
    alternatives.push(`(${all.map(({ text }) => text).join(' AND ')})`);
    values.push(...all.flatMap((condition) => condition.values));
  }
  return { text: `(${alternatives.join(' OR ')})`, values };
}

function equalInKey(column: string, value: Value): Sql {
  return value === null ? { text: `${column} IS NULL`, values: [] } : { text: `${column} = ?`, values: [value] };
}

function behindInKey({ column, descending, nullable }: Key, value: Value): Sql | undefined {
  if (value === null) return descending ? undefined : { text: `${column} IS NOT NULL`, values: [] };
  if (!descending) return { text: `${column} > ?`, values: [value] };
  return { text: nullable ? `(${column} < ? OR ${column} IS NULL)` : `${column} < ?`, values: [value] };
}

function positionOf(value: unknown): Position[number] {
  return typeof value === 'bigint' ? String(value) : (value as Position[number]);
}

/** Of the set, seen by the viewer, passing the filter. */
function conditionsOf(
  database: Database,
  source: Source,
  viewer: Viewer,
  filter: Expression | undefined,
  { condition }: Asked,
): readonly Sql[] {
  const conditions = [membership(source)];
  if (source.kind === 'items' && viewer.kind !== 'all') conditions.push(audienceCondition(viewer));
  const name = nameAsked(source, filter);
  if (name) conditions.push(nameCondition(database.words, name));
  if (condition && !(name && tellsAll(name))) conditions.push(condition);
  return conditions;
}

function allOf(conditions: readonly Sql[]): Sql {
  return {
    text: conditions.map(({ text }) => (conditions.length === 1 ? text : `(${text})`)).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}
