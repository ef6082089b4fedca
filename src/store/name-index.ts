/** People found by a name they have: which equality an index answers, the condition that lets it, and the index itself. */
import type { Expression } from '../odata/expression.ts';
import type { Words } from './database.ts';
import { dialects } from './dialect.ts';
import { type Sql, sql } from './sql.ts';
import type { Source } from './store.ts';

/** Properties of people that are asked for by their whole value. */
const names = ['displayName', 'userPrincipalName', 'mail'] as const;
type Name = (typeof names)[number];

/** Characters of a value that stand in the index: PostgreSQL keeps no key longer than a third of a page. */
const indexed = 200;

/** A name, and the value that is asked for. */
export interface AskedName {
  readonly name: Name;
  readonly value: string;
}

/** The name that a filter asks for, if it asks for nothing else: `displayName eq 'Adele Vance'`. */
export function nameAsked(source: Source, filter: Expression | undefined): AskedName | undefined {
  if (source.kind !== 'people' || filter?.kind !== 'binary' || filter.operator !== 'eq') return undefined;
  const { left, right } = filter;
  if (left.kind !== 'path' || left.root.kind !== 'it' || left.steps.length !== 1) return undefined;
  const [step] = left.steps;
  const name = names.find((candidate) => step?.kind === 'property' && step.property.name === candidate);
  if (name === undefined || right.kind !== 'literal' || typeof right.value !== 'string') return undefined;
  return { name, value: right.value };
}

/** True if the index tells all that is asked: a value that stands in it whole is equal to no other. */
export function tellsAll({ value }: AskedName): boolean {
  return value.length < indexed;
}

/** The condition that the index answers. It lets pass all that the filter lets pass, and few besides. */
export function nameCondition(words: Words, { name, value }: AskedName): Sql {
  const { place } = dialects[words.name];
  return sql`${keyOf(words, name, 'r.body')} = substr(${{ text: place.text, values: [value] }}, 1, ${indexed})`;
}

/** The statements that make the indexes. Order by id comes with them, so that a page reads no more than it shows. */
export function nameIndexes(words: Words): readonly string[] {
  return names.flatMap((name) => {
    const index = `person_by_${name.toLowerCase()}`;
    const made = `CREATE INDEX ${index} ON person (tenant, (${keyOf(words, name, 'body').text}), id)`;
    // Names do not stand in statistics, see the migration that says so.
    return words.name === 'postgres' ? [made, `ALTER INDEX ${index} ALTER COLUMN 2 SET STATISTICS 0`] : [made];
  });
}

function keyOf(words: Words, name: Name, body: string): Sql {
  const value = dialects[words.name].value({ source: body, path: [{ name, declared: true }], member: false }, 'text');
  return sql`substr(${value}, 1, ${indexed})`;
}
