/** Terms: pieces of SQL that stand for the value of an expression, with what has to be known of it to go on. */
import type { Expression, ExpressionType } from '../odata/expression.ts';
import { type Kind, kindOf } from '../odata/value.ts';
import type { Dialect, Document, Form } from './dialect.ts';
import { raw, type Sql } from './sql.ts';

/** How far a number may stray: never, to infinity, or to NaN, which databases do not compare as IEEE 754 does. */
export type Stray = 'finite' | 'infinite' | 'nan';

export interface Term {
  readonly sql: Sql;
  readonly form: Form;
  readonly nullable: boolean;
  readonly stray: Stray;
}

/** What paths start at. */
export interface Place {
  readonly document: Document;
  /** Properties that the row has a plain column for. */
  readonly columns: ReadonlyMap<string, string>;
  /** What is behind navigation properties, if that can be asked. */
  readonly navigation?: Navigate;
}

/** What stands behind navigation properties of a row. */
export type Related =
  | { readonly kind: 'one'; readonly exists: Sql; readonly columns: ReadonlyMap<string, string>; readonly body: string }
  | {
      readonly kind: 'many';
      /** A table with its alias, and the condition that leads from the row to its rows. */
      readonly from: Sql;
      readonly where: Sql;
      readonly columns: ReadonlyMap<string, string>;
      readonly body: string;
      readonly navigation?: Navigate;
    };

/**
 * Finds what stands behind navigation properties.
 * @param names the steps from the row, such as `['profile', 'skills']`
 * @param alias a name for the table that no other has
 * @returns undefined for what cannot be asked
 */
export type Navigate = (names: readonly string[], alias: string) => Related | undefined;

/** What names mean where an expression is compiled. */
export interface Scope {
  readonly dialect: Dialect;
  readonly it: Place;
  readonly variables: ReadonlyMap<string, Place>;
  readonly now: string;
  /** The statement, where it is watched for taking too long. */
  readonly statement: number | undefined;
  /** Makes a name that no other table has. */
  readonly alias: () => string;
}

const forms: Readonly<Record<Kind, Form>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  enum: 'whole',
  duration: 'whole',
  structured: 'json',
  untyped: 'json',
};

/** The form that values of a type have. */
export const formOf = (of: ExpressionType): Form => forms[kindOf(of)];

export const term = (sql: Sql, form: Form, more: Partial<Term> = {}): Term => ({
  sql,
  form,
  nullable: true,
  stray: 'finite',
  ...more,
});

/** A condition that is never null. */
export const certain = (sql: Sql): Term => term(sql, 'boolean', { nullable: false });

/** Compiles a part of an expression; `readAs` is what a value without a type is read as. */
export type Compile = (part: Expression, readAs: ExpressionType) => Term;

/** Null, of a type. */
export const nothing = (of: ExpressionType, { dialect }: Scope): Term => term(raw(dialect.nothing[formOf(of)]), formOf(of));

/** A value known beforehand. */
export function constant(value: unknown, of: ExpressionType, scope: Scope): Term {
  const { dialect } = scope;
  const form = formOf(of);
  if (value === null || value === undefined) return nothing(of, scope);
  if (form === 'boolean') return certain(raw(value === true ? 'TRUE' : 'FALSE'));
  const place = (bound: string | number | bigint): Sql => ({ text: dialect.place[form], values: [bound] });
  if (form === 'json') return term(place(JSON.stringify(value)), form, { nullable: false });
  if (form === 'whole') return term(place(typeof value === 'bigint' ? value : BigInt(Number(value))), form, { nullable: false });
  if (form === 'text') return term(place(String(value)), form, { nullable: false });
  return number(Number(value), place);
}

function number(value: number, place: (bound: string | number) => Sql): Term {
  const more = { nullable: false, stray: Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? 'finite' : 'infinite' } as const;
  // As text both databases take NaN for what it is here; a driver might not.
  return term(place(Number.isNaN(value) ? 'NaN' : value), 'number', more);
}
