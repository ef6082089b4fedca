/** Where each set of records is kept: its table, and the columns that lead the key of every record in it. */
import type { Value } from './database.ts';
import type { Sql } from './sql.ts';
import type { Source } from './store.ts';

/** A set of records as the database has it. */
export interface Place {
  readonly table: string;
  /** Columns that every record of the set shares, and their values. */
  readonly columns: readonly string[];
  readonly values: readonly Value[];
}

/** The place of the records themselves; members are people, kept as such. */
export function placeOf(source: Source): Place {
  switch (source.kind) {
    case 'items':
      return { table: 'item', columns: itemColumns, values: [source.tenant, source.person, source.collection] };
    case 'contacts':
      return { table: 'contact', columns: contactColumns, values: [source.tenant, source.person] };
    case 'groups':
      return { table: 'circle', columns: tenantColumns, values: [source.tenant] };
    default:
      return { table: 'person', columns: tenantColumns, values: [source.tenant] };
  }
}

const itemColumns = ['tenant', 'person', 'collection'] as const;
const contactColumns = ['tenant', 'person'] as const;
const tenantColumns = ['tenant'] as const;

/** The condition under which the row `r` is in the set. */
export function membership(source: Source): Sql {
  const { columns, values } = placeOf(source);
  const text = memberships.get(columns) ?? '';
  if (source.kind !== 'members') return { text, values };
  const member = 'EXISTS (SELECT 1 FROM member m WHERE m.tenant = r.tenant AND m.circle = ? AND m.person = r.id)';
  return { text: `${text} AND ${member}`, values: [...values, source.group] };
}

const memberships = new Map<readonly string[], string>(
  [itemColumns, contactColumns, tenantColumns].map((columns) => [columns, columns.map((name) => `r.${name} = ?`).join(' AND ')]),
);

/** Whose data a set of records is: the person's, the group's, or for people and groups that of each record. */
export function ownerOf(source: Source, id: string): string {
  if (source.kind === 'items' || source.kind === 'contacts') return source.person;
  return source.kind === 'members' ? source.group : id;
}
