/** One function of PostgreSQL as a migration makes it. */

/** `inline` is one expression, `body` a block. All are null if an argument is, unless said otherwise. */
export type Written = {
  readonly takes: string;
  readonly gives: string;
  /** Null arguments are the function's own matter. */
  readonly nulls?: 'taken';
} & ({ readonly inline: string } | { readonly body: string });

/** The statement that makes a function, or makes it anew. */
export function create(name: string, written: Written): string {
  const { takes, gives, nulls } = written;
  const strict = nulls === 'taken' ? '' : ' STRICT';
  return 'inline' in written
    ? `CREATE OR REPLACE FUNCTION ${name}(${takes}) RETURNS ${gives} LANGUAGE sql IMMUTABLE${strict} PARALLEL SAFE AS $$SELECT ${written.inline}$$`
    : `CREATE OR REPLACE FUNCTION ${name}(${takes}) RETURNS ${gives} LANGUAGE plpgsql IMMUTABLE${strict} AS $$${written.body}$$`;
}
