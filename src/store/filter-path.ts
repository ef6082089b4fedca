/** Paths and collections as SQL: columns where a row has them, JSON elsewhere, other tables behind navigation properties. */
import { refuse } from '../fault.ts';
import type { EnumType } from '../model/field.ts';
import type { Expression, ExpressionType, PathStep } from '../odata/expression.ts';
import { kindOf } from '../odata/value.ts';
import type { Dialect, Document, Member } from './dialect.ts';
import { formOf, type Place, type Related, type Scope, type Term, term } from './filter-term.ts';
import { raw, type Sql, sql } from './sql.ts';

type Path = Extract<Expression, { readonly kind: 'path' }>;

/** What a path is read as: `any` is for the question whether there is a value at all. */
export type Reading = { readonly of: ExpressionType; readonly declared: boolean } | 'any';

const noColumns: ReadonlyMap<string, string> = new Map();

function placeOf({ root }: Path, scope: Scope): Place {
  if (root.kind === 'resource') return refuse('notImplemented', { feature: 'The literal $it inside $expand' });
  return (root.kind === 'variable' && scope.variables.get(root.name)) || scope.it;
}

/** Follows navigation properties at the start of a path, and gives the place they lead to and the steps that are left. */
function navigate(
  path: Path,
  scope: Scope,
): { place: Place | undefined; related?: Related; alias?: string; rest: readonly PathStep[] } {
  const place = placeOf(path, scope);
  const names: string[] = [];
  for (const step of path.steps) if (step.kind === 'navigation') names.push(step.name);
  if (names.length === 0) return { place, rest: path.steps };
  const alias = scope.alias();
  const related = place.navigation?.(names, alias);
  if (!related) return refuse('notImplemented', { feature: `A condition on '${names.join('/')}' here` });
  const rest = path.steps.slice(names.length);
  if (related.kind === 'many') return { place: undefined, related, alias, rest };
  return { place: rowPlace(related), related, alias, rest };
}

function rowPlace(related: Related): Place {
  const { body, columns } = related;
  const place: Place = { document: { source: body, path: [], member: false }, columns };
  return related.kind === 'many' && related.navigation ? { ...place, navigation: related.navigation } : place;
}

/** The value that a path leads to. */
export function compilePath(path: Path, scope: Scope, reading: Reading): Term {
  const { place, related, rest } = navigate(path, scope);
  if (rest.length === 0 && related) {
    // What a single-valued navigation property leads to is either there or not.
    if (related.kind === 'many') return refuse('notImplemented', { feature: 'This use of a navigation property' });
    return term(sql`(CASE WHEN ${related.exists} THEN '{}' END)`, 'json');
  }
  if (!place) return refuse('notImplemented', { feature: 'A path through a collection' });
  const value = readSteps(place, rest, scope.dialect, reading);
  return related?.kind === 'one' ? { ...value, sql: sql`(CASE WHEN ${related.exists} THEN ${value.sql} END)` } : value;
}

function readSteps(place: Place, steps: readonly PathStep[], dialect: Dialect, reading: Reading): Term {
  const [first] = steps;
  const column = steps.length === 1 && first?.kind === 'property' ? place.columns.get(first.property.name) : undefined;
  const document = documentAt(place.document, steps);
  if (reading === 'any') return column === undefined ? term(dialect.value(document, 'json'), 'json') : term(raw(column), 'json');
  const form = formOf(reading.of);
  if (column !== undefined) return term(raw(form === 'whole' ? dialect.wholeColumn(column) : column), form, { nullable: false });
  return readDocument(document, dialect, reading.of, reading.declared);
}

function readDocument(document: Document, dialect: Dialect, of: ExpressionType, declared: boolean): Term {
  const form = formOf(of);
  const read = declared ? dialect.value(document, form) : dialect.checkedValue(document, form);
  return of !== 'null' && of.type.kind === 'enum' && !of.collection ? memberNumber(read, of.type) : term(read, form);
}

function documentAt(document: Document, steps: readonly PathStep[]): Document {
  const path = steps.map((step): Member => {
    if (step.kind === 'property') return { name: step.property.name, declared: true };
    if (step.kind === 'dynamic') return { name: step.name, declared: false };
    return refuse('notImplemented', { feature: 'A path through a computed or related value' });
  });
  return { ...document, path: [...document.path, ...path] };
}

/** The number of an enumeration's member names. */
export function memberNumber(names: Sql, type: EnumType): Term {
  if (type.flags) return term(sql`odata_flags(${names}, ${members(type)})`, 'whole');
  const cases = Object.entries(type.members).map(([name, number]) => `WHEN '${plain(name)}' THEN ${number}`);
  return term(sql`(CASE ${names} ${cases.join(' ')} END)`, 'whole');
}

/** The members of an enumeration with their numbers, as an argument. */
export const members = (type: EnumType): Sql => ({ text: '?', values: [JSON.stringify(type.members)] });

/** A name of the model as it stands in the text of a statement. */
export function plain(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`The name ${name} of the model cannot stand in a statement.`);
  return name;
}

/** The members of a collection: what stands behind FROM and WHERE, and the place that a variable for one of them names. */
export interface Members {
  /** Rows of another table, or values within one row. */
  readonly kind: 'rows' | 'values';
  readonly from: Sql;
  readonly where: Sql;
  readonly place: Place;
  /** One member, where it is a scalar. */
  readonly value: () => Term;
}

export function membersOf(collection: Expression, scope: Scope): Members {
  if (collection.kind !== 'path') return refuse('notImplemented', { feature: 'A lambda over a computed collection' });
  const { place, related, rest } = navigate(collection, scope);
  if (related?.kind === 'many' && rest.length === 0) {
    const inside = rowPlace(related);
    return {
      kind: 'rows',
      from: related.from,
      where: related.where,
      place: inside,
      value: () => refuse('notImplemented', { feature: 'in on entities' }),
    };
  }
  if (!place || related) return refuse('notImplemented', { feature: 'A collection behind a navigation property' });
  const { dialect } = scope;
  const { from, where, member } = dialect.members(documentAt(place.document, rest), scope.alias());
  const of: ExpressionType = collection.of === 'null' ? 'null' : { type: collection.of.type, collection: false };
  return {
    kind: 'values',
    from,
    where: raw(where),
    place: { document: member, columns: noColumns },
    value: () =>
      kindOf(of) === 'structured' ? term(dialect.value(member, 'json'), 'json') : readDocument(member, dialect, of, true),
  };
}
