/** The words in which expressions differ between the two databases: JSON, equality with null, order of text, a few functions. */
import { postgresPattern } from '../odata/pattern.ts';
import { whiteSpace } from '../odata/text.ts';
import { raw, type Sql, sql } from './sql.ts';

/** How a value is kept while the database computes: `whole` is the number of enumeration members, or ticks; `json` is its text. */
export type Form = 'text' | 'number' | 'boolean' | 'whole' | 'json';

/** A step into JSON. Names of the model may stand in the text of a statement; others are bound. */
export interface Member {
  readonly name: string;
  readonly declared: boolean;
}

/** JSON somewhere in a row. */
export interface Document {
  /** The SQL of the document: its text, or what the database holds JSON as. */
  readonly source: string;
  readonly path: readonly Member[];
  /** True for a member of a collection, which SQLite hands out as a plain value if it is a scalar. */
  readonly member: boolean;
}

export interface Dialect {
  readonly name: 'sqlite' | 'postgres' | 'postgresBinary';
  /** A place for a value, and null, in this form. */
  readonly place: Readonly<Record<Form, string>>;
  readonly nothing: Readonly<Record<Form, string>>;
  /** Equality that is never null. */
  readonly same: string;
  /** Behind text: order by code points. */
  readonly byPoints: string;
  /** A declared value, and one that is null unless JSON has it in this form. */
  value(document: Document, form: Form): Sql;
  checkedValue(document: Document, form: Form): Sql;
  /** What stands in FROM for the members of a collection, the condition that it needs besides, and a member's document. */
  members(document: Document, alias: string): { readonly from: Sql; readonly where: string; readonly member: Document };
  /** From one form to another. */
  readonly toNumber: (of: Sql) => Sql;
  readonly digits: (text: Sql) => Sql;
  readonly booleanKey: (of: Sql) => Sql;
  readonly clamp: (number: Sql) => Sql;
  readonly wholeColumn: (column: string) => string;
  readonly count: (from: Sql) => Sql;
  /** A condition that is true until the statement has taken too long; then it fails. */
  readonly inTime: (statement: number) => Sql;
  // Functions
  readonly position: (text: Sql, part: Sql) => Sql;
  readonly startsWith: (text: Sql, part: Sql) => Sql;
  readonly beginning: (text: Sql, part: Sql, length: number) => Sql;
  readonly ending: (text: Sql, part: Sql, length: number) => Sql;
  readonly length: (text: Sql) => Sql;
  readonly lower: (text: Sql) => Sql;
  readonly upper: (text: Sql) => Sql;
  readonly trim: (text: Sql) => Sql;
  readonly ceiling: (number: Sql) => Sql;
  readonly floor: (number: Sql) => Sql;
  readonly matches: (text: Sql, pattern: string) => Sql;
}

const white: Sql = { text: '?', values: [whiteSpace] };
const bound = (value: string): Sql => ({ text: '?', values: [value] });

/** True for names that need no quoting in a path, which those of the model are. */
const isPlain = ({ name, declared }: Member): boolean => declared && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

// SQLite

function sqlitePath(path: readonly Member[]): Sql {
  const text = `$${path.map(({ name }) => `."${name}"`).join('')}`;
  if (path.every(isPlain)) return raw(`'$${path.map(({ name }) => `.${name}`).join('')}'`);
  return bound(text);
}

function sqliteValue({ source, path, member }: Document): Sql {
  return member && path.length === 0
    ? raw(`${source}.value`)
    : sql`json_extract(${sqliteSource(source, member)}, ${sqlitePath(path)})`;
}

const sqliteSource = (source: string, member: boolean): string => (member ? `${source}.value` : source);

/** Names that `json_type` has for a form. */
const sqliteTypes: Readonly<Record<Form, string>> = {
  text: "'text'",
  number: "'integer', 'real'",
  boolean: "'true', 'false'",
  whole: "'text'",
  json: "'object', 'array'",
};

const sqlite: Dialect = {
  name: 'sqlite',
  place: { text: '?', number: '?', boolean: '?', whole: '?', json: '?' },
  nothing: { text: 'NULL', number: 'NULL', boolean: 'NULL', whole: 'NULL', json: 'NULL' },
  same: 'IS',
  byPoints: '',
  value: sqliteValue,
  checkedValue: (document, form) => {
    const type = sql`json_type(${sqliteSource(document.source, document.member)}, ${sqlitePath(document.path)})`;
    return sql`(CASE WHEN ${type} IN (${sqliteTypes[form]}) THEN ${sqliteValue(document)} END)`;
  },
  members: ({ source, path, member }, alias) => ({
    from: sql`json_each(${sqliteSource(source, member)}, ${sqlitePath(path)}) AS ${alias}`,
    // A value that is no collection is handed out as if it were a member, with another kind of key.
    where: `typeof(${alias}.key) = 'integer'`,
    member: { source: alias, path: [], member: true },
  }),
  toNumber: (of) => sql`CAST(${of} AS REAL)`,
  digits: (text) => sql`CAST(${text} AS REAL)`,
  booleanKey: (of) => of,
  clamp: (number) => sql`odata_clamp(${number})`,
  wholeColumn: (column) => column,
  count: (from) => sql`(SELECT count(*) ${from})`,
  inTime: (statement) => sql`odata_in_time(${{ text: '?', values: [statement] }})`,
  position: (text, part) => sql`instr(${text}, ${part})`,
  startsWith: (text, part) => sql`(instr(${text}, ${part}) = 1)`,
  beginning: (text, part, length) => sql`(substr(${text}, 1, ${length}) = ${part})`,
  ending: (text, part, length) => sql`(substr(${text}, ${-length}) = ${part})`,
  length: (text) => sql`length(${text})`,
  lower: (text) => sql`odata_lower(${text})`,
  upper: (text) => sql`odata_upper(${text})`,
  trim: (text) => sql`trim(${text}, ${white})`,
  ceiling: (number) => sql`odata_ceiling(${number})`,
  floor: (number) => sql`odata_floor(${number})`,
  matches: (text, pattern) => sql`odata_matches(${text}, ${bound(pattern)})`,
};

// PostgreSQL

function postgresValue(document: Document, form: Form): Sql {
  return sql`(${postgresJson(document)} #>> ${postgresPath(document.path)})${postgresCasts[form]}`;
}

function postgresPath(path: readonly Member[]): Sql {
  if (path.every(isPlain)) return raw(`'{${path.map(({ name }) => name).join(',')}}'`);
  const names = path.map((member) => (isPlain(member) ? raw(`'${member.name}'`) : bound(member.name)));
  return sql`ARRAY[${{ text: names.map(({ text }) => text).join(', '), values: names.flatMap(({ values }) => values) }}]::text[]`;
}

const postgresJson = ({ source, member }: Document): string => (member ? `${source}.value` : source);

const postgresCasts: Readonly<Record<Form, string>> = { text: '', number: '::float8', boolean: '::boolean', whole: '', json: '' };

const postgresTypes: Readonly<Record<Form, string>> = {
  text: "'string'",
  number: "'number'",
  boolean: "'boolean'",
  whole: "'string'",
  json: "'object', 'array'",
};

/** PostgreSQL, over the type that it holds JSON as. */
const postgresOver = (name: 'postgres' | 'postgresBinary', json: 'json' | 'jsonb'): Dialect => ({
  name,
  place: { text: '?::text', number: '?::float8', boolean: '?::boolean', whole: '?::bigint', json: '?::text' },
  nothing: { text: 'NULL::text', number: 'NULL::float8', boolean: 'NULL::boolean', whole: 'NULL::bigint', json: 'NULL::text' },
  same: 'IS NOT DISTINCT FROM',
  byPoints: ' COLLATE "C"',
  value: postgresValue,
  checkedValue: (document, form) => {
    const type = sql`${json}_typeof(${postgresJson(document)} #> ${postgresPath(document.path)})`;
    return sql`(CASE WHEN ${type} IN (${postgresTypes[form]}) THEN ${postgresValue(document, form)} END)`;
  },
  members: (document, alias) => ({
    from: sql`${json}_array_elements(odata_array(${postgresJson(document)} #> ${postgresPath(document.path)})) AS ${alias}(value)`,
    where: 'TRUE',
    member: { source: alias, path: [], member: true },
  }),
  toNumber: (of) => sql`(${of})::float8`,
  digits: (text) => sql`(${text})::float8`,
  booleanKey: (of) => sql`(${of})::int`,
  clamp: (number) => sql`odata_clamp(${number})`,
  wholeColumn: (column) => `${column}::bigint`,
  count: (from) => sql`(SELECT count(*)::float8 ${from})`,
  position: (text, part) => sql`strpos(${text}, ${part})::float8`,
  startsWith: (text, part) => sql`starts_with(${text}, ${part})`,
  beginning: (text, part) => sql`starts_with(${text}, ${part})`,
  ending: (text, part, length) => sql`(right(${text}, ${length}) = ${part})`,
  length: (text) => sql`char_length(${text})::float8`,
  lower: (text) => sql`odata_lower(${text})`,
  upper: (text) => sql`odata_upper(${text})`,
  trim: (text) => sql`btrim(${text}, ${white}::text)`,
  ceiling: (number) => sql`ceil(${number})`,
  floor: (number) => sql`floor(${number})`,
  matches: (text, pattern) => sql`((${text}) COLLATE "C" ~ ${bound(postgresPattern(pattern))}::text)`,
  inTime: () => raw('odata_in_time()'),
});

export const dialects: Readonly<Record<Dialect['name'], Dialect>> = {
  sqlite,
  postgres: postgresOver('postgres', 'json'),
  postgresBinary: postgresOver('postgresBinary', 'jsonb'),
};
