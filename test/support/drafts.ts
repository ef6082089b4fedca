/** Records and authors for tests of the store alone, where nothing stamps or checks them. */
import type { Author, Draft, Record as Kept } from '../../src/store/store.ts';

/** What is kept of a value: the text that answers it. */
export function draft(value: Readonly<Record<string, unknown>>, over: Partial<Draft> = {}): Draft {
  const created = typeof value.createdDateTime === 'string' ? value.createdDateTime : '2026-01-01T00:00:00.0000000Z';
  return {
    revision: 1,
    body: JSON.stringify(value),
    audience: 16,
    created,
    modified: created,
    lookups: [],
    family: false,
    ...over,
  };
}

/** A person as kept, found by names in lower case. */
export const personNamed = (...lookups: readonly string[]): Draft =>
  draft({ userPrincipalName: lookups[0] }, { audience: 0, lookups });

/** A record without what a store may have counted of it. */
export const plain = (record: Kept | undefined): Kept | undefined =>
  record && { id: record.id, revision: record.revision, body: record.body };

export function author(over: Partial<Author> = {}): Author {
  return {
    at: '2026-01-02T00:00:00.0000000Z',
    person: { id: 'someone', displayName: 'Someone' },
    application: null,
    request: 'r',
    ...over,
  };
}
