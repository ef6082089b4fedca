/** Names beside a record: those a person is found by, and the addresses by which a contact knows a colleague. */
import { contactGrant, familyGrant } from './audience.ts';
import type { Statement, Words } from './database.ts';
import type { Draft, Source } from './store.ts';

type Names = Pick<Draft, 'lookups' | 'family'>;

/** Statements that make the names of a record those of its draft, done if the record was written. */
export function keepNames(words: Words, source: Source, id: string, { lookups, family }: Names): readonly Statement[] {
  if (source.kind === 'people') {
    return [
      dropStatement(words, 'lookup', ['tenant', 'person'], [source.tenant, id], lookups),
      ...lookups.map((name, index) => ({
        text: `INSERT INTO lookup (tenant, name, person, rank) SELECT ?, ?, ?, ? WHERE ${words.done}
          ON CONFLICT (tenant, name, person) DO UPDATE SET rank = excluded.rank`,
        values: [source.tenant, name, id, index === 0 ? 0 : 1],
      })),
    ];
  }
  if (source.kind === 'contacts') {
    return [
      dropStatement(words, 'address', ['tenant', 'person', 'contact'], [source.tenant, source.person, id], lookups),
      ...lookups.map((name) => ({
        text: `INSERT INTO address (tenant, person, name, contact, grants) SELECT ?, ?, ?, ?, ? WHERE ${words.done}
          ON CONFLICT (tenant, person, name, contact) DO UPDATE SET grants = excluded.grants`,
        values: [source.tenant, source.person, name, id, family ? familyGrant : contactGrant],
      })),
    ];
  }
  return [];
}

/** Drops the names of a record that is gone. */
export function dropNames(words: Words, source: Source, id: string): readonly Statement[] {
  return keepNames(words, source, id, { lookups: [], family: false });
}

function dropStatement(
  words: Words,
  table: string,
  columns: readonly string[],
  values: readonly string[],
  kept: readonly string[],
): Statement {
  const key = columns.map((column) => `${column} = ?`).join(' AND ');
  const others = kept.length === 0 ? '' : ` AND name NOT IN (${kept.map(() => '?').join(', ')})`;
  return { text: `DELETE FROM ${table} WHERE ${key}${others} AND ${words.done}`, values: [...values, ...kept] };
}
