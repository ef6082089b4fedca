/** Records read, created, changed and removed: the contract's heart, written once for both databases. */
import { refuse } from '../fault.ts';
import { audienceCondition } from './audience.ts';
import { auditClearing, auditStatement } from './audit.ts';
import {
  again,
  type Database,
  type Row,
  read,
  type Statement,
  type Value,
  type Whose,
  type Words,
  type Work,
  write,
} from './database.ts';
import { removePerson } from './erasure.ts';
import { freshnessOf } from './filtering.ts';
import { recordOf } from './list.ts';
import { dropNames, keepNames } from './names.ts';
import { membership, placeOf } from './source.ts';
import type { Author, Draft, ProfileItems, Record, Source, Store, Viewer } from './store.ts';

/** The record, if it is there and the viewer may see it. */
export function readRecord(database: Database, source: Source, id: string, viewer: Viewer): Promise<Record | undefined> {
  const statement = recordStatement(source, id, viewer);
  const isOwn = viewer.kind === 'all' && (source.kind === 'items' || source.kind === 'contacts');
  const rows = isOwn ? database.readOwn(statement, source, id) : database.read(statement, 'single', freshnessOf(source, viewer));
  return rows.then(firstRecord);
}

function firstRecord(rows: readonly Row[]): Record | undefined {
  const row = rows[0];
  return row && recordOf(row);
}

function recordStatement(source: Source, id: string, viewer: Viewer): Statement {
  const texts = recordTexts[viewer.kind];
  let text = texts[source.kind];
  const inSet = membership(source);
  const seen = source.kind === 'items' && viewer.kind !== 'all' ? audienceCondition(viewer) : undefined;
  if (text === undefined) {
    const condition = `${inSet.text} AND r.id = ?${seen ? ` AND ${seen.text}` : ''}`;
    text = `SELECT r.id, r.revision, r.body FROM ${placeOf(source).table} r WHERE ${condition}`;
    texts[source.kind] = text;
  }
  return { text, values: seen ? [...inSet.values, id, ...seen.values] : [...inSet.values, id] };
}

/** The statement by kind of viewer and source, made once: it is the hottest of all. */
const recordTexts: { readonly [V in Viewer['kind']]: { [S in Source['kind']]?: string } } = {
  all: {},
  colleague: {},
  partner: {},
};

/** All items of a person, by collection, each in default order. */
export async function readProfile(
  database: Database,
  tenant: string,
  person: string,
  viewer: Viewer,
  collections: readonly string[] | undefined,
): Promise<ProfileItems> {
  const seen = audienceCondition(viewer);
  const among = collections ? ` AND r.collection IN (${collections.map(() => '?').join(', ')})` : '';
  const text = `SELECT r.id, r.revision, r.body, r.collection FROM item r WHERE r.tenant = ? AND r.person = ?${among}
    AND (${seen.text}) ORDER BY r.created, r.id`;
  const values = [tenant, person, ...(collections ?? []), ...seen.values];
  if (collections?.length === 0) return new Map();
  const source: Source = { kind: 'items', tenant, person, collection: '' };
  const rows = await database.read({ text, values }, 'light', freshnessOf(source, viewer));
  const items = new Map<string, Record[]>();
  for (const row of rows) {
    const collection = String(row.collection);
    const records = items.get(collection);
    if (records) records.push(recordOf(row));
    else items.set(collection, [recordOf(row)]);
  }
  return items;
}

/**
 * Keeps a new record; false if its owner is not there.
 * Refuses nameTaken for a person or an id that is there already, quotaReached for an item too many.
 */
export function createRecord(
  database: Database,
  source: Source,
  id: string,
  draft: Draft,
  author: Author,
  limit: number | undefined,
): Promise<boolean> {
  const { words } = database;
  return database.write(function* (): Work<boolean> {
    const note = auditStatement(words, source, id, author, { action: 'create', before: null });
    const created = yield* write(insertStatement(words, source, id, draft, limit), [
      ...keepNames(words, source, id, draft),
      note,
    ]);
    if (created > 0) return true;
    if (source.kind !== 'items' || !(yield* isPerson(source.tenant, source.person))) return false;
    return refuse('quotaReached', { collection: source.collection, limit });
  }, source);
}

export function* isPerson(tenant: string, id: string): Work<boolean> {
  return (yield* read({ text: 'SELECT 1 AS one FROM person WHERE tenant = ? AND id = ?', values: [tenant, id] })).length > 0;
}

/** What belongs to a person is kept only while that person is there, and stays so until it is. */
function insertStatement(words: Words, source: Source, id: string, draft: Draft, limit: number | undefined): Statement {
  const { table, columns, values } = placeOf(source);
  const own: readonly Value[] = [...values, id, draft.revision, draft.body];
  if (source.kind === 'items') {
    const few = limit === undefined ? undefined : words.isBelow(countStatement(source), values.join('/'), limit);
    return {
      text: `INSERT INTO item (tenant, person, collection, id, revision, body, audience, created) SELECT ?, ?, ?, ?, ?, ?, ?, ?
        FROM person p WHERE p.tenant = ? AND p.id = ?${few ? ` AND ${few.text}` : ''}${words.forKeyShare}`,
      values: [...own, draft.audience, draft.created, source.tenant, source.person, ...(few?.values ?? [])],
    };
  }
  const into = `INSERT INTO ${table} (${columns.join(', ')}, id, revision, body)`;
  const placeholders = own.map(() => '?').join(', ');
  if (source.kind !== 'contacts') return { text: `${into} VALUES (${placeholders})`, values: own };
  return {
    text: `${into} SELECT ${placeholders} FROM person p WHERE p.tenant = ? AND p.id = ?${words.forKeyShare}`,
    values: [...own, source.tenant, source.person],
  };
}

function countStatement(source: Source): Statement {
  const { text, values } = membership(source);
  return { text: `SELECT count(*) FROM item r WHERE ${text}`, values };
}

/** Changes a record as `next` says; see the contract. */
export function changeRecord(
  database: Database,
  source: Source,
  id: string,
  viewer: Viewer,
  author: Author,
  next: Parameters<Store['change']>[4],
): Promise<Record | undefined> {
  const { words } = database;
  return database.write(function* (): Work<Record | undefined> {
    for (let attempt = 1; ; attempt++) {
      const [row] = yield* read(recordStatement(source, id, viewer), 'single');
      if (!row) return undefined;
      const current = recordOf(row);
      const draft = next(current);
      if (draft === 'unchanged') return current;
      const note = auditStatement(words, source, id, author, { action: 'update', before: current.body });
      const changed = yield* write(updateStatement(source, id, current, draft), [...keepNames(words, source, id, draft), note]);
      if (changed > 0) return { id, revision: draft.revision, body: draft.body };
      yield* again(attempt);
    }
  }, source);
}

/** Changes the record as it was read, or nothing. */
function updateStatement(source: Source, id: string, current: Record, draft: Draft): Statement {
  const { table, columns, values } = placeOf(source);
  const key = [...columns, 'id', 'revision'].map((column) => `${column} = ?`).join(' AND ');
  const audience = source.kind === 'items' ? ', audience = ?' : '';
  return {
    text: `UPDATE ${table} SET revision = ?, body = ?${audience} WHERE ${key}`,
    values: [draft.revision, draft.body, ...(audience ? [draft.audience] : []), ...values, id, current.revision],
  };
}

/** Removes a record after `allow` agreed; a person goes with all that is theirs. */
export async function removeRecord(
  database: Database,
  source: Source,
  id: string,
  viewer: Viewer,
  author: Author,
  allow: (current: Record) => void,
): Promise<boolean> {
  const { words } = database;
  if (source.kind === 'people') {
    const removed = await database.transaction(() => removePersonIf(words, source.tenant, id, author, allow), source);
    if (removed) database.scrubSoon({ tenant: source.tenant, person: id });
    return removed;
  }
  return database.write(function* (): Work<boolean> {
    for (let attempt = 1; ; attempt++) {
      const [row] = yield* read(recordStatement(source, id, viewer), 'single');
      if (!row) return false;
      const current = recordOf(row);
      allow(current);
      const note = auditStatement(words, source, id, author, { action: 'delete', before: current.body });
      if ((yield* write(deleteStatement(source, id, current.revision), [...dropBeside(words, source, id), note])) > 0)
        return true;
      yield* again(attempt);
    }
  }, source);
}

function deleteStatement(source: Source, id: string, revision: number): Statement {
  const { table, columns, values } = placeOf(source);
  const key = [...columns, 'id', 'revision'].map((column) => `${column} = ?`).join(' AND ');
  return { text: `DELETE FROM ${table} WHERE ${key}`, values: [...values, id, revision] };
}

function dropBeside(words: Words, source: Source, id: string): readonly Statement[] {
  if (source.kind !== 'groups') return dropNames(words, source, id);
  return [{ text: `DELETE FROM member WHERE tenant = ? AND circle = ? AND ${words.done}`, values: [source.tenant, id] }];
}

/** What a person was is not kept in the trail either: only that the person was removed, when and by whom. */
function* removePersonIf(
  words: Words,
  tenant: string,
  id: string,
  author: Author,
  allow: (current: Record) => void,
): Work<boolean> {
  const source: Source = { kind: 'people', tenant };
  const statement = recordStatement(source, id, { kind: 'all' });
  const [row] = yield* read({ ...statement, text: statement.text + words.forUpdate });
  if (!row) return false;
  allow(recordOf(row));
  yield* removePerson(words, tenant, id);
  const note = auditStatement(words, source, id, author, { action: 'delete', before: null });
  yield* write({ ...note, text: note.text.replace(words.done, 'TRUE') });
  return true;
}

/** Removes every item of a person; answers how many there were. */
export function clearItems(database: Database, tenant: string, person: string, author: Author): Promise<number> {
  const whose: Whose = { tenant, person };
  return database.transaction(function* (): Work<number> {
    // Whoever adds an item waits, so that all that is removed has been noted.
    yield* read({
      text: `SELECT id FROM person WHERE tenant = ? AND id = ?${database.words.forUpdate}`,
      values: [tenant, person],
    });
    yield* write(auditClearing(tenant, person, author));
    return yield* write({ text: 'DELETE FROM item WHERE tenant = ? AND person = ?', values: [tenant, person] });
  }, whose);
}
